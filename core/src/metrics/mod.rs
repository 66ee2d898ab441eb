//! Metrics: each defined once, here, and shown with that definition.
//!
//! Requests are counted by the moment at which they were meant to be sent, and measured if that lies in the
//! window between warm-up and cool-down. Latency runs from that moment, so waiting before a request could
//! be sent counts (Tene 2013, "How not to measure latency": no coordinated omission).

mod bands;
mod charts;
mod definition;
mod leaders;
mod nodes;
mod quantile;

pub(crate) use bands::bands;
pub use charts::charts;
pub use definition::{DEFINITIONS, Definition};
pub use nodes::{node_summaries, route_summaries};
pub use quantile::{histogram, quantile};

use crate::outcome::Metric;
use crate::plan::Plan;
use crate::recording::{Operation, Recording};
use crate::time::Span;

/// What was measured of the requests in the window.
struct Window {
    seconds: f64,
    requests: u64,
    successes: u64,
    ended: u64,
    /// Latencies of the successful ones, sorted.
    latencies: Vec<Span>,
}

impl Window {
    fn new(plan: &Plan, recording: &Recording) -> Self {
        let measured = measured(plan, recording);
        let mut latencies: Vec<_> = measured
            .iter()
            .filter(|operation| operation.is_success())
            .filter_map(Operation::latency)
            .collect();
        latencies.sort_unstable();
        Self {
            seconds: (plan.window.1.min(recording.end) - plan.window.0).as_secs(),
            requests: measured.len() as u64,
            successes: latencies.len() as u64,
            ended: measured
                .iter()
                .filter(|operation| operation.outcome.is_some())
                .count() as u64,
            latencies,
        }
    }

    fn rate(&self, count: u64) -> Option<f64> {
        (self.seconds > 0.0).then(|| count as f64 / self.seconds)
    }

    fn quantile(&self, p: f64) -> Option<f64> {
        quantile(&self.latencies, p).map(Span::as_secs)
    }
}

/// The requests in the window: operations are in the order of arrival.
fn measured<'a>(plan: &Plan, recording: &'a Recording) -> &'a [Operation] {
    let before = |moment| {
        recording
            .operations
            .partition_point(|operation| operation.arrived < moment)
    };
    &recording.operations[before(plan.window.0)..before(plan.window.1).max(before(plan.window.0))]
}

/// Latencies of successful requests in the window, sorted.
pub fn latencies(plan: &Plan, recording: &Recording) -> Vec<Span> {
    Window::new(plan, recording).latencies
}

/// Every metric of a run.
pub fn metrics(plan: &Plan, recording: &Recording) -> Vec<Metric> {
    let window = Window::new(plan, recording);
    DEFINITIONS
        .iter()
        .map(|definition| definition.with(value(definition.id, plan, recording, &window)))
        .collect()
}

fn value(id: &str, plan: &Plan, recording: &Recording, window: &Window) -> Option<f64> {
    let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    match id {
        "offered" => window.rate(window.requests),
        "throughput" => window.rate(window.ended),
        "goodput" => window.rate(window.successes),
        "availability" => share(window.successes, window.requests),
        "worst_second" => worst_second(plan, recording),
        "mean" => mean(&window.latencies),
        "p50" => window.quantile(0.5),
        "p90" => window.quantile(0.9),
        "p99" => window.quantile(0.99),
        "p999" => window.quantile(0.999),
        "amplification" => amplification(recording),
        "unfinished" => Some((window.requests - window.ended) as f64),
        "leaderless" => leaders::leaderless(plan, recording),
        "terms" => leaders::terms(plan, recording),
        "cost" => Some(plan.price),
        "cost_per_million" => cost_per_million(plan, window),
        _ => None,
    }
}

fn mean(latencies: &[Span]) -> Option<f64> {
    let total: u128 = latencies.iter().map(|latency| u128::from(latency.0)).sum();
    (!latencies.is_empty()).then(|| total as f64 / latencies.len() as f64 / 1e9)
}

/// Attempts per attempt that was not caused by a retry, on the route where that is highest.
fn amplification(recording: &Recording) -> Option<f64> {
    let ratios = recording.routes.iter().filter(|route| route.originals > 0);
    ratios
        .map(|route| route.total() as f64 / route.originals as f64)
        .reduce(f64::max)
}

fn worst_second(plan: &Plan, recording: &Recording) -> Option<f64> {
    let mut worst: Option<f64> = None;
    let mut rest = measured(plan, recording);
    while let Some(first) = rest.first() {
        let end = first.arrived + Span::from_millis(1000);
        let (second, later) =
            rest.split_at(rest.partition_point(|operation| operation.arrived < end));
        let successes = second
            .iter()
            .filter(|operation| operation.is_success())
            .count();
        let share = successes as f64 / second.len() as f64;
        worst = Some(worst.map_or(share, |worst| worst.min(share)));
        rest = later;
    }
    worst
}

fn cost_per_million(plan: &Plan, window: &Window) -> Option<f64> {
    const SECONDS_A_MONTH: f64 = 730.0 * 3600.0;
    let goodput = window
        .rate(window.successes)
        .filter(|goodput| *goodput > 0.0)?;
    Some(plan.price / (goodput * SECONDS_A_MONTH) * 1e6)
}
