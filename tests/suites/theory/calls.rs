//! Calls: what fan-out does to tails, and retries to load.

use netsplit_core::experiment::Run;
use netsplit_core::scenario::Document;
use netsplit_core::time::Span;
use netsplit_tests::labs;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{check, runs};

/// Services in a row, with a step for the last one, and policies for every call.
fn row(services: u32, last: &Value, policies: &Value, faults: Value) -> Document {
    let mut value = json!({
        "v": 1,
        "duration": "100s",
        "cool_down": "0s",
        "nodes": { "users": { "kind": "client" } },
        "calls": { "users->s1": policies },
        "network": { "latency": "0s" },
        "workload": { "users": { "loop": "open", "to": "s1", "rate": "10/s", "arrivals": "constant" } },
    });
    for index in 1..=services {
        let next = format!("s{}", index + 1);
        let step = if index == services {
            last.clone()
        } else {
            json!({ "call": next })
        };
        value["nodes"][format!("s{index}")] =
            json!({ "kind": "service", "concurrency": 1000, "handlers": { "any": [step] } });
        if index < services {
            value["calls"][format!("s{index}->{next}")] = policies.clone();
        }
    }
    value["faults"] = faults;
    labs::document(value)
}

/// Of 100 servers each is slow once in a hundred times: 63 % of the requests that ask all of them are slow.
#[test]
fn fan_out_meets_the_slow_one() {
    let mut value = row(
        1,
        &json!({ "parallel": vec!["leaf"; 100] }),
        &json!({}),
        json!([]),
    )
    .value()
    .clone();
    value["nodes"]["leaf"] = json!({
        "kind": "service",
        "concurrency": 100_000,
        "handlers": { "any": [{ "work": "mix(99%: 1ms, 1%: 1s)" }] },
    });
    value["duration"] = json!("50s");
    let slow = |run: &Run| {
        let latencies = run
            .recording
            .operations
            .iter()
            .filter_map(netsplit_core::recording::Operation::latency);
        let (slow, all) = latencies.fold((0, 0), |(slow, all), latency| {
            (
                slow + u32::from(latency >= Span::from_millis(1000)),
                all + 1,
            )
        });
        f64::from(slow) / f64::from(all)
    };
    let expected = 1.0 - (0..100).fold(1.0, |all_fast, _| all_fast * 0.99);
    check(
        "fan-out to 100",
        &runs(&labs::document(value)),
        &[("slow requests", expected, &slow)],
    );
}

/// Attempts for each request where each fails with chance p, and at most n are made: (1 - p^n) / (1 - p).
#[test]
fn retries_add_what_they_should() {
    for (share, attempts, expected) in [(0.5, 3, 1.75), (0.3, 2, 1.3), (0.9, 10, 6.513_215_599)] {
        let errors = json!([{ "fault": "errors", "at": "0s", "target": "s1", "share": format!("{}%", share * 100.0) }]);
        let policies = json!({ "retry": { "attempts": attempts } });
        let runs = runs(&row(1, &json!({ "work": "1ms" }), &policies, errors));
        let made = |run: &Run| {
            run.outcome.routes[0].attempts as f64 / run.outcome.routes[0].originals as f64
        };
        check(
            &format!("{attempts} attempts at {share}"),
            &runs,
            &[("attempts", expected, &made)],
        );
    }
}

/// Three layers that each try four times put 64 times the load on the last one when it fails.
#[test]
fn retries_multiply_from_layer_to_layer() {
    let errors = json!([{ "fault": "errors", "at": "0s", "target": "s3", "share": "100%" }]);
    let policies = json!({ "retry": { "attempts": 4 } });
    let run = labs::run(&row(3, &json!({ "work": "1ms" }), &policies, errors), 1);
    let attempts = |route: &str| {
        let route = run
            .outcome
            .routes
            .iter()
            .find(|summary| summary.route == route);
        route.expect("the route is there").attempts
    };
    assert_eq!(attempts("users->s1"), 4 * 1000);
    assert_eq!(attempts("s1->s2"), 16 * 1000);
    assert_eq!(attempts("s2->s3"), 64 * 1000);
    assert_eq!(
        run.outcome
            .metric("amplification")
            .and_then(|metric| metric.value),
        Some(64.0)
    );
}
