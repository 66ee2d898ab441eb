//! Decimal numbers of any length, compared exactly.
//!
//! A number is the text of its digits, never a float: 2^64 and 2^64 + 1 are two values, and so are `0.1` and
//! `0.1000000000000000055`. Equal numbers have one spelling, so values are compared as texts.

use std::fmt;

/// A decimal number, such as `-12.5e3`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Decimal {
    is_negative: bool,
    /// Digits without zeros at either end; empty for zero.
    digits: String,
    /// Power of ten by which the digits, read as a whole number, are multiplied.
    exponent: i64,
}

/// Largest exponent that is read: beyond it, sums with lengths of texts might overflow.
const LARGEST_EXPONENT: u64 = 1_000_000_000_000_000;

/// Most zeros that are written out; beyond it, an exponent stands.
const MOST_ZEROS: i64 = 400;

impl Decimal {
    /// Reads `[+-]digits[.digits][e[+-]digits]`; `None` for any other text and for exponents beyond all reason.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (is_negative, text) = match text.strip_prefix(['-', '+']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if !is_digits(whole) || !(fraction.is_empty() || is_digits(fraction)) {
            return None;
        }
        let digits = [whole, fraction].concat();
        let kept = digits.trim_end_matches('0');
        let exponent = parse_exponent(exponent)? - length(fraction) + length(&digits[kept.len()..]);
        let digits = kept.trim_start_matches('0').to_owned();
        Some(Self {
            is_negative: is_negative && !digits.is_empty(),
            exponent: if digits.is_empty() { 0 } else { exponent },
            digits,
        })
    }
}

/// The length of a text.
fn length(text: &str) -> i64 {
    text.len().cast_signed() as i64
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let number: i64 = text.parse().ok()?;
    (is_digits(digits) && number.unsigned_abs() <= LARGEST_EXPONENT).then_some(number)
}

impl fmt::Display for Decimal {
    /// The one spelling of the number: a whole number as its digits, a fraction with a point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, exponent) = (&self.digits, self.exponent);
        if digits.is_empty() {
            return f.write_str("0");
        }
        if self.is_negative {
            f.write_str("-")?;
        }
        let point = length(digits) + exponent;
        match exponent {
            0..=MOST_ZEROS => write!(f, "{digits}{}", zeros(exponent)),
            ..0 if point > 0 => {
                let (whole, fraction) = digits.split_at(point as usize);
                write!(f, "{whole}.{fraction}")
            }
            ..0 if -point <= MOST_ZEROS => write!(f, "0.{}{digits}", zeros(-point)),
            _ => write!(f, "{digits}e{exponent}"),
        }
    }
}

fn zeros(count: i64) -> String {
    "0".repeat(count as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> String {
        Decimal::parse(text).map_or_else(|| "none".to_owned(), |number| number.to_string())
    }

    #[test]
    fn equal_numbers_have_one_spelling() {
        for (texts, spelling) in [
            (&["0", "-0", "0.0", "00", "0e9", "-0.0e-7"][..], "0"),
            (&["1", "+1", "1.0", "1.", "01", "10e-1", "0.001e3"], "1"),
            (&["-12.5", "-125e-1", "-0.0125E+3"], "-12.5"),
            (&["100", "1e2", "1.00e2"], "100"),
            (&["0.05", "5e-2", ".5e-1x"][..2], "0.05"),
            (&["18446744073709551617"], "18446744073709551617"),
            (&["0.1000000000000000055"], "0.1000000000000000055"),
            (&["1e401", "10e400"], "1e401"),
            (&["25e-500", "2.5e-499"], "25e-500"),
            (&["1e999999999999"], "1e999999999999"),
        ] {
            for text in texts {
                assert_eq!(spelled(text), spelling, "{text}");
            }
        }
    }

    #[test]
    fn texts_that_are_no_numbers() {
        for text in [
            "",
            "-",
            "+",
            ".",
            ".5",
            "1e",
            "1e+",
            "1e1.5",
            "1.2.3",
            "1x",
            "0x1",
            "1e+-2",
            "1e9999999999999999999",
            "1e1000000000000001",
            "--1",
            "1 ",
            "\u{661}",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
