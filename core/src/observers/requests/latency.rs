//! Latencies of the measured window.

use crate::observer::{Derived, Facts, histogram, quantiles};
use crate::recording::ClientRequest;
use crate::summary::Histogram;
use crate::time::Span;

/// Latencies of the successful requests of the measured window.
pub struct Latencies {
    /// Their mean, in seconds.
    pub(super) mean: Option<f64>,
    /// Quantiles: 50 %, 90 %, 99 %, 99.9 %.
    quantiles: [Option<Span>; 4],
    /// How many took how long.
    pub histogram: Histogram,
}

impl Derived for Latencies {
    fn of(facts: &Facts<'_>) -> Self {
        let mut latencies = of_successes(facts.measured());
        Self {
            mean: mean(&latencies),
            histogram: histogram(&latencies),
            quantiles: quantiles(&mut latencies, [0.5, 0.9, 0.99, 0.999]),
        }
    }
}

impl Latencies {
    /// A quantile by its place, in seconds.
    pub(super) fn quantile(&self, place: usize) -> Option<f64> {
        self.quantiles[place].map(Span::as_secs)
    }
}

/// Latencies of successful requests, in the order of arrival.
pub fn of_successes(requests: &[ClientRequest]) -> Vec<Span> {
    let successful = requests.iter().filter(|request| request.is_success());
    successful.filter_map(ClientRequest::latency).collect()
}

fn mean(latencies: &[Span]) -> Option<f64> {
    let total: u128 = latencies.iter().map(|latency| u128::from(latency.0)).sum();
    (!latencies.is_empty()).then(|| total as f64 / latencies.len() as f64 / 1e9)
}
