//! `lint`: checks a scenario.

use netsplit_core::experiment::{self, validate_claims, validate_tries};
use netsplit_core::params::Issues;

use crate::arguments::Lint;
use crate::{output, source};

/// Checks a scenario and prints its size.
///
/// # Errors
/// The problems of the scenario.
pub(super) fn lint(lint: &Lint) -> Result<bool, Issues> {
    let link = source::open(&lint.source)?;
    let plan = experiment::plan(&link.document)?;
    validate_claims(&link.document)?;
    validate_tries(&link.document)?;
    let topology = &plan.shape.topology;
    let said = format!(
        "This scenario is fine: {}, {}, {}.\n",
        counted(topology.nodes.len(), "node"),
        counted(topology.routes.len(), "call"),
        counted(plan.faults.len(), "fault"),
    );
    output::print(&said)?;
    Ok(true)
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
