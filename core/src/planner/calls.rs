//! Who calls whom.

use crate::kinds;
use crate::plan::Site;
use crate::scenario::Scenario;
use crate::sort;

/// A node in its scenario.
pub(super) fn site<'a>(scenario: &'a Scenario, name: &'a str) -> Site<'a> {
    Site::new(scenario, name, kinds::of)
}

/// Every call that a scenario makes, as `(caller, callee)`.
pub(super) fn all(scenario: &Scenario) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, node) in &scenario.nodes {
        let callees = kinds::of(node).callees(site(scenario, name));
        pairs.extend(callees.into_iter().map(|callee| (name.clone(), callee)));
    }
    sort::ascending(&mut pairs);
    pairs.dedup();
    pairs
}

/// Nodes whose processes talk to each other.
pub(super) fn peers(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let nodes = scenario.nodes.iter();
    nodes
        .filter(|(_, node)| {
            let kind = kinds::of(node);
            !kind.peer_messages().is_empty() && kind.hosting().processes() > 1
        })
        .map(|(name, _)| name.as_str())
}

/// The name of the route between the processes of a node, for `network.links`.
pub(super) fn peer_route(name: &str) -> String {
    format!("{name}->{name}")
}
