//! How far what was measured may be from what was expected.

use serde_json::Value;

use super::Magnitude;
use crate::params::{Field, Share, one_entry};

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

one_entry! {
    Tolerance {
        Errors(f64) = "errors": "4",
        Relative(Share) = "relative": "\"5%\"",
        Absolute(Magnitude) = "absolute": "\"2ms\"",
    }
}
