//! The axis of values: nice ticks, from zero or logarithmic, with units.

use netsplit_core::unit::Unit;

use crate::lettering::Face;
use crate::number::trimmed;
use crate::time_axis::{LEFT, nice};

/// Height that a tick needs.
const TICK_HEIGHT: f64 = 30.0;

/// The axis of values of a chart.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    lower: f64,
    upper: f64,
    log: bool,
    top: f64,
    bottom: f64,
    ticks: Vec<(f64, String)>,
}

impl Scale {
    /// The scale that shows these values between two heights.
    pub(crate) fn over(
        unit: Unit,
        values: impl Iterator<Item = f64>,
        log: bool,
        (top, bottom): (f64, f64),
    ) -> Self {
        let finite: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        let most = ((bottom - top) / TICK_HEIGHT).floor().clamp(1.0, 5.0);
        let positive = finite.iter().copied().filter(|value| *value > 0.0);
        let floor = positive.fold(f64::INFINITY, f64::min);
        let ceiling = finite.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (lower, upper, marks) = if log && floor.is_finite() {
            logarithmic(floor, ceiling, most)
        } else {
            let least = finite.iter().copied().fold(0.0, f64::min);
            linear(unit, least, ceiling.max(0.0), most)
        };
        let ticks = worded(unit, &marks, log);
        Self {
            lower,
            upper,
            log: log && floor.is_finite(),
            top,
            bottom,
            ticks,
        }
    }

    /// Round values, each with its words.
    pub(crate) fn ticks(&self) -> &[(f64, String)] {
        &self.ticks
    }

    /// Where a value stands, in pixels, within the plot.
    pub(crate) fn y(&self, value: f64) -> f64 {
        let share = if self.log {
            let place = |value: f64| libm::log10(value.max(self.lower));
            (place(value) - place(self.lower)) / (place(self.upper) - place(self.lower))
        } else {
            (value - self.lower) / (self.upper - self.lower)
        };
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        self.bottom - (self.bottom - self.top) * share
    }

    /// The height that areas stand on.
    pub(crate) fn base(&self) -> f64 {
        self.y(self.lower.max(0.0))
    }
}

/// Bounds and ticks in equal steps that hold zero and the values.
fn linear(unit: Unit, floor: f64, ceiling: f64, most: f64) -> (f64, f64, Vec<f64>) {
    let span = (ceiling - floor).max(smallest(unit));
    let mut step = nice(span / most);
    if unit == Unit::Count {
        step = step.max(1.0);
    }
    let first = (floor / step + 1e-9).floor();
    let last = (ceiling / step - 1e-9).ceil().max(first + 1.0);
    let count = (last - first) as u32;
    let marks: Vec<f64> = (0..=count).map(|i| (first + f64::from(i)) * step).collect();
    (first * step, last * step, marks)
}

/// The least that the axis spans, so that a line of zeros is flat and not noise.
fn smallest(unit: Unit) -> f64 {
    match unit {
        Unit::Seconds => 0.001,
        Unit::Share | Unit::Dollars => 0.01,
        Unit::PerSecond | Unit::Count | Unit::Times => 1.0,
    }
}

/// Bounds and ticks at powers of ten, with 2 and 5 between them where there is room.
fn logarithmic(floor: f64, ceiling: f64, most: f64) -> (f64, f64, Vec<f64>) {
    let low = libm::floor(libm::log10(floor) + 1e-9);
    let high = libm::ceil(libm::log10(ceiling) - 1e-9).max(low + 1.0);
    let decades = (high - low) as i32;
    let every = (f64::from(decades) / most).ceil().max(1.0) as i32;
    let mut marks = Vec::new();
    for decade in (0..=decades).step_by(every as usize) {
        let power = libm::pow(10.0, low + f64::from(decade));
        let between: &[f64] = if f64::from(decades * 3) <= most {
            &[1.0, 2.0, 5.0]
        } else {
            &[1.0]
        };
        let upper = libm::pow(10.0, high) * (1.0 + 1e-9);
        let all = between.iter().map(|factor| factor * power);
        marks.extend(all.filter(|mark| *mark <= upper));
    }
    (libm::pow(10.0, low), libm::pow(10.0, high), marks)
}

/// Each tick with its words; equal units are said once, at the top.
fn worded(unit: Unit, marks: &[f64], log: bool) -> Vec<(f64, String)> {
    let largest = marks.iter().copied().fold(0.0, |a: f64, b| a.max(b.abs()));
    let step = marks.get(1).map_or(largest, |second| second - marks[0]);
    let top = marks.len().saturating_sub(1);
    let words = |(index, mark): (usize, &f64)| {
        let words = if log {
            alone(unit, *mark)
        } else {
            let (number, suffix) = in_row(unit, *mark, largest, step);
            joined(&number, if index == top { suffix } else { "" })
        };
        (*mark, Face::Small.fit(&words, LEFT - 8.0).into_owned())
    };
    marks.iter().enumerate().map(words).collect()
}

/// A value that stands for itself: `200 ms`, `1 s`.
pub(crate) fn alone(unit: Unit, value: f64) -> String {
    let (number, suffix) = unit.parts(value);
    joined(trimmed(&number), suffix)
}

fn joined(number: &str, suffix: &str) -> String {
    if suffix.is_empty() {
        number.to_owned()
    } else {
        format!("{number} {suffix}")
    }
}

/// A value among others on an axis: the unit fits the largest, the decimals fit the step.
fn in_row(unit: Unit, value: f64, largest: f64, step: f64) -> (String, &'static str) {
    let (factor, suffix) = match unit {
        Unit::Share => (100.0, "%"),
        Unit::Seconds if largest >= 1.0 => (1.0, "s"),
        Unit::Seconds if largest >= 1e-3 => (1e3, "ms"),
        Unit::Seconds => (1e6, "us"),
        Unit::PerSecond => (1.0, "/s"),
        Unit::Times => (1.0, "x"),
        Unit::Count | Unit::Dollars => (1.0, ""),
    };
    let number = rounded(value * factor, step * factor);
    if unit == Unit::Dollars {
        return (format!("${number}"), suffix);
    }
    (number, suffix)
}

/// A number as exact as the step, with k or M for thousands and millions where nothing is lost.
fn rounded(value: f64, step: f64) -> String {
    let (value, step, letter) = match step {
        s if s >= 500_000.0 => (value / 1e6, s / 1e6, "M"),
        s if s >= 1000.0 => (value / 1e3, s / 1e3, "k"),
        s => (value, s, ""),
    };
    let decimals = libm::ceil(-libm::log10(step) - 1e-9).clamp(0.0, 6.0) as usize;
    let zero = value.abs() < step / 2.0;
    let value = if zero { 0.0 } else { value };
    let letter = if zero { "" } else { letter };
    format!("{value:.decimals$}{letter}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(unit: Unit, values: &[f64], log: bool) -> Vec<String> {
        let scale = Scale::over(unit, values.iter().copied(), log, (0.0, 150.0));
        scale.ticks().iter().map(|tick| tick.1.clone()).collect()
    }

    #[test]
    fn ticks_are_round_and_say_their_unit_once() {
        assert_eq!(
            words(Unit::Seconds, &[0.1, 0.41], false),
            ["0", "100", "200", "300", "400", "500 ms"]
        );
        assert_eq!(
            words(Unit::PerSecond, &[12_000.0], false),
            ["0", "5k", "10k", "15k /s"]
        );
        assert_eq!(words(Unit::Count, &[2.0], false), ["0", "1", "2"]);
    }

    #[test]
    fn decades_stand_for_themselves() {
        assert_eq!(
            words(Unit::Seconds, &[0.002, 3.0], true),
            ["1 ms", "10 ms", "100 ms", "1 s", "10 s"]
        );
    }

    #[test]
    fn nothing_to_show_is_a_plain_axis() {
        assert_eq!(words(Unit::Count, &[], false), ["0", "1"]);
        assert_eq!(words(Unit::Count, &[f64::NAN, 0.0], true), ["0", "1"]);
    }

    #[test]
    fn every_value_stands_in_the_plot() {
        for log in [false, true] {
            let values = [1e-9, 5.0, 1e12];
            let scale = Scale::over(Unit::Count, values.into_iter(), log, (8.0, 100.0));
            for value in [f64::NAN, -5.0, 0.0, 1e-9, 5.0, 1e12, f64::INFINITY] {
                assert!((8.0..=100.0).contains(&scale.y(value)), "{value}");
            }
        }
    }
}
