//! `run`: simulates a scenario and prints the results.

use std::sync::Arc;
use std::time::Duration;

use netsplit_core::experiment::{self, judge};
use netsplit_core::luck::Seed;
use netsplit_core::nodes::{self, Simulation};
use netsplit_core::params::Issues;
use netsplit_core::plan::Plan;
use netsplit_core::recording::Digest;
use netsplit_core::summary::{Holds, Summary};
use netsplit_core::unit::Unit;

use crate::arguments::Run;
use crate::output::{self, Progress};
use crate::report::{self, Report};

/// Number of events between two updates of the progress: a few per second.
const SLICE: u32 = 100_000;

/// Runs a scenario. Returns true if its objectives hold.
///
/// # Errors
/// The problems of the scenario.
pub(super) fn run(run: &Run) -> Result<bool, Issues> {
    let link = run.selection.load()?;
    let scenario = link.document.scenario()?;
    let limit = run.max_seconds.map(Duration::from_secs);
    let (summary, digest) = simulate(experiment::plan(&link.document)?, link.seed, limit);
    let report = Report {
        title: scenario.title.clone(),
        seed: link.seed,
        summary,
        digest,
    };
    if run.json {
        output::print_json(&report::json(&report))?;
    } else {
        output::print(&report::text(&report, run.verbose))?;
    }
    Ok(all_holds(&report.summary))
}

/// True if all objectives hold. A truncated run cannot tell.
fn all_holds(summary: &Summary) -> bool {
    let mut objectives = summary.objectives.iter();
    summary.truncated.is_none() && objectives.all(|objective| objective.holds == Holds::Yes)
}

/// Simulates in slices, which do not affect the run, to show progress and to end it at the limit.
fn simulate(plan: Plan, seed: u32, limit: Option<Duration>) -> (Summary, Digest) {
    let plan = Arc::new(plan);
    let progress = Progress::new();
    let is_over = stopwatch(limit);
    let mut simulation = Simulation::new(Arc::clone(&plan), Seed(u64::from(seed)));
    while simulation.advance(SLICE) == nodes::Progress::Running {
        progress.show(&format!(
            "simulated {}",
            Unit::Share.print(simulation.progress())
        ));
        if is_over() {
            simulation.cut_short();
        }
    }
    let recording = simulation.finish();
    (judge(&plan, &recording), recording.digest())
}

/// Returns a function that is true once a time limit from now on is over.
#[expect(
    clippy::disallowed_types,
    reason = "whoever waits at a terminal has a clock of another kind than the simulation"
)]
fn stopwatch(limit: Option<Duration>) -> impl Fn() -> bool {
    let began = std::time::Instant::now();
    move || limit.is_some_and(|limit| began.elapsed() >= limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use netsplit_core::presets;

    #[test]
    fn slices_change_nothing() {
        let document = presets::first().document();
        let (_, sliced) = simulate(experiment::plan(&document).unwrap(), 5, None);
        let whole = experiment::run(&document, 5).unwrap().recording;
        assert_eq!(sliced, whole.digest());
    }

    #[test]
    fn a_limit_of_time_ends_a_run_that_is_marked() {
        let mut document = presets::first().document();
        document.set("duration", "600s".into()).unwrap();
        let plan = experiment::plan(&document).unwrap();
        let (summary, _) = simulate(plan, 1, Some(Duration::ZERO));
        let says = summary.truncated.clone().expect("it is cut short");
        assert!(says.contains("would take too long"), "{says}");
        assert!(!all_holds(&summary));
    }
}
