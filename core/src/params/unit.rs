//! Quantities with a unit: `0.1%`, `100/s`, `64KB`, `$100`.

use std::fmt;
use std::str::FromStr;

/// A part of a whole, from 0 to 1; written as percent.
#[derive(Clone, Copy, PartialEq, PartialOrd, Default, Debug)]
pub struct Share(pub f64);

impl Share {
    /// The share in whole thousandths.
    pub fn thousandths(self) -> u32 {
        libm::round(self.0 * 1000.0) as u32
    }
}

/// So many a second; written `100/s`, `6/min` or `3600/h`.
#[derive(Clone, Copy, PartialEq, PartialOrd, Default, Debug)]
pub struct Rate(pub f64);

/// A size in bytes; written `512B`, `64KB`, `1.5MB` (powers of 1000).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Bytes(pub u64);

/// US dollars per month; written `$100`.
#[derive(Clone, Copy, PartialEq, PartialOrd, Default, Debug)]
pub struct Money(pub f64);

const SIZES: [(&str, f64); 4] = [("GB", 1e9), ("MB", 1e6), ("KB", 1e3), ("B", 1.0)];
const PERIODS: [(&str, f64); 3] = [("/s", 1.0), ("/min", 60.0), ("/h", 3600.0)];

/// A finite number that is not negative, written with digits and at most one point.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain =
        !text.is_empty() && text.len() < 20 && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    plain.then(|| text.parse().ok()).flatten()
}

fn refused<T>(text: &str, allowed: &str) -> Result<T, String> {
    Err(format!(
        "found \"{}\", allowed is {allowed}",
        super::issue::shorten(text)
    ))
}

impl FromStr for Share {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().strip_suffix('%').and_then(number) {
            Some(percent) => Ok(Self(percent / 100.0)),
            None => refused(text, "a percentage such as 0.1% or 50%"),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Ten decimals hide the rounding of the multiplication; trailing zeros are dropped.
        write!(f, "{}%", trimmed(self.0 * 100.0, 10))
    }
}

impl FromStr for Rate {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        for (unit, seconds) in PERIODS {
            if let Some(count) = trimmed.strip_suffix(unit).and_then(number) {
                return Ok(Self(count / seconds));
            }
        }
        refused(text, "a rate such as 100/s, 6/min or 3600/h")
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/s", trimmed(self.0, 10))
    }
}

impl FromStr for Bytes {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        for (unit, size) in SIZES {
            if let Some(count) = trimmed.strip_suffix(unit).and_then(number) {
                return Ok(Self((count * size).round() as u64));
            }
        }
        refused(text, "a size such as 512B, 64KB or 1.5MB")
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0 as f64;
        let (unit, scale) = SIZES
            .into_iter()
            .find(|(_, scale)| size >= *scale)
            .unwrap_or(("B", 1.0));
        write!(f, "{}{unit}", trimmed(size / scale, 9))
    }
}

impl FromStr for Money {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().strip_prefix('$').and_then(number) {
            Some(dollars) => Ok(Self(dollars)),
            None => refused(text, "an amount such as $100"),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}", trimmed(self.0, 4))
    }
}

/// A number with at most `decimals` decimals and no trailing zeros.
fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_round_trip() {
        for text in ["0%", "0.1%", "33.3%", "99.999%", "100%"] {
            assert_eq!(text.parse::<Share>().unwrap().to_string(), text);
        }
        for text in ["0.5/s", "100/s", "12345/s"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        for text in ["0B", "512B", "64KB", "1.5MB", "2GB"] {
            assert_eq!(text.parse::<Bytes>().unwrap().to_string(), text);
        }
        assert_eq!("$6400".parse::<Money>().unwrap().to_string(), "$6400");
        assert_eq!("60/min".parse::<Rate>(), Ok(Rate(1.0)));
    }

    #[test]
    fn quantities_need_their_unit() {
        assert!("5".parse::<Share>().is_err());
        assert!("-5%".parse::<Share>().is_err());
        assert!("NaN%".parse::<Share>().is_err());
        assert!("100".parse::<Rate>().is_err());
        assert!("10 parsecs".parse::<Bytes>().is_err());
        assert!("100".parse::<Money>().is_err());
    }
}
