//! Verdicts: what must hold of a recording, whether it does, and what shows it. Checkers only observe.

mod conservation;
pub mod linearizability;
mod little;
mod raft;
mod sagas;
mod stores;

use crate::outcome::Verdict;
use crate::plan::Plan;
use crate::recording::Recording;

/// Names of all verdicts, in the order in which they are shown.
pub const IDS: [&str; 10] = [
    "linearizable",
    "election-safety",
    "log-matching",
    "leader-completeness",
    "state-machine-safety",
    "all-or-compensated",
    "money-conserved",
    "nothing-stuck",
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
        .chain(always)
        .collect()
}
