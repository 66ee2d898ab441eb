//! Neither running nor judging a scenario takes more than steps in proportion to its events.
//!
//! Each test doubles one dimension of a scenario and compares counted steps. There are at most twice as many events then,
//! so there may be at most twice as many steps, and a few more for logarithms. If the dimension adds no events, such as
//! the window of a breaker, the number of steps must stay the same.
//!
//! The tests see every loop of our code, and of generic functions of the standard library, in running, metrics and
//! verdicts, as soon as its superlinear part is a tenth of all steps at the size of the test. They do not see copying and
//! filling of memory, the cost of allocation, dimensions and combinations that no test names, and views, which are made
//! from parts of a run.
//!
//! These tests need a build that counts steps: `cargo xtask test growth` makes it. Other commands ignore them.

use std::env;

use netsplit_core::scenario::Document;
use netsplit_tests::{counted, labs};
use serde_json::{Value, json};

/// Allowed growth of steps if there are twice as many events.
const TWICE: f64 = 2.2;

/// Allowed growth of steps if there are as many events.
const SAME: f64 = 1.1;

/// Allowed growth of the steps to judge if there are as many events and twice as many processes: charts read the series
/// of each process, which is a small part of judging.
const READ: f64 = 1.25;

/// Modes of replication of a store.
const MODES: [&str; 3] = ["single", "raft", "quorum"];

/// Environment variable with the scenario, for the process that counts.
const SCENARIO: &str = "NETSPLIT_SCENARIO";

fn handed_over() -> Document {
    let text = env::var(SCENARIO).expect("a scenario from a test of growth");
    Document::parse(&text).expect("written for a test")
}

#[test]
#[ignore = "a part of the others, run by them"]
fn only_run() {
    labs::record(&handed_over(), 1);
}

#[test]
#[ignore = "a part of the others, run by them"]
fn run_and_judged() {
    labs::run(&handed_over(), 1);
}

/// Numbers of steps to run a scenario, and to judge the run.
fn steps(scenario: &Value) -> (u64, u64) {
    let text = scenario.to_string();
    let running = counted::steps_of("growth::only_run", SCENARIO, &text);
    let both = counted::steps_of("growth::run_and_judged", SCENARIO, &text);
    (running, both - running)
}

/// Fails if the steps to run or to judge grow by more than a factor from one scenario to the other.
fn grows_by(factor: f64, once: &Value, twice: &Value) {
    grow_by(factor, factor, once, twice);
}

/// The same with a factor for running and one for judging.
fn grow_by(running: f64, judging: f64, once: &Value, twice: &Value) {
    let ((ran, judged), (ran_more, judged_more)) = (steps(once), steps(twice));
    within("running", running, ran, ran_more, twice);
    within("judging", judging, judged, judged_more, twice);
}

fn within(what: &str, factor: f64, before: u64, after: u64, scenario: &Value) {
    let growth = after as f64 / before as f64;
    println!("{what}: {before} steps, then {after}, {growth:.2} times as many");
    assert!(
        growth <= factor,
        "{what} took {before} steps, then {after}: {growth:.2} times as many, allowed {factor}\n{scenario}"
    );
}

/// Clients that send `rate` requests per second to a service.
fn service(rate: u32, replicas: u32, seconds: u32) -> Value {
    json!({
        "v": 1,
        "duration": format!("{seconds}s"),
        "nodes": {
            "users": { "kind": "client" },
            "app": {
                "kind": "service",
                "replicas": replicas,
                "concurrency": 100,
                "handlers": { "any": [{ "work": "exp(10ms)" }] },
            },
        },
        "workload": { "users": { "loop": "open", "to": "app", "rate": format!("{rate}/s") } },
    })
}

/// The same scenario with the settings of its one call.
fn calling(mut scenario: Value, call: &Value) -> Value {
    scenario["calls"] = json!({ "users->app": call });
    scenario
}

/// The same scenario with faults.
fn with_faults(mut scenario: Value, faults: Vec<Value>) -> Value {
    scenario["faults"] = Value::Array(faults);
    scenario
}

/// Clients that send `rate` requests per second to a store.
fn store(replication: &Value, rate: u32, keys: u32, seconds: u32) -> Value {
    json!({
        "v": 1,
        "duration": format!("{seconds}s"),
        "nodes": {
            "users": { "kind": "client" },
            "app": { "kind": "store", "replication": replication },
        },
        "workload": { "users": {
            "loop": "open",
            "to": "app",
            "rate": format!("{rate}/s"),
            "mix": { "reads": "50%", "keys": keys },
        } },
    })
}

/// Settings of replication.
fn replicated(mode: &str, replicas: u32) -> Value {
    if mode == "single" {
        json!({ "mode": mode })
    } else {
        json!({ "mode": mode, "replicas": replicas })
    }
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_rate() {
    grows_by(TWICE, &service(2000, 4, 10), &service(4000, 4, 10));
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_duration() {
    grows_by(TWICE, &service(2000, 4, 10), &service(2000, 4, 20));
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_replicas_of_a_service() {
    for policy in ["round-robin", "random", "two-choices", "least-outstanding"] {
        let with = |replicas| calling(service(2000, replicas, 10), &json!({ "balance": policy }));
        grow_by(SAME, READ, &with(200), &with(400));
    }
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_window_of_a_breaker() {
    for rule in ["rate", "slow"] {
        let with = |window: &str| {
            let mut breaker = json!({ "rate": { "window": window } });
            if rule == "slow" {
                breaker["rate"]["slow"] = json!("90%");
                breaker["slow"] = json!("50ms");
            }
            calling(service(2000, 4, 10), &json!({ "breaker": breaker }))
        };
        grows_by(SAME, &with("2s"), &with("4s"));
    }
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_keys_of_a_store() {
    for mode in MODES {
        let with = |keys| store(&replicated(mode, 3), 200, keys, 10);
        grows_by(SAME, &with(20), &with(40));
    }
}

/// The number of keys grows with the rate: the number of concurrent requests for one key is another dimension, in which
/// the search for a linearization is known to be hard.
#[test]
#[ignore = "needs a build that counts"]
fn with_the_rate_and_the_keys_of_a_store() {
    for mode in MODES {
        let with = |times: u32| store(&replicated(mode, 3), 200 * times, 20 * times, 10);
        grows_by(TWICE, &with(1), &with(2));
    }
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_requests_for_a_key() {
    for mode in MODES {
        let with = |seconds| store(&replicated(mode, 3), 200, 20, seconds);
        grows_by(TWICE, &with(10), &with(20));
    }
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_replicas_of_a_store() {
    for mode in &MODES[1..] {
        // The number of messages is in proportion to the replicas beside the leader or coordinator. A group has at most
        // nine, so a leader may compare all with all to find what a majority has.
        let with = |others: u32| store(&replicated(mode, 1 + others), 200, 20, 10);
        grows_by(TWICE, &with(2), &with(4));
    }
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_nodes() {
    let with = |pairs: u32| {
        let mut scenario = service(1, 1, 5);
        let app = scenario["nodes"]["app"].clone();
        for pair in 0..pairs {
            let (users, served) = (format!("users{pair}"), format!("app{pair}"));
            scenario["nodes"][&users] = json!({ "kind": "client" });
            scenario["nodes"][&served] = app.clone();
            scenario["workload"][&users] = json!({ "loop": "open", "to": served, "rate": "100/s" });
        }
        scenario
    };
    grows_by(TWICE, &with(40), &with(80));
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_faults() {
    let kinds: [fn(u32) -> Value; 4] = [
        |at| json!({ "fault": "restart", "at": format!("{at}ms"), "boot": "2ms", "target": "app/1" }),
        |at| json!({ "fault": "pause", "at": format!("{at}ms"), "lasts": "2ms", "target": "app/2" }),
        |at| json!({ "fault": "cut", "at": format!("{at}ms"), "lasts": "2ms", "from": ["app/3"] }),
        |at| json!({ "fault": "slow", "at": format!("{at}ms"), "target": "app/4", "lasts": "2ms", "factor": 2.0 }),
    ];
    for kind in kinds {
        let with = |count: u32| {
            let faults = (0..count).map(|number| kind(number * 10));
            with_faults(service(200, 100, 10), faults.collect())
        };
        grows_by(TWICE, &with(400), &with(800));
    }
}

#[test]
#[ignore = "needs a build that counts"]
fn with_the_processes_that_fail_at_random() {
    let with = |replicas| {
        let outages = json!({ "fault": "outages", "at": "0s", "target": "app", "mttf": "100ms", "mttr": "100ms" });
        with_faults(service(10, replicas, 5), vec![outages])
    };
    grows_by(TWICE, &with(500), &with(1000));
}
