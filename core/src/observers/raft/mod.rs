//! Raft groups: who leads, what Raft promises, and the logs of the replicas.

mod invariants;
mod leaders;
mod logs;
mod promises;
mod replica_log;
#[cfg(test)]
mod tests;
mod words;

pub use replica_log::{LogEntry, ReplicaLog};

use crate::observer::{MetricDefinition, Observer, Shown, no_note};
use crate::plan::Plan;
use crate::summary::Better;
use crate::unit::Unit;
use leaders::{Leaderless, longest};

/// Raft groups.
pub const RAFT: Observer = Observer {
    metrics: &METRICS,
    verdicts: &promises::VERDICTS,
    timelines: &[leaders::timelines],
    tables: &[logs::of],
    tells: &[words::tell],
    marks: &[words::mark],
    ..Observer::NONE
};

const METRICS: [MetricDefinition; 3] = [
    MetricDefinition {
        id: "leaderless",
        name: "Without a leader",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Time of the measured window in which no replica of a Raft store led it: regarded itself as the leader and could exchange messages with a majority that runs, itself included. Of several stores the longest.",
        applies: has_raft,
        measure: |facts| longest(facts, Leaderless::in_all),
        note: no_note,
    },
    MetricDefinition {
        id: "first_leader",
        name: "First leader after",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Time from the beginning of the measured window until a replica of a Raft store led it for the first time; the whole window if none did. Of several stores the longest.",
        applies: has_raft,
        measure: |facts| longest(facts, Leaderless::at_first),
        note: no_note,
    },
    MetricDefinition {
        id: "terms",
        name: "Terms",
        unit: Unit::Count,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Terms that the replicas of Raft stores began in the whole run; each is an election, won or not.",
        applies: has_raft,
        measure: leaders::terms,
        note: no_note,
    },
];

/// True if a Raft group keeps any store.
fn has_raft(plan: &Plan) -> bool {
    plan.raft_groups().next().is_some()
}
