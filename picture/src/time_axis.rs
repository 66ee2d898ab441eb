//! The axis of time that charts and the timeline share, so that the same moment stands at the same x.

use netsplit_core::outcome::Unit;

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
    /// Where the run starts, in pixels.
    pub left: f64,
    /// Where the run ends, in pixels.
    pub right: f64,
    /// Length of the run in seconds.
    pub duration: f64,
}

impl TimeAxis {
    /// The axis of a picture of this width.
    pub fn new(width: f64, duration: f64) -> Self {
        let duration = if duration.is_finite() && duration > 0.0 {
            duration
        } else {
            1.0
        };
        Self {
            left: LEFT,
            right: (width - RIGHT).max(LEFT + 1.0),
            duration,
        }
    }

    /// Where a moment stands, in pixels; what lies outside the run stands at its end.
    pub fn x(&self, seconds: f64) -> f64 {
        let share = if seconds.is_finite() {
            (seconds / self.duration).clamp(0.0, 1.0)
        } else {
            0.0
        };
        self.left + (self.right - self.left) * share
    }

    /// The moment that stands at x, within the run.
    pub fn seconds(&self, x: f64) -> f64 {
        let share = (x - self.left) / (self.right - self.left);
        share.clamp(0.0, 1.0) * self.duration
    }

    /// Round moments, each with its words, as many as stand apart.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let room = self.right - self.left;
        let widest = Face::Small.width(&moment(self.duration, self.duration / 10.0)) + 22.0;
        let most = (room / widest).floor().clamp(1.0, 12.0);
        let step = round_step(self.duration / most);
        let count = (self.duration / step + 1e-9).floor() as u32;
        (0..=count)
            .map(|index| f64::from(index) * step)
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
