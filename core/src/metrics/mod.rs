//! Metrics: each defined once, here, and shown with that definition.
//!
//! Requests are counted by the moment at which they were meant to be sent, and measured if that lies in the
//! window between warm-up and cool-down. Latency runs from that moment, so waiting before a request could
//! be sent counts (Tene 2013, "How not to measure latency": no coordinated omission).

mod breakers;
mod charts;
mod definition;
mod finish;
mod freshness;
mod leaders;
mod nodes;
mod quantile;
mod sagas;
mod staleness;
mod state_timelines;

pub use definition::{DEFINITIONS, Definition};
pub use nodes::{node_summaries, route_summaries};
pub use quantile::{histogram, quantiles};
pub(crate) use state_timelines::state_timelines;

use crate::plan::Plan;
use crate::recording::{ClientRequest, NodeTotals, Recording};
use crate::replay::Saga;
use crate::summary::{Chart, Curve, Histogram, Metric};
use crate::time::Span;
use freshness::Ages;
use leaders::Leaderless;
use staleness::Read;

/// What was measured of the requests in the window.
struct Window {
    seconds: f64,
    requests: u64,
    successes: u64,
    /// Of those the ones that a fallback had no part in.
    full: u64,
    ended: u64,
    /// Mean latency of the successful ones, in seconds.
    mean: Option<f64>,
    /// Quantiles of their latencies: 50 %, 90 %, 99 %, 99.9 %.
    quantiles: [Option<Span>; 4],
    /// The sagas that began in it and have ended.
    sagas: Vec<Saga>,
    /// Share of the reads of stores that were stale.
    stale_reads: Option<f64>,
    /// The age from which on writes are seen.
    visible_after: Option<Span>,
    /// When each Raft group had no leader that could act.
    leaderless: Vec<Leaderless>,
}

/// What is measured of a run as a whole and over time.
pub struct Measured {
    /// Every metric; one of something that is not in the scenario is left out.
    pub metrics: Vec<Metric>,
    /// The latencies of successful requests in the window.
    pub latencies: Histogram,
    /// Metrics over time.
    pub charts: Vec<Chart>,
    /// Metrics over something else.
    pub curves: Vec<Curve>,
}

impl Window {
    /// `latencies`, `reads` and their `ages` are those in the window.
    fn new(
        plan: &Plan,
        recording: &Recording,
        latencies: &mut [Span],
        reads: &[Read],
        ages: &Ages,
    ) -> Self {
        let measured = measured(plan, recording);
        Self {
            seconds: (plan.window.1.min(recording.end) - plan.window.0).as_secs(),
            requests: measured.len() as u64,
            successes: latencies.len() as u64,
            full: measured
                .iter()
                .filter(|operation| operation.is_full())
                .count() as u64,
            ended: measured
                .iter()
                .filter(|operation| operation.outcome.is_some())
                .count() as u64,
            mean: mean(latencies),
            quantiles: quantiles(latencies, [0.5, 0.9, 0.99, 0.999]),
            sagas: sagas::ended(plan, recording),
            stale_reads: staleness::share(reads),
            visible_after: ages.visible_after(),
            leaderless: leaders::leaderless(plan, recording),
        }
    }

    fn rate(&self, count: u64) -> Option<f64> {
        (self.seconds > 0.0).then(|| count as f64 / self.seconds)
    }
}

/// The requests in the window: operations are in the order of arrival.
pub(crate) fn measured<'a>(plan: &Plan, recording: &'a Recording) -> &'a [ClientRequest] {
    let before = |moment| {
        recording
            .operations
            .partition_point(|operation| operation.arrived < moment)
    };
    &recording.operations[before(plan.window.0)..before(plan.window.1).max(before(plan.window.0))]
}

/// Latencies of successful requests, in the order of arrival.
pub(crate) fn latencies(operations: &[ClientRequest]) -> Vec<Span> {
    let successful = operations.iter().filter(|operation| operation.is_success());
    successful.filter_map(ClientRequest::latency).collect()
}

/// Measures a run.
pub fn measure(plan: &Plan, recording: &Recording) -> Measured {
    let reads = staleness::reads(recording);
    let mut latencies = latencies(measured(plan, recording));
    let histogram = histogram(&latencies);
    let in_window = staleness::between(&reads, plan.window.0, plan.window.1);
    let ages = Ages::new(in_window);
    let window = Window::new(plan, recording, &mut latencies, in_window, &ages);
    let metrics = DEFINITIONS
        .iter()
        .filter(|definition| is_there(definition.id, plan))
        .map(|definition| definition.with(value(definition.id, plan, recording, &window)))
        .collect();
    Measured {
        metrics,
        latencies: histogram,
        charts: charts::charts(plan, recording, &reads),
        curves: freshness::curves(plan, in_window, &ages),
    }
}

/// Whether a scenario has what a metric is about.
fn is_there(id: &str, plan: &Plan) -> bool {
    match id {
        "stale_reads" | "visible_after" => staleness::has_stores(plan),
        "finished" => finish::is_known(plan),
        "sagas_compensated" | "saga_p99" => plan.has_sagas(),
        _ => true,
    }
}

fn value(id: &str, plan: &Plan, recording: &Recording, window: &Window) -> Option<f64> {
    let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    match id {
        "offered" => window.rate(window.requests),
        "throughput" => window.rate(window.ended),
        "goodput" => window.rate(window.full),
        "availability" => share(window.successes, window.requests),
        "worst_second" => worst_second(plan, recording),
        "mean" => window.mean,
        "p50" => window.quantiles[0].map(Span::as_secs),
        "p90" => window.quantiles[1].map(Span::as_secs),
        "p99" => window.quantiles[2].map(Span::as_secs),
        "p999" => window.quantiles[3].map(Span::as_secs),
        "amplification" => amplification(recording),
        "fallbacks" => share(window.successes - window.full, window.requests),
        "wasted" => wasted(recording),
        "sagas_compensated" => sagas::compensated(&window.sagas),
        "saga_p99" => sagas::p99(&window.sagas),
        "unfinished" => Some((window.requests - window.ended) as f64),
        "leaderless" => leaders::longest(&window.leaderless, Leaderless::in_all),
        "first_leader" => leaders::longest(&window.leaderless, Leaderless::at_first),
        "terms" => leaders::terms(plan, recording),
        "cost" => Some(plan.price),
        "cost_per_million" => cost_per_million(plan, window),
        "stale_reads" => window.stale_reads,
        "visible_after" => window.visible_after.map(Span::as_secs),
        "finished" => finish::finished(plan, recording),
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

/// Share of the work for which nobody waited any more when it was done.
fn wasted(recording: &Recording) -> Option<f64> {
    let sum = |part: fn(&NodeTotals) -> u128| recording.nodes.iter().map(part).sum::<u128>();
    let (worked, wasted) = (sum(|node| node.worked), sum(|node| node.wasted));
    (worked > 0).then(|| wasted as f64 / worked as f64)
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
    let goodput = window.rate(window.full).filter(|goodput| *goodput > 0.0)?;
    Some(plan.price / (goodput * SECONDS_A_MONTH) * 1e6)
}
