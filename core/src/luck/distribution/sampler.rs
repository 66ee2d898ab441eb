//! Sampler: a distribution compiled to a flat list of laws, each with its share and its offset.

use super::law::Law;
use super::{Distribution, LONGEST};
use crate::luck::Draw;
use crate::time::{SECOND, Span};

/// One law of the flattened list. Lengths are nanoseconds.
#[derive(Clone, Debug)]
struct Part {
    /// Share of all samples that come from this law.
    share: f64,
    /// Sum of the shares up to and including this one.
    until: f64,
    /// Constant added to each sample of the law.
    offset: Span,
    law: Law,
}

/// A [`Distribution`] with precomputed constants; sampling allocates nothing.
#[derive(Clone, Debug)]
pub struct Sampler {
    parts: Box<[Part]>,
    /// The value of every sample, if all are the same. Most links have such a latency.
    constant: Option<Span>,
}

impl Sampler {
    /// Sample for a draw, rounded to the nanosecond and at most one hour.
    ///
    /// It inverts [`Draw::uniform`], so a larger uniform never gives a shorter sample. Mixtures choose the part by
    /// [`Draw::second`].
    #[inline]
    pub fn sample(&self, draw: Draw) -> Span {
        if let Some(span) = self.constant {
            return span;
        }
        match &*self.parts {
            [only] => only.at(draw.uniform()),
            parts => {
                choose(parts, draw.second()).map_or(Span::ZERO, |part| part.at(draw.uniform()))
            }
        }
    }

    pub(super) fn compile(distribution: &Distribution) -> Self {
        let mut parts = Vec::new();
        flatten(distribution, 1.0, Span::ZERO, &mut parts);
        let mut until = 0.0;
        for part in &mut parts {
            until += part.share;
            part.until = until;
        }
        let constant = match &parts[..] {
            [
                only @ Part {
                    law: Law::Constant(_),
                    ..
                },
            ] => Some(only.at(0.5)),
            _ => None,
        };
        Self {
            parts: parts.into(),
            constant,
        }
    }

    /// Share of samples of at most `span`; all are at most an hour.
    pub(super) fn cdf(&self, span: Span) -> f64 {
        if span >= LONGEST {
            return 1.0;
        }
        let below = |part: &Part| part.share * part.law.cdf(span.0 as f64 - part.offset.0 as f64);
        self.parts.iter().map(below).sum::<f64>().min(1.0)
    }

    /// Mean in seconds; `None` if it is infinite.
    pub(super) fn mean(&self) -> Option<f64> {
        let mut total = 0.0;
        for part in &self.parts {
            total += part.share * (part.offset.0 as f64 + part.law.mean()?);
        }
        Some(total / SECOND as f64)
    }

    /// Shortest span that a share `p` of samples does not exceed.
    pub(super) fn quantile(&self, p: f64) -> Span {
        match &*self.parts {
            [only] => only.at(p),
            _ => self.bisect(p),
        }
    }

    /// The quantile of a mixture has no closed form, but 42 bisections of an hour are exact to the nanosecond.
    fn bisect(&self, p: f64) -> Span {
        let (mut low, mut high) = (0, LONGEST.0);
        while low < high {
            let middle = u64::midpoint(low, high);
            if self.cdf(Span(middle)) >= p {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Span(high)
    }
}

impl Part {
    /// Sample at `u`.
    #[inline]
    fn at(&self, u: f64) -> Span {
        (self.offset + Span::nearest(self.law.at(u))).min(LONGEST)
    }
}

/// The part whose range of shares contains `at`; the last one if rounding left the sum below one.
fn choose(parts: &[Part], at: f64) -> Option<&Part> {
    parts.iter().find(|part| at < part.until).or(parts.last())
}

/// Appends the laws of `distribution`. Nested mixtures multiply their shares, so one uniform chooses among all.
fn flatten(distribution: &Distribution, share: f64, offset: Span, parts: &mut Vec<Part>) {
    let nanos = |span: &Span| span.0 as f64;
    let law = match distribution {
        Distribution::Constant(value) => Law::Constant(nanos(value)),
        Distribution::Uniform { low, high } => Law::Uniform {
            low: nanos(low),
            width: nanos(high) - nanos(low),
        },
        Distribution::Exponential { mean } => Law::Exponential { mean: nanos(mean) },
        Distribution::Normal { mean, sd } => Law::Normal {
            mean: nanos(mean),
            sd: nanos(sd),
        },
        Distribution::Lognormal { p50, p99 } => lognormal(nanos(p50), nanos(p99)),
        Distribution::Pareto { minimum, alpha } => Law::Pareto {
            minimum: nanos(minimum),
            alpha: *alpha,
        },
        Distribution::Quantiles(points) => {
            Law::Quantiles(points.iter().map(|(p, span)| (*p, nanos(span))).collect())
        }
        Distribution::Shifted { offset: more, rest } => {
            return flatten(rest, share, offset + *more, parts);
        }
        Distribution::Mixture(mixed) => {
            let total: f64 = mixed.iter().map(|(share, _)| share).sum();
            return mixed
                .iter()
                .for_each(|(own, part)| flatten(part, share * own / total, offset, parts));
        }
    };
    parts.push(Part {
        share,
        until: 0.0,
        offset,
        law,
    });
}

/// The lognormal law with this median and 99th percentile.
fn lognormal(p50: f64, p99: f64) -> Law {
    /// The 99th percentile of the standard normal law.
    const Z99: f64 = 2.326_347_874_040_841;
    Law::Lognormal {
        median: p50,
        sigma: libm::log(p99 / p50) / Z99,
    }
}
