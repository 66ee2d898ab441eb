//! Unusual but valid scenarios: they run, they end, and their requests are accounted for.

use netsplit_core::experiment::{self, Run};
use netsplit_core::scenario::Document;
use netsplit_core::summary::Holds;
use netsplit_tests::labs;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::patience::ends;
use super::{open, with};

/// Number of events after which a run may be truncated.
const BUDGET: u64 = 200_000;

/// Runs a scenario to its end, or to the budget, and judges it.
fn settle(name: &str, document: Document) {
    let summary = ends(name, move || {
        let plan = labs::plan(&document).unwrap_or_else(|issues| panic!("refused: {issues}"));
        let recording = labs::simulation(&document, 1).with_budget(BUDGET).run();
        experiment::judge(&plan, &recording)
    });
    for verdict in &summary.verdicts {
        assert_eq!(verdict.holds, Holds::Yes, "{name}: {}", verdict.says);
        assert!(
            !verdict.says.contains("NaN") && !verdict.says.contains("inf"),
            "{name}: {}",
            verdict.says
        );
    }
    for metric in &summary.metrics {
        assert!(
            metric.value.is_none_or(f64::is_finite),
            "{name}: {metric:?}"
        );
    }
}

fn settle_all(rows: &[(&str, Value)]) {
    for (name, changes) in rows {
        let changes = changes.as_object().expect("a patch");
        let changes: Vec<_> = changes
            .iter()
            .map(|(path, value)| (path.as_str(), value.clone()))
            .collect();
        settle(name, with(&changes));
    }
}

#[test]
fn nothing_to_do_and_nothing_to_wait_for() {
    settle_all(&[
        (
            "no work",
            json!({ "nodes.app.handlers.any": [{ "work": "0s" }] }),
        ),
        ("no steps", json!({ "nodes.app.handlers.any": [] })),
        ("no handlers", json!({ "nodes.app.handlers": {} })),
        (
            "no handler for writes",
            json!({ "nodes.app.handlers": { "read": [{ "call": "db" }] } }),
        ),
        (
            "parallel calls of nobody",
            json!({ "nodes.app.handlers.any": [{ "parallel": [] }, { "call": "db" }] }),
        ),
        (
            "no policies",
            json!({ "calls.app->db": {}, "calls.users->app": {} }),
        ),
        (
            "no time at all",
            json!({ "network.latency": "0s", "nodes.db.read": "0s", "nodes.db.write": "0s", "nodes.db.fsync": "0s", "nodes.app.handlers.any": [{ "call": "db" }] }),
        ),
        (
            "no queue",
            json!({ "nodes.app.queue": 0, "nodes.app.concurrency": 1 }),
        ),
        (
            "one key",
            json!({ "workload.users.mix": { "keys": 1, "skew": 5 } }),
        ),
        (
            "markup for a label",
            json!({ "nodes.app.label": "<b onclick='x()'>&amp;\u{7}</b>", "title": "</script>" }),
        ),
    ]);
}

#[test]
fn too_much_to_do() {
    settle_all(&[
        (
            "a million requests a second",
            json!({ "workload.users.rate": "1000000/s" }),
        ),
        (
            "a flood behind a cut that heals",
            json!({ "workload.users.rate": "1000000/s", "faults": [{ "fault": "cut", "at": "0s", "lasts": "100ms", "from": ["users"] }] }),
        ),
        (
            "a hundred thousand users in no time",
            json!({ "workload.users": { "loop": "closed", "to": "app", "users": 100_000, "think": "0s" } }),
        ),
        (
            "a timeout that nobody meets",
            json!({ "calls.users->app": { "timeout": "10us", "retry": { "attempts": 100 } } }),
        ),
        ("a byte a second", json!({ "network.bandwidth": "1B" })),
        (
            "all is lost",
            json!({ "network.loss": "100%", "network.retransmit": "1ms" }),
        ),
        (
            "work for an hour",
            json!({ "nodes.app.handlers.any": [{ "work": "1h" }], "nodes.app.concurrency": 1 }),
        ),
        (
            "a day",
            json!({ "duration": "24h", "workload.users.rate": "1000/s" }),
        ),
        (
            "a nanosecond of a ramp to nothing",
            json!({ "workload.users.ramp": { "to": "0.001/s", "at": "1s", "over": "1ms" } }),
        ),
    ]);
}

#[test]
fn faults_that_contradict_each_other() {
    let all = |faults: Value| json!({ "faults": faults });
    settle_all(&[
        (
            "crash, pause and restart at once",
            all(json!([
                { "fault": "crash", "at": "1s", "lasts": "300ms", "target": "app" },
                { "fault": "pause", "at": "1s", "lasts": "200ms", "target": "app" },
                { "fault": "restart", "at": "1s", "boot": "100ms", "target": "app/1" },
                { "fault": "crash", "at": "1100ms", "lasts": "300ms", "target": "app", "scope": "host" },
            ])),
        ),
        (
            "cut all, both ways and one way, twice",
            all(json!([
                { "fault": "cut", "at": "1s", "from": ["app"], "lasts": "500ms" },
                { "fault": "cut", "at": "1s", "from": ["app"], "to": ["app"], "lasts": "1us" },
                { "fault": "cut", "at": "1200ms", "from": ["users", "app", "db"], "one_way": true },
            ])),
        ),
        (
            "a parameter with two values at once",
            all(json!([
                { "fault": "set", "at": "1s", "path": "nodes.app.concurrency", "value": 1 },
                { "fault": "set", "at": "1s", "path": "nodes.app.concurrency", "value": 100 },
                { "fault": "set", "at": "500ms", "path": "calls.users->app.timeout", "value": null },
            ])),
        ),
        (
            "slow and fast, clocks ahead and behind",
            all(json!([
                { "fault": "slow", "at": "0s", "target": "app", "factor": 0.01 },
                { "fault": "slow", "at": "0s", "target": "app", "factor": 10_000 },
                { "fault": "clock", "at": "0s", "target": "users", "offset": "24h", "behind": true, "rate": 0.1 },
                { "fault": "clock", "at": "0s", "target": "users", "offset": "24h", "rate": 10 },
            ])),
        ),
        (
            "after the end",
            all(json!([{ "fault": "crash", "at": "24h", "target": "db" }])),
        ),
        (
            "on what is gone",
            all(json!([{ "fault": "crash", "at": "1s", "target": "app/7" }])),
        ),
    ]);
}

/// Nothing takes any time, so time never advances: only the budget ends the run.
#[test]
fn a_circle_in_no_time_is_cut_by_the_budget() {
    let document = with(&[
        ("nodes.app.handlers.any", json!([{ "work": "0s" }])),
        ("network.latency", json!("0s")),
        ("calls", json!({})),
        (
            "workload.users",
            json!({ "loop": "closed", "to": "app", "users": 3, "think": "0s" }),
        ),
    ]);
    let run: Run = ends("a circle in no time", move || labs::run(&document, 1));
    let says = run.summary.truncated.expect("it ends before its time");
    assert!(says.contains("cut short at 0s"), "{says}");
    assert!(
        run.summary
            .verdicts
            .iter()
            .all(|verdict| verdict.holds == Holds::Yes)
    );
}

/// A chain in which each service calls the next one twice: the calls of one request double at each step.
#[test]
fn work_that_doubles_at_every_step() {
    let mut value = super::fine();
    for index in 0..60 {
        let next = if index == 59 {
            "db".to_owned()
        } else {
            format!("s{}", index + 1)
        };
        value["nodes"][format!("s{index}")] = json!({ "kind": "service", "handlers": { "any": [{ "call": next }, { "call": next }] } });
    }
    value["workload"]["users"]["to"] = json!("s0");
    value["calls"] = json!({});
    settle("work that doubles", labs::document(value));
}

#[test]
fn handlers_without_end() {
    for step in [json!({ "work": "0s" }), json!({ "call": "db" })] {
        let steps = vec![step; 70_000];
        settle_or_refuse(
            "many steps",
            with(&[("nodes.app.handlers.any", json!(steps))]),
        );
    }
    let callees = vec!["db"; 70_000];
    settle_or_refuse(
        "many calls",
        with(&[("nodes.app.handlers.any", json!([{ "parallel": callees }]))]),
    );
}

/// Both are correct: to refuse it as too large, or to run it.
fn settle_or_refuse(name: &str, document: Document) {
    let text = document.text();
    match ends(name, move || open(&text).err()) {
        Some(issues) => issues.0.iter().for_each(super::check_sentence),
        None => settle(name, document),
    }
}

/// Processes in a region each, all linked.
#[test]
fn a_region_for_everyone() {
    let zones = |of: &str| -> Vec<_> { (0..200).map(|index| format!("{of}{index}/a")).collect() };
    let services = |zones: Vec<String>, handlers: Value| json!({ "kind": "service", "replicas": 200, "zones": zones, "handlers": handlers });
    settle_or_refuse(
        "regions",
        with(&[
            (
                "nodes.app",
                services(zones("x"), json!({ "any": [{ "call": "b" }] })),
            ),
            ("nodes.b", services(zones("y"), json!({ "any": [] }))),
        ]),
    );
}

/// Many interventions, each on many links.
#[test]
fn a_thousand_cuts() {
    let crowd =
        json!({ "kind": "service", "replicas": 200, "handlers": { "any": [{ "call": "b" }] } });
    let cut = |index: u32| json!({ "fault": "cut", "at": format!("{index}ms"), "lasts": "500ms", "from": ["app"] });
    let cuts: Vec<_> = (0..1000).map(cut).collect();
    settle_or_refuse(
        "cuts",
        with(&[
            ("nodes.app", crowd),
            (
                "nodes.b",
                json!({ "kind": "service", "replicas": 200, "handlers": {} }),
            ),
            ("faults", json!(cuts)),
        ]),
    );
}

/// Each `set` has settings of its own, with tables for the largest number of keys.
#[test]
fn a_thousand_settings_of_a_million_keys() {
    let set = |index: u32| json!({ "fault": "set", "at": format!("{index}ms"), "path": "nodes.app.concurrency", "value": 1 + index });
    let sets: Vec<_> = (0..1000).map(set).collect();
    settle_or_refuse(
        "settings",
        with(&[
            (
                "workload.users.mix",
                json!({ "keys": 1_000_000, "skew": 1 }),
            ),
            ("faults", json!(sets)),
        ]),
    );
}
