//! `run`: simulates a scenario and says what it came to.

use std::sync::Arc;

use netsplit_core::experiment::judge;
use netsplit_core::luck::Seed;
use netsplit_core::nodes::{self, Simulation};
use netsplit_core::outcome::{Holds, Outcome, Unit};
use netsplit_core::params::Issues;
use netsplit_core::plan::Plan;
use netsplit_core::recording::Digest;

use crate::arguments::Run;
use crate::output::{self, Progress};
use crate::report::{self, Report};
use crate::source;

/// After so many events, progress is shown: a few times a second.
const SLICE: u32 = 100_000;

/// Runs a scenario and says whether its objectives hold.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn run(run: &Run) -> Result<bool, Issues> {
    let link = run.selection.load()?;
    let scenario = link.document.scenario()?;
    let (outcome, digest) = simulate(source::plan(&link.document)?, link.seed);
    let report = Report {
        title: scenario.title,
        seed: link.seed,
        outcome,
        digest,
    };
    if run.json {
        output::print_json(&report::json(&report))?;
    } else {
        output::print(&report::text(&report, run.verbose))?;
    }
    let mut objectives = report.outcome.objectives.iter();
    Ok(objectives.all(|objective| objective.holds == Holds::Yes))
}

/// Simulates in slices, which changes nothing in the run, to show how far it is.
fn simulate(plan: Plan, seed: u32) -> (Outcome, Digest) {
    let plan = Arc::new(plan);
    let progress = Progress::new();
    let mut simulation = Simulation::new(Arc::clone(&plan), Seed(u64::from(seed)));
    while simulation.advance(SLICE) == nodes::Progress::Running {
        progress.show(&format!(
            "simulated {}",
            Unit::Share.print(simulation.progress())
        ));
    }
    let recording = simulation.finish();
    (judge(&plan, &recording), recording.digest())
}

#[cfg(test)]
mod tests {
    use super::*;
    use netsplit_core::{experiment, presets};

    #[test]
    fn slices_change_nothing() {
        let document = presets::first().document();
        let (_, sliced) = simulate(source::plan(&document).unwrap(), 5);
        let whole = experiment::run(&document, 5).unwrap().recording;
        assert_eq!(sliced, whole.digest());
    }
}
