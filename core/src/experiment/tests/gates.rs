//! Effects of gates: a bulkhead keeps a slow callee from taking every slot, and lets attempts wait only so long.

use serde_json::{Value, json};

use crate::experiment::*;
use crate::scenario::Document;
use crate::summary::{Holds, RouteSummary};
use crate::vocabulary::Outcome;

/// Reads need A, writes B; both go through a gateway of 20 slots. A takes a second, B 5 ms.
fn gateway(bulkhead: &Value) -> Run {
    let value = json!({
        "v": 1, "duration": "30s", "warm_up": "5s", "cool_down": "5s",
        "nodes": {
            "users": { "kind": "client" },
            "gateway": { "kind": "service", "concurrency": 20, "handlers": {
                "read": [{ "call": "a" }], "write": [{ "call": "b" }]
            } },
            "a": { "kind": "service", "concurrency": 1000, "handlers": { "any": [{ "work": "1s" }] } },
            "b": { "kind": "service", "concurrency": 1000, "handlers": { "any": [{ "work": "5ms" }] } }
        },
        "calls": { "users->gateway": { "timeout": "2s" }, "gateway->a": { "bulkhead": bulkhead }, "gateway->b": {} },
        "network": { "latency": "1ms" },
        "workload": { "users": { "loop": "open", "to": "gateway", "rate": "100/s", "mix": { "reads": "50%" } } }
    });
    let run = run(&Document::from_value(value).unwrap(), 1).unwrap();
    for verdict in &run.summary.verdicts {
        assert_eq!(verdict.holds, Holds::Yes, "{}", verdict.says);
    }
    run
}

fn route<'a>(run: &'a Run, name: &str) -> &'a RouteSummary {
    let mut routes = run.summary.routes.iter();
    routes.find(|route| route.route == name).unwrap()
}

fn ended(run: &Run, name: &str, outcome: Outcome) -> u64 {
    route(run, name).outcomes[outcome as usize]
}

#[test]
fn permits_keep_the_other_callee_well() {
    let (open, guarded) = (gateway(&Value::Null), gateway(&json!({ "permits": 10 })));
    let served = |run: &Run| ended(run, "gateway->b", Outcome::Success);
    assert!(served(&open) < 700, "{}", served(&open));
    assert!(served(&guarded) > 1400, "{}", served(&guarded));
    assert!(ended(&guarded, "gateway->a", Outcome::BulkheadFull) > 1000);
    assert_eq!(ended(&open, "gateway->a", Outcome::BulkheadFull), 0);
}

#[test]
fn an_attempt_waits_for_a_permit_and_only_so_long() {
    let waiting = gateway(&json!({ "permits": 10, "queue": 5, "wait": "100ms" }));
    let called = ended(&waiting, "gateway->a", Outcome::Success);
    // Ten permits, a second each: a queue keeps them in use.
    assert!((280..=300).contains(&called), "{called}");
    assert!(ended(&waiting, "gateway->a", Outcome::BulkheadFull) > 1000);
}
