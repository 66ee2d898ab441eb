//! Requests of the measured window, counted by how they ended.

use crate::observer::{Derived, Facts, share};

/// Requests of the measured window.
pub(super) struct Counts {
    /// All of them.
    pub(super) all: u64,
    /// Those that ended.
    pub(super) ended: u64,
    /// Those that ended with an answer.
    successes: u64,
    /// Those that no fallback had a part in.
    pub(super) full: u64,
    /// Those that are judged: all, but in a run that was cut short those that ended.
    judged: u64,
}

impl Derived for Counts {
    fn of(facts: &Facts<'_>) -> Self {
        let mut counts = Self {
            all: 0,
            ended: 0,
            successes: 0,
            full: 0,
            judged: 0,
        };
        for request in facts.measured() {
            counts.all += 1;
            counts.ended += u64::from(request.outcome.is_some());
            counts.successes += u64::from(request.is_success());
            counts.full += u64::from(request.is_full());
        }
        counts.judged = match facts.recording.truncated {
            Some(_) => counts.ended,
            None => counts.all,
        };
        counts
    }
}

impl Counts {
    pub(super) fn availability(&self) -> Option<f64> {
        share(self.successes, self.judged)
    }

    pub(super) fn failed(&self) -> Option<f64> {
        share(self.judged - self.successes, self.judged)
    }

    pub(super) fn fallbacks(&self) -> Option<f64> {
        share(self.successes - self.full, self.judged)
    }

    pub(super) fn unfinished(&self) -> u64 {
        self.all - self.ended
    }
}
