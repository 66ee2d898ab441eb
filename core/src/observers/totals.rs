//! Totals of nodes over the measured window, and of routes over the whole run.

use super::requests::is_between_machines;
use crate::observer::{Facts, share};
use crate::recording::{NodeTotals, NodeWindow};
use crate::summary::{NodeSummary, RouteSummary};
use crate::topology::NodeShape;

/// Each node over the measured window.
pub fn node_summaries(facts: &Facts<'_>) -> Vec<NodeSummary> {
    let (from, to) = facts.plan.window;
    let time = to.min(facts.recording.end).0.saturating_sub(from.0) as f64;
    let nodes = facts.plan.shape.topology.nodes.iter();
    let rows = nodes.zip(&facts.recording.windows);
    rows.map(|(node, window)| node_summary(node, window, time))
        .collect()
}

/// A node over so many nanoseconds.
fn node_summary(node: &NodeShape, window: &NodeWindow, time: f64) -> NodeSummary {
    let over_time = |area: f64| if time > 0.0 { area / time } else { 0.0 };
    let slots = node
        .concurrency
        .map(|slots| f64::from(slots) * f64::from(node.endpoints()));
    NodeSummary {
        node: node.name.clone(),
        utilisation: slots
            .filter(|_| time > 0.0)
            .map(|slots| over_time(window.busy_area as f64) / slots),
        queue_mean: over_time(window.queue_area as f64),
        queue_max: window.queue_max,
        throughput: over_time(window.left as f64 * 1e9),
        time_in_node: window.mean_stay(),
    }
}

/// Each route over the whole run.
pub fn route_summaries(facts: &Facts<'_>) -> Vec<RouteSummary> {
    let routes = facts.plan.shape.topology.routes.iter();
    let each = routes.zip(&facts.recording.routes).enumerate();
    each.map(|(index, (route, series))| {
        let calls = RouteSummary {
            route: route.name.clone(),
            messages: None,
            attempts: series.total(),
            originals: series.originals,
            outcomes: series.outcomes.to_vec(),
        };
        if is_between_machines(facts.plan, index) {
            RouteSummary {
                messages: Some(calls.attempts),
                attempts: 0,
                originals: 0,
                ..calls
            }
        } else {
            calls
        }
    })
    .collect()
}

/// Attempts for each attempt that was not caused by a retry, on the call where that is highest.
pub(super) fn amplification(facts: &Facts<'_>) -> Option<f64> {
    let is_call = |index: &usize| !is_between_machines(facts.plan, *index);
    let calls = (0..facts.recording.routes.len()).filter(is_call);
    let windows = calls.map(|index| facts.recording.routes[index].window);
    windows
        .filter_map(|window| share(window.attempts, window.originals))
        .reduce(f64::max)
}

/// Share of the work for which nobody waited any more when it was done.
pub(super) fn wasted(facts: &Facts<'_>) -> Option<f64> {
    let nodes = &facts.recording.nodes;
    let sum = |part: fn(&NodeTotals) -> u128| nodes.iter().map(part).sum::<u128>();
    let (worked, wasted) = (sum(|node| node.worked), sum(|node| node.wasted));
    (worked > 0).then(|| wasted as f64 / worked as f64)
}
