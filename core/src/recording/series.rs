//! Exact sums over time: what each process and route did, bin by bin.

use std::hash::Hash;

use super::Digest;
use crate::time::{Instant, Span};
use crate::vocabulary::Outcome;

/// What one process held, bin by bin.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProcessSeries {
    /// Bin by bin.
    pub bins: Vec<ProcessBin>,
}

/// What one process held in one bin.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ProcessBin {
    /// Requests that held a slot, times nanoseconds.
    pub busy_area: u64,
    /// Requests that waited, times nanoseconds.
    pub queue_area: u64,
    /// The most requests that waited at once.
    pub queue_max: u32,
}

/// What happened on one route, bin by bin, by the moment at which it happened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RouteSeries {
    /// Attempts that began.
    pub attempts: Vec<u32>,
    /// Attempts that ended in failure.
    pub failures: Vec<u32>,
    /// Attempts that ended, well or badly. Not part of the digest, as are those below that say so.
    pub ended: Vec<u32>,
    /// Attempts of the measured window. Not part of the digest.
    pub window: RouteWindow,
    /// Attempts of the whole run that neither were retries nor came from one.
    pub originals: u64,
    /// Attempts of the whole run that ended so, in the order of [`Outcome::ALL`].
    pub outcomes: [u64; Outcome::ALL.len()],
}

/// Outcomes that every digest covers.
const FIRST_OUTCOMES: usize = 12;

/// Attempts of a route that began in the measured window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RouteWindow {
    /// All of them; on a route between machines, messages.
    pub attempts: u64,
    /// Those that neither were retries nor came from one.
    pub originals: u64,
}

/// A node in the measured window. Not part of the digest: it follows from what is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NodeWindow {
    /// Requests that held a slot, times nanoseconds.
    pub busy_area: u128,
    /// Requests that waited, times nanoseconds.
    pub queue_area: u128,
    /// The most requests that waited in all of its processes at once.
    pub queue_max: u32,
    /// Requests that left.
    pub left: u64,
    /// Requests that came in and have left, and how long they stayed, in nanoseconds.
    pub stays: (u64, u128),
    /// Requests that came in and are still inside, if for longer than those that left stayed in the mean.
    pub longer: (u64, u128),
}

impl NodeWindow {
    /// Mean time that a request stays, in seconds: who is still inside never makes it shorter.
    pub fn mean_stay(&self) -> Option<f64> {
        let count = self.stays.0 + self.longer.0;
        let time = self.stays.1 + self.longer.1;
        (count > 0).then(|| time as f64 / count as f64 / 1e9)
    }

    pub(super) fn leave(&mut self, stayed: Span) {
        self.stays = (self.stays.0 + 1, self.stays.1 + u128::from(stayed.0));
    }

    /// A request is still inside when the run ends.
    pub(super) fn remain(&mut self, stayed: Span) {
        let stayed = u128::from(stayed.0);
        if stayed * u128::from(self.stays.0) > self.stays.1 {
            self.longer = (self.longer.0 + 1, self.longer.1 + stayed);
        }
    }
}

/// Totals of a node over the whole run.
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
            bins: vec![ProcessBin::default(); bins],
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
        let bin = &mut self.bins[index];
        bin.busy_area += time.0 * u64::from(busy);
        bin.queue_area += time.0 * u64::from(queued);
        bin.queue_max = bin.queue_max.max(queued);
    }

    /// Requests inside, times nanoseconds, over the whole run.
    pub(super) fn area(&self) -> u128 {
        let area = |bin: &ProcessBin| u128::from(bin.busy_area) + u128::from(bin.queue_area);
        self.bins.iter().map(area).sum()
    }

    pub(super) fn digest_bins(&self, whole: usize, digest: &mut Digest) {
        let bins = self.bins.iter().take(whole);
        digest_all(bins.clone().map(|bin| bin.busy_area), digest);
        digest_all(bins.clone().map(|bin| bin.queue_area), digest);
        digest_all(bins.map(|bin| bin.queue_max), digest);
    }
}

impl RouteSeries {
    pub(super) fn new(bins: usize) -> Self {
        Self {
            attempts: vec![0; bins],
            failures: vec![0; bins],
            ended: vec![0; bins],
            ..Self::default()
        }
    }

    /// Attempts of the whole run.
    pub fn total(&self) -> u64 {
        self.attempts.iter().map(|count| u64::from(*count)).sum()
    }

    pub(super) fn digest_bins(&self, whole: usize, digest: &mut Digest) {
        digest_all(self.attempts.iter().take(whole), digest);
        digest_all(self.failures.iter().take(whole), digest);
        if whole == usize::MAX {
            let (first, later) = self.outcomes.split_at(FIRST_OUTCOMES);
            digest.add(&(self.originals, first));
            // An outcome that a later version knows counts where it happened: other recordings keep their digests.
            let happened = later.iter().enumerate().filter(|(_, count)| **count > 0);
            digest_all(happened, digest);
        }
    }

    pub(super) fn count_outcome(&mut self, outcome: Outcome) {
        self.outcomes[outcome as usize] += 1;
    }
}

fn digest_all<T: Hash>(bins: impl Iterator<Item = T>, digest: &mut Digest) {
    for bin in bins {
        digest.add(&bin);
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
        let areas = series
            .bins
            .iter()
            .map(|bin| (bin.busy_area, bin.queue_area));
        assert!(areas.eq([(13, 5), (20, 10), (22, 7)]));
        assert!(series.bins.iter().all(|bin| bin.queue_max == 1));
        assert_eq!(series.area(), 13 + 20 + 22 + 5 + 10 + 7);
    }
}
