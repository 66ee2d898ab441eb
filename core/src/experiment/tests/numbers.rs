//! Numbers that must say what they say: of the window, of all answers, of what is known.

use serde_json::{Value, json};

use super::*;
use crate::replay::Replay;
use crate::summary::{Chart, NodeSummary};
use crate::time::Instant;

/// Users who send at a rate to one service.
fn scenario(rate: &str, service: &Value, changes: &[(&str, Value)]) -> Document {
    let mut document = Document::from_value(json!({
        "v": 1, "duration": "20s", "warm_up": "5s", "cool_down": "2s",
        "nodes": { "users": { "kind": "client" }, "app": service },
        "network": { "latency": "0.1ms" },
        "workload": { "users": { "loop": "open", "to": "app", "rate": rate, "arrivals": "constant" } }
    }))
    .unwrap();
    for (path, value) in changes {
        document.set(path, value.clone()).unwrap();
    }
    document
}

fn service(work: &str, slots: u32, replicas: u32) -> Value {
    json!({ "kind": "service", "replicas": replicas, "concurrency": slots, "handlers": { "any": [{ "work": work }] } })
}

fn metric(summary: &Summary, id: &str) -> f64 {
    summary.metric(id).unwrap().value.unwrap()
}

fn node<'a>(summary: &'a Summary, name: &str) -> &'a NodeSummary {
    summary.nodes.iter().find(|node| node.node == name).unwrap()
}

fn chart<'a>(summary: &'a Summary, id: &str) -> &'a Chart {
    summary.charts.iter().find(|chart| chart.id == id).unwrap()
}

fn near(found: f64, expected: f64, share: f64) {
    assert!(
        (found / expected - 1.0).abs() < share,
        "{found}, not {expected}"
    );
}

#[test]
fn amplification_is_of_the_measured_window() {
    let errors =
        json!([{ "fault": "errors", "at": "5s", "lasts": "5s", "target": "app", "share": "30%" }]);
    let document = scenario(
        "1000/s",
        &service("1ms", 50, 1),
        &[
            ("cool_down", json!("10s")),
            (
                "calls",
                json!({ "users->app": { "retry": { "attempts": 4 } } }),
            ),
            ("faults", errors),
        ],
    );
    // (1 - 0.3^4) / 0.7: four attempts at most, of which three in ten fail.
    near(
        metric(&run(&document, 1).unwrap().summary, "amplification"),
        1.417,
        0.02,
    );
}

#[test]
fn a_queue_is_never_longer_in_the_mean_than_at_most() {
    let summary = run(&scenario("100/s", &service("100ms", 1, 2), &[]), 1)
        .unwrap()
        .summary;
    let app = node(&summary, "app");
    assert!(app.queue_mean > 700.0, "{}", app.queue_mean);
    assert!(app.queue_mean <= f64::from(app.queue_max));
    // Eighty a second too many for 18 s, all waiting at the end of the window.
    near(f64::from(app.queue_max), 80.0 * 18.0, 0.02);
}

#[test]
fn every_column_of_a_node_is_of_the_measured_window() {
    let slow =
        json!([{ "fault": "slow", "at": "1s", "lasts": "1s", "target": "app", "factor": 10 }]);
    let document = scenario(
        "100/s",
        &service("100ms", 30, 1),
        &[("warm_up", json!("10s")), ("faults", slow)],
    );
    let summary = run(&document, 1).unwrap().summary;
    let app = node(&summary, "app");
    near(app.throughput, 100.0, 0.002);
    near(app.time_in_node.unwrap(), 0.1, 1e-9);
    near(app.utilisation.unwrap(), 1.0 / 3.0, 0.002);
    assert_eq!((app.queue_mean, app.queue_max), (0.0, 0));
}

#[test]
fn who_has_not_left_makes_no_stay_shorter() {
    let document = scenario(
        "5/s",
        &service("700ms", 10, 1),
        &[("warm_up", json!("0s")), ("cool_down", json!("0s"))],
    );
    let summary = run(&document, 1).unwrap().summary;
    near(node(&summary, "app").time_in_node.unwrap(), 0.7, 1e-9);
    // One that stays for longer than the others makes it longer.
    let stands = json!([{ "fault": "slow", "at": "10s", "target": "app", "factor": 1000 }]);
    let document = scenario("5/s", &service("700ms", 1000, 1), &[("faults", stands)]);
    let summary = run(&document, 1).unwrap().summary;
    assert!(node(&summary, "app").time_in_node > Some(3.0));
}

#[test]
fn latency_of_all_is_what_users_waited() {
    let host = json!([{ "fault": "crash", "at": "10s", "target": "app/1", "scope": "host" }]);
    let changes = [
        ("calls", json!({ "users->app": { "timeout": "1s" } })),
        ("faults", host),
    ];
    let document = scenario("100/s", &service("10ms", 50, 3), &changes);
    let mut document = document;
    document
        .set(
            "objectives",
            json!([{ "want": "p99 <= 500ms" }, { "want": "p99_success <= 500ms" }]),
        )
        .unwrap();
    let summary = run(&document, 1).unwrap().summary;
    near(metric(&summary, "p99"), 1.0, 1e-6);
    assert!(metric(&summary, "p99_success") < 0.02);
    let [all, successes] = &summary.objectives[..] else {
        panic!("there are two objectives");
    };
    assert_eq!((all.holds, successes.holds), (Holds::No, Holds::Yes));
    assert!(
        all.says.starts_with("Latency p99, all is 1.00 s."),
        "{}",
        all.says
    );
    assert!(successes.says.contains("left out"), "{}", successes.says);
}

#[test]
fn a_run_that_is_cut_short_judges_what_it_could_know() {
    let document = scenario(
        "1000/s",
        &service("exp(50ms)", 200, 1),
        &[("cool_down", json!("0s"))],
    );
    let plan = Arc::new(plan(&document).unwrap());
    let short = |events| {
        let simulation = Simulation::new(Arc::clone(&plan), Seed(1)).with_budget(events);
        judge(&plan, &simulation.run())
    };
    let (whole, cut) = (short(u64::MAX), short(30_000));
    assert!(cut.truncated.is_some() && cut.duration > cut.window.1);
    assert_eq!(metric(&cut, "availability"), 1.0);
    near(metric(&cut, "mean"), metric(&whole, "mean"), 0.1);
    near(metric(&cut, "p99"), metric(&whole, "p99"), 0.25);
}

#[test]
fn nothing_shows_before_it_happens_and_all_say_the_same() {
    let crash = json!([{ "fault": "crash", "at": "10s", "lasts": "3s", "target": "app/1" }]);
    let document = scenario("200/s", &service("10ms", 10, 2), &[("faults", crash)]);
    let run = run(&document, 1).unwrap();
    let summary = run.summary.clone();
    let replay = Replay::new(run.plan.clone(), run.recording.clone());
    for seconds in [0.0, 0.3, 4.0, 9.9, 10.0, 10.05, 10.5, 12.0, 13.3, 20.0] {
        let frame = replay.frame(Instant::from_secs(seconds));
        let at = |id: &str, line: usize| {
            let chart = chart(&summary, id);
            chart.lines[line].values[chart.place(seconds).unwrap()]
        };
        let or_none = |value: f64| if value.is_nan() { 0.0 } else { value };
        assert_eq!(
            frame.routes[0].rate,
            or_none(at("attempts", 1)),
            "at {seconds}"
        );
        let busy = f64::midpoint(
            frame.processes[0].utilisation,
            frame.processes[1].utilisation,
        );
        assert!(
            (busy - or_none(at("utilisation", 0))).abs() < 1e-9,
            "at {seconds}"
        );
        if seconds <= 10.0 {
            assert_eq!(frame.routes[0].failed, 0.0, "at {seconds}");
        }
    }
    let failed = |seconds| replay.frame(Instant::from_secs(seconds)).routes[0].failed;
    near(failed(11.0), 0.5, 0.1);
    assert_eq!(failed(14.5), 0.0);
}

#[test]
fn availability_does_not_fall_for_what_is_not_known() {
    let document = scenario("100/s", &service("1500ms", 500, 1), &[]);
    let summary = run(&document, 1).unwrap().summary;
    let [line] = &chart(&summary, "availability").lines[..] else {
        panic!("there is one line");
    };
    let known: Vec<_> = line.values.iter().filter(|value| !value.is_nan()).collect();
    assert!(known.len() > 50 && known.iter().all(|value| **value == 1.0));
    assert!(line.values[0].is_nan() && !line.values.last().unwrap().is_nan());
}

#[test]
fn a_slow_process_is_shown_as_impaired_beside_its_mark() {
    let slow = json!([{ "fault": "slow", "at": "5s", "target": "leader:app", "factor": 8 }]);
    let store = json!({ "kind": "store", "replication": { "mode": "raft", "replicas": 3 } });
    let run = run(&scenario("10/s", &store, &[("faults", slow)]), 1).unwrap();
    let replay = Replay::new(run.plan.clone(), run.recording.clone());
    let impaired = |seconds| {
        let processes = replay.frame(Instant::from_secs(seconds)).processes;
        let impaired = processes
            .into_iter()
            .filter(|process| !process.impairments.is_empty());
        impaired.collect::<Vec<_>>()
    };
    assert_eq!(impaired(4.9), []);
    let [slow] = &impaired(5.1)[..] else {
        panic!("one process is slow");
    };
    assert_eq!(
        slow.mark.as_ref().map(|mark| mark.letter.as_str()),
        Some("L")
    );
    assert!(
        slow.impairments[0].says.contains("8 times as long"),
        "{:?}",
        slow.impairments
    );
}

#[test]
fn messages_between_machines_are_no_attempts() {
    let store = json!({ "kind": "store", "replication": { "mode": "raft", "replicas": 3 } });
    let summary = run(&scenario("10/s", &store, &[]), 1).unwrap().summary;
    let (between, calls): (Vec<_>, Vec<_>) = summary
        .routes
        .iter()
        .partition(|route| route.messages.is_some());
    let [between] = between[..] else {
        panic!("one route between replicas");
    };
    assert!(between.messages > Some(1000));
    assert_eq!((between.attempts, between.originals), (0, 0));
    assert!(calls[0].attempts > 100);
    let names = |id: &str| {
        let lines = chart(&summary, id).lines.iter();
        lines.map(|line| line.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("attempts"), ["all", "users->app"]);
    assert_eq!(names("messages"), ["app->app"]);
}
