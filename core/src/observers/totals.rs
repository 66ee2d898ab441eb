//! Totals of nodes and routes.

use crate::observer::Facts;
use crate::plan::Plan;
use crate::recording::{NodeTotals, Recording};
use crate::summary::{NodeSummary, RouteSummary};

/// Metrics of each node over the bins that lie wholly in the window.
pub fn node_summaries(plan: &Plan, recording: &Recording) -> Vec<NodeSummary> {
    let nodes = plan.shape.topology.nodes.iter().enumerate();
    nodes
        .map(|(index, node)| summary(plan, recording, index, &node.name))
        .collect()
}

fn summary(plan: &Plan, recording: &Recording, index: usize, name: &str) -> NodeSummary {
    let node = &plan.shape.topology.nodes[index];
    let totals = &recording.nodes[index];
    let own = &recording.processes[node.first as usize..(node.first + node.replicas) as usize];
    let (first, last) = window_bins(plan, recording);
    let window = (last - first) as f64 * recording.bin.0 as f64;
    let busy: u64 = own
        .iter()
        .flat_map(|series| &series.bins[first..last])
        .map(|bin| bin.busy_area)
        .sum();
    let queued: u64 = own
        .iter()
        .flat_map(|series| &series.bins[first..last])
        .map(|bin| bin.queue_area)
        .sum();
    let slots = node
        .concurrency
        .map(|slots| f64::from(slots) * f64::from(node.endpoints()));
    NodeSummary {
        node: name.to_owned(),
        utilisation: slots
            .filter(|_| window > 0.0)
            .map(|slots| busy as f64 / window / slots),
        queue_mean: if window > 0.0 {
            queued as f64 / window
        } else {
            0.0
        },
        queue_max: own
            .iter()
            .flat_map(|series| &series.bins)
            .map(|bin| bin.queue_max)
            .max()
            .unwrap_or(0),
        throughput: totals.left as f64 / recording.end.as_secs().max(1e-9),
        time_in_node: (totals.arrived > 0)
            .then(|| totals.time_inside as f64 / totals.arrived as f64 / 1e9),
    }
}

/// The bins that lie wholly in the window.
fn window_bins(plan: &Plan, recording: &Recording) -> (usize, usize) {
    let first = plan.window.0.0.div_ceil(recording.bin.0) as usize;
    let last = (plan.window.1.min(recording.end).0 / recording.bin.0) as usize;
    (first.min(last), last)
}

/// Counts of each route over the whole run.
pub fn route_summaries(plan: &Plan, recording: &Recording) -> Vec<RouteSummary> {
    let routes = plan.shape.topology.routes.iter().zip(&recording.routes);
    routes
        .map(|(route, series)| RouteSummary {
            route: route.name.clone(),
            attempts: series.total(),
            originals: series.originals,
            outcomes: series.outcomes.to_vec(),
        })
        .collect()
}

/// Attempts for each attempt that was not caused by a retry, on the route where that is highest.
pub(super) fn amplification(facts: &Facts<'_>) -> Option<f64> {
    let routes = facts.recording.routes.iter();
    let ratios = routes.filter(|route| route.originals > 0);
    ratios
        .map(|route| route.total() as f64 / route.originals as f64)
        .reduce(f64::max)
}

/// Share of the work for which nobody waited any more when it was done.
pub(super) fn wasted(facts: &Facts<'_>) -> Option<f64> {
    let nodes = &facts.recording.nodes;
    let sum = |part: fn(&NodeTotals) -> u128| nodes.iter().map(part).sum::<u128>();
    let (worked, wasted) = (sum(|node| node.worked), sum(|node| node.wasted));
    (worked > 0).then(|| wasted as f64 / worked as f64)
}
