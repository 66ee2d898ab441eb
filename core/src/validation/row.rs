//! One row of the table: what was expected, what was measured, and whether that holds.

use serde::Serialize;

use super::{Figure, Magnitude, Reference};
use crate::outcome::Unit;

/// One row of the table. Numbers are in seconds, shares of 1 and plain counts.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// What it is.
    pub name: String,
    /// Paper and section, or the closed form in words.
    pub source: String,
    /// What the source says.
    pub expected: f64,
    /// What the engine gives.
    pub measured: f64,
    /// Independent runs.
    pub samples: u32,
    /// How far off what was measured may be by chance: one standard error. Nothing for a single run, or an extreme.
    pub standard_error: Option<f64>,
    /// The greatest distance between measured and expected that holds.
    pub tolerance: f64,
    /// Whether they are as near as that.
    pub holds: bool,
    /// What the numbers count.
    #[serde(skip)]
    unit: Unit,
}

/// The numbers of a row as people read them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Shown {
    /// What the source says.
    pub expected: String,
    /// What the engine gives.
    pub measured: String,
    /// One standard error, or a dash.
    pub standard_error: String,
    /// The greatest distance that holds.
    pub tolerance: String,
}

impl Row {
    /// The row of a figure, from a sample of each run.
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

    /// The numbers as people read them: all in one unit, and with so many decimals as the error leaves a meaning.
    pub fn shown(&self) -> Shown {
        let scale = Scale::of(self.unit, self.expected);
        let error = self.standard_error.filter(|error| *error > 0.0);
        let finest = error.unwrap_or(self.tolerance) * scale.factor;
        let print = |value: f64| match decimals(finest) {
            Some(decimals) => scale.print(value, decimals),
            None => scale.exact(value),
        };
        Shown {
            expected: print(self.expected),
            measured: print(self.measured),
            standard_error: self.standard_error.map_or_else(|| "-".to_owned(), print),
            tolerance: print(self.tolerance),
        }
    }
}

/// What is expected, as it stands in a source.
pub(super) fn exact(expected: Magnitude) -> String {
    Scale::of(expected.unit, expected.value).exact(expected.value)
}

/// Decimals beyond these say nothing in any unit.
const MOST: usize = 6;

/// So many decimals that two digits of this number can be seen; nothing for one that is as good as zero.
fn decimals(finest: f64) -> Option<usize> {
    let digits = 1.0 - libm::floor(libm::log10(finest));
    (digits <= MOST as f64).then(|| digits.max(0.0) as usize)
}

/// In what a number is shown.
struct Scale {
    /// What a number in the base unit is multiplied with.
    factor: f64,
    unit: &'static str,
}

impl Scale {
    /// The scale that suits a value.
    fn of(unit: Unit, value: f64) -> Self {
        let (factor, unit) = match unit {
            Unit::Seconds if value >= 1.0 => (1.0, " s"),
            Unit::Seconds if value >= 0.001 || value == 0.0 => (1e3, " ms"),
            Unit::Seconds => (1e6, " us"),
            Unit::Share => (100.0, " %"),
            Unit::PerSecond => (1.0, " /s"),
            Unit::Count | Unit::Times | Unit::Dollars => (1.0, ""),
        };
        Self { factor, unit }
    }

    fn print(&self, value: f64, decimals: usize) -> String {
        format!("{:.decimals$}{}", value * self.factor, self.unit)
    }

    /// As many decimals as there are, up to where they say nothing.
    fn exact(&self, value: f64) -> String {
        let text = format!("{:.MOST$}", value * self.factor);
        let number = text.trim_end_matches('0').trim_end_matches('.');
        format!("{number}{}", self.unit)
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

    #[test]
    fn what_is_expected_is_shown_whole() {
        let exact = |text: &str| exact(Magnitude::parse(text).unwrap());
        assert_eq!(exact("1.2657"), "1.2657");
        assert_eq!(exact("287ms"), "287 ms");
        assert_eq!(exact("63.397%"), "63.397 %");
        assert_eq!(exact("100"), "100");
    }
}
