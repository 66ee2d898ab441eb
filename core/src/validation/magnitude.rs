//! A number with its unit, as a person writes it: `10`, `287ms`, `97.4%`, `100/s`.

use std::fmt;

use serde_json::{Value, json};

use crate::params::{Field, Issues, Kind, Path, Rate, Share, expected, shorten};
use crate::time::Span;
use crate::unit::Unit;

/// A number with its unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Magnitude {
    /// Number in the base unit.
    pub value: f64,
    /// Unit.
    pub unit: Unit,
}

/// Allowed text.
const ALLOWED: &str = "a number, or a text such as \"287ms\", \"97.4%\" or \"100/s\"";

impl Magnitude {
    /// Reads text.
    ///
    /// # Errors
    /// A sentence that says what was found and what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let of = |unit| move |value| Self { value, unit };
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        let plain = number.map(of(Unit::Count));
        plain
            .or_else(|| text.parse().ok().map(Span::as_secs).map(of(Unit::Seconds)))
            .or_else(|| {
                let share = text.parse().ok();
                share.map(|Share(share)| share).map(of(Unit::Share))
            })
            .or_else(|| {
                let rate = text.parse().ok();
                rate.map(|Rate(rate)| rate).map(of(Unit::PerSecond))
            })
            .ok_or_else(|| format!("found \"{}\", allowed is {ALLOWED}", shorten(text)))
    }
}

impl fmt::Display for Magnitude {
    /// Printed as in a source, in a suitable unit: `287 ms`, `97.4 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Scale::of(*self).exact(self.value))
    }
}

/// Scale and unit in which numbers are shown.
pub(super) struct Scale {
    /// Factor from the base unit.
    factor: f64,
    unit: &'static str,
}

/// Maximum number of decimals in any unit.
const MOST: usize = 6;

impl Scale {
    /// The scale that suits a magnitude.
    pub(super) fn of(magnitude: Magnitude) -> Self {
        let Magnitude { value, unit } = magnitude;
        let (factor, unit) = match unit {
            Unit::Seconds if value >= 1.0 => (1.0, " s"),
            Unit::Seconds if value >= 0.000_1 || value == 0.0 => (1e3, " ms"),
            Unit::Seconds => (1e6, " us"),
            Unit::Share => (100.0, " %"),
            Unit::PerSecond => (1.0, " /s"),
            Unit::Count | Unit::Times | Unit::Dollars => (1.0, ""),
        };
        Self { factor, unit }
    }

    /// Number of decimals that show two digits of this number; `None` for one that is practically zero.
    pub(super) fn decimals(&self, finest: f64) -> Option<usize> {
        let digits = 1.0 - libm::floor(libm::log10(finest * self.factor));
        (digits <= MOST as f64).then(|| digits.max(0.0) as usize)
    }

    /// Prints a number with this many decimals, or with all.
    pub(super) fn print(&self, value: f64, decimals: Option<usize>) -> String {
        match decimals {
            Some(decimals) => format!("{:.decimals$}{}", value * self.factor, self.unit),
            None => self.exact(value),
        }
    }

    fn exact(&self, value: f64) -> String {
        let text = format!("{:.MOST$}", value * self.factor);
        let number = text.trim_end_matches('0').trim_end_matches('.');
        format!("{number}{}", self.unit)
    }
}

impl Field for Magnitude {
    const KIND: Kind = Kind::Text;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        if let Some(value) = value.as_f64() {
            let unit = Unit::Count;
            return Some(Self { value, unit });
        }
        let Some(text) = value.as_str() else {
            expected(value, ALLOWED, path, issues);
            return None;
        };
        let read = Self::parse(text);
        read.map_err(|problem| issues.add(path, problem)).ok()
    }

    fn write(&self) -> Value {
        let kind = match self.unit {
            Unit::Seconds => Kind::Time,
            Unit::Share => Kind::Share,
            Unit::PerSecond => Kind::Rate,
            Unit::Count | Unit::Times | Unit::Dollars => Kind::Factor,
        };
        kind.value(self.value)
    }

    fn schema() -> Value {
        json!({ "type": ["number", "string"], "examples": [10, "287ms", "97.4%"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_source_says_is_shown_whole() {
        let shown = |text: &str| Magnitude::parse(text).unwrap().to_string();
        assert_eq!(shown("1.2657"), "1.2657");
        assert_eq!(shown("287ms"), "287 ms");
        assert_eq!(shown("0.66ms"), "0.66 ms");
        assert_eq!(shown("20us"), "20 us");
        assert_eq!(shown("63.397%"), "63.397 %");
        assert_eq!(shown("100"), "100");
    }
}
