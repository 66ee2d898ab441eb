//! Random architectures that mix all features of scenarios.
//!
//! ```text
//! clients -> [balancers] -> services, each calling later ones -> stores
//!                                                             -> orchestrators -> participants
//! ```
//!
//! Calls lead only from lower to higher numbers, so there are no cycles.

mod links;

use netsplit_core::scenario::Document;
use serde_json::{Map, Value, json};

use crate::dice::Dice;
use crate::labs;
use links::{CALL, QUORUM, RAFT, SAGA};

/// Zones in three regions.
const ZONES: [&str; 5] = ["eu/a", "eu/b", "us/a", "us/b", "asia/a"];

/// Work times, latencies and think times.
const TIMES: [&str; 9] = [
    "0s",
    "1ms",
    "3ms",
    "exp(5ms)",
    "uniform(1ms, 20ms)",
    "normal(4ms, 3ms)",
    "lognormal(p50=2ms, p99=30ms)",
    "mix(90%: exp(1ms), 10%: pareto(5ms, 1.5))",
    "2ms + exp(1ms)",
];

/// An architecture under construction.
struct Architecture {
    dice: Dice,
    nodes: Map<String, Value>,
    calls: Map<String, Value>,
    links: Map<String, Value>,
    workload: Map<String, Value>,
}

/// The architecture of a seed.
pub fn architecture(seed: u64) -> Document {
    let mut made = Architecture {
        dice: Dice::new(seed),
        nodes: Map::new(),
        calls: Map::new(),
        links: Map::new(),
        workload: Map::new(),
    };
    let mut served = made.stores();
    served.extend(made.sagas());
    let servers = made.services(&served);
    let entries = made.balancers(&servers);
    made.clients(&entries);
    let network = made.network();
    let faults = made.faults();
    labs::document(json!({
        "v": 1,
        "duration": "2s",
        "warm_up": "100ms",
        "cool_down": "100ms",
        "nodes": made.nodes,
        "calls": made.calls,
        "network": network,
        "workload": made.workload,
        "faults": faults,
    }))
}

impl Architecture {
    fn time(&mut self) -> &'static str {
        self.dice.pick(&TIMES)
    }

    fn zones(&mut self) -> Vec<&'static str> {
        let count = self.dice.between(1, 3);
        (0..count).map(|_| self.dice.pick(&ZONES)).collect()
    }

    /// A small queue limit, or none.
    fn queue(&mut self) -> Value {
        match self.dice.between(0, 3) {
            0 => Value::Null,
            1 => json!(0),
            _ => json!(self.dice.between(1, 20)),
        }
    }

    fn stores(&mut self) -> Vec<String> {
        let names: Vec<_> = (0..self.dice.between(1, 3))
            .map(|index| format!("store-{index}"))
            .collect();
        for name in &names {
            let replication = self.replication();
            // The processes of a store communicate over links of their own.
            let kinds: &[&str] = match replication["mode"].as_str() {
                Some("raft") => &RAFT,
                Some("quorum") => &QUORUM,
                _ => &[],
            };
            if !kinds.is_empty() && self.dice.chance(0.5) {
                let link = self.link(kinds);
                self.links.insert(format!("{name}->{name}"), link);
            }
            let store = json!({
                "kind": "store",
                "concurrency": self.dice.between(1, 8),
                "queue": self.queue(),
                "read": self.time(),
                "write": self.time(),
                "fsync": self.time(),
                "zones": self.zones(),
                "replication": replication,
            });
            self.nodes.insert(name.clone(), store);
        }
        names
    }

    /// Settings of replication: a single process, or a group.
    fn replication(&mut self) -> Value {
        let replicas = self.dice.between(0, 5);
        if replicas < 2 {
            return json!({ "mode": "single", "durability": self.dice.pick(&["fsync", "memory"]) });
        }
        if self.dice.chance(0.5) {
            return self.quorum(replicas);
        }
        json!({
            "mode": "raft",
            "replicas": replicas,
            "heartbeat": self.dice.pick(&["5ms", "50ms"]),
            "election_timeout": self.dice.pick(&["20ms", "150ms"]),
            "pre_vote": self.dice.chance(0.5),
            "check_quorum": self.dice.chance(0.5),
            "reads": self.dice.pick(&["leader-local", "read-index"]),
            "batch": self.dice.pick(&[1, 64]),
            "in_flight": self.dice.pick(&[1, 4, 256]),
        })
    }

    fn quorum(&mut self, replicas: u32) -> Value {
        json!({
            "mode": "quorum",
            "replicas": replicas,
            "coordinators": self.dice.pick(&[0, 0, 1, 3]),
            "write": self.dice.between(1, replicas),
            "read": self.dice.between(1, replicas),
            "read_repair": self.dice.chance(0.5),
            "write_back": self.dice.chance(0.5),
            "read_before_write": self.dice.chance(0.5),
            "timeout": self.dice.pick(&["10ms", "1s"]),
        })
    }

    /// Up to two orchestrators, whose sagas share participants. Returns the orchestrators.
    fn sagas(&mut self) -> Vec<String> {
        let names: Vec<_> = (0..self.dice.between(0, 2))
            .map(|index| format!("saga-{index}"))
            .collect();
        if names.is_empty() {
            return names;
        }
        let participants: Vec<_> = (0..self.dice.between(1, 3))
            .map(|index| format!("bank-{index}"))
            .collect();
        for name in &participants {
            let participant = self.participant();
            self.nodes.insert(name.clone(), participant);
        }
        for name in &names {
            let orchestrator = self.orchestrator(name, &participants);
            self.nodes.insert(name.clone(), orchestrator);
        }
        names
    }

    fn participant(&mut self) -> Value {
        json!({
            "kind": "participant",
            "accounts": self.dice.between(1, 10),
            "balance": self.dice.pick(&[0, 500, 1_000_000]),
            "refuse": self.dice.pick(&["0%", "30%", "100%"]),
            "work": self.time(),
            "fsync": self.time(),
            "zone": self.dice.pick(&ZONES),
        })
    }

    fn orchestrator(&mut self, name: &str, participants: &[String]) -> Value {
        let mut steps = Vec::new();
        for _ in 0..self.dice.between(1, 3) {
            for step in ["debit", "credit"] {
                let participant = self.dice.pick(participants);
                if self.dice.chance(0.5) {
                    let link = self.link(&SAGA);
                    self.links.insert(format!("{name}->{participant}"), link);
                }
                steps.push(json!({ step: participant }));
            }
        }
        json!({
            "kind": "orchestrator",
            "steps": steps,
            "attempts": self.dice.between(1, 4),
            "compensations": self.dice.pick(&[Value::Null, json!(1), json!(5)]),
            "timeout": self.dice.pick(&["5ms", "100ms"]),
            "longest": self.dice.pick(&["50ms", "1s"]),
            "concurrency": self.dice.between(1, 30),
            "queue": self.queue(),
            "work": self.time(),
            "fsync": self.time(),
            "zone": self.dice.pick(&ZONES),
        })
    }

    /// Services, the last one first, so that each knows its possible callees. Returns all nodes that serve.
    fn services(&mut self, stores: &[String]) -> Vec<String> {
        let mut callees = stores.to_vec();
        for index in (0..self.dice.between(0, 4)).rev() {
            let name = format!("service-{index}");
            let handlers = self.handlers(&name, &callees);
            let service = json!({
                "kind": "service",
                "replicas": self.dice.between(1, 4),
                "concurrency": self.dice.between(1, 6),
                "queue": self.queue(),
                "handlers": handlers,
                "zones": self.zones(),
            });
            self.nodes.insert(name.clone(), service);
            callees.push(name);
        }
        callees
    }

    fn handlers(&mut self, name: &str, callees: &[String]) -> Value {
        let mut handlers = Map::new();
        let operations: &[&str] = if self.dice.chance(0.5) {
            &["any"]
        } else {
            &["read", "write"]
        };
        for operation in operations {
            let count = self.dice.between(0, 3);
            let mut steps: Vec<_> = (0..count).map(|_| self.step(name, callees)).collect();
            if self.dice.chance(0.4) {
                steps.extend(self.update(name));
            }
            handlers.insert((*operation).to_owned(), Value::from(steps));
        }
        Value::from(handlers)
    }

    fn step(&mut self, name: &str, callees: &[String]) -> Value {
        match self.dice.between(0, 5) {
            0 | 1 => json!({ "work": self.time() }),
            2 => {
                let callee = self.dice.pick(callees);
                self.call(name, &callee);
                json!({ "call": callee })
            }
            3 => {
                let callee = self.dice.pick(callees);
                self.call(name, &callee);
                json!({ "async": [callee] })
            }
            4 => {
                let (callee, other) = (self.dice.pick(callees), self.dice.pick(callees));
                self.call(name, &callee);
                self.call(name, &other);
                json!({ "try": [{ "call": callee }, { "work": self.time() }], "else": [{ "call": other }] })
            }
            _ => {
                let count = self.dice.between(1, 3);
                let some: Vec<_> = (0..count).map(|_| self.dice.pick(callees)).collect();
                for callee in &some {
                    self.call(name, callee);
                }
                json!({ "parallel": some })
            }
        }
    }

    /// A read of a store, work, and a compare-and-set on the value read; only a read where that is not possible.
    fn update(&mut self, name: &str) -> Vec<Value> {
        let store = self.store();
        self.call(name, &store);
        let compares = self.nodes[&store]["replication"]["mode"] != "quorum";
        let steps = [
            json!({ "read": store }),
            json!({ "work": self.time() }),
            json!({ "compare_and_set": store }),
        ];
        steps
            .into_iter()
            .take(if compares { 3 } else { 1 })
            .collect()
    }

    /// May give a call policies and a link of its own.
    fn call(&mut self, caller: &str, callee: &str) {
        let key = format!("{caller}->{callee}");
        if self.dice.chance(0.8) {
            let policies = self.policies(callee);
            self.calls.insert(key.clone(), policies);
        }
        if self.dice.chance(0.5) {
            let link = self.link(&CALL);
            self.links.insert(key, link);
        }
    }

    fn policies(&mut self, callee: &str) -> Value {
        let timeout = self
            .dice
            .pick(&[Value::Null, json!("5ms"), json!("40ms"), json!("300ms")]);
        let deadline = self
            .dice
            .pick(&[Value::Null, Value::Null, json!("20ms"), json!("400ms")]);
        // A fallback for a write that the callee keeps is refused.
        let falls_back = callee.starts_with("service") && self.dice.chance(0.3);
        json!({
            "timeout": timeout,
            "deadline": deadline,
            "propagate": self.dice.chance(0.5),
            "fallback": if falls_back { "static" } else { "none" },
            "retry": self.retry(),
            "bulkhead": self.bulkhead(),
            "breaker": self.breaker(),
            "balance": self.dice.pick(&["random", "round-robin", "two-choices", "least-outstanding"]),
            "request_size": self.dice.pick(&["0B", "1KB", "50KB"]),
            "response_size": self.dice.pick(&["0B", "1KB", "50KB"]),
        })
    }

    fn retry(&mut self) -> Value {
        json!({
            "attempts": self.dice.between(1, 3),
            "backoff": self.dice.pick(&["none", "none", "exponential"]),
            "jitter": self.dice.pick(&["none", "full", "equal", "decorrelated", "additive"]),
            "base": self.dice.pick(&["1ms", "30ms"]),
            "cap": "100ms",
            "idempotent_only": self.dice.chance(0.3),
            "on": self.dice.pick(&[
                json!(["error", "rejected", "refused", "timeout", "not leader", "deposed", "unavailable"]),
                json!(["timeout", "breaker open", "bulkhead full"]),
                json!(["conflict", "timeout"]),
            ]),
            "budget": self.budget(),
        })
    }

    fn budget(&mut self) -> Value {
        if self.dice.chance(0.7) {
            return Value::Null;
        }
        json!({
            "ratio": self.dice.pick(&["0%", "20%", "100%"]),
            "minimum": self.dice.between(0, 10),
            "window": self.dice.pick(&["100ms", "10s"]),
        })
    }

    fn bulkhead(&mut self) -> Value {
        if self.dice.chance(0.6) {
            return Value::Null;
        }
        json!({
            "permits": self.dice.between(1, 4),
            "queue": self.dice.between(0, 3),
            "wait": self.dice.pick(&["1ms", "50ms"]),
        })
    }

    fn breaker(&mut self) -> Value {
        if self.dice.chance(0.6) {
            return Value::Null;
        }
        let rate =
            json!({ "failures": "30%", "minimum": self.dice.between(1, 10), "window": "300ms" });
        json!({
            "rate": self.dice.pick(&[Value::Null, rate]),
            "slow": self.dice.pick(&[Value::Null, json!("10ms")]),
            "failures": self.dice.between(1, 5),
            "open": self.dice.pick(&["1ms", "100ms"]),
            "probes": self.dice.between(1, 2),
            "successes": self.dice.between(1, 2),
        })
    }

    /// Balancers before some nodes that serve. Returns the entries for clients.
    fn balancers(&mut self, servers: &[String]) -> Vec<String> {
        let mut entries = servers.to_vec();
        for index in 0..self.dice.between(0, 2) {
            let name = format!("lb-{index}");
            let behind = self.dice.pick(servers);
            let replicas = self.dice.between(1, 3);
            let zones = self.zones();
            self.nodes.insert(
                name.clone(),
                json!({ "kind": "balancer", "replicas": replicas, "zones": zones }),
            );
            self.call(&name, &behind);
            // The backends of a balancer are known from its calls, so it needs an entry.
            self.calls
                .entry(format!("{name}->{behind}"))
                .or_insert_with(|| json!({}));
            entries.push(name);
        }
        entries
    }

    fn clients(&mut self, entries: &[String]) {
        for index in 0..self.dice.between(1, 3) {
            let name = format!("client-{index}");
            // The last entries are balancers, or services with calls: more happens there.
            let near = &entries[entries.len().saturating_sub(3)..];
            let to = self.dice.pick(near);
            let zone = self.dice.pick(&ZONES);
            self.nodes
                .insert(name.clone(), json!({ "kind": "client", "zone": zone }));
            self.call(&name, &to);
            let load = if self.dice.chance(0.6) {
                self.open(&to)
            } else {
                self.closed(&to)
            };
            self.workload.insert(name, load);
        }
    }

    fn mix(&mut self) -> Value {
        json!({
            "reads": self.dice.pick(&["0%", "50%", "100%"]),
            "keys": self.dice.between(1, 50),
            "skew": self.dice.pick(&[0.0, 1.0, 2.5]),
        })
    }

    fn open(&mut self, to: &str) -> Value {
        let rate = |dice: &mut Dice| json!(format!("{}/s", dice.between(5, 150)));
        let mut load = json!({
            "loop": "open",
            "to": to,
            "rate": rate(&mut self.dice),
            "arrivals": self.dice.pick(&["constant", "poisson"]),
            "mix": self.mix(),
        });
        if self.dice.chance(0.4) {
            load["ramp"] = json!({ "to": rate(&mut self.dice), "at": "200ms", "over": "500ms" });
        }
        if self.dice.chance(0.4) {
            load["spike"] = json!({ "rate": "400/s", "at": "800ms", "lasts": "200ms" });
        }
        load
    }

    fn closed(&mut self, to: &str) -> Value {
        json!({
            "loop": "closed",
            "to": to,
            "users": self.dice.between(1, 10),
            "think": self.dice.pick(&["20ms", "exp(50ms)", "1ms"]),
            "requests": self.dice.pick(&[Value::Null, json!(1), json!(20)]),
            "journey": self.dice.pick(&[json!([]), json!([]), json!(["write", "read", "read"])]),
            "mix": self.mix(),
        })
    }

    /// Faults of all kinds, which overlap each other and the ends of the run.
    fn faults(&mut self) -> Vec<Value> {
        let count = self.dice.between(0, 8);
        (0..count).map(|_| self.fault()).collect()
    }

    fn fault(&mut self) -> Value {
        let kinds = [
            "crash", "restart", "outages", "pause", "slow", "cut", "latency", "loss", "errors",
            "clock", "set",
        ];
        let kind = self.dice.pick(&kinds);
        let mut fault = match kind {
            "crash" => {
                json!({ "target": self.target(), "scope": self.dice.pick(&["process", "host"]) })
            }
            "restart" => {
                json!({ "target": self.target(), "boot": self.dice.pick(&["1ms", "300ms"]) })
            }
            "outages" => {
                json!({ "target": self.target(), "mttf": self.dice.pick(&["5ms", "200ms"]), "mttr": self.dice.pick(&["1ms", "100ms"]), "scope": self.dice.pick(&["process", "host"]) })
            }
            "pause" => json!({ "target": self.target() }),
            "slow" => {
                json!({ "target": self.target(), "factor": self.dice.pick(&[0.1, 3.0, 50.0]) })
            }
            "cut" => {
                json!({ "from": [self.anywhere()], "to": self.side(), "one_way": self.dice.chance(0.5) })
            }
            "latency" => json!({ "from": self.side(), "to": self.side(), "add": "30ms" }),
            "loss" => json!({ "from": self.side(), "share": self.dice.pick(&["10%", "100%"]) }),
            "errors" => {
                json!({ "target": self.target(), "share": self.dice.pick(&["10%", "100%"]) })
            }
            "clock" => {
                json!({ "target": self.anywhere(), "offset": "2s", "behind": self.dice.chance(0.5), "rate": self.dice.pick(&[0.5, 3.0]) })
            }
            _ => self.set(),
        };
        fault["fault"] = json!(kind);
        fault["at"] = json!(format!("{}ms", self.dice.between(0, 2200)));
        if !["restart", "set"].contains(&kind) && self.dice.chance(0.7) {
            fault["lasts"] = json!(format!("{}ms", self.dice.between(1, 900)));
        }
        fault
    }

    fn set(&mut self) -> Value {
        let key = format!("nodes.{}.concurrency", self.store());
        let sets = [
            (key, json!(self.dice.between(1, 9))),
            ("network.latency".to_owned(), json!(self.time())),
            ("network.loss".to_owned(), json!("10%")),
            ("network.duplicate".to_owned(), json!("50%")),
            ("network.bandwidth".to_owned(), json!("300KB")),
            ("workload.client-0.mix.reads".to_owned(), json!("30%")),
        ];
        let (path, value) = self.dice.pick(&sets);
        json!({ "path": path, "value": value })
    }

    fn store(&mut self) -> String {
        let stores: Vec<_> = self
            .nodes
            .keys()
            .filter(|name| name.starts_with("store"))
            .cloned()
            .collect();
        self.dice.pick(&stores)
    }

    /// A node that is not a client, one of its processes, or the leader of a store.
    fn target(&mut self) -> String {
        if self.dice.chance(0.2) {
            return self.leader();
        }
        let servers: Vec<_> = self
            .nodes
            .keys()
            .filter(|name| !name.starts_with("client"))
            .cloned()
            .collect();
        let name = self.dice.pick(&servers);
        match self.dice.between(0, 3) {
            0 => format!("{name}/1"),
            1 => format!("{name}/c1"),
            _ => name,
        }
    }

    /// The leader of a store, alone or with another replica.
    fn leader(&mut self) -> String {
        let beside = self.dice.pick(&["", "+1"]);
        format!("leader:{}{beside}", self.store())
    }

    fn anywhere(&mut self) -> String {
        if self.dice.chance(0.2) {
            return self.leader();
        }
        let names: Vec<_> = self.nodes.keys().cloned().collect();
        self.dice.pick(&names)
    }

    fn side(&mut self) -> Value {
        if self.dice.chance(0.5) {
            json!([self.anywhere()])
        } else {
            Value::Null
        }
    }
}
