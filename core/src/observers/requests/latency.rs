//! Latencies of the measured window: of all requests, which is what users waited, and of those that succeeded.

use super::counts::Counts;
use crate::observer::{Derived, Facts, histogram, quantiles};
use crate::recording::ClientRequest;
use crate::summary::Histogram;
use crate::time::Span;
use crate::unit::Unit;

/// Latencies of the measured window.
pub struct Latencies {
    /// Of all requests; one that has not ended has waited until now.
    pub(super) all: Spread,
    /// Of those that ended with an answer.
    pub(super) successes: Spread,
    /// How many of all took how long.
    pub histogram: Histogram,
}

/// How latencies are spread.
pub(super) struct Spread {
    /// Their mean, in seconds.
    pub(super) mean: Option<f64>,
    /// Quantiles: 50 %, 90 %, 99 %, 99.9 %.
    quantiles: [Option<Span>; 4],
}

impl Derived for Latencies {
    fn of(facts: &Facts<'_>) -> Self {
        let waited =
            |request: &ClientRequest| request.completed.min(facts.recording.end) - request.arrived;
        let mut all: Vec<_> = facts.measured().iter().map(waited).collect();
        Self {
            histogram: histogram(&all),
            all: Spread::of(&mut all),
            successes: Spread::of(&mut of_successes(facts.measured())),
        }
    }
}

impl Spread {
    fn of(latencies: &mut [Span]) -> Self {
        Self {
            mean: mean(latencies),
            quantiles: quantiles(latencies, [0.5, 0.9, 0.99, 0.999]),
        }
    }

    /// A quantile by its place, in seconds.
    pub(super) fn quantile(&self, place: usize) -> Option<f64> {
        self.quantiles[place].map(Span::as_secs)
    }
}

/// The share that failed, in words, if it is more than one in a hundred.
fn failed(facts: &Facts<'_>) -> Option<String> {
    const MANY: f64 = 0.01;
    let failed = facts.get::<Counts>().failed().filter(|share| *share > MANY);
    failed.map(|share| Unit::Share.print(share))
}

/// Says of a latency of all how many of them failed.
pub(super) fn of_failures(facts: &Facts<'_>) -> Option<String> {
    failed(facts).map(|share| {
        format!("{share} of the requests failed, and count with the time until they did.")
    })
}

/// Says of a latency of successes how many it leaves out.
pub(super) fn without_failures(facts: &Facts<'_>) -> Option<String> {
    failed(facts).map(|share| format!("{share} of the requests failed, and are left out."))
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
