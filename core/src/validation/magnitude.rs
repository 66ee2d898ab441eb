//! A number with what it counts, as people write it: `10`, `287ms`, `97.4%`, `100/s`.

use serde_json::{Value, json};

use crate::outcome::Unit;
use crate::params::{Field, Issues, Kind, Path, Rate, Share, expected, shorten};
use crate::time::Span;

/// A number in the base unit of what it counts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Magnitude {
    /// The number.
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
}

/// What may be written.
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
