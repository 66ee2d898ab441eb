//! Promises of the store modes under each kind of fault: a table, tested over random seeds.
//!
//! A promise is kept on every seed. Where the table says that there is none, some seed shows a violation. A new mode of
//! stores is a line in `MODES` and a column in `TABLE`.

use netsplit_core::scenario::Document;
use netsplit_core::summary::{Holds, Verdict};
use netsplit_tests::dice::Dice;
use netsplit_tests::labs;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Number of seeds that must all keep a promise.
const SEEDS: u32 = if cfg!(target_arch = "wasm32") { 2 } else { 12 };

/// Number of seeds of which one must show a violation, where nothing is promised.
const SEEDS_TO_SHOW: u32 = 60;

/// Promise of a mode under a kind of fault.
#[derive(Clone, Copy, Debug)]
enum Promise {
    /// Every history is linearizable.
    Linearizable,
    /// Some histories are not linearizable.
    Broken,
    /// No promise, though short histories hardly ever show a violation.
    Unsaid,
}

use Promise::{Broken, Linearizable, Unsaid};

/// Modes of a store, in the order of the columns: name, replication, and attempts of a caller.
const MODES: [(&str, &str, u32); 8] = [
    ("fsync", r#"{ "mode": "single", "durability": "fsync" }"#, 1),
    (
        "fsync, retried",
        r#"{ "mode": "single", "durability": "fsync" }"#,
        3,
    ),
    (
        "memory",
        r#"{ "mode": "single", "durability": "memory" }"#,
        1,
    ),
    (
        "read-index",
        r#"{ "mode": "raft", "replicas": 3, "reads": "read-index" }"#,
        3,
    ),
    (
        "read-index, checks",
        r#"{ "mode": "raft", "replicas": 5, "reads": "read-index", "pre_vote": true, "check_quorum": true }"#,
        3,
    ),
    (
        "leader-local",
        r#"{ "mode": "raft", "replicas": 3, "reads": "leader-local" }"#,
        3,
    ),
    (
        "quorum",
        r#"{ "mode": "quorum", "replicas": 3, "write": 2, "read": 2 }"#,
        1,
    ),
    (
        "quorum, atomic",
        r#"{ "mode": "quorum", "replicas": 3, "write": 2, "read": 2, "write_back": true, "read_before_write": true }"#,
        1,
    ),
];

/// Promises by kind of fault (row) and mode (column).
///
/// A single process cannot tell a late message from a new write, and may apply a retried write twice; a Raft group
/// remembers its callers. A new leader that reads locally may not know yet what its predecessor has confirmed.
/// Overlapping quorums alone order nothing: the clocks of coordinators do, and a later read may miss a write that an
/// earlier one has seen.
#[rustfmt::skip]
const TABLE: [(Faults, [Promise; MODES.len()]); 7] = [
    //                  fsync         retried       memory        read-index    with checks   leader-local  quorum        atomic
    (Faults::None,      [Linearizable, Linearizable, Linearizable, Linearizable, Linearizable, Linearizable, Unsaid,       Linearizable]),
    (Faults::Clock,     [Linearizable, Linearizable, Linearizable, Linearizable, Linearizable, Linearizable, Broken,       Linearizable]),
    (Faults::Loss,      [Linearizable, Unsaid,       Linearizable, Linearizable, Linearizable, Linearizable, Unsaid,       Linearizable]),
    (Faults::Process,   [Linearizable, Linearizable, Broken,       Linearizable, Linearizable, Broken,       Unsaid,       Linearizable]),
    (Faults::Host,      [Linearizable, Linearizable, Broken,       Linearizable, Linearizable, Broken,       Unsaid,       Linearizable]),
    (Faults::Pause,     [Linearizable, Unsaid,       Linearizable, Linearizable, Linearizable, Broken,       Unsaid,       Linearizable]),
    (Faults::Partition, [Linearizable, Broken,       Linearizable, Linearizable, Linearizable, Broken,       Unsaid,       Linearizable]),
];

/// Kinds of faults.
#[derive(Clone, Copy, Debug)]
enum Faults {
    None,
    /// Messages are lost, also between replicas, without retransmission.
    Loss,
    /// A clock jumps and runs at another rate.
    Clock,
    /// A process crashes and restarts.
    Process,
    /// A host goes down and comes back.
    Host,
    /// A process is paused.
    Pause,
    /// A replica is cut off from the others, and clients still reach it.
    Partition,
}

impl Faults {
    /// Faults of this kind at random moments, one after another.
    fn draw(self, dice: &mut Dice, processes: &[String]) -> Vec<Value> {
        let starts = [500, 1500, 2500].map(|start| start + dice.between(0, 400));
        let each = |start: u32| {
            let (at, lasts) = (
                format!("{start}ms"),
                format!("{}ms", dice.between(100, 700)),
            );
            let target = dice.pick(processes);
            let fault = match self {
                Self::None => return None,
                Self::Loss => {
                    json!({ "fault": "loss", "share": format!("{}%", dice.between(5, 60)) })
                }
                Self::Clock => {
                    let (ahead, tenths) = (dice.between(0, 2000), dice.between(5, 20));
                    json!({ "fault": "clock", "target": target, "offset": format!("{ahead}ms"), "rate": f64::from(tenths) / 10.0 })
                }
                Self::Process => json!({ "fault": "crash", "target": target, "scope": "process" }),
                Self::Host => json!({ "fault": "crash", "target": target, "scope": "host" }),
                Self::Pause => json!({ "fault": "pause", "target": target }),
                Self::Partition => {
                    let others: Vec<_> =
                        processes.iter().filter(|other| **other != target).collect();
                    if others.is_empty() {
                        json!({ "fault": "cut", "from": [target] })
                    } else {
                        json!({ "fault": "cut", "from": [target], "to": others })
                    }
                }
            };
            let mut fault = fault;
            (fault["at"], fault["lasts"]) = (json!(at), json!(lasts));
            Some(fault)
        };
        starts.into_iter().filter_map(each).collect()
    }
}

/// A store of this mode with a low load on few keys, and faults of this kind.
fn scenario(mode: &Value, attempts: u32, faults: Faults, seed: u32) -> Document {
    let replicas = mode["replicas"].as_u64().unwrap_or(1);
    let processes: Vec<_> = match replicas {
        1 => vec!["db".to_owned()],
        _ => (1..=replicas)
            .map(|replica| format!("db/{replica}"))
            .collect(),
    };
    let faults = faults.draw(&mut Dice::new(u64::from(seed)), &processes);
    let policies = json!({ "timeout": "300ms", "retry": { "attempts": attempts } });
    // Quorums do not support compare-and-set.
    let edits = match mode["mode"].as_str() {
        Some("quorum") => json!([{ "call": "db" }]),
        _ => json!([{ "read": "db" }, { "compare_and_set": "db" }]),
    };
    labs::document(json!({
        "v": 1,
        "duration": "4s",
        "nodes": {
            "users": { "kind": "client" },
            "editors": { "kind": "client" },
            "app": { "kind": "service", "handlers": { "any": edits } },
            "db": { "kind": "store", "replication": mode, "fsync": "exp(20ms)" },
        },
        "calls": { "users->db": policies, "app->db": policies },
        "network": { "latency": "exp(3ms)" },
        "workload": {
            "users": { "loop": "open", "to": "db", "rate": "150/s", "mix": { "reads": "60%", "keys": 2 } },
            "editors": { "loop": "open", "to": "app", "rate": "20/s", "mix": { "reads": "0%", "keys": 2 } },
        },
        "faults": faults,
    }))
}

type Mode = (&'static str, &'static str, u32);

fn linearizable((_, mode, attempts): Mode, faults: Faults, seed: u32) -> Verdict {
    let mode = serde_json::from_str(mode).expect("a mode is JSON");
    let run = labs::run(&scenario(&mode, attempts, faults, seed), seed);
    let mut verdicts = run.summary.verdicts.into_iter();
    let found = verdicts.find(|verdict| verdict.id == "linearizable");
    found.expect("a store is judged")
}

/// Problem of one cell of the table, if there is one.
fn wrong(mode: Mode, faults: Faults, promise: Promise) -> Option<String> {
    let name = mode.0;
    let verdicts = |seeds| (1..=seeds).map(move |seed| linearizable(mode, faults, seed));
    match promise {
        Linearizable => verdicts(SEEDS)
            .find(|verdict| verdict.holds != Holds::Yes)
            .map(|verdict| format!("{name} under {faults:?}: {}", verdict.says)),
        Unsaid => None,
        Broken => verdicts(SEEDS_TO_SHOW)
            .all(|verdict| verdict.holds != Holds::No)
            .then(|| format!("{name} under {faults:?}: nothing shows that it promises nothing")),
    }
}

#[test]
fn every_store_keeps_what_its_mode_promises() {
    let cells = TABLE.into_iter().flat_map(|(faults, promises)| {
        let cell = move |(mode, promise)| wrong(mode, faults, promise);
        MODES.into_iter().zip(promises).filter_map(cell)
    });
    let wrong: Vec<_> = cells.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
