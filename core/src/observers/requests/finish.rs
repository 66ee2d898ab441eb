//! When users who send only so many requests are done.

use crate::observer::Facts;
use crate::plan::{Load, NodeSettings, Plan};
use crate::recording::ClientRequest;
use crate::time::Instant;

/// True if any user sends only so many requests.
pub(super) fn is_known(plan: &Plan) -> bool {
    let mut nodes = plan.settings[0].nodes.iter();
    nodes.any(|node| all_requests(node).is_some())
}

/// How many requests all users of a client send together, if there is an end.
fn all_requests(node: &NodeSettings) -> Option<u64> {
    match &node.workload.as_ref()?.load {
        Load::Closed {
            users,
            requests: Some(requests),
            ..
        } => Some(u64::from(*users) * u64::from(*requests)),
        Load::Closed { requests: None, .. } | Load::Open { .. } => None,
    }
}

/// When the last of those requests ended that have an end, if all of them have.
pub(super) fn finished(facts: &Facts<'_>) -> Option<f64> {
    let expected: Vec<_> = facts.plan.settings[0]
        .nodes
        .iter()
        .map(all_requests)
        .collect();
    let limited = |operation: &&ClientRequest| expected[operation.client as usize].is_some();
    let ends = facts.recording.operations.iter().filter(limited);
    let ended = ends.clone().filter(|operation| operation.outcome.is_some());
    let all: u64 = expected.iter().flatten().sum();
    let last = ends.map(|operation| operation.completed).max();
    last.filter(|_| ended.count() as u64 == all)
        .map(Instant::as_secs)
}
