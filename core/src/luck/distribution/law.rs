//! Simple laws in nanoseconds, with precomputed constants: quantile, distribution function, mean.

use crate::luck::{ln, normal};

/// One law without parts. Lengths are nanoseconds.
#[derive(Clone, Debug)]
pub(super) enum Law {
    /// Always the same.
    Constant(f64),
    /// Evenly spread from `low` over `width`.
    Uniform { low: f64, width: f64 },
    /// Memoryless.
    Exponential { mean: f64 },
    /// The bell curve; what would lie below zero is zero.
    Normal { mean: f64, sd: f64 },
    /// `median` times e to a normal of deviation `sigma`.
    Lognormal { median: f64, sigma: f64 },
    /// A power-law tail above `minimum`.
    Pareto { minimum: f64, alpha: f64 },
    /// Straight lines between points of (probability, length), both rising, from 0 to 1.
    Quantiles(Box<[(f64, f64)]>),
}

impl Law {
    /// Quantile at `u`, for `u` strictly inside (0, 1).
    #[inline]
    pub(super) fn at(&self, u: f64) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Uniform { low, width } => low + width * u,
            Self::Exponential { mean } => -mean * ln(1.0 - u),
            Self::Normal { mean, sd } => (mean + sd * normal::quantile(u)).max(0.0),
            Self::Lognormal { median, sigma } => median * libm::exp(sigma * normal::quantile(u)),
            // The power (1 - u)^(-1/alpha) in two steps is faster than `libm::pow`.
            Self::Pareto { minimum, alpha } => minimum * libm::exp(-ln(1.0 - u) / alpha),
            Self::Quantiles(points) => interpolate(points, u),
        }
    }

    /// Share of samples of at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        match self {
            Self::Constant(value) => f64::from(u8::from(x >= *value)),
            Self::Uniform { low, width } if x < low + width => ((x - low) / width).max(0.0),
            Self::Uniform { .. } => 1.0,
            _ if x < 0.0 => 0.0,
            Self::Exponential { mean } => -libm::expm1(-x / mean),
            Self::Normal { mean, sd } => normal::cdf((x - mean) / sd),
            Self::Lognormal { median, sigma } => normal::cdf(libm::log(x / median) / sigma),
            Self::Pareto { minimum, .. } if x < *minimum => 0.0,
            Self::Pareto { minimum, alpha } => 1.0 - libm::pow(minimum / x, *alpha),
            Self::Quantiles(points) => share_below(points, x),
        }
    }

    /// Mean; `None` if it is infinite.
    pub(super) fn mean(&self) -> Option<f64> {
        match self {
            Self::Constant(value) => Some(*value),
            Self::Uniform { low, width } => Some(low + width / 2.0),
            Self::Exponential { mean } => Some(*mean),
            Self::Normal { mean, sd } => {
                Some(mean * normal::cdf(mean / sd) + sd * normal::density(mean / sd))
            }
            Self::Lognormal { median, sigma } => Some(median * libm::exp(sigma * sigma / 2.0)),
            Self::Pareto { minimum, alpha } => {
                (*alpha > 1.0).then(|| minimum * alpha / (alpha - 1.0))
            }
            Self::Quantiles(points) => Some(
                points
                    .windows(2)
                    .map(|ends| (ends[1].0 - ends[0].0) * (ends[0].1 + ends[1].1) / 2.0)
                    .sum(),
            ),
        }
    }
}

/// Length at probability `u`, by linear interpolation.
fn interpolate(points: &[(f64, f64)], u: f64) -> f64 {
    let above = points.partition_point(|(p, _)| *p <= u);
    match (points.get(above.wrapping_sub(1)), points.get(above)) {
        (Some((p, low)), Some((next, high))) => low + (high - low) * ((u - p) / (next - p)),
        (Some((_, end)), None) | (None, Some((_, end))) => *end,
        (None, None) => 0.0,
    }
}

/// Probability at length `x`, by linear interpolation.
fn share_below(points: &[(f64, f64)], x: f64) -> f64 {
    let above = points.partition_point(|(_, length)| *length <= x);
    match (points.get(above.wrapping_sub(1)), points.get(above)) {
        (Some((p, low)), Some((next, high))) => p + (next - p) * ((x - low) / (high - low)),
        (Some(_), None) => 1.0,
        (None, _) => 0.0,
    }
}
