//! What Raft promises of the logs of a group, judged from what was observed of its replicas (figure 3).
//!
//! ```text
//! election-safety       a term has at most one leader
//! log-matching          an entry of one term at one index is the same in every log, and so is all before it
//! leader-completeness   what was committed is in the log of each leader of a later term
//! state-machine-safety  no two replicas carry out different entries at one index
//! ```
//!
//! Each is judged over the whole run in one pass. Committed is what any replica has carried out.
//! Source: Ongaro and Ousterhout 2014, "In search of an understandable consensus algorithm", figure 3.

mod invariants;
#[cfg(test)]
mod tests;

use crate::plan::Plan;
use crate::recording::Recording;
use crate::summary::{Evidence, Holds, Verdict};
use invariants::{Finding, InvariantChecker};

/// A promise, as it is shown.
struct Promise {
    id: &'static str,
    name: &'static str,
    finding: fn(&InvariantChecker) -> Finding,
}

const PROMISES: [Promise; 4] = [
    Promise {
        id: "election-safety",
        name: "One leader a term",
        finding: InvariantChecker::election_safety,
    },
    Promise {
        id: "log-matching",
        name: "Logs match",
        finding: InvariantChecker::log_matching,
    },
    Promise {
        id: "leader-completeness",
        name: "Leaders have what is committed",
        finding: InvariantChecker::leader_completeness,
    },
    Promise {
        id: "state-machine-safety",
        name: "Replicas carry out the same",
        finding: InvariantChecker::state_machine_safety,
    },
];

/// Judges every Raft group; nothing if there is none. Of several groups the one that breaks a promise is shown.
pub(super) fn check(plan: &Plan, recording: &Recording) -> Vec<Verdict> {
    let groups: Vec<_> = plan
        .raft_groups()
        .map(|group| {
            let checker =
                InvariantChecker::of(group.first, group.replicas, &recording.observations);
            (group.label.as_str(), checker)
        })
        .collect();
    let judged = |promise: &Promise| {
        let findings = groups
            .iter()
            .map(|(label, checker)| (*label, (promise.finding)(checker)));
        let worst = findings.min_by_key(|(_, finding)| finding.broken.is_none());
        worst.map(|(label, finding)| verdict(plan, promise, label, finding))
    };
    PROMISES.iter().filter_map(judged).collect()
}

fn verdict(plan: &Plan, promise: &Promise, label: &str, finding: Finding) -> Verdict {
    let evidence = finding.broken.map(|broken| {
        let names: Vec<_> = broken
            .processes
            .iter()
            .map(|process| &*plan.shape.topology.processes[*process as usize].name)
            .collect();
        Evidence {
            at: broken.at.as_secs(),
            requests: Vec::new(),
            says: format!("At {}, {}.", broken.at, broken.how.says(&names)),
            processes: broken.processes,
        }
    });
    let says = match &evidence {
        Some(evidence) => format!("{label}: {}", evidence.says),
        None => format!("{label}: {}", finding.says),
    };
    Verdict {
        id: promise.id.to_owned(),
        name: promise.name.to_owned(),
        holds: if evidence.is_some() {
            Holds::No
        } else {
            Holds::Yes
        },
        says,
        evidence,
    }
}
