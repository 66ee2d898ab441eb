//! Resolves every value that may change in the middle of a run.

use super::{links, message_times, nodes, policies};
use crate::params::Issues;
use crate::plan::{Settings, Shape, Tables};
use crate::scenario::Scenario;

/// Resolves the values of a scenario for a shape that was made from it.
///
/// # Errors
/// If a value is refused by what it is for, such as a number of keys.
pub(super) fn resolve(
    scenario: &Scenario,
    shape: &Shape,
    tables: &mut Tables,
) -> Result<Settings, Issues> {
    let names = || shape.topology.routes.iter().map(|route| &route.name);
    Ok(Settings {
        nodes: nodes::resolve(scenario, shape, tables)?,
        routes: names()
            .map(|name| policies::resolve(scenario, name))
            .collect(),
        profiles: links::profiles(scenario, shape),
        message_times: names()
            .map(|name| message_times::resolve(scenario, name))
            .collect(),
    })
}
