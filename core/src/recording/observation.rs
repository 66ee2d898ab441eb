//! What machines did, exactly and never sampled: what verdicts about protocols are computed from.

use crate::time::Instant;
use crate::vocabulary::Observed;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_observation_is_small() {
        assert!(size_of::<Observation>() <= 40);
    }
}
