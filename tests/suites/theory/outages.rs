//! Random outages: frequency of failures and share of downtime.
//!
//! Uptime and downtime are exponential with the means MTTF and MTTR, so in the long run a process fails once per
//! MTTF + MTTR and is up for MTTF of that; the share of time with two processes down is the product of their shares.

use netsplit_core::experiment::Run;
use netsplit_core::recording::What;
use netsplit_core::scenario::Document;
use netsplit_core::time::Span;
use netsplit_core::vocabulary::Status;
use netsplit_tests::labs;
use serde_json::json;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{check, metric, runs};

const SECONDS: f64 = 1000.0;

/// Processes of the service, by index.
const APP: [u32; 2] = [0, 1];

/// Two processes, each up for 90 % of the time. A request that finds one down tries the other.
fn failing(scope: &str) -> Document {
    labs::document(json!({
        "v": 1,
        "duration": format!("{SECONDS}s"),
        "warm_up": "5s",
        "nodes": {
            "users": { "kind": "client" },
            "app": { "kind": "service", "replicas": 2, "handlers": { "any": [] } },
        },
        "calls": { "users->app": { "timeout": "10us", "retry": { "attempts": 2 } } },
        "network": { "latency": "0s" },
        "workload": { "users": { "loop": "open", "to": "app", "rate": "50/s" } },
        "faults": [{ "fault": "outages", "at": "0s", "target": "app", "mttf": "900ms", "mttr": "100ms", "scope": scope }],
    }))
}

/// Moments at which a process went down and came back.
fn changes(run: &Run, process: u32) -> Vec<(f64, Status)> {
    let entries = run.recording.entries.iter();
    let of_process = entries.filter_map(|entry| match entry.what {
        What::Status {
            process: of,
            status,
        } if of == process => Some((entry.at.as_secs(), status)),
        _ => None,
    });
    of_process.collect()
}

fn failures(run: &Run, process: u32) -> f64 {
    let changes = changes(run, process);
    changes
        .iter()
        .filter(|(_, status)| *status != Status::Up)
        .count() as f64
}

fn share_up(run: &Run, process: u32) -> f64 {
    let (mut up, mut since) = (0.0, 0.0);
    for (at, status) in changes(run, process) {
        up += if status == Status::Up {
            0.0
        } else {
            at - since
        };
        since = at;
    }
    up / SECONDS
}

#[test]
fn processes_fail_on_their_own_and_come_back() {
    for scope in ["process", "host"] {
        let runs = runs(&failing(scope));
        check(
            &format!("two at 0.9, {scope}"),
            &runs,
            &[
                ("failures of the first", SECONDS, &|run| {
                    failures(run, APP[0])
                }),
                ("failures of the second", SECONDS, &|run| {
                    failures(run, APP[1])
                }),
                ("share up of the first", 0.9, &|run| share_up(run, APP[0])),
                ("both down", 0.01, &|run| 1.0 - metric(run, "availability")),
            ],
        );
    }
}

#[test]
fn after_the_end_all_are_up_and_each_seed_has_luck_of_its_own() {
    let mut document = failing("process");
    document.set("faults.0.lasts", json!("10s")).unwrap();
    document.set("duration", json!("30s")).unwrap();
    let runs = runs(&document);
    for run in &runs {
        let last = |process| changes(run, process).last().copied().unwrap_or_default();
        for (at, status) in APP.map(last) {
            assert_eq!(status, Status::Up);
            assert!(at <= 10.0, "{at}");
        }
    }
    let firsts: std::collections::BTreeSet<_> = runs
        .iter()
        .flat_map(|run| APP.map(|process| Span::from_secs(changes(run, process)[0].0)))
        .collect();
    assert_eq!(firsts.len(), 2 * runs.len());
}
