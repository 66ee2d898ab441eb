//! Functions over runs.

mod claims;
mod judge;
mod lint;
#[cfg(test)]
mod tests;
mod tries;

pub use claims::{ClaimGroup, ClaimResult, ClaimRun, claim_results, validate_claims};
pub use judge::{judge, objective};
pub use lint::lint;
pub use tries::validate_tries;

use std::sync::Arc;

use crate::luck::Seed;
use crate::nodes::Simulation;
use crate::observers;
use crate::params::Issues;
use crate::plan::{Catalogue, Plan};
use crate::recording::{Level, Recording};
use crate::scenario::Document;
use crate::summary::Summary;

/// A run that has ended.
#[derive(Clone, Debug)]
pub struct Run {
    /// Plan of the run.
    pub plan: Arc<Plan>,
    /// Observations.
    pub recording: Arc<Recording>,
    /// Metrics, charts and verdicts.
    pub summary: Summary,
}

/// Names that an objective may use.
pub fn catalogue() -> Catalogue {
    Catalogue {
        metrics: observers::metrics()
            .map(|metric| (metric.id, metric.unit))
            .collect(),
        verdicts: observers::verdicts().map(|verdict| verdict.id).collect(),
    }
}

/// Reads, checks and resolves a document.
///
/// # Errors
/// All problems: where, what was found, what is allowed.
pub fn plan(document: &Document) -> Result<Plan, Issues> {
    Plan::new(&*document.scenario()?, &catalogue())
}

/// Runs a scenario to its end.
///
/// # Errors
/// All problems of the scenario.
pub fn run(document: &Document, seed: u32) -> Result<Run, Issues> {
    let plan = Arc::new(plan(document)?);
    let recording = record(&plan, seed, Level::Full);
    let summary = judge(&plan, &recording);
    Ok(Run {
        plan,
        recording: Arc::new(recording),
        summary,
    })
}

/// Runs a scenario for its summary alone: no trace is kept, and in the end nothing but the summary.
///
/// # Errors
/// Everything that is wrong with the scenario.
pub fn summarise(document: &Document, seed: u32) -> Result<Summary, Issues> {
    Ok(summarise_plan(&Arc::new(plan(document)?), seed))
}

/// Runs a plan for its summary alone. After planning, nothing can fail.
pub fn summarise_plan(plan: &Arc<Plan>, seed: u32) -> Summary {
    judge(plan, &record(plan, seed, Level::Totals))
}

fn record(plan: &Arc<Plan>, seed: u32, level: Level) -> Recording {
    Simulation::at_level(Arc::clone(plan), Seed(u64::from(seed)), level).run()
}
