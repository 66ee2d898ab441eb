//! Links, and the kinds of messages on them.

use serde_json::{Map, Value, json};

use super::Architecture;

/// Kinds of messages between callers and callees.
pub(super) const CALL: [&str; 5] = ["read", "write", "compare-and-set", "success", "failure"];

/// Kinds of messages between the replicas of a Raft group.
pub(super) const RAFT: [&str; 5] = [
    "vote request",
    "vote",
    "heartbeat",
    "entries",
    "acknowledgement",
];

/// Kinds of messages between coordinators and replicas.
pub(super) const QUORUM: [&str; 4] = ["write", "acknowledgement", "read", "value"];

/// Kinds of messages between orchestrators and participants.
pub(super) const SAGA: [&str; 3] = ["act", "acted", "compensate"];

impl Architecture {
    /// A link for messages of these kinds, some of which may take longer.
    pub(super) fn link(&mut self, kinds: &[&str]) -> Value {
        let mut slower = Map::new();
        for _ in 0..self.dice.between(0, 2) {
            slower.insert(self.dice.pick(kinds).to_owned(), json!(self.time()));
        }
        let latency = if self.dice.chance(0.5) {
            json!(self.time())
        } else {
            Value::Null
        };
        json!({
            "latency": latency,
            "kinds": slower,
            "loss": self.dice.pick(&[Value::Null, json!("0%"), json!("20%"), json!("100%")]),
            "bandwidth": self.dice.pick(&[Value::Null, json!("100KB"), json!("10MB")]),
            "transport": self.dice.pick(&["stream", "datagram"]),
        })
    }

    /// The network between all nodes.
    pub(super) fn network(&mut self) -> Value {
        json!({
            "latency": self.time(),
            "zones": self.time(),
            "regions": { "eu~us": self.time() },
            "wide": "exp(30ms)",
            "loss": self.dice.pick(&["0%", "0%", "5%", "30%"]),
            "duplicate": self.dice.pick(&["0%", "20%", "100%"]),
            "reorder": self.dice.pick(&["0%", "30%"]),
            "bandwidth": self.dice.pick(&[Value::Null, json!("1MB")]),
            "retransmit": self.dice.pick(&["1ms", "50ms", "200ms"]),
            "links": self.links,
        })
    }
}
