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
    /// Time of work that was done, in nanoseconds.
    pub worked: u128,
    /// Of that, the part for which nobody waited any more when it was done.
    pub wasted: u128,
    /// Requests inside, times nanoseconds: the same seen from the other side (Little's law).
    pub area: u128,
}

/// The bin that the present moment is in. Time only goes on, so it is found without a division.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bins {
    width: Span,
    last: usize,
    index: usize,
    from: Instant,
    until: Instant,
}

impl Bins {
    /// So many bins, at the first.
    pub(super) fn new(width: Span, count: usize) -> Self {
        let mut bins = Self {
            width,
            last: count.saturating_sub(1),
            index: 0,
            from: Instant::ZERO,
            until: Instant::ZERO,
        };
        bins.go_to(Instant::ZERO);
        bins
    }

    /// The bin that `now` is in, which is not before the last moment that was asked about.
    #[inline]
    pub(super) fn at(&mut self, now: Instant) -> usize {
        if now >= self.until {
            self.go_to(now);
        }
        self.index
    }

    #[cold]
    fn go_to(&mut self, now: Instant) {
        (self.index, self.until) = self.around(now);
        self.from = Instant(self.index as u64 * self.width.0);
    }

    /// The bin around a moment, and where it ends: what comes after the last bin belongs to it.
    fn around(&self, moment: Instant) -> (usize, Instant) {
        let index = moment.0 / self.width.0;
        if index >= self.last as u64 {
            (self.last, Instant::NEVER)
        } else {
            (index as usize, Instant((index + 1) * self.width.0))
        }
    }
}

impl ProcessSeries {
    pub(super) fn new(bins: usize) -> Self {
        Self {
            busy_area: vec![0; bins],
            queue_area: vec![0; bins],
            queue_max: vec![0; bins],
        }
    }

    /// Adds a stretch of time with the same load, which ends in the bin that `bins` is at.
    #[inline]
    pub(super) fn add(&mut self, bins: &Bins, from: Instant, to: Instant, busy: u32, queued: u32) {
        if from >= bins.from {
            self.add_within(bins.index, to - from, busy, queued);
        } else {
            self.share_out(bins, from, to, busy, queued);
        }
    }

    #[cold]
    fn share_out(&mut self, bins: &Bins, from: Instant, to: Instant, busy: u32, queued: u32) {
        let mut at = from;
        while at < to {
            let (index, until) = bins.around(at);
            let end = until.min(to);
            self.add_within(index, end - at, busy, queued);
            at = end;
        }
    }

    #[inline]
    fn add_within(&mut self, index: usize, time: Span, busy: u32, queued: u32) {
        self.busy_area[index] += time.0 * u64::from(busy);
        self.queue_area[index] += time.0 * u64::from(queued);
        self.queue_max[index] = self.queue_max[index].max(queued);
    }

    /// Requests inside, times nanoseconds, over the whole run.
    pub(super) fn area(&self) -> u128 {
        let areas = self.busy_area.iter().chain(&self.queue_area);
        areas.map(|area| u128::from(*area)).sum()
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
        let mut bins = Bins::new(Span(10), 3);
        let mut add = |from, to, busy, queued| {
            bins.at(Instant(to));
            series.add(&bins, Instant(from), Instant(to), busy, queued);
        };
        add(2, 5, 1, 0);
        add(5, 27, 2, 1);
        add(27, 35, 1, 0);
        assert_eq!(series.busy_area, [13, 20, 22]);
        assert_eq!(series.queue_area, [5, 10, 7]);
        assert_eq!(series.area(), 13 + 20 + 22 + 5 + 10 + 7);
    }
}
