//! Verdicts: what must hold of a recording, whether it does, and what shows it. Checkers only observe.

mod breaker;
mod conservation;
pub mod linearizability;
mod little;
mod raft;
mod sagas;
mod stores;

use crate::plan::Plan;
use crate::recording::Recording;
use crate::summary::Verdict;

/// Names of all verdicts, in the order in which they are shown.
pub const IDS: [&str; 11] = [
    "linearizable",
    "election-safety",
    "log-matching",
    "leader-completeness",
    "state-machine-safety",
    "all-or-compensated",
    "money-conserved",
    "nothing-stuck",
    "breaker-legal",
    "conservation",
    "littles-law",
];

/// Checks a recording.
pub fn verdicts(plan: &Plan, recording: &Recording) -> Vec<Verdict> {
    let always = [
        conservation::check(recording),
        little::check(plan, recording),
    ];
    stores::check(plan, recording)
        .into_iter()
        .chain(raft::check(plan, recording))
        .chain(sagas::check(plan, recording))
        .chain(breaker::check(plan, recording))
        .chain(always)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::NodeTotals;
    use crate::scenario::Document;
    use serde_json::{Value, json};

    /// The verdicts of a run in which nothing happened, by name.
    fn ids(nodes: &Value, calls: &Value, to: &str) -> Vec<String> {
        let workload = json!({ "users": { "loop": "open", "to": to, "rate": "1/s" } });
        let value = json!({ "v": 1, "nodes": nodes, "calls": calls, "workload": workload });
        let plan = crate::experiment::plan(&Document::from_value(value).unwrap()).unwrap();
        let recording = Recording {
            nodes: vec![NodeTotals::default(); plan.shape.topology.nodes.len()],
            ..Recording::default()
        };
        let verdicts = verdicts(&plan, &recording);
        verdicts.into_iter().map(|verdict| verdict.id).collect()
    }

    #[test]
    fn what_there_is_to_judge_is_judged_and_nothing_else() {
        let service = json!({
            "users": { "kind": "client" },
            "web": { "kind": "service", "handlers": { "any": [{ "work": "1ms" }] } }
        });
        let always = ["conservation", "littles-law"];
        assert_eq!(ids(&service, &json!({}), "web"), always);
        let guarded = json!({ "users->web": { "breaker": { "failures": 2 } } });
        assert_eq!(ids(&service, &guarded, "web"), IDS[8..]);
        let store = json!({
            "users": { "kind": "client" },
            "db": { "kind": "store", "replication": { "mode": "raft", "replicas": 3 } }
        });
        let found = ids(&store, &json!({}), "db");
        assert_eq!(found, [&IDS[..5], &always].concat());
        let participant = json!({ "kind": "participant", "accounts": 3, "balance": 100 });
        let sagas = json!({
            "users": { "kind": "client" },
            "transfer": { "kind": "orchestrator", "steps": [{ "debit": "a" }, { "credit": "b" }] },
            "a": participant, "b": participant
        });
        let found = ids(&sagas, &json!({}), "transfer");
        assert_eq!(found, [&IDS[5..8], &always].concat());
    }
}
