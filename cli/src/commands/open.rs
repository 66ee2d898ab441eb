//! `open`: prints a link as a scenario.

use netsplit_core::link::DEFAULT_SEED;
use netsplit_core::params::Issues;

use crate::arguments::Open;
use crate::{output, source};

/// Prints the scenario behind a link as JSON.
///
/// # Errors
/// The problems of the link.
pub(super) fn open(open: &Open) -> Result<bool, Issues> {
    let link = source::open(&open.source)?;
    output::print(&format!("{}\n", output::escaped(&link.document.pretty())))?;
    if link.seed != DEFAULT_SEED {
        // A scenario has no seed, and with another seed the run differs.
        output::note(&format!(
            "The seed is not part of the scenario: run it with --seed {}.",
            link.seed
        ));
    }
    Ok(true)
}
