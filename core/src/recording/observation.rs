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
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Observed {
    /// A replica became the leader of a term.
    Elected {
        /// The term.
        term: u64,
    },
}

impl Observed {
    /// What happened, in a few words.
    pub fn says(&self) -> String {
        match self {
            Self::Elected { term } => format!("leads term {term}"),
        }
    }
}
