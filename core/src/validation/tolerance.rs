//! Tolerance: the allowed distance between measured and expected value.

use serde_json::Value;

use super::Magnitude;
use crate::params::{Field, Share, one_entry};

/// Tolerance: the allowed distance between measured and expected value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Tolerance {
    /// A number of standard errors, which chance alone explains; none if the result is deterministic.
    Errors(f64),
    /// A share of the expected value, which the source rounds or leaves open.
    Relative(Share),
    /// An absolute distance, in the unit of the expected value.
    Absolute(Magnitude),
}

/// Relative rounding error allowed for deterministic results: sums of numbers such as 0.1 are not exact.
const ROUNDING: f64 = 1e-9;

impl Tolerance {
    /// Greatest allowed distance from the expected value.
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

    /// The tolerance in words, before the standard error is known.
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
