//! Exact sums over time: what each process and route did, bin by bin.

use std::hash::Hash;

use super::{Digest, Outcome};
use crate::time::{Instant, Span};

/// What one process held, bin by bin.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProcessSeries {
    /// Requests that held a slot, times nanoseconds.
    pub busy_area: Vec<u64>,
    /// Requests that waited, times nanoseconds.
    pub queue_area: Vec<u64>,
    /// The most requests that waited at once.
    pub queue_max: Vec<u32>,
}

/// What happened on one route, bin by bin, by the moment at which it happened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RouteSeries {
    /// Attempts that began.
    pub attempts: Vec<u32>,
    /// Attempts that ended in failure.
    pub failures: Vec<u32>,
    /// Attempts of the whole run that neither were retries nor came from one.
    pub originals: u64,
    /// Attempts of the whole run that ended so, in the order of [`Outcome::ALL`].
    pub outcomes: [u64; Outcome::ALL.len()],
}

/// What one node did in the whole run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct NodeTotals {
    /// Requests that were let in.
    pub arrived: u64,
    /// Requests that left, answered or dropped in a crash.
    pub left: u64,
    /// Time that all requests together spent inside, in nanoseconds, those still inside at the end included.
    pub time_inside: u128,
    /// Requests inside, times nanoseconds: the same seen from the other side (Little's law).
    pub area: u128,
}

impl ProcessSeries {
    pub(super) fn new(bins: usize) -> Self {
        Self {
            busy_area: vec![0; bins],
            queue_area: vec![0; bins],
            queue_max: vec![0; bins],
        }
    }

    /// Adds a stretch of time with the same load.
    pub(super) fn add(&mut self, bin: Span, from: Instant, to: Instant, busy: u32, queued: u32) {
        let last = self.busy_area.len().saturating_sub(1);
        let mut at = from.0;
        loop {
            let index = ((at / bin.0) as usize).min(last);
            let end = if index == last {
                to.0
            } else {
                ((at / bin.0 + 1) * bin.0).min(to.0)
            };
            self.busy_area[index] += (end - at) * u64::from(busy);
            self.queue_area[index] += (end - at) * u64::from(queued);
            self.queue_max[index] = self.queue_max[index].max(queued);
            if end >= to.0 {
                return;
            }
            at = end;
        }
    }

    pub(super) fn digest_bins(&self, whole: usize, digest: &mut Digest) {
        digest_prefix(&self.busy_area, whole, digest);
        digest_prefix(&self.queue_area, whole, digest);
        digest_prefix(&self.queue_max, whole, digest);
    }
}

impl RouteSeries {
    pub(super) fn new(bins: usize) -> Self {
        Self {
            attempts: vec![0; bins],
            failures: vec![0; bins],
            ..Self::default()
        }
    }

    /// Attempts of the whole run.
    pub fn total(&self) -> u64 {
        self.attempts.iter().map(|count| u64::from(*count)).sum()
    }

    pub(super) fn digest_bins(&self, whole: usize, digest: &mut Digest) {
        digest_prefix(&self.attempts, whole, digest);
        digest_prefix(&self.failures, whole, digest);
        if whole == usize::MAX {
            digest.add(&(self.originals, self.outcomes));
        }
    }

    pub(super) fn count_outcome(&mut self, outcome: Outcome) {
        self.outcomes[outcome as usize] += 1;
    }
}

fn digest_prefix<T: Hash>(bins: &[T], whole: usize, digest: &mut Digest) {
    for bin in bins.iter().take(whole) {
        digest.add(bin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_shared_out_among_bins() {
        let mut series = ProcessSeries::new(3);
        series.add(Span(10), Instant(5), Instant(27), 2, 1);
        assert_eq!(series.busy_area, [10, 20, 14]);
        assert_eq!(series.queue_area, [5, 10, 7]);
        series.add(Span(10), Instant(27), Instant(35), 1, 0);
        assert_eq!(
            series.busy_area[2], 22,
            "what comes after the last bin belongs to it"
        );
    }
}
