//! Closed loops, and links on which kinds of messages differ in latency.

use super::*;
use crate::time::Span;
use crate::vocabulary::{Outcome, Verb};
use serde_json::{Value, json};

fn system(workload: &Value, kinds: &Value) -> Run {
    let value = json!({
        "v": 1, "duration": "10s", "cool_down": "0s",
        "nodes": {
            "users": { "kind": "client" },
            "db": { "kind": "store", "read": "0s", "write": "0s", "fsync": "0s" }
        },
        "network": { "latency": "1ms", "links": { "users->db": { "kinds": kinds } } },
        "workload": { "users": workload }
    });
    run(&Document::from_value(value).unwrap(), 1).unwrap()
}

fn closed(more: &Value) -> Value {
    let mut workload = json!({ "loop": "closed", "to": "db", "users": 2, "think": "10ms" });
    for (name, value) in more.as_object().unwrap() {
        workload[name] = value.clone();
    }
    workload
}

#[test]
fn users_make_their_journey_again_and_again() {
    let journey = json!({ "journey": ["write", "read", "read"], "mix": { "reads": "0%" } });
    let run = system(&closed(&journey), &json!({}));
    let kinds = |user| {
        let own = run.recording.operations.iter();
        let own = own.filter(move |operation| operation.user == user);
        own.map(|operation| operation.kind).collect::<Vec<_>>()
    };
    let (r, w) = (Verb::Read, Verb::Write);
    let again = [w, r, r, w, r, r, w];
    for user in 0..2 {
        assert_eq!(kinds(user)[..7], again);
    }
}

#[test]
fn users_who_send_only_so_many_requests_finish() {
    let run_of = |requests| system(&closed(&json!({ "requests": requests })), &json!({}));
    let run = run_of(25);
    assert_eq!(run.recording.operations.len(), 50);
    let last = run
        .recording
        .operations
        .iter()
        .map(|operation| operation.completed)
        .max();
    let finished = |run: &Run| run.summary.metric("finished").unwrap().value;
    assert_eq!(finished(&run), last.map(crate::time::Instant::as_secs));
    // Each takes 12 ms, so 10 s are not enough for a thousand.
    assert_eq!(finished(&run_of(1000)), None);
    let endless = system(&closed(&json!({})), &json!({}));
    assert_eq!(endless.summary.metric("finished"), None);
}

#[test]
fn kinds_of_messages_take_longer_on_top_of_the_latency() {
    let latencies = |kinds: &Value| {
        let run = system(&closed(&json!({ "journey": ["write", "read"] })), kinds);
        let taken = |kind| {
            let mut own = run
                .recording
                .operations
                .iter()
                .filter(|own| own.kind == kind);
            own.next()
                .and_then(crate::recording::ClientRequest::latency)
        };
        [taken(Verb::Read), taken(Verb::Write)].map(Option::unwrap)
    };
    let millis = |kinds: &Value| latencies(kinds).map(Span::as_millis);
    assert_eq!(millis(&json!({})), [2.0, 2.0]);
    assert_eq!(millis(&json!({ "write": "3ms" })), [2.0, 5.0]);
    assert_eq!(
        millis(&json!({ "read": "3ms", "success": "10ms" })),
        [15.0, 12.0]
    );
}

#[test]
fn a_kind_that_takes_longer_leaves_the_luck_of_the_rest() {
    let run_with = |kinds: &Value| {
        let workload =
            json!({ "loop": "open", "to": "db", "rate": "50/s", "mix": { "reads": "50%" } });
        system(&workload, kinds).recording.operations.clone()
    };
    let (plain, slower) = (
        run_with(&json!({})),
        run_with(&json!({ "write": "exp(30ms)" })),
    );
    let mut longer = 0;
    for (one, other) in plain.iter().zip(&slower) {
        assert_eq!(
            (one.arrived, one.kind, one.key),
            (other.arrived, other.kind, other.key)
        );
        assert_eq!(other.outcome.unwrap_or(Outcome::Success), Outcome::Success);
        longer += u32::from(one.completed < other.completed);
    }
    let writes = plain.iter().filter(|own| own.kind == Verb::Write).count() as u32;
    // A stream keeps its order, so that reads behind a slow write wait for it.
    assert!(
        longer >= writes && longer < plain.len() as u32,
        "{longer} of {writes}"
    );
}
