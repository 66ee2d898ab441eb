//! A run as JSON, in base units: seconds, shares of 1, dollars.

use std::collections::BTreeMap;

use netsplit_core::summary::{
    Evidence, NodeSummary, ObjectiveResult, RouteSummary, Summary, Verdict,
};
use netsplit_core::vocabulary::Outcome;
use serde::Serialize;
use serde_json::{Value, json};

use super::Report;

/// Structure of a run as JSON.
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
    let summary = &report.summary;
    let metrics = summary.metrics.iter();
    Shape {
        summary: metrics
            .map(|metric| (metric.id.as_str(), metric.value))
            .collect(),
        nodes: &summary.nodes,
        routes: summary.routes.iter().map(route).collect(),
        curves: summary
            .curves
            .iter()
            .map(|curve| (curve.id.as_str(), curve.points.as_slice()))
            .collect(),
        verdicts: verdicts(summary),
        objectives: &summary.objectives,
        notices: &summary.notices,
        digest: report.digest.to_string(),
        truncated: summary.truncated.as_deref(),
        events: summary.events,
        seed: report.seed,
        engine: &summary.engine,
    }
}

/// A route with named counts, so that readers need not know their order.
fn route(route: &RouteSummary) -> Value {
    let words = Outcome::ALL.map(Outcome::word);
    let outcomes: BTreeMap<_, _> = words.into_iter().zip(&route.outcomes).collect();
    if let Some(messages) = route.messages {
        return json!({ "route": route.route, "messages": messages });
    }
    json!({
        "route": route.route,
        "attempts": route.attempts,
        "originals": route.originals,
        "outcomes": outcomes,
    })
}

fn verdicts(summary: &Summary) -> Vec<Value> {
    let json = |verdict: &Verdict| {
        let evidence = verdict.evidence.as_ref();
        json!({
            "id": verdict.id,
            "name": verdict.name,
            "holds": verdict.holds,
            "says": verdict.says,
            "evidence": evidence.map(|evidence| evidence_json(summary, evidence)),
        })
    };
    summary.verdicts.iter().map(json).collect()
}

fn evidence_json(summary: &Summary, evidence: &Evidence) -> Value {
    json!({
        "at": evidence.at,
        "requests": evidence.requests,
        "processes": super::text::processes(summary, evidence),
        "says": evidence.says,
    })
}
