//! A fault that changes nothing is none: it is not active at any time, and nothing tells that it began.

use netsplit_core::presets;
use netsplit_core::replay::Replay;
use netsplit_core::scenario::{Document, apply};
use netsplit_core::time::Instant;
use netsplit_tests::labs;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Whether the first fault is shaded, listed as active at 2 s, and told in the log.
fn seen(document: &Document) -> [bool; 3] {
    let run = labs::run(document, 1);
    let replay = Replay::new(run.plan, run.recording);
    let at = Instant::from_secs(2.0);
    let log = replay.log(at, 10_000);
    [
        run.summary.faults[0].is_ever_active(),
        replay.frame(at).faults.contains(&0),
        log.iter().any(|line| line.place == "fault"),
    ]
}

fn with(fault: Value) -> Document {
    let mut fault = fault;
    (fault["at"], fault["lasts"]) = (json!("1s"), json!("2s"));
    labs::document(json!({
        "v": 1,
        "duration": "4s",
        "nodes": {
            "users": { "kind": "client" },
            "app": { "kind": "service", "handlers": { "any": [{ "work": "1ms" }] } }
        },
        "workload": { "users": { "loop": "open", "to": "app", "rate": "20/s" } },
        "faults": [fault]
    }))
}

#[test]
fn a_fault_without_magnitude_or_target_is_none() {
    for (fault, changes_nothing) in [
        (json!({ "fault": "clock", "target": "app" }), true),
        (
            json!({ "fault": "clock", "target": "app", "offset": "1ms" }),
            false,
        ),
        (
            json!({ "fault": "clock", "target": "app", "rate": 2 }),
            false,
        ),
        (
            json!({ "fault": "slow", "target": "app", "factor": 1 }),
            true,
        ),
        (
            json!({ "fault": "slow", "target": "app", "factor": 2 }),
            false,
        ),
        (
            json!({ "fault": "errors", "target": "app", "share": "0%" }),
            true,
        ),
        (
            json!({ "fault": "errors", "target": "app", "share": "1%" }),
            false,
        ),
        (json!({ "fault": "loss", "share": "0%" }), true),
        (json!({ "fault": "latency", "add": "0s" }), true),
        (json!({ "fault": "latency", "add": "1ms" }), false),
        (json!({ "fault": "crash", "target": "app/2" }), true),
        (json!({ "fault": "pause", "target": "app/1" }), false),
        (json!({ "fault": "cut", "from": [] }), true),
        (json!({ "fault": "cut", "from": ["app"] }), false),
    ] {
        let name = fault.to_string();
        assert_eq!(seen(&with(fault)), [!changes_nothing; 3], "{name}");
    }
}

/// The lab of quorums has a clock that is right until somebody moves its slider.
#[test]
fn a_clock_that_is_right_is_not_shaded() {
    let mut document = presets::find("quorum").expect("it is there").document();
    let is_active = |document: &Document| labs::run(document, 1).summary.faults[1].is_ever_active();
    assert!(!is_active(&document));
    apply(&mut document, "clock", "100ms").expect("it may be wrong");
    assert!(is_active(&document));
}
