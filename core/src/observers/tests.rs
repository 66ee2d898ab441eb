//! What is listed has a name of its own, shows over time where it says so, and is judged where there is something to judge.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::recording::{NodeTotals, NodeWindow, ProcessSeries, Recording, RouteSeries};
use crate::scenario::Document;
use crate::{experiment, presets};

#[test]
fn no_two_metrics_share_a_name() {
    let names: BTreeSet<_> = metrics().map(|metric| metric.name).collect();
    let ids: BTreeSet<_> = metrics().map(|metric| metric.id).collect();
    assert_eq!((names.len(), ids.len()), (27, 27));
    assert_eq!(metrics().count(), 27);
}

#[test]
fn metrics_are_shown_in_their_order() {
    let ids: Vec<_> = metrics().map(|metric| metric.id).collect();
    let first =
        "availability goodput p50 p99 amplification stale_reads cost sagas_compensated saga_p99";
    let later = "offered throughput worst_second mean p90 p999 mean_success p50_success p99_success fallbacks wasted unfinished finished visible_after \
                 cost_per_million leaderless first_leader terms";
    assert_eq!(ids.join(" "), format!("{first} {later}"));
}

#[test]
fn a_metric_that_names_a_line_has_it() {
    for preset in presets::all() {
        let run = experiment::run(&preset.document(), 1).expect("it is fine");
        for metric in &run.summary.metrics {
            let Some((chart, line)) = &metric.line else {
                continue;
            };
            let chart = run.summary.charts.iter().find(|one| one.id == *chart);
            let lines = chart.map(|chart| chart.lines.iter().map(|one| &one.name));
            let found = lines.is_some_and(|mut lines| lines.any(|name| name == line));
            assert!(found, "{}: {} of {}", preset.id, line, metric.id);
        }
    }
}

const VERDICTS: [&str; 11] = [
    "linearizable",
    "election-safety",
    "log-matching",
    "leader-completeness",
    "state-machine-safety",
    "all-or-compensated",
    "money-conserved",
    "nothing-stuck",
    "breaker-legal",
    "conservation",
    "littles-law",
];

/// The verdicts of a run in which nothing happened, by name.
fn judged(nodes: &Value, calls: &Value, to: &str) -> Vec<String> {
    let workload = json!({ "users": { "loop": "open", "to": to, "rate": "1/s" } });
    let value = json!({ "v": 1, "nodes": nodes, "calls": calls, "workload": workload });
    let plan = experiment::plan(&Document::from_value(value).unwrap()).unwrap();
    let topology = &plan.shape.topology;
    let recording = Recording {
        nodes: vec![NodeTotals::default(); topology.nodes.len()],
        processes: vec![ProcessSeries::default(); topology.processes.len()],
        windows: vec![NodeWindow::default(); topology.nodes.len()],
        routes: vec![RouteSeries::default(); topology.routes.len()],
        ..Recording::default()
    };
    let verdicts = check(&Facts::new(&plan, &recording));
    verdicts.into_iter().map(|verdict| verdict.id).collect()
}

#[test]
fn what_there_is_to_judge_is_judged_and_nothing_else() {
    assert!(verdicts().map(|verdict| verdict.id).eq(VERDICTS));
    let service = json!({
        "users": { "kind": "client" },
        "web": { "kind": "service", "handlers": { "any": [{ "work": "1ms" }] } }
    });
    let always = ["conservation", "littles-law"];
    assert_eq!(judged(&service, &json!({}), "web"), always);
    let guarded = json!({ "users->web": { "breaker": { "failures": 2 } } });
    assert_eq!(judged(&service, &guarded, "web"), VERDICTS[8..]);
    let store = json!({
        "users": { "kind": "client" },
        "db": { "kind": "store", "replication": { "mode": "raft", "replicas": 3 } }
    });
    let found = judged(&store, &json!({}), "db");
    assert_eq!(found, [&VERDICTS[..5], &always].concat());
    let participant = json!({ "kind": "participant", "accounts": 3, "balance": 100 });
    let sagas = json!({
        "users": { "kind": "client" },
        "transfer": { "kind": "orchestrator", "steps": [{ "debit": "a" }, { "credit": "b" }] },
        "a": participant, "b": participant
    });
    let found = judged(&sagas, &json!({}), "transfer");
    assert_eq!(found, [&VERDICTS[5..8], &always].concat());
}
