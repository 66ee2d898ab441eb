//! Runs of scenarios and labs, and their figures.

use std::sync::Arc;

use netsplit_core::experiment::{self, Run};
use netsplit_core::luck::Seed;
use netsplit_core::nodes::Simulation;
use netsplit_core::params::Issues;
use netsplit_core::plan::Plan;
use netsplit_core::recording::Recording;
use netsplit_core::scenario::Document;
use netsplit_core::summary::Summary;
use serde_json::Value;

/// The plan of a document.
///
/// # Errors
/// Everything that is wrong with it.
pub fn plan(document: &Document) -> Result<Arc<Plan>, Issues> {
    Ok(Arc::new(experiment::plan(document)?))
}

/// A simulation at its start.
///
/// # Panics
/// If the document is refused.
pub fn simulation(document: &Document, seed: u32) -> Simulation {
    let plan = plan(document).expect("the document was accepted before");
    Simulation::new(plan, Seed(u64::from(seed)))
}

/// The recording of a run.
///
/// # Panics
/// If the document is refused.
pub fn record(document: &Document, seed: u32) -> Recording {
    simulation(document, seed).run()
}

/// Runs a document that was written for a test.
///
/// # Panics
/// If the document is refused.
pub fn run(document: &Document, seed: u32) -> Run {
    experiment::run(document, seed)
        .unwrap_or_else(|issues| panic!("refused: {issues}\n{}", document.pretty()))
}

/// A document from JSON that was written for a test.
///
/// # Panics
/// If it is not a JSON object.
pub fn document(value: Value) -> Document {
    Document::from_value(value).expect("written for a test")
}

/// Every number and verdict of a run, by name.
pub fn figures(summary: &Summary) -> Vec<(String, String)> {
    let metrics = summary
        .metrics
        .iter()
        .map(|metric| (metric.id.clone(), format!("{:?}", metric.value)));
    let verdicts = summary
        .verdicts
        .iter()
        .map(|verdict| (verdict.id.clone(), format!("{:?}", verdict.holds)));
    let nodes = summary
        .nodes
        .iter()
        .map(|node| (format!("node {}", node.node), format!("{node:?}")));
    metrics.chain(verdicts).chain(nodes).collect()
}
