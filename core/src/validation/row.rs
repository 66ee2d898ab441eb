//! Row of the table: expected and measured value, and verdict.

use serde::Serialize;

use super::magnitude::Scale;
use super::{Figure, Magnitude, Reference};
use crate::unit::Unit;

/// Row of the table. Numbers are in seconds, shares of 1 and plain counts.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// Name.
    pub name: String,
    /// Paper and section, or the closed form in words.
    pub source: String,
    /// Figure of the source.
    pub expected: f64,
    /// Figure of the engine.
    pub measured: f64,
    /// Number of independent runs.
    pub samples: u32,
    /// Standard error of the measured value; `None` for a single run, or an extreme.
    pub standard_error: Option<f64>,
    /// Greatest allowed distance between measured and expected value.
    pub tolerance: f64,
    /// True if the distance is within the tolerance.
    pub holds: bool,
    /// Unit of the numbers.
    #[serde(skip)]
    unit: Unit,
}

/// Numbers of a row as text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Shown {
    /// Figure of the source.
    pub expected: String,
    /// Figure of the engine.
    pub measured: String,
    /// Standard error, or a dash.
    pub standard_error: String,
    /// Greatest allowed distance.
    pub tolerance: String,
}

impl Row {
    /// Row of a figure, from one sample per run.
    pub(super) fn new(reference: &Reference, figure: &Figure, samples: &[f64]) -> Self {
        let (measured, standard_error) = figure.statistic.of(samples);
        let expected = figure.expected.value;
        let tolerance = figure.tolerance.distance(expected, standard_error);
        Self {
            name: reference.title(figure),
            source: reference.source.clone(),
            expected,
            measured,
            samples: samples.len() as u32,
            standard_error,
            tolerance,
            holds: (measured - expected).abs() <= tolerance,
            unit: figure.expected.unit,
        }
    }

    /// The numbers as text: all in one unit, with as many decimals as the error makes meaningful.
    pub fn shown(&self) -> Shown {
        let scale = Scale::of(Magnitude {
            value: self.expected,
            unit: self.unit,
        });
        let error = self.standard_error.filter(|error| *error > 0.0);
        let decimals = scale.decimals(error.unwrap_or(self.tolerance));
        let print = |value: f64| scale.print(value, decimals);
        Shown {
            expected: print(self.expected),
            measured: print(self.measured),
            standard_error: self.standard_error.map_or_else(|| "-".to_owned(), print),
            tolerance: print(self.tolerance),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(unit: Unit, numbers: [f64; 4]) -> Shown {
        let [expected, measured, error, tolerance] = numbers;
        let row = Row {
            name: String::new(),
            source: String::new(),
            expected,
            measured,
            samples: 10,
            standard_error: (error >= 0.0).then_some(error),
            tolerance,
            holds: true,
            unit,
        };
        row.shown()
    }

    #[test]
    fn numbers_have_the_digits_that_mean_something() {
        let shown = row(Unit::Seconds, [0.287, 0.275_123, 0.001_2, 0.0574]);
        assert_eq!(
            [
                shown.expected,
                shown.measured,
                shown.standard_error,
                shown.tolerance
            ],
            ["287.0 ms", "275.1 ms", "1.2 ms", "57.4 ms"]
        );
        let shown = row(Unit::Share, [0.050_814, 0.0507, 0.000_12, 0.000_48]);
        assert_eq!([shown.expected, shown.measured], ["5.081 %", "5.070 %"]);
        let shown = row(Unit::Count, [64.0, 64.0, 0.0, 0.0]);
        assert_eq!([shown.measured, shown.tolerance], ["64", "0"]);
        assert_eq!(
            row(Unit::Count, [64.0, 64.0, -1.0, 2.0]).standard_error,
            "-"
        );
    }
}
