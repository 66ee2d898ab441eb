//! Back-off: the wait before a retry, longer after each failure, and spread by jitter.
//!
//! ```text
//! attempt   1          2             3                    4
//!           x--v(1)----x----v(2)-----x--------v(3)--------x        v(n) = min(cap, base factor^(n-1))
//!
//! jitter    none          v              everybody who failed together comes back together
//!           full          U(0, v)
//!           equal         v/2 + U(0, v/2)
//!           decorrelated  min(cap, U(base, 3 previous))
//!           additive      v + U(0, v/2)
//! ```
//!
//! Use it for every retry. Growth gives the callee time to recover; jitter spreads callers that failed together and would
//! otherwise collide again. It costs waiting: that of unlucky callers, and that of all callers when the callee recovers
//! at once.
//!
//! Sources: Brooker 2015, "Exponential Backoff And Jitter", AWS Architecture Blog, for the jitters but the
//! last; Metcalfe and Boggs 1976, "Ethernet", section 4, for the growth.

use crate::luck::Draw;
use crate::time::Span;

/// Wait between attempts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Backoff {
    /// Growth of the wait. Default: exponential.
    pub growth: Growth,
    /// Jitter of the wait. Default: full.
    pub jitter: Jitter,
}

/// Growth of the wait with the number of attempts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Growth {
    /// No wait.
    None,
    /// By a factor each time.
    Exponential {
        /// The first wait. Default: 100 ms.
        base: Span,
        /// The longest wait. Default: 10 s.
        cap: Span,
        /// Ratio of each wait to the one before. Default: 2.
        factor: f64,
    },
}

/// Jitter of waits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Jitter {
    /// No jitter.
    None,
    /// Uniform from zero to the wait.
    Full,
    /// Uniform from half of the wait to the wait.
    Equal,
    /// Uniform from the base to three times the last wait, whatever the attempt.
    Decorrelated,
    /// The wait plus a uniform extra of up to half of it.
    Additive,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            growth: Growth::Exponential {
                base: Span::from_millis(100),
                cap: Span::from_millis(10_000),
                factor: 2.0,
            },
            jitter: Jitter::Full,
        }
    }
}

impl Backoff {
    /// Wait after the n-th failed attempt, counted from 1. `previous` is the wait before that attempt, zero if it was the
    /// first.
    pub fn wait(&self, attempt: u32, previous: Span, draw: Draw) -> Span {
        match self.growth {
            Growth::None => Span::ZERO,
            Growth::Exponential { base, cap, factor } => {
                let plain = exponential(base, cap, factor, attempt);
                match self.jitter {
                    Jitter::None => plain,
                    Jitter::Full => between(Span::ZERO, plain, draw),
                    Jitter::Equal => between(plain.scaled(0.5), plain, draw),
                    Jitter::Decorrelated => between(base, previous.max(base) * 3, draw).min(cap),
                    Jitter::Additive => between(plain, plain.scaled(1.5), draw),
                }
            }
        }
    }
}

/// `min(cap, base factor^(attempt - 1))`.
fn exponential(base: Span, cap: Span, factor: f64, attempt: u32) -> Span {
    let times = libm::pow(factor, f64::from(attempt.saturating_sub(1)));
    base.scaled(times).min(cap)
}

/// Uniform between two waits.
fn between(least: Span, most: Span, draw: Draw) -> Span {
    least + (most - least).scaled(draw.uniform())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::luck::{DrawKey, Entity, Luck, Purpose, Seed};
    use crate::resilience::known::known_answers;

    const JITTERS: [Jitter; 5] = [
        Jitter::None,
        Jitter::Full,
        Jitter::Equal,
        Jitter::Decorrelated,
        Jitter::Additive,
    ];

    fn draw(key: u64) -> Draw {
        let key = DrawKey::ordinal(key);
        Luck::new(Seed(1)).draw(Entity::named("caller"), Purpose::Jitter, key)
    }

    fn backoff(base: u64, cap: u64, jitter: Jitter) -> Backoff {
        let (base, cap) = (Span::from_millis(base), Span::from_millis(cap));
        let factor = 2.0;
        Backoff {
            growth: Growth::Exponential { base, cap, factor },
            jitter,
        }
    }

    #[test]
    fn without_jitter_it_is_what_resilience4j_computes() {
        let Some(text) = known_answers("backoff_resilience4j.csv") else {
            return;
        };
        for line in text.lines().skip(1) {
            let row: Vec<f64> = line
                .split(',')
                .map(|cell| cell.parse().expect("a number"))
                .collect();
            let growth = Growth::Exponential {
                base: Span::from_secs(row[0] / 1000.0),
                factor: row[1],
                cap: Span::from_secs(row[2] / 1000.0),
            };
            let backoff = Backoff {
                growth,
                jitter: Jitter::None,
            };
            let wait = backoff.wait(row[3] as u32, Span::ZERO, draw(0));
            assert_eq!(wait.as_millis(), row[4], "{line}");
        }
    }

    #[test]
    fn the_source_waits_100_200_400_800_and_up_to_half_more() {
        let backoff = backoff(100, 10_000, Jitter::Additive);
        for (attempt, millis) in [(1, 100.0), (2, 200.0), (3, 400.0), (4, 800.0)] {
            let waits =
                (0..1000).map(|key| backoff.wait(attempt, Span::ZERO, draw(key)).as_millis());
            let waits: Vec<f64> = waits.collect();
            let mean = waits.iter().sum::<f64>() / 1000.0;
            assert!(
                waits
                    .iter()
                    .all(|wait| (millis..=1.5 * millis).contains(wait))
            );
            assert!(
                (mean / millis - 1.25).abs() < 0.02,
                "attempt {attempt}: {mean} ms"
            );
        }
    }

    #[test]
    fn each_jitter_has_the_range_and_the_mean_of_its_formula() {
        let previous = Span::from_millis(40);
        for (jitter, least, most) in [
            (Jitter::None, 80.0, 80.0),
            (Jitter::Full, 0.0, 80.0),
            (Jitter::Equal, 40.0, 80.0),
            (Jitter::Decorrelated, 10.0, 120.0),
            (Jitter::Additive, 80.0, 120.0),
        ] {
            let backoff = backoff(10, 1_000, jitter);
            let waits = (0..4000).map(|key| backoff.wait(4, previous, draw(key)).as_millis());
            let waits: Vec<f64> = waits.collect();
            assert!(
                waits.iter().all(|wait| (least..=most).contains(wait)),
                "{jitter:?}"
            );
            let mean = waits.iter().sum::<f64>() / 4000.0;
            assert!(
                (mean - f64::midpoint(least, most)).abs() < 2.0,
                "{jitter:?}: {mean} ms"
            );
        }
    }

    #[test]
    fn decorrelated_begins_at_the_base_and_ends_at_the_cap() {
        let backoff = backoff(10, 100, Jitter::Decorrelated);
        for key in 0..100 {
            let first = backoff.wait(1, Span::ZERO, draw(key)).as_millis();
            assert!((10.0..=30.0).contains(&first));
            assert!(backoff.wait(9, Span::from_millis(100), draw(key)) <= Span::from_millis(100));
        }
    }

    #[test]
    fn no_growth_is_no_wait_and_a_late_attempt_is_no_overflow() {
        for jitter in JITTERS {
            let none = Backoff {
                growth: Growth::None,
                jitter,
            };
            assert_eq!(none.wait(3, Span::ZERO, draw(0)), Span::ZERO);
            let late = backoff(100, 1_000, jitter).wait(u32::MAX, Span(u64::MAX), draw(0));
            assert!(late <= Span::from_millis(1_500), "{jitter:?}");
        }
    }
}
