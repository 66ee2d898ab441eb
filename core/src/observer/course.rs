//! Values over time. Each is of a window of fixed length that ends at its moment, so that nothing shows before it happened,
//! and the diagram, the tiles and the charts say the same of one moment.
//!
//! ```text
//! bins      |  0  |  1  |  2  |  3  |  4  |  5  |
//! moments   0     1     2     3     4     5     6        value 5 is of the bins 0 to 4, value 6 of the bins 1 to 5
//! ```

use std::ops::Range;

use crate::recording::Recording;
use crate::time::{Instant, SECOND, Span};

/// The most bins of a window.
const MOST: u64 = 5;

/// The moments at which values over time are given: the ends of bins, and the end of the run.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    bin: Span,
    end: Instant,
    /// Bins of a window.
    wide: usize,
}

impl Course {
    /// The course of a recording.
    pub fn of(recording: &Recording) -> Self {
        let bin = Span(recording.bin.0.max(1));
        Self {
            bin,
            end: recording.end,
            wide: (SECOND / bin.0).clamp(1, MOST) as usize,
        }
    }

    /// Length of the window: a second, but at least a bin and at most five.
    pub fn window(&self) -> Span {
        Span(self.bin.0 * self.wide as u64)
    }

    /// Bins of the run; one at least, for a run that a budget ended before time went on.
    pub fn bins(&self) -> usize {
        (self.end.0.div_ceil(self.bin.0) as usize).max(1)
    }

    /// Places of the moments, from the start of the run to its end.
    pub fn moments(&self) -> Range<usize> {
        0..self.bins() + 1
    }

    /// The last of the moments up to `at`.
    pub fn before(&self, at: Instant) -> usize {
        if at >= self.end {
            self.bins()
        } else {
            (at.0 / self.bin.0) as usize
        }
    }

    /// The bin of something that happened at `at`; at the end of a bin the next one begins.
    pub fn bin_of(&self, at: Instant) -> usize {
        ((at.0 / self.bin.0) as usize).min(self.bins() - 1)
    }

    /// The bins before a moment, as many as a window has, or as there are.
    pub fn bins_before(&self, moment: usize) -> Range<usize> {
        moment.saturating_sub(self.wide)..moment
    }

    /// Time before a moment that its window covers, in nanoseconds; 0 at the start of the run.
    pub fn time_before(&self, moment: usize) -> f64 {
        let until = (moment as u64 * self.bin.0).min(self.end.0);
        let from = moment.saturating_sub(self.wide) as u64 * self.bin.0;
        until.saturating_sub(from) as f64
    }

    /// Sum of a number over the window of a moment.
    pub fn sum(&self, moment: usize, of_bin: impl Fn(usize) -> u64) -> f64 {
        self.bins_before(moment).map(of_bin).sum::<u64>() as f64
    }

    /// A number a second at each moment.
    pub fn rates(&self, counts: &[u64]) -> Vec<f64> {
        let rate = |moment| {
            let seconds = self.time_before(moment) / 1e9;
            ratio(
                self.sum(moment, |bin| counts.get(bin).copied().unwrap_or(0)),
                seconds,
            )
        };
        self.moments().map(rate).collect()
    }

    /// A share of a whole at each moment.
    pub fn shares(&self, parts: &[u64], wholes: &[u64]) -> Vec<f64> {
        let share = |moment| {
            ratio(
                self.sum(moment, |bin| parts[bin]),
                self.sum(moment, |bin| wholes[bin]),
            )
        };
        self.moments().map(share).collect()
    }

    /// Counts by bin of moments at which something happened.
    pub fn count(&self, happened: impl Iterator<Item = Instant>) -> Vec<u64> {
        let mut counts = vec![0; self.bins()];
        for at in happened {
            counts[self.bin_of(at)] += 1;
        }
        counts
    }
}

/// A ratio; not a number where there was nothing to measure.
pub fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run of 3.1 s in bins of 200 ms.
    fn course() -> Course {
        Course::of(&Recording {
            bin: Span::from_millis(200),
            end: Instant(3_100_000_000),
            ..Recording::default()
        })
    }

    fn at(millis: u64) -> Instant {
        Instant(millis * 1_000_000)
    }

    #[test]
    fn a_window_is_a_second_of_bins_that_have_ended() {
        let course = course();
        assert_eq!((course.window(), course.bins()), (Span(SECOND), 16));
        assert_eq!(course.moments(), 0..17);
        for (millis, moment) in [
            (0, 0),
            (199, 0),
            (200, 1),
            (2999, 14),
            (3099, 15),
            (3100, 16),
        ] {
            assert_eq!(course.before(at(millis)), moment, "{millis} ms");
        }
        assert_eq!((course.bins_before(2), course.bins_before(7)), (0..2, 2..7));
        assert_eq!(
            [0, 1, 5, 6].map(|moment| course.time_before(moment)),
            [0.0, 0.2e9, 1e9, 1e9]
        );
        // The last bin is half as long.
        assert!((course.time_before(16) - 0.9e9).abs() < 1.0);
    }

    #[test]
    fn what_happens_at_a_moment_does_not_show_there() {
        let course = course();
        assert_eq!(
            [0, 1, 200, 201, 5000].map(|millis| course.bin_of(at(millis))),
            [0, 0, 1, 1, 15]
        );
        let rates = course.rates(&course.count([at(200), at(201)].into_iter()));
        assert!(rates[0].is_nan());
        assert_eq!(rates[1..8], [0.0, 5.0, 10.0 / 3.0, 2.5, 2.0, 2.0, 0.0]);
    }

    #[test]
    fn windows_are_short_in_short_runs_and_a_bin_at_least() {
        let window = |bin| {
            let recording = Recording {
                bin,
                ..Recording::default()
            };
            Course::of(&recording).window()
        };
        assert_eq!(window(Span::from_millis(10)), Span::from_millis(50));
        assert_eq!(window(Span::from_millis(500)), Span(SECOND));
        assert_eq!(window(Span::from_millis(5000)), Span::from_millis(5000));
    }
}
