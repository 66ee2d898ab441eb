//! Open and closed loops.

use netsplit_core::experiment::Run;
use netsplit_core::scenario::Document;
use netsplit_tests::labs;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{check, metric, runs};

fn system(workload: &Value, duration: &str) -> Document {
    labs::document(json!({
        "v": 1,
        "duration": duration,
        "warm_up": "10s",
        "cool_down": "0s",
        "nodes": {
            "users": { "kind": "client" },
            "server": { "kind": "service", "concurrency": 1, "handlers": { "any": [{ "work": "exp(10ms)" }] } },
        },
        "network": { "latency": "0s" },
        "workload": { "users": workload },
    }))
}

/// An open loop beyond capacity builds up a queue; the users of a closed loop wait, so it cannot.
#[test]
fn overload_grows_in_an_open_loop_and_is_bounded_in_a_closed_one() {
    let open = json!({ "loop": "open", "to": "server", "rate": "150/s" });
    let runs = runs(&system(&open, "100s"));
    // Arrivals by t are 1.5 t / S and departures t / S: a third of the arrivals is still inside.
    check(
        "open loop at 1.5",
        &runs,
        &[
            ("offered", 150.0, &|run| metric(run, "offered")),
            ("utilisation", 1.0, &|run| {
                run.summary.nodes[0].utilisation.expect("slots")
            }),
            ("inside at the end", 5000.0, &|run| {
                run.recording.in_flight as f64
            }),
        ],
    );
    let closed = json!({ "loop": "closed", "to": "server", "users": 30, "think": "0s" });
    let runs = super::runs(&system(&closed, "100s"));
    let mean = |run: &Run| metric(run, "mean");
    check(
        "closed loop without a pause",
        &runs,
        &[("mean time", 0.3, &mean)],
    );
    assert!(runs.iter().all(|run| run.recording.in_flight == 30));
}

/// Evenly spaced requests to an idle system: each takes exactly the sum of its parts.
#[test]
fn an_idle_system_adds_up_to_the_nanosecond() {
    let document = labs::document(json!({
        "v": 1,
        "duration": "10050ms",
        "cool_down": "1s",
        "nodes": {
            "users": { "kind": "client" },
            "lb": { "kind": "balancer" },
            "app": { "kind": "service", "handlers": { "any": [{ "work": "7ms" }, { "parallel": ["one", "two"] }] } },
            "one": { "kind": "store", "read": "1ms", "write": "1ms", "fsync": "2ms" },
            "two": { "kind": "store", "read": "3ms", "write": "3ms", "fsync": "5ms" },
        },
        "calls": { "lb->app": {} },
        "network": { "latency": "500us", "links": { "app->two": { "latency": "4ms" } } },
        "workload": { "users": { "loop": "open", "to": "lb", "rate": "10/s", "arrivals": "constant", "mix": { "reads": "100%" } } },
    }));
    let run = labs::run(&document, 1);
    // Two hops there and back at half a millisecond, the work, and the slower of the two reads.
    let expected = 4 * 500_000 + 7_000_000 + (2 * 4_000_000 + 3_000_000);
    let operations = run
        .recording
        .operations
        .iter()
        .filter_map(netsplit_core::recording::ClientRequest::latency);
    let latencies: Vec<_> = operations.map(|latency| latency.0).collect();
    assert_eq!(latencies.len(), 100);
    assert!(
        latencies.iter().all(|latency| *latency == expected),
        "{latencies:?} {expected}"
    );
}
