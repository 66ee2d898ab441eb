//! Turns in the life of a replica: lines of the log, and the mark of a leader.

use crate::observer::{Facts, Moment};
use crate::panel::{Mark, Tone};
use crate::recording::{Observation, Recording};
use crate::vocabulary::{Observed, ReplicaRole, ReportName, Status};

/// A leader stands out among its peers.
pub(super) fn mark(moment: &Moment<'_>, process: u32) -> Option<Mark> {
    let leads = moment.report(process, ReportName::Role) == Some(ReplicaRole::Leader as u64);
    let term = moment.report(process, ReportName::Term).unwrap_or_default();
    (leads && moment.status(process) == Status::Up).then(|| Mark {
        letter: "L".to_owned(),
        says: format!("leader of term {term}"),
        tone: Tone::Good,
    })
}

/// Another role, or entries that are dropped; what is told by messages is left to them.
pub(super) fn tell(facts: &Facts<'_>, observation: &Observation) -> Option<(String, bool)> {
    match observation.what {
        Observed::Became { role, term } => {
            Some(tell_role(facts.recording, observation, role, term))
        }
        Observed::Truncated { after } => Some((format!("drops its entries after {after}"), false)),
        _ => None,
    }
}

fn tell_role(
    recording: &Recording,
    observation: &Observation,
    role: ReplicaRole,
    term: u32,
) -> (String, bool) {
    match role {
        ReplicaRole::Leader => (format!("is elected: leads term {term}"), false),
        ReplicaRole::Candidate => (format!("stands for election in term {term}"), false),
        ReplicaRole::PreCandidate => (
            format!("asks whether it would be elected after term {term}"),
            false,
        ),
        ReplicaRole::Follower if led_before(recording, observation) => {
            (format!("steps down: follows in term {term}"), true)
        }
        ReplicaRole::Follower => (format!("follows in term {term}"), false),
    }
}

/// True if the process of an observation led before it.
fn led_before(recording: &Recording, observation: &Observation) -> bool {
    let all = &recording.observations;
    let until = all.partition_point(|other| other.at < observation.at);
    let earlier = all[..until].iter().rev();
    let mut own = earlier.filter(|other| other.process == observation.process);
    let last = own.find_map(|other| match other.what {
        Observed::Became { role, .. } => Some(role == ReplicaRole::Leader),
        Observed::Crashed { .. } => Some(false),
        _ => None,
    });
    last == Some(true)
}
