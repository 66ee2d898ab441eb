//! Clock of a host, which may be ahead or behind, fast or slow.

use crate::time::Instant;

/// A clock that runs at its own rate from its last adjustment on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Clock {
    adjusted: Instant,
    shown: Instant,
    rate: f64,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            adjusted: Instant::ZERO,
            shown: Instant::ZERO,
            rate: 1.0,
        }
    }
}

impl Clock {
    /// Local time at a true moment.
    pub fn shows(&self, now: Instant) -> Instant {
        let passed = now - self.adjusted;
        self.shown
            + if self.rate == 1.0 {
                passed
            } else {
                passed.scaled(self.rate)
            }
    }

    /// Makes the clock jump by `jump` nanoseconds and run at `rate` from now on. It never shows less than zero.
    pub fn adjust(&mut self, now: Instant, jump: i64, rate: f64) {
        let shown = Instant(self.shows(now).0.saturating_add_signed(jump));
        *self = Self {
            adjusted: now,
            shown,
            rate,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_jumps_and_drifts() {
        let mut clock = Clock::default();
        assert_eq!(clock.shows(Instant(100)), Instant(100));
        clock.adjust(Instant(100), 50, 2.0);
        assert_eq!(clock.shows(Instant(110)), Instant(170));
        clock.adjust(Instant(110), -1000, 1.0);
        assert_eq!(clock.shows(Instant(115)), Instant(5));
    }
}
