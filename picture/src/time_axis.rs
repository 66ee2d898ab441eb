//! The axis of time that charts and the timeline share, so that the same moment stands at the same x.

use netsplit_core::unit::Unit;

use crate::geometry::Point;
use crate::lettering::Face;
use crate::number::trimmed;
use crate::scene::{Anchor, Element};

/// Space on the left of every picture over time: the values at a chart stand there.
pub const LEFT: f64 = 50.0;
/// Space on the right.
pub const RIGHT: f64 = 18.0;

/// The axis of time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TimeAxis {
    /// Where it starts, in pixels.
    pub left: f64,
    /// Where it ends, in pixels.
    pub right: f64,
    /// The moment at its start, in seconds: 0 where the whole run is shown.
    pub from: f64,
    /// How long it is, in seconds.
    pub duration: f64,
}

impl TimeAxis {
    /// The axis of a picture of this width that shows the whole run.
    pub fn new(width: f64, duration: f64) -> Self {
        Self::between(width, LEFT, 0.0, duration)
    }

    /// The axis of a picture of this width that shows a stretch of the run, with so much space on the left.
    pub fn between(width: f64, left: f64, from: f64, to: f64) -> Self {
        let from = if from.is_finite() { from } else { 0.0 };
        let duration = to - from;
        Self {
            left,
            right: (width - RIGHT).max(left + 1.0),
            from,
            duration: if duration.is_finite() && duration > 0.0 {
                duration
            } else {
                1.0
            },
        }
    }

    /// The moment at its end, in seconds.
    pub fn to(&self) -> f64 {
        self.from + self.duration
    }

    /// Where a moment stands, in pixels; what lies outside stands at the end that it is beyond.
    pub fn x(&self, seconds: f64) -> f64 {
        self.beyond(seconds).clamp(self.left, self.right)
    }

    /// Where a moment stands, in pixels, or would stand if the axis went on.
    pub(crate) fn beyond(&self, seconds: f64) -> f64 {
        let share = if seconds.is_finite() {
            (seconds - self.from) / self.duration
        } else {
            0.0
        };
        self.left + (self.right - self.left) * share
    }

    /// The moment that stands at x, within what is shown.
    pub fn seconds(&self, x: f64) -> f64 {
        let share = (x - self.left) / (self.right - self.left);
        self.from + share.clamp(0.0, 1.0) * self.duration
    }

    /// Round moments, each with its words, as many as stand apart.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let room = self.right - self.left;
        let widest = Face::Small.width(&moment(self.to(), self.duration / 10.0)) + 22.0;
        let most = (room / widest).floor().clamp(1.0, 12.0);
        let step = round_step(self.duration / most);
        let first = (self.from / step - 1e-9).ceil();
        let count = ((self.to() / step + 1e-9).floor() - first).clamp(0.0, 20.0) as u32;
        (0..=count)
            .map(|index| (first + f64::from(index)) * step)
            .map(|seconds| (seconds, moment(seconds, step)))
            .collect()
    }

    /// The words of the ticks, on this base line, within the picture.
    pub(crate) fn words(&self, base: f64) -> Vec<Element> {
        let word = |(seconds, words): (f64, String)| {
            let x = self.x(seconds);
            let half = Face::Small.width(&words) / 2.0;
            let spills = x + half > self.right + RIGHT - 1.0;
            let (anchor, x) = if spills {
                (Anchor::End, self.right + RIGHT - 1.0)
            } else {
                (Anchor::Middle, x)
            };
            Element::words("p-faint", Face::Small, Point::new(x, base), anchor, words)
        };
        self.ticks().into_iter().map(word).collect()
    }
}

/// A moment in words, as exact as the steps between ticks.
fn moment(seconds: f64, step: f64) -> String {
    match step {
        s if s >= 1.0 => format!("{seconds:.0} s"),
        s if s >= 0.1 => format!("{seconds:.1} s"),
        s if s >= 0.01 => format!("{seconds:.2} s"),
        // Far from the start of a run, milliseconds alone would be long numbers.
        s if seconds >= 1.0 => {
            let digits = (-libm::log10(s)).ceil().clamp(3.0, 9.0) as usize;
            format!("{seconds:.digits$} s")
        }
        _ => {
            let (number, unit) = Unit::Seconds.parts(seconds);
            format!("{} {unit}", trimmed(&number))
        }
    }
}

/// The step, no smaller than this, that people count in: in tens below a minute, in minutes above.
fn round_step(least: f64) -> f64 {
    const LONG: [f64; 9] = [
        30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0,
    ];
    if least > 20.0 {
        let found = LONG.into_iter().find(|step| *step >= least);
        return found.unwrap_or_else(|| (least / 7200.0).ceil() * 7200.0);
    }
    nice(least)
}

/// The smallest of 1, 2, 5, 10, 20, 50 and so on, in either direction, that is not below this.
pub(crate) fn nice(least: f64) -> f64 {
    let decade = libm::pow(10.0, libm::floor(libm::log10(least.max(1e-12))));
    let found = [1.0, 2.0, 5.0].into_iter().map(|step| step * decade);
    found
        .into_iter()
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * decade)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        assert!((nice(0.3) - 0.5).abs() < 1e-12);
        assert!((nice(7.0) - 10.0).abs() < 1e-12);
        assert!((round_step(25.0) - 30.0).abs() < 1e-12);
        assert!((round_step(20_000.0) - 21_600.0).abs() < 1e-9);
    }

    #[test]
    fn pixels_and_moments_are_each_others_inverse() {
        let axis = TimeAxis::new(400.0, 30.0);
        assert!((axis.seconds(axis.x(12.5)) - 12.5).abs() < 1e-9);
        assert!((axis.x(f64::NAN) - LEFT).abs() < 1e-9);
        assert!((axis.x(99.0) - (400.0 - RIGHT)).abs() < 1e-9);
    }

    #[test]
    fn a_stretch_begins_where_it_begins() {
        let axis = TimeAxis::between(500.0, 90.0, 12.0, 12.5);
        assert!((axis.x(12.0) - 90.0).abs() < 1e-9);
        assert!((axis.seconds(axis.x(12.125)) - 12.125).abs() < 1e-9);
        assert!((axis.x(3.0) - 90.0).abs() < 1e-9 && axis.beyond(3.0) < 0.0);
        for pair in axis.ticks().windows(2) {
            assert!(pair[0].0 >= 12.0 && pair[1].0 <= 12.5 + 1e-9);
            assert_ne!(pair[0].1, pair[1].1);
        }
        let fine = TimeAxis::between(500.0, 90.0, 12.4311, 12.4319).ticks();
        assert!(
            fine.windows(2).all(|pair| pair[0].1 != pair[1].1),
            "{fine:?}"
        );
    }

    #[test]
    fn ticks_stand_apart() {
        for duration in [0.004, 0.5, 3.0, 30.0, 61.0, 600.0, 86_400.0] {
            for width in [150.0, 390.0, 1200.0] {
                let axis = TimeAxis::new(width, duration);
                let ticks = axis.ticks();
                assert!(ticks.len() >= 2 || width < 200.0, "{duration} {width}");
                for pair in ticks.windows(2) {
                    let room = axis.x(pair[1].0) - axis.x(pair[0].0);
                    assert!(room >= Face::Small.width(&pair[1].1), "{duration} {width}");
                }
            }
        }
    }
}
