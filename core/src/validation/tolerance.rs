//! How far what was measured may be from what was expected.

use serde_json::{Value, json};

use super::Magnitude;
use crate::params::{Field, Issues, Kind, Path, Share, expected, only_entry};

/// How far what was measured may be from what was expected.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Tolerance {
    /// So many standard errors: what chance alone explains. Nothing where there is no chance.
    Errors(f64),
    /// A part of what is expected: what the source rounds or leaves open.
    Relative(Share),
    /// So much, in the unit of what is expected.
    Absolute(Magnitude),
}

/// What may be written.
const ALLOWED: &str = "one of {\"errors\": 4}, {\"relative\": \"5%\"}, {\"absolute\": \"2ms\"}";

/// Sums of numbers such as 0.1 are not exact: what has no chance in it may be wrong by this part of what is expected.
const ROUNDING: f64 = 1e-9;

impl Tolerance {
    /// The greatest distance from what is expected that holds.
    pub fn distance(self, expected: f64, standard_error: Option<f64>) -> f64 {
        match self {
            Self::Errors(errors) => {
                let chance = errors * standard_error.unwrap_or_default();
                chance.max(ROUNDING * expected.abs())
            }
            Self::Relative(share) => share.0 * expected.abs(),
            Self::Absolute(distance) => distance.value,
        }
    }

    /// The tolerance in words, where it is not known yet what the standard error will be.
    pub fn says(self) -> String {
        match self {
            Self::Errors(errors) => format!("{errors} standard errors"),
            Self::Relative(share) => share.to_string(),
            Self::Absolute(distance) => match distance.write() {
                Value::String(text) => text,
                number => number.to_string(),
            },
        }
    }
}

impl Field for Tolerance {
    const KIND: Kind = Kind::Group;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        match only_entry(value) {
            Some((name @ "errors", inner)) => {
                f64::read(inner, &path.child(name), issues).map(Self::Errors)
            }
            Some((name @ "relative", inner)) => {
                Share::read(inner, &path.child(name), issues).map(Self::Relative)
            }
            Some((name @ "absolute", inner)) => {
                Magnitude::read(inner, &path.child(name), issues).map(Self::Absolute)
            }
            _ => {
                expected(value, ALLOWED, path, issues);
                None
            }
        }
    }

    fn write(&self) -> Value {
        match self {
            Self::Errors(errors) => json!({ "errors": errors }),
            Self::Relative(share) => json!({ "relative": share.write() }),
            Self::Absolute(distance) => json!({ "absolute": distance.write() }),
        }
    }

    fn schema() -> Value {
        let only = |name: &str, schema: Value| json!({ "type": "object", "properties": { name: schema }, "required": [name], "additionalProperties": false });
        json!({ "oneOf": [
            only("errors", f64::schema()),
            only("relative", Share::schema()),
            only("absolute", Magnitude::schema()),
        ] })
    }
}
