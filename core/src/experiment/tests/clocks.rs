//! Clocks and deadlines: timers follow the clock of their host, and work ends when nobody waits for it.

use serde_json::{Value, json};

use crate::experiment::*;
use crate::scenario::Document;
use crate::vocabulary::{Observed, ReplicaRole};

/// When a Raft group of three has its first leader, in seconds, if all of its clocks have that fault.
fn first_leader(fault: &Value) -> f64 {
    let value = json!({
        "v": 1, "duration": "10s",
        "nodes": {
            "users": { "kind": "client" },
            "db": { "kind": "store", "replication": { "mode": "raft", "replicas": 3 } }
        },
        "workload": { "users": { "loop": "open", "to": "db", "rate": "1/s" } },
        "faults": [fault]
    });
    let run = run(&Document::from_value(value).unwrap(), 1).unwrap();
    let mut observations = run.recording.observations.iter();
    let leads = |what: &Observed| {
        matches!(
            what,
            Observed::Became {
                role: ReplicaRole::Leader,
                ..
            }
        )
    };
    let first = observations.find(|observation| leads(&observation.what));
    first.map_or(f64::INFINITY, |observation| observation.at.as_secs())
}

fn clocks(at: &str, rate: f64) -> Value {
    json!({ "fault": "clock", "at": at, "target": "db", "rate": rate })
}

#[test]
fn timers_that_run_follow_a_clock_that_changes_its_rate() {
    let usual = first_leader(&clocks("5s", 0.1));
    // Elections begin after 150 to 300 ms of a clock; messages and disks are not its business.
    assert!((0.15..0.4).contains(&usual), "{usual}");
    let slow = first_leader(&clocks("0s", 0.1));
    assert!((1.5..3.1).contains(&slow), "{slow}");
    let fast = first_leader(&clocks("0s", 10.0));
    assert!((0.015..0.1).contains(&fast), "{fast}");
    // Halfway to the first election, the other half takes ten times as long.
    let later = first_leader(&clocks("100ms", 0.1));
    assert!((0.6..slow).contains(&later), "{later}");
}

/// Mean time in a service, in seconds, of requests for half a second of work whose callers wait for 100 ms.
fn worked(propagate: bool) -> f64 {
    let value = json!({
        "v": 1, "duration": "20s", "cool_down": "0s", "network": { "latency": "0s" },
        "nodes": {
            "users": { "kind": "client" },
            "app": { "kind": "service", "concurrency": 1000, "handlers": { "any": [{ "work": "500ms" }] } }
        },
        "calls": { "users->app": { "timeout": "100ms", "propagate": propagate } },
        "workload": { "users": { "loop": "open", "to": "app", "rate": "20/s", "arrivals": "constant" } }
    });
    let run = run(&Document::from_value(value).unwrap(), 1).unwrap();
    let app = run.summary.nodes.iter().find(|node| node.node == "app");
    app.and_then(|node| node.time_in_node).unwrap()
}

#[test]
fn work_ends_when_the_time_that_the_caller_gave_is_over() {
    assert!((0.499..0.501).contains(&worked(false)));
    assert!((0.099..0.101).contains(&worked(true)), "{}", worked(true));
}
