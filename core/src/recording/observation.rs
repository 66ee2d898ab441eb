//! What machines did, exactly and never sampled: what verdicts about protocols are computed from.

use super::{BreakerState, Cause};
use crate::time::Instant;
use crate::transactions::saga::{Effect, Phase};

/// Something that a machine did.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Observation {
    /// When.
    pub at: Instant,
    /// The process that runs the machine.
    pub process: u32,
    /// What it did.
    pub what: Observed,
}

/// What machines do that verdicts are about.
///
/// What is said of a log is all that ever happens to it: folded from the start, it is the log of that moment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Observed {
    /// A replica stands otherwise in the election of a leader, or in another term.
    Became {
        /// How it stands.
        role: ReplicaRole,
        /// In which term.
        term: u32,
    },
    /// A replica put an entry at the end of its log.
    Appended {
        /// Its index, from 1.
        index: u32,
        /// The term of the leader that made it.
        term: u32,
        /// The key that it writes.
        key: u32,
        /// The value that it writes; 0 if it writes none.
        value: u32,
    },
    /// A replica dropped the entries after an index.
    Truncated {
        /// The last index that stays.
        after: u32,
    },
    /// A replica carried out what it had not, up to an index.
    Applied {
        /// The last index that is carried out.
        index: u32,
    },
    /// A replica crashed. It has carried out nothing, and its log beyond an index is gone; older entries that
    /// its disk still had in their place follow as appended.
    Crashed {
        /// The last index that stays.
        after: u32,
    },
    /// A replica has a copy for good: no crash can take it away. It counts unless the replica has a newer one.
    Stored {
        /// The key.
        key: u32,
        /// The value.
        value: u32,
        /// What makes a version the newer one.
        timestamp: u64,
        /// What decides among versions of one timestamp.
        coordinator: u8,
    },
    /// A saga got further.
    Saga {
        /// The saga; its low half is the request of a client that it is for.
        saga: u64,
        /// How.
        change: SagaChange,
    },
    /// The breaker of a caller changed its state.
    Breaker {
        /// Index of the route that it guards.
        route: u16,
        /// The state from now on; after a crash it is closed whatever it was.
        to: BreakerState,
        /// Why.
        cause: Cause,
        /// When, by the caller's clock.
        local: Instant,
        /// Its turn among all that happens to breakers.
        turn: u32,
    },
}

/// How a saga gets further. All of it is durable when it is observed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SagaChange {
    /// The log of its orchestrator says that it is so far.
    Phase(Phase),
    /// Its orchestrator gave it up in the middle of its compensations.
    GivenUp,
    /// The disk of a participant has what became of an order.
    Step {
        /// The step.
        step: u32,
        /// What became of it.
        effect: Effect,
        /// What was added to the balance, in dollars: a million at most.
        change: i32,
    },
}

/// How a replica stands in the election of a leader.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReplicaRole {
    /// It follows whoever leads.
    Follower,
    /// It asks whether it would be elected.
    PreCandidate,
    /// It stands for election.
    Candidate,
    /// It leads.
    Leader,
}

impl Observed {
    /// What happened, in a few words, if it marks a moment; what happens all the time says nothing.
    pub fn says(&self) -> Option<String> {
        match self {
            Self::Became { role, term } => match role {
                ReplicaRole::Leader => Some(format!("leads term {term}")),
                ReplicaRole::Candidate => Some(format!("stands in term {term}")),
                ReplicaRole::Follower | ReplicaRole::PreCandidate => None,
            },
            Self::Truncated { after } => Some(format!("drops entries after {after}")),
            Self::Breaker { to, cause, .. } => {
                (*cause != Cause::Crash).then(|| format!("breaker is {}", to.word()))
            }
            Self::Appended { .. }
            | Self::Applied { .. }
            | Self::Crashed { .. }
            | Self::Stored { .. }
            | Self::Saga { .. } => None,
        }
    }
}

impl ReplicaRole {
    /// Every way to stand, in order.
    pub const ALL: [Self; 4] = [
        Self::Follower,
        Self::PreCandidate,
        Self::Candidate,
        Self::Leader,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Follower => "follower",
            Self::PreCandidate => "pre-candidate",
            Self::Candidate => "candidate",
            Self::Leader => "leader",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_observation_is_small() {
        assert!(size_of::<Observation>() <= 40);
    }
}
