//! Where a slider stands for a value: round numbers from one end to the other, equal in step or in ratio.

use netsplit_core::params::Kind;

/// A slider of equal steps has at least about this many, and up to two and a half times as many.
const EQUAL_STEPS: f64 = 100.0;

/// The values that a slider can stand on, in order.
#[derive(Clone, PartialEq, Debug)]
pub struct Scale {
    values: Vec<f64>,
    logarithmic: bool,
}

impl Scale {
    /// A scale from `min` to `max` for values of this kind.
    pub fn new(kind: Kind, min: f64, max: f64, logarithmic: bool) -> Self {
        let whole = matches!(kind, Kind::Count | Kind::Bytes);
        let logarithmic = logarithmic && min > 0.0;
        let between = if logarithmic {
            ratios(min, max, whole)
        } else {
            steps(min, max, whole)
        };
        let inside = |value: &f64| *value > min * (1.0 + 1e-9) && *value < max * (1.0 - 1e-9);
        let mut values = vec![min];
        values.extend(between.into_iter().filter(inside));
        values.push(max);
        Self {
            values,
            logarithmic,
        }
    }

    /// Position of the largest value; the smallest is at 0.
    pub fn last(&self) -> u32 {
        self.values.len() as u32 - 1
    }

    /// The position nearest to a value.
    pub fn position(&self, value: f64) -> u32 {
        let distance = |other: f64| {
            if self.logarithmic {
                libm::log(other / value).abs()
            } else {
                (other - value).abs()
            }
        };
        let nearest = (0u32..)
            .zip(&self.values)
            .min_by(|(_, a), (_, b)| distance(**a).total_cmp(&distance(**b)));
        nearest.map_or(0, |(position, _)| position)
    }

    /// The value at a position; the largest beyond the end.
    pub fn value(&self, position: u32) -> f64 {
        self.values[position.min(self.last()) as usize]
    }
}

/// Multiples of a round step.
fn steps(min: f64, max: f64, whole: bool) -> Vec<f64> {
    let step = round_step((max - min) / EQUAL_STEPS);
    let step = if whole { step.max(1.0) } else { step };
    let first = (min / step).floor() as i64;
    let last = (max / step).ceil() as i64;
    (first..=last)
        .map(|count| tidy(count as f64 * step))
        .collect()
}

/// Round numbers of each decade: tenths from 1 to 2, fifths to 5, halves to 10.
fn ratios(min: f64, max: f64, whole: bool) -> Vec<f64> {
    let first = libm::log10(min).floor() as i32;
    let last = libm::log10(max).ceil() as i32;
    let mantissas = (10..20)
        .chain((20..50).step_by(2))
        .chain((50..100).step_by(5));
    (first..last)
        .flat_map(|decade| mantissas.clone().map(move |mantissa| (decade, mantissa)))
        .map(|(decade, mantissa)| tidy(f64::from(mantissa) * libm::exp10(f64::from(decade - 1))))
        .filter(|value| !whole || value.fract() == 0.0)
        .collect()
}

/// The largest of 1, 2 or 5 times a power of ten that is not larger.
fn round_step(size: f64) -> f64 {
    let power = libm::exp10(libm::log10(size.max(1e-12)).floor());
    let factor = [5.0, 2.0]
        .into_iter()
        .find(|factor| factor * power <= size * (1.0 + 1e-9));
    factor.unwrap_or(1.0) * power
}

/// Without the dust of binary fractions, so that it prints short.
fn tidy(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_steps_land_on_round_values() {
        let scale = Scale::new(Kind::Rate, 12.0, 600.0, false);
        assert_eq!(scale.value(0), 12.0);
        assert_eq!(scale.value(1), 15.0);
        assert_eq!(scale.value(scale.last()), 600.0);
        assert_eq!(scale.value(scale.position(300.0)), 300.0);
    }

    #[test]
    fn counts_move_by_whole_numbers() {
        let scale = Scale::new(Kind::Count, 1.0, 5.0, false);
        let values: Vec<_> = (0..=scale.last()).map(|step| scale.value(step)).collect();
        assert_eq!(values, [1.0, 2.0, 3.0, 4.0, 5.0]);
        let scale = Scale::new(Kind::Count, 1.0, 100_000.0, true);
        assert_eq!([1, 2, 3].map(|step| scale.value(step)), [2.0, 3.0, 4.0]);
    }

    #[test]
    fn equal_ratios_span_decades() {
        let scale = Scale::new(Kind::Time, 0.0001, 0.2, true);
        assert_eq!(scale.value(0), 0.0001);
        assert_eq!(scale.value(1), 0.000_11);
        assert_eq!(scale.value(scale.last()), 0.2);
        assert_eq!(scale.value(scale.position(0.02)), 0.02);
        assert!(scale.last() > 100 && scale.last() < 150);
    }

    #[test]
    fn every_position_is_found_again() {
        for scale in [
            Scale::new(Kind::Share, 0.0, 1.0, false),
            Scale::new(Kind::Rate, 1.0, 37.0, false),
            Scale::new(Kind::Factor, 1.0, 10.0, false),
            Scale::new(Kind::Time, 0.000_01, 3600.0, true),
            Scale::new(Kind::Count, 0.0, 10_000_000.0, false),
        ] {
            for position in 0..=scale.last() {
                assert_eq!(scale.position(scale.value(position)), position);
            }
        }
    }
}
