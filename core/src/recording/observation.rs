//! What machines did, exactly and never sampled: what verdicts about protocols are computed from.

use crate::time::Instant;

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
        standing: Standing,
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
        coordinator: u32,
    },
}

/// How a replica stands in the election of a leader.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// It follows whoever leads.
    Follower,
    /// It asks whether it would be elected.
    PreCandidate,
    /// It stands for election.
    Candidate,
    /// It leads.
    Leader,
}

impl Standing {
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
