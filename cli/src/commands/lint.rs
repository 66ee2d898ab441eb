//! `lint`: checks a scenario, and lists what in it does nothing.

use netsplit_core::experiment;
use netsplit_core::params::Issues;
use netsplit_core::plan::{Notice, Plan};

use crate::arguments::Lint;
use crate::{output, source};

/// Confirms a scenario, or lists what in it means nothing or not what was meant.
///
/// # Errors
/// The problems of the scenario.
pub(super) fn lint(lint: &Lint) -> Result<bool, Issues> {
    let link = source::open(&lint.source)?;
    let (plan, notices) = experiment::lint(&link.document)?;
    if lint.json {
        output::print_json(&notices)?;
    } else {
        output::print(&output::harmless(&said(&plan, &notices)))?;
    }
    Ok(notices.is_empty())
}

fn said(plan: &Plan, notices: &[Notice]) -> String {
    if !notices.is_empty() {
        let line = |notice: &Notice| format!("{notice}; {}\n", notice.advice);
        return notices.iter().map(line).collect();
    }
    let topology = &plan.shape.topology;
    format!(
        "This scenario is fine: {}, {}, {}.\n",
        counted(topology.nodes.len(), "node"),
        counted(topology.routes.len(), "call"),
        counted(plan.faults.len(), "fault"),
    )
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
