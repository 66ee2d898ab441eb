//! Functions over runs.

mod claims;
mod judge;

pub use claims::{ClaimResult, check_claim};
pub use judge::{judge, objective};

use std::sync::Arc;

use crate::luck::Seed;
use crate::nodes::Simulation;
use crate::outcome::Outcome;
use crate::params::Issues;
use crate::plan::Plan;
use crate::recording::Recording;
use crate::scenario::Document;

/// A run that has ended.
#[derive(Clone, Debug)]
pub struct Run {
    /// What was planned.
    pub plan: Arc<Plan>,
    /// What was observed.
    pub recording: Arc<Recording>,
    /// What it came to.
    pub outcome: Outcome,
}

/// Runs a scenario to its end: the one function that everything rests on.
///
/// # Errors
/// Everything that is wrong with the scenario.
pub fn run(document: &Document, seed: u32) -> Result<Run, Issues> {
    let plan = Arc::new(Plan::new(&document.scenario()?)?);
    let recording = Simulation::new(Arc::clone(&plan), Seed(u64::from(seed))).run();
    let outcome = judge(&plan, &recording);
    Ok(Run {
        plan,
        recording: Arc::new(recording),
        outcome,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Holds;
    use crate::presets;

    #[test]
    fn every_preset_runs_and_keeps_its_verdicts() {
        for preset in presets::all() {
            let run = run(&preset.document(), 1).unwrap();
            for verdict in &run.outcome.verdicts {
                assert_eq!(verdict.holds, Holds::Yes, "{}: {}", preset.id, verdict.says);
            }
            assert!(
                run.outcome.events <= 150_000,
                "{}: {} events",
                preset.id,
                run.outcome.events
            );
            assert!(run.outcome.truncated.is_none());
        }
    }
}
