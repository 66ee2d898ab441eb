//! `link`: prints a scenario as an address.

use netsplit_core::experiment;
use netsplit_core::link::Link;
use netsplit_core::params::Issues;

use crate::arguments::Address;
use crate::output;

/// Prints the address of a scenario.
///
/// # Errors
/// The problems of the scenario, or that it is too large for a link.
pub(super) fn link(address: &Address) -> Result<bool, Issues> {
    let link = address.selection.load()?;
    experiment::plan(&link.document)?;
    let relative = link.address();
    opens(&relative)?;
    output::print(&format!("{}{relative}\n", address.base))?;
    Ok(true)
}

/// Links have limits of their own, so a link is printed only if it opens.
fn opens(relative: &str) -> Result<(), Issues> {
    let (query, fragment) = relative.split_once('#').unwrap_or((relative, ""));
    Issues(Link::open(query, fragment).problems).or(())
}
