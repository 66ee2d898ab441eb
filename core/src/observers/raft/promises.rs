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

use super::has_raft;
use super::invariants::{Finding, InvariantChecker};
use crate::observer::{Derived, Facts, Judgement, VerdictDefinition};
use crate::plan::Plan;
use crate::summary::Evidence;

pub(super) const VERDICTS: [VerdictDefinition; 4] = [
    VerdictDefinition {
        id: "election-safety",
        name: "One leader a term",
        applies: has_raft,
        check: |facts| judge(facts, InvariantChecker::election_safety),
    },
    VerdictDefinition {
        id: "log-matching",
        name: "Logs match",
        applies: has_raft,
        check: |facts| judge(facts, InvariantChecker::log_matching),
    },
    VerdictDefinition {
        id: "leader-completeness",
        name: "Leaders have what is committed",
        applies: has_raft,
        check: |facts| judge(facts, InvariantChecker::leader_completeness),
    },
    VerdictDefinition {
        id: "state-machine-safety",
        name: "Replicas carry out the same",
        applies: has_raft,
        check: |facts| judge(facts, InvariantChecker::state_machine_safety),
    },
];

/// Every Raft group, watched to the end, each with its label.
struct Groups(Vec<(String, InvariantChecker)>);

impl Derived for Groups {
    fn of(facts: &Facts<'_>) -> Self {
        let groups = facts.plan.raft_groups().map(|group| {
            let observations = facts.observations_of(group);
            let checker = InvariantChecker::of(group.first, group.replicas, observations);
            (group.label.clone(), checker)
        });
        Self(groups.collect())
    }
}

/// Judges a promise of every group. Of several groups the one that breaks it is shown.
fn judge(facts: &Facts<'_>, promise: fn(&InvariantChecker) -> Finding) -> Judgement {
    let groups = facts.get::<Groups>();
    let findings = groups.0.iter();
    let findings = findings.map(|(label, checker)| (label, promise(checker)));
    let worst = findings.min_by_key(|(_, finding)| finding.broken.is_none());
    match worst {
        Some((label, finding)) => judgement(facts.plan, label, finding),
        None => Judgement::by("There is no group.".to_owned(), None),
    }
}

fn judgement(plan: &Plan, label: &str, finding: Finding) -> Judgement {
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
    Judgement::by(says, evidence)
}
