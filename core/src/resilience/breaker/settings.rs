//! Settings of a breaker: threshold, window, slow calls and probes.

use crate::time::Span;
use std::ops::{AddAssign, SubAssign};

/// Settings of a breaker. Shares are in thousandths, so that no rounding decides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BreakerSettings {
    /// Condition that opens it. Default: 5 consecutive failures.
    pub trip: Trip,
    /// Calls that count as slow. Default: none.
    pub slow: Option<Slow>,
    /// Time that it stays open. Default: 30 s.
    pub open_for: Span,
    /// Condition on the probes. Default: one probe at a time, whose result decides.
    pub trial: Trial,
}

/// Condition that opens a closed breaker.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Trip {
    /// A number of failures in the window.
    Failures {
        /// Number of failures, at least 1.
        count: u32,
        /// Window of calls.
        window: Window,
    },
    /// A share of failed or slow calls in the window.
    Rate {
        /// Threshold of failed calls, in thousandths of all; 1 to 1000.
        failures: u32,
        /// Threshold of slow calls, in thousandths of all, if they open it too.
        slow: Option<u32>,
        /// Number of calls below which the shares are not evaluated.
        minimum_calls: u32,
        /// Window of calls.
        window: Window,
    },
}

/// Window of calls that are evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Window {
    /// A number of calls that ended last.
    Calls(u32),
    /// Calls that ended within this time, with a resolution of a twentieth of it.
    Time(Span),
    /// Calls since the present interval of this length began; an interval of zero never ends.
    Interval(Span),
}

/// Definition and effect of slow calls.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Slow {
    /// A call that takes longer is slow.
    pub longer_than: Span,
    /// True if a slow success counts as a failure. A slow probe always does.
    pub fails: bool,
}

/// Condition on the probes of a half-open breaker, which makes at most `successes + failures - 1` of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Trial {
    /// Number of concurrent probes.
    pub probes: u32,
    /// Number of successes that close it.
    pub successes: u32,
    /// Number of failures that open it again.
    pub failures: u32,
}

impl Trip {
    /// Consecutive failures: as many failures among as many calls.
    pub const fn consecutive(count: u32) -> Self {
        let window = Window::Calls(count);
        Self::Failures { count, window }
    }

    pub(super) fn window(self) -> Window {
        match self {
            Self::Failures { window, .. } | Self::Rate { window, .. } => window,
        }
    }

    pub(super) fn minimum_calls(self) -> u32 {
        match self {
            Self::Failures { .. } => 1,
            Self::Rate { minimum_calls, .. } => minimum_calls.max(1),
        }
    }

    pub(super) fn is_met(self, tally: Tally) -> bool {
        let reaches = |part: u32, share: u32| {
            u64::from(part) * 1000 >= u64::from(share) * u64::from(tally.calls)
        };
        match self {
            Self::Failures { count, .. } => tally.failures >= count,
            Self::Rate { failures, slow, .. } => {
                tally.calls >= self.minimum_calls()
                    && (reaches(tally.failures, failures)
                        || slow.is_some_and(|slow| reaches(tally.slow, slow)))
            }
        }
    }
}

impl Trial {
    /// Number of probes after which the result is certain, however they end.
    pub(super) fn longest(self) -> u32 {
        (self.successes + self.failures).saturating_sub(1).max(1)
    }
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            trip: Trip::consecutive(5),
            slow: None,
            open_for: Span::from_millis(30_000),
            trial: Trial {
                probes: 1,
                successes: 1,
                failures: 1,
            },
        }
    }
}

/// Counts of the calls in the window.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Tally {
    /// Calls that ended.
    pub calls: u32,
    /// Calls that failed.
    pub failures: u32,
    /// Calls that were slow, failed or not.
    pub slow: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.failures += other.failures;
        self.slow += other.slow;
    }
}

impl SubAssign for Tally {
    fn sub_assign(&mut self, other: Self) {
        self.calls -= other.calls;
        self.failures -= other.failures;
        self.slow -= other.slow;
    }
}
