//! Invalid input is refused with a sentence, and unusual input runs and ends. Nothing panics, nothing hangs.

mod accepted;
mod links;
mod patience;
mod refused;

use netsplit_core::experiment;
use netsplit_core::params::Issues;
use netsplit_core::plan::Plan;
use netsplit_core::scenario::Document;
use netsplit_tests::labs;
use netsplit_tests::sentence::check as check_sentence;
use serde_json::{Value, json};

/// A small valid scenario, to which tests add what is invalid.
fn fine() -> Value {
    json!({
        "v": 1,
        "duration": "2s",
        "cool_down": "100ms",
        "nodes": {
            "users": { "kind": "client" },
            "app": { "kind": "service", "handlers": { "any": [{ "work": "1ms" }, { "call": "db" }] } },
            "db": { "kind": "store" },
        },
        "calls": { "users->app": { "timeout": "1s" } },
        "workload": { "users": { "loop": "open", "to": "app", "rate": "50/s" } },
    })
}

/// The valid scenario with other values at some paths.
fn with(changes: &[(&str, Value)]) -> Document {
    let mut document = labs::document(fine());
    for (path, value) in changes {
        document
            .set(path, value.clone())
            .unwrap_or_else(|issue| panic!("the test sets what cannot be set: {issue}"));
    }
    document
}

/// From text to plan: every step that can refuse.
fn open(text: &str) -> Result<Plan, Issues> {
    experiment::plan(&Document::parse(text)?)
}
