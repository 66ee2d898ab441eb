//! Units of values, and their printed form.

use serde::{Deserialize, Serialize};

/// Unit of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A part of a whole, from 0 to 1.
    Share,
    /// Seconds.
    Seconds,
    /// A rate per second.
    PerSecond,
    /// A number of things.
    Count,
    /// A ratio.
    Times,
    /// US dollars.
    Dollars,
}

impl Unit {
    /// Prints a value with its unit: `99.8 %`, `412 ms`, `486 /s`.
    pub fn print(self, value: f64) -> String {
        let (number, unit) = self.parts(value);
        if unit.is_empty() {
            number
        } else {
            format!("{number} {unit}")
        }
    }

    /// Printed number and unit of a value, apart.
    pub fn parts(self, value: f64) -> (String, &'static str) {
        match self {
            Self::Share => (digits(value * 100.0, share_digits(value)), "%"),
            Self::Seconds if value.abs() >= 1.0 => (significant(value), "s"),
            Self::Seconds if value.abs() >= 0.001 || value == 0.0 => {
                (significant(value * 1e3), "ms")
            }
            Self::Seconds => (significant(value * 1e6), "us"),
            Self::PerSecond => (significant(value), "/s"),
            Self::Count => (digits(value, 0), ""),
            Self::Times => (digits(value, 2), "x"),
            Self::Dollars => (
                format!("${}", digits(value, if value < 100.0 { 2 } else { 0 })),
                "",
            ),
        }
    }
}

/// Number of decimals, which grows as a share approaches 1: 99.95 % and 99.999 % are far apart.
fn share_digits(value: f64) -> usize {
    match 1.0 - value {
        missing if missing <= 0.0 => 0,
        missing if missing < 0.0001 => 4,
        missing if missing < 0.001 => 3,
        missing if missing < 0.1 => 2,
        _ => 1,
    }
}

/// Three significant digits, and no fraction from a hundred on.
fn significant(value: f64) -> String {
    match value.abs() {
        size if size >= 99.95 || size == 0.0 => digits(value, 0),
        size if size >= 9.995 => digits(value, 1),
        _ => digits(value, 2),
    }
}

/// A number with `decimals` decimals, and commas between thousands.
fn digits(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, whole) = whole
        .strip_prefix('-')
        .map_or(("", whole), |rest| ("-", rest));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(Unit::Share.print(0.998), "99.80 %");
        assert_eq!(Unit::Share.print(1.0), "100 %");
        assert_eq!(Unit::Share.print(0.5), "50.0 %");
        assert_eq!(Unit::Share.print(0.999_95), "99.9950 %");
        assert_eq!(Unit::Seconds.print(0.412), "412 ms");
        assert_eq!(Unit::Seconds.print(0.0123), "12.3 ms");
        assert_eq!(Unit::Seconds.print(2.5), "2.50 s");
        assert_eq!(Unit::PerSecond.print(12345.0), "12,345 /s");
        assert_eq!(Unit::Count.print(1_234_567.0), "1,234,567");
    }
}
