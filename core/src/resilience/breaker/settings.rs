//! What opens a breaker, which calls it looks at, and what its probes must show.

use crate::time::Span;
use std::ops::{AddAssign, SubAssign};

/// When a breaker opens, and for how long. The shares are in thousandths, so that no rounding decides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BreakerSettings {
    /// What opens it. Default: 5 failures one after the other.
    pub trip: Trip,
    /// Which calls are slow. Default: none.
    pub slow: Option<Slow>,
    /// How long it stays open. Default: 30 s.
    pub open_for: Span,
    /// What the probes must show. Default: one probe at a time, whose result decides.
    pub trial: Trial,
}

/// What opens a closed breaker.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Trip {
    /// So many failures in the window.
    Failures {
        /// How many, at least 1.
        count: u32,
        /// Among which calls.
        window: Window,
    },
    /// So large a share of the calls in the window.
    Rate {
        /// Failed calls, in thousandths of all; 1 to 1000.
        failures: u32,
        /// Slow calls, in thousandths of all, if they open it too.
        slow: Option<u32>,
        /// With fewer calls than this the shares mean nothing.
        minimum_calls: u32,
        /// Among which calls.
        window: Window,
    },
}

/// Which calls are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Window {
    /// The last so many that ended.
    Calls(u32),
    /// Those that ended in the last so long, to a twentieth of it.
    Time(Span),
    /// Those since the interval of this length began; zero never ends.
    Interval(Span),
}

/// Which calls are slow, and what that means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Slow {
    /// A call that takes longer is slow.
    pub longer_than: Span,
    /// Whether a slow success counts as a failure. A slow probe always does.
    pub fails: bool,
}

/// What the probes of a half-open breaker must show. It takes `successes + failures - 1` of them at most.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Trial {
    /// Probes under way at once.
    pub probes: u32,
    /// So many successes close it.
    pub successes: u32,
    /// So many failures open it again.
    pub failures: u32,
}

impl Trip {
    /// So many failures one after the other: as many failures among as many calls.
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
    /// Probes after which the result is certain, however they end.
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

/// Calls in the window.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Tally {
    /// All that ended.
    pub calls: u32,
    /// Those that failed.
    pub failures: u32,
    /// Those that were slow, failed or not.
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
