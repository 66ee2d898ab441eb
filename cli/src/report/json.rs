//! A run as JSON, in base units: seconds, shares of 1, dollars.

use std::collections::BTreeMap;

use netsplit_core::outcome::{
    Evidence, NodeSummary, ObjectiveResult, Outcome, RouteSummary, Verdict,
};
use netsplit_core::recording;
use serde::Serialize;
use serde_json::{Value, json};

use super::Report;

/// The shape of a run as JSON.
#[derive(Serialize)]
pub(crate) struct Shape<'a> {
    summary: BTreeMap<&'a str, Option<f64>>,
    nodes: &'a [NodeSummary],
    routes: Vec<Value>,
    curves: BTreeMap<&'a str, &'a [(f64, f64)]>,
    verdicts: Vec<Value>,
    objectives: &'a [ObjectiveResult],
    notices: &'a [String],
    digest: String,
    truncated: Option<&'a str>,
    events: u64,
    seed: u32,
    engine: &'a str,
}

/// A run as JSON.
pub(crate) fn json(report: &Report) -> Shape<'_> {
    let outcome = &report.outcome;
    let metrics = outcome.metrics.iter();
    Shape {
        summary: metrics
            .map(|metric| (metric.id.as_str(), metric.value))
            .collect(),
        nodes: &outcome.nodes,
        routes: outcome.routes.iter().map(route).collect(),
        curves: outcome
            .curves
            .iter()
            .map(|curve| (curve.id.as_str(), curve.points.as_slice()))
            .collect(),
        verdicts: verdicts(outcome),
        objectives: &outcome.objectives,
        notices: &outcome.notices,
        digest: report.digest.to_string(),
        truncated: outcome.truncated.as_deref(),
        events: outcome.events,
        seed: report.seed,
        engine: &outcome.engine,
    }
}

/// A route whose counts have names, so that nobody needs to know their order.
fn route(route: &RouteSummary) -> Value {
    let words = recording::Outcome::ALL.map(recording::Outcome::word);
    let outcomes: BTreeMap<_, _> = words.into_iter().zip(route.outcomes).collect();
    json!({
        "route": route.route,
        "attempts": route.attempts,
        "originals": route.originals,
        "outcomes": outcomes,
    })
}

fn verdicts(outcome: &Outcome) -> Vec<Value> {
    let json = |verdict: &Verdict| {
        let evidence = verdict.evidence.as_ref();
        json!({
            "id": verdict.id,
            "name": verdict.name,
            "holds": verdict.holds,
            "says": verdict.says,
            "evidence": evidence.map(|evidence| evidence_json(outcome, evidence)),
        })
    };
    outcome.verdicts.iter().map(json).collect()
}

fn evidence_json(outcome: &Outcome, evidence: &Evidence) -> Value {
    json!({
        "at": evidence.at,
        "requests": evidence.requests,
        "processes": super::text::processes(outcome, evidence),
        "says": evidence.says,
    })
}
