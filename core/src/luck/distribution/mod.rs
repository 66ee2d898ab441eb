//! Distributions of time spans: their text, their checks, their means and quantiles.
//!
//! | text | law |
//! |---|---|
//! | `250ms` | always the same |
//! | `uniform(5ms, 10ms)` | evenly spread between two times |
//! | `exp(5ms)` | exponential with this mean: memoryless |
//! | `normal(10ms, 2ms)` | normal with this mean and standard deviation; what would be below zero is zero |
//! | `lognormal(p50=20ms, p99=90ms)` | lognormal through these two percentiles: most latencies |
//! | `pareto(50ms, 1.5)` | power-law tail above a minimum with this exponent |
//! | `mix(95%: exp(5ms), 5%: pareto(50ms, 1.5))` | one of several, by share |
//! | `75ms + exp(5ms)` | a constant plus another |
//! | `quantiles(0%: 1ms, 50%: 5ms, 100%: 200ms)` | measured percentiles, joined by straight lines |
//!
//! No sample is longer than an hour: a power-law tail would otherwise produce centuries.

mod law;
mod sampler;
#[cfg(test)]
mod tests;
mod text;

pub use sampler::Sampler;

use crate::time::{SECOND, Span};
use text::{deeper, refuse};

/// Upper limit of parameters and of samples.
const LONGEST: Span = Span(3600 * SECOND);

/// Maximum number of parts of all mixtures together, or of points of one list of quantiles.
const MOST_PARTS: usize = 32;

/// Tolerance of the sum of shares: the resolution of ten decimals of a percentage.
const TOLERANCE: f64 = 1e-9;

/// Smallest and largest probability that a draw can have.
const PROBABILITIES: (f64, f64) = (f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0);

/// Distribution of a time span, written and serialised as text: see the table of this module.
#[derive(Clone, PartialEq, Debug)]
pub enum Distribution {
    /// Always the same.
    Constant(Span),
    /// Evenly spread.
    Uniform {
        /// The shortest.
        low: Span,
        /// The longest.
        high: Span,
    },
    /// Exponential, as the time between independent arrivals is.
    Exponential {
        /// The mean, which is also the standard deviation.
        mean: Span,
    },
    /// Normal, clamped: values below zero become zero.
    Normal {
        /// The mean before clamping.
        mean: Span,
        /// The standard deviation before clamping.
        sd: Span,
    },
    /// Lognormal, given by two percentiles: its sigma is seldom known.
    Lognormal {
        /// The median.
        p50: Span,
        /// The 99th percentile, above the median.
        p99: Span,
    },
    /// Pareto: the share of samples above `x` is `(minimum / x)^alpha`.
    Pareto {
        /// The shortest.
        minimum: Span,
        /// The exponent of the tail, from 0.1 to 100; the mean is infinite up to 1.
        alpha: f64,
    },
    /// One of several distributions, each with its share of all samples.
    Mixture(Vec<(f64, Distribution)>),
    /// A constant plus a sample of another distribution.
    Shifted {
        /// The constant.
        offset: Span,
        /// The other distribution, neither constant nor shifted itself.
        rest: Box<Distribution>,
    },
    /// Points of (probability, span), joined by straight lines.
    Quantiles(Vec<(f64, Span)>),
}

impl Distribution {
    /// Checks the parameters; those read from text always pass.
    ///
    /// # Errors
    ///
    /// One sentence: what was found and what is allowed.
    pub fn check(&self) -> Result<(), String> {
        self.check_level(0)?;
        let parts = self.parts();
        if parts > MOST_PARTS {
            return Err(format!(
                "found {parts} parts, allowed are at most {MOST_PARTS}"
            ));
        }
        Ok(())
    }

    /// Compiles for sampling. A distribution that [`check`](Self::check) refuses gives meaningless samples, but no panic.
    pub fn sampler(&self) -> Sampler {
        Sampler::compile(self)
    }

    /// Mean in seconds; `None` if it is infinite: a Pareto law with an exponent of at most 1.
    ///
    /// It is that of the law itself, not reduced by the cap of one hour.
    pub fn mean(&self) -> Option<f64> {
        self.sampler().mean()
    }

    /// Share of samples that are at most `span`.
    pub fn cdf(&self, span: Span) -> f64 {
        self.sampler().cdf(span)
    }

    /// Span that a share `p` of samples does not exceed; 0 and 1 mean the extremes of a draw.
    ///
    /// Unless the distribution is a mixture, this is exactly the sample of a draw with uniform `p`.
    pub fn quantile(&self, p: f64) -> Span {
        self.sampler()
            .quantile(p.clamp(PROBABILITIES.0, PROBABILITIES.1))
    }

    fn check_level(&self, level: u32) -> Result<(), String> {
        if let Some(rule) = self.broken_rule() {
            return Err(refuse(&self.to_string(), rule));
        }
        match self {
            Self::Mixture(parts) => {
                let level = deeper(level)?;
                parts
                    .iter()
                    .try_for_each(|(_, part)| part.check_level(level))
            }
            Self::Shifted { rest, .. } => rest.check_level(level),
            _ => Ok(()),
        }
    }

    /// The rule that this breaks, if it breaks one; parts of mixtures are not checked.
    fn broken_rule(&self) -> Option<&'static str> {
        let (holds, rule) = match self {
            Self::Constant(value) => (*value <= LONGEST, "a time of at most 1h"),
            Self::Uniform { low, high } => (
                low <= high && *high <= LONGEST,
                "a low end up to the high end, both at most 1h",
            ),
            Self::Exponential { mean } => (positive(*mean), "a mean above zero and at most 1h"),
            Self::Normal { mean, sd } => (
                positive(*mean) && positive(*sd),
                "a mean and a deviation above zero and at most 1h",
            ),
            Self::Lognormal { p50, p99 } => (
                positive(*p50) && p50 < p99 && *p99 <= LONGEST,
                "a p50 above zero and a p99 above it, at most 1h",
            ),
            Self::Pareto { minimum, alpha } => (
                positive(*minimum) && (0.1..=100.0).contains(alpha),
                "a minimum above zero and at most 1h, and an exponent from 0.1 to 100",
            ),
            Self::Mixture(parts) => (shares_add_up(parts), "shares above 0% that add up to 100%"),
            Self::Shifted { offset, rest } => (
                *offset <= LONGEST && !matches!(**rest, Self::Constant(_) | Self::Shifted { .. }),
                "one time of at most 1h plus a function such as exp(5ms)",
            ),
            Self::Quantiles(points) => (
                rising(points),
                "percentages that rise from 0% to 100% with times that never fall, at most 1h",
            ),
        };
        (!holds).then_some(rule)
    }

    /// Number of parts of all mixtures, or of points of quantiles: it bounds the work per sample.
    fn parts(&self) -> usize {
        match self {
            Self::Mixture(parts) => parts.iter().map(|(_, part)| part.parts()).sum(),
            Self::Shifted { rest, .. } => rest.parts(),
            Self::Quantiles(points) => points.len(),
            _ => 1,
        }
    }
}

fn positive(span: Span) -> bool {
    span > Span::ZERO && span <= LONGEST
}

fn shares_add_up(parts: &[(f64, Distribution)]) -> bool {
    let total: f64 = parts.iter().map(|(share, _)| share).sum();
    parts.iter().all(|(share, _)| *share > 0.0) && (total - 1.0).abs() <= TOLERANCE
}

fn rising(points: &[(f64, Span)]) -> bool {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return false;
    };
    let ends = (first.0, last.0) == (0.0, 1.0) && last.1 <= LONGEST;
    ends && points
        .windows(2)
        .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1)
}
