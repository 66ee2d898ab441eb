//! Simulated time: instants and spans in whole nanoseconds.
//!
//! Integers, because the order of events must never depend on rounding. A `u64` of nanoseconds
//! holds 584 years. People write spans as `250ms`; [`Span`] reads and prints this form without loss.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};
use std::str::FromStr;

use crate::params::shorten;

/// Nanoseconds in one second.
pub const SECOND: u64 = 1_000_000_000;

/// A moment of simulated time, in nanoseconds since the start of the run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Instant(pub u64);

/// A length of simulated time, in nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Span(pub u64);

impl Instant {
    /// Start of the run.
    pub const ZERO: Self = Self(0);
    /// Later than every event: "not yet".
    pub const NEVER: Self = Self(u64::MAX);

    /// Seconds since the start, for charts and sentences; never for ordering.
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / SECOND as f64
    }

    /// The nearest instant to a number of seconds, clamped to what can be represented.
    pub fn from_secs(seconds: f64) -> Self {
        Self(Span::from_secs(seconds).0)
    }

    /// Time since `earlier`, or zero if that is later.
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// A span of length zero.
    pub const ZERO: Self = Self(0);

    /// A span of whole nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// The nearest span to a number of nanoseconds; negative and NaN become zero, the rest is clamped.
    #[inline]
    pub fn nearest(nanos: f64) -> Self {
        Self(nearest(nanos))
    }

    /// A span of whole milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000_000)
    }

    /// The nearest span to a number of seconds; negative and NaN become zero, the rest is clamped.
    pub fn from_secs(seconds: f64) -> Self {
        Self(nearest(seconds * SECOND as f64))
    }

    /// Seconds, for charts and sentences; never for ordering.
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / SECOND as f64
    }

    /// Milliseconds, for charts and sentences.
    pub fn as_millis(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// This span scaled by a factor that is not negative, rounded to the nanosecond.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self(nearest(self.0 as f64 * factor))
    }
}

impl Add<Span> for Instant {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Instant {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub for Instant {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        self.since(earlier)
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u64> for Span {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

/// The nearest whole number, ties to even; negative numbers and NaN become zero, the rest is clamped.
///
/// From 2^52 on, numbers have no fraction, so adding 2^52 rounds, and the lowest bits of the sum are the result. This is
/// faster than a conversion, which has to check for values out of range.
#[inline]
fn nearest(value: f64) -> u64 {
    const WHOLE: f64 = (1_u64 << 52) as f64;
    if value < WHOLE {
        let positive = if value > 0.0 { value } else { 0.0 };
        (positive + WHOLE).to_bits() - WHOLE.to_bits()
    } else {
        value as u64
    }
}

/// Units that may be written, longest name first where one is a suffix of another.
const UNITS: [(&str, u64); 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("min", 60 * SECOND),
    ("h", 3600 * SECOND),
];

/// Units in which a span is printed, largest first.
const PRINTED: [(&str, u64); 4] = [("s", SECOND), ("ms", 1_000_000), ("us", 1_000), ("ns", 1)];

impl fmt::Display for Span {
    /// The largest unit that leaves at most three decimals: `250ms`, `1.5s`, `0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return write!(f, "0s");
        }
        let (unit, size) = PRINTED
            .into_iter()
            .find(|(_, size)| self.0 >= *size && self.0.is_multiple_of((*size / 1000).max(1)))
            .or_else(|| {
                PRINTED
                    .into_iter()
                    .find(|(_, size)| self.0.is_multiple_of(*size))
            })
            .unwrap_or(("ns", 1));
        let (whole, rest) = (self.0 / size, self.0 % size);
        if rest == 0 {
            return write!(f, "{whole}{unit}");
        }
        let decimals = format!("{:03}", u128::from(rest) * 1000 / u128::from(size));
        write!(f, "{whole}.{}{unit}", decimals.trim_end_matches('0'))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Span(self.0).fmt(f)
    }
}

impl FromStr for Span {
    type Err = String;

    /// Reads `250ms`, `1.5 s`, `2min`; a unit is required.
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || {
            format!(
                "found \"{}\", allowed is a time such as 250ms, 1.5s, 2min or 1h",
                shorten(text)
            )
        };
        let text = text.trim();
        let split = text
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .ok_or_else(refuse)?;
        let (number, unit) = (&text[..split], text[split..].trim());
        let (_, size) = UNITS
            .into_iter()
            .find(|(name, _)| *name == unit)
            .ok_or_else(refuse)?;
        decimal_times(number, size).map(Self).ok_or_else(refuse)
    }
}

/// Exact product of `number` (digits with an optional fraction) and `size`; `None` if malformed or too large.
fn decimal_times(number: &str, size: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || fraction.len() > 12 || (number.contains('.') && fraction.is_empty()) {
        return None;
    }
    let whole: u128 = whole.parse().ok()?;
    let scale = 10_u128.pow(fraction.len() as u32);
    let fraction: u128 = if fraction.is_empty() {
        0
    } else {
        fraction.parse().ok()?
    };
    let size = u128::from(size);
    let total = whole.checked_mul(size)? + (fraction * size + scale / 2) / scale;
    // Half the range, so that the sum of two spans that were read cannot overflow.
    u64::try_from(total)
        .ok()
        .filter(|nanos| *nanos <= u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_what_people_write() {
        for (text, nanos) in [
            ("250ms", 250_000_000),
            ("1.5s", 1_500_000_000),
            ("2 min", 120 * SECOND),
            ("0.1ms", 100_000),
            ("3us", 3_000),
            ("1h", 3600 * SECOND),
            ("0s", 0),
        ] {
            assert_eq!(text.parse::<Span>(), Ok(Span(nanos)), "{text}");
        }
    }

    #[test]
    fn numbers_become_the_nearest_span() {
        for (nanos, nearest) in [
            (0.0, 0),
            (-1.0, 0),
            (f64::NAN, 0),
            (0.49, 0),
            (1.5, 2),
            (2.5, 2),
            (2.51, 3),
            (4_503_599_627_370_495.5, 1 << 52),
            (9_007_199_254_740_993.0, 9_007_199_254_740_992),
            (f64::INFINITY, u64::MAX),
        ] {
            assert_eq!(Span::nearest(nanos), Span(nearest), "{nanos}");
        }
    }

    #[test]
    fn spans_refuse_what_has_no_meaning() {
        for text in [
            "",
            "5",
            "ms",
            "-1s",
            "1.s",
            ".5s",
            "1e3s",
            "5 parsecs",
            "99999999999h",
            "1.2.3s",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn printing_loses_nothing() {
        for nanos in [
            0,
            1,
            999,
            1_000,
            1_234_567,
            250_000_000,
            1_500_000_000,
            86_400 * SECOND,
            1_000_000_001,
            u64::MAX / 2,
        ] {
            let text = Span(nanos).to_string();
            assert_eq!(text.parse::<Span>(), Ok(Span(nanos)), "{text}");
        }
        assert_eq!(Span(1_500_000).to_string(), "1.5ms");
    }
}
