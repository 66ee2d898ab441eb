//! Parameters declared as data.
//!
//! One declaration of a field (name, type, default, range, one line of help) drives reading, checking,
//! printing, the JSON Schema, the sliders of the page and the tables of the documentation. The macros
//! [`declare!`](crate::params), `choices!` and `tagged!` turn declarations into plain structs and enums
//! that implement [`Field`].

mod declare;
pub(crate) mod declared;
mod field;
mod issue;
mod unit;

pub(crate) use declare::{choices, declare, one_entry, tagged};
pub(crate) use declared::{Declaration, Held};
pub use field::Field;
pub(crate) use field::{Object, expected, is_item_name, is_name, item_name, only_entry, place};
pub(crate) use issue::choose;
pub(crate) use issue::listed;
pub use issue::shorten;
pub use issue::{Issue, Issues, Path};
pub use unit::{Bytes, Money, Rate, Share};

use serde::Serialize;

/// Kind of value of a parameter: decides its unit, its editor and its printed form.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole number.
    Count,
    /// A plain number.
    Factor,
    /// A span of time; magnitudes are seconds.
    Time,
    /// A part of a whole; magnitudes run from 0 to 1, written in percent.
    Share,
    /// A rate; magnitudes are per second.
    Rate,
    /// A size; magnitudes are bytes.
    Bytes,
    /// US dollars per month.
    Money,
    /// Yes or no.
    Flag,
    /// Free text.
    Text,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A probability distribution of times.
    Distribution,
    /// A group of further fields.
    Group,
}

/// The declaration of one parameter.
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts about a declaration, not a state"
)]
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Param {
    /// Name of the field in the scenario, `snake_case`.
    pub name: &'static str,
    /// Kind of value.
    pub kind: Kind,
    /// One or two sentences of help.
    pub help: String,
    /// Smallest allowed magnitude, in the base unit of the kind.
    pub min: f64,
    /// Largest allowed magnitude, in the base unit of the kind.
    pub max: f64,
    /// Default as written in a scenario; `null` where absence is the default.
    pub default: serde_json::Value,
    /// True if the field may be left out to mean "none" or "without limit".
    pub optional: bool,
    /// True if the field must be given.
    pub required: bool,
    /// True if the value may change in the middle of a run; structure (replicas, hosts) may not.
    pub live: bool,
    /// True if it decides which other fields there are.
    pub tag: bool,
}

impl Kind {
    /// Prints a magnitude as a scenario writes it: `250ms`, `0.1%`, `100/s`, `3`.
    pub fn print(self, magnitude: f64) -> String {
        match self {
            Self::Time => crate::time::Span::from_secs(magnitude).to_string(),
            Self::Share => Share(magnitude).to_string(),
            Self::Rate => Rate(magnitude).to_string(),
            Self::Bytes => Bytes(magnitude.round() as u64).to_string(),
            Self::Money => Money(magnitude).to_string(),
            Self::Count => format!("{}", magnitude.round()),
            _ => format!("{magnitude}"),
        }
    }

    /// Reads typed text as a magnitude of this kind.
    ///
    /// # Errors
    /// A sentence that says what was found and what is allowed.
    pub fn parse(self, text: &str) -> Result<f64, String> {
        match self {
            Self::Time => text
                .parse::<crate::time::Span>()
                .map(crate::time::Span::as_secs),
            Self::Share => text.parse::<Share>().map(|share| share.0),
            Self::Rate => text.parse::<Rate>().map(|rate| rate.0),
            Self::Bytes => text.parse::<Bytes>().map(|bytes| bytes.0 as f64),
            Self::Money => text.parse::<Money>().map(|money| money.0),
            Self::Count => text
                .trim()
                .parse::<u32>()
                .map(f64::from)
                .map_err(|_| format!("found \"{}\", allowed is a whole number", shorten(text))),
            _ => text
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
                .ok_or_else(|| format!("found \"{}\", allowed is a number", shorten(text))),
        }
    }

    /// The JSON value of a magnitude: a number for counts and factors, text for what has a unit.
    pub fn value(self, magnitude: f64) -> serde_json::Value {
        match self {
            Self::Count => serde_json::Value::from(magnitude.round() as u64),
            Self::Factor => serde_json::Value::from(magnitude),
            _ => serde_json::Value::from(self.print(magnitude)),
        }
    }

    /// The magnitude of a JSON value of this kind, if it has one.
    pub fn magnitude(self, value: &serde_json::Value) -> Option<f64> {
        match value {
            serde_json::Value::Number(number) => number.as_f64(),
            serde_json::Value::String(text) => self.parse(text).ok(),
            _ => None,
        }
    }
}

impl Param {
    /// True if the range spans decades, so that a slider should move in equal ratios, not in equal steps.
    pub fn is_logarithmic(&self) -> bool {
        is_logarithmic(self.min, self.max)
    }
}

/// True if a range spans decades, so that a slider over it should move in equal ratios.
pub fn is_logarithmic(min: f64, max: f64) -> bool {
    min > 0.0 && max / min >= 500.0
}
