//! Read-modify-write: updates that are lost without a comparison, and conflicts.

use super::*;
use crate::recording::StoreCall;
use crate::summary::Holds;
use crate::vocabulary::{Outcome, Verb};
use serde_json::{Value, json};

/// Editors change the same few keys through a service.
fn edited(replication: &Value, steps: &Value, retry: &Value) -> Run {
    let value = json!({
        "v": 1, "duration": "10s",
        "nodes": {
            "editors": { "kind": "client" },
            "app": { "kind": "service", "handlers": { "any": steps } },
            "db": { "kind": "store", "replication": replication }
        },
        "calls": { "editors->app": { "retry": retry } },
        "workload": {
            "editors": { "loop": "closed", "to": "app", "users": 5, "think": "20ms", "mix": { "reads": "0%", "keys": 2 } }
        }
    });
    run(&Document::from_value(value).unwrap(), 1).unwrap()
}

fn update() -> Value {
    json!([{ "read": "db" }, { "work": "5ms" }, { "compare_and_set": "db" }])
}

fn stores() -> [Value; 3] {
    [
        json!({ "mode": "single" }),
        json!({ "mode": "single", "durability": "memory" }),
        json!({ "mode": "raft" }),
    ]
}

fn linearizable(run: &Run) -> Holds {
    let mut verdicts = run.summary.verdicts.iter();
    verdicts
        .find(|verdict| verdict.id == "linearizable")
        .unwrap()
        .holds
}

fn sets(run: &Run) -> impl Iterator<Item = &StoreCall> {
    let calls = run.recording.store_calls.iter();
    calls.filter(|call| call.kind == Verb::CompareAndSet)
}

fn ended(run: &Run, outcome: Outcome) -> usize {
    let operations = run.recording.operations.iter();
    operations
        .filter(|operation| operation.outcome == Some(outcome))
        .count()
}

/// Every value was made from its predecessor: the successful writes of a key are one chain from the first on.
fn check_chain(run: &Run) {
    for key in 0..2 {
        let mut has = 0;
        let mut won: Vec<_> = sets(run)
            .filter(|call| call.key == key && call.outcome == Some(Outcome::Success))
            .collect();
        won.sort_by_key(|call| call.completed);
        assert!(won.len() > 20);
        for call in won {
            assert_eq!(call.expected, has, "{call:?}");
            has = call.value;
        }
    }
}

#[test]
fn nothing_is_lost_where_writes_compare() {
    for replication in stores() {
        let run = edited(&replication, &update(), &json!({}));
        assert_eq!(linearizable(&run), Holds::Yes);
        check_chain(&run);
        let (done, lost) = (
            ended(&run, Outcome::Success),
            ended(&run, Outcome::Conflict),
        );
        let conflicts = sets(&run).filter(|call| call.is_conflict()).count();
        assert!(
            done > 100 && lost > 20 && conflicts == lost,
            "{done} {lost} {conflicts}"
        );
    }
}

#[test]
fn a_conflict_is_tried_again_only_if_the_rules_say_so() {
    let failures = |on: Value| {
        let retry = json!({ "attempts": 20, "on": on });
        ended(
            &edited(&json!({ "mode": "single" }), &update(), &retry),
            Outcome::Conflict,
        )
    };
    assert!(failures(json!(["error", "timeout"])) > 20);
    assert_eq!(failures(json!(["conflict"])), 0);
    let usual = edited(
        &json!({ "mode": "single" }),
        &update(),
        &json!({ "attempts": 20 }),
    );
    assert!(ended(&usual, Outcome::Conflict) > 20);
    // A conflict means that nothing was done.
    let careful = json!({ "attempts": 20, "on": ["conflict"], "idempotent_only": true });
    let careful = edited(&json!({ "mode": "raft" }), &update(), &careful);
    assert_eq!(ended(&careful, Outcome::Conflict), 0);
    check_chain(&careful);
}

#[test]
fn a_conflict_opens_no_breaker_and_leaves_the_leader_known() {
    let value = json!({
        "v": 1, "duration": "10s",
        "nodes": {
            "editors": { "kind": "client" },
            "app": { "kind": "service", "handlers": { "any": update() } },
            "db": { "kind": "store", "replication": { "mode": "raft" } }
        },
        "calls": { "app->db": { "breaker": { "failures": 1 } } },
        "workload": {
            "editors": { "loop": "closed", "to": "app", "users": 5, "think": "20ms", "mix": { "reads": "0%", "keys": 1 } }
        },
        "warm_up": "1s"
    });
    let run = run(&Document::from_value(value).unwrap(), 1).unwrap();
    let outcomes = &run
        .summary
        .routes
        .iter()
        .find(|route| route.route == "app->db")
        .unwrap()
        .outcomes;
    assert!(outcomes[Outcome::Conflict as usize] > 100);
    let opened = |at: f64| {
        let guarded = run.recording.guarded.iter();
        guarded
            .filter(|call| call.asked.at.as_secs() > at && !call.asked.passed)
            .count()
    };
    // Before there is a leader anything may fail.
    assert_eq!(opened(1.0), 0);
    let asked = run
        .recording
        .store_calls
        .iter()
        .filter(|call| call.invoked.as_secs() >= 1.0);
    assert!(asked.clone().count() > 500);
    assert!(
        asked
            .clone()
            .filter(|call| call.outcome.is_some())
            .all(|call| call.attempts == 1)
    );
    // No request is redirected to another replica.
    let routes = &run.plan.shape.topology.routes;
    let route = routes
        .iter()
        .position(|route| route.name == "app->db")
        .unwrap();
    let before = (crate::time::SECOND / run.recording.bin.0) as usize;
    let made: u32 = run.recording.routes[route].attempts[before..].iter().sum();
    assert_eq!(made as usize, asked.count());
}

#[test]
fn a_handler_that_reads_first_answers_with_what_it_read() {
    let run = edited(
        &json!({ "mode": "single" }),
        &json!([{ "read": "db" }]),
        &json!({}),
    );
    assert_eq!(
        run.recording
            .store_calls
            .iter()
            .map(|call| call.value)
            .max(),
        Some(0)
    );
    assert_eq!(ended(&run, Outcome::Conflict), 0);
}
