//! The live values of nodes, kind by kind.

use crate::kinds;
use crate::params::Issues;
use crate::plan::{NodeSettings, Resolver, Shape, Tables};
use crate::scenario::Scenario;

/// Resolves the values of every node.
///
/// # Errors
/// If a value is refused by what it is for.
pub(super) fn resolve(
    scenario: &Scenario,
    shape: &Shape,
    tables: &mut Tables,
) -> Result<Vec<NodeSettings>, Issues> {
    let nodes = scenario.nodes.iter().enumerate();
    nodes
        .map(|(index, (name, node))| {
            kinds::of(node).settings(&mut Resolver {
                scenario,
                shape,
                tables,
                node: index as u16,
                name,
            })
        })
        .collect()
}
