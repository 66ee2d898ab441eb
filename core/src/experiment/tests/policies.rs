//! Effects of each policy of a call: it changes the right figures, by the right amount.

use serde_json::{Value, json};

use crate::experiment::*;
use crate::recording::ClientRequest;
use crate::summary::{Holds, RouteSummary};
use crate::vocabulary::Outcome;

/// Users call A, A calls B, and B has a fault. Ten requests a second for a hundred seconds.
fn called(call: &Value, fault: &Value) -> Document {
    let value = json!({
        "v": 1, "duration": "100s", "cool_down": "0s",
        "nodes": {
            "users": { "kind": "client" },
            "a": { "kind": "service", "concurrency": 1000, "handlers": { "any": [{ "call": "b" }] } },
            "b": { "kind": "service", "concurrency": 4, "handlers": { "any": [{ "work": "10ms" }] } }
        },
        "calls": { "users->a": {}, "a->b": call },
        "network": { "latency": "1ms" },
        "workload": { "users": { "loop": "open", "to": "a", "rate": "10/s", "arrivals": "constant", "mix": { "reads": "50%" } } },
        "faults": [fault]
    });
    Document::from_value(value).unwrap()
}

fn ran(document: &Document) -> Run {
    let run = run(document, 1).unwrap();
    for verdict in &run.summary.verdicts {
        assert_eq!(verdict.holds, Holds::Yes, "{}", verdict.says);
    }
    run
}

/// Half of the calls to B end in an error.
fn errors(call: &Value) -> Run {
    let fault = json!({ "fault": "errors", "at": "0s", "target": "b", "share": "50%" });
    ran(&called(call, &fault))
}

/// B is 1000 times slower between 20 and 40 s.
fn slow(call: &Value) -> Run {
    let fault =
        json!({ "fault": "slow", "at": "20s", "lasts": "20s", "target": "b", "factor": 1000 });
    ran(&called(call, &fault))
}

fn route(run: &Run) -> &RouteSummary {
    let routes = run.summary.routes.iter();
    routes
        .into_iter()
        .find(|route| route.route == "a->b")
        .expect("a calls b")
}

/// Attempts for each call.
fn load(run: &Run) -> f64 {
    route(run).attempts as f64 / route(run).originals as f64
}

fn metric(run: &Run, id: &str) -> f64 {
    run.summary
        .metric(id)
        .and_then(|metric| metric.value)
        .expect(id)
}

fn ended(run: &Run, outcome: Outcome) -> u64 {
    route(run).outcomes[outcome as usize]
}

/// Refusal of a call to a store with these policies; empty if it is accepted.
fn refusal(call: &Value) -> String {
    let mut document = called(
        call,
        &json!({ "fault": "pause", "at": "0s", "target": "b" }),
    );
    document
        .set("nodes.b", json!({ "kind": "store" }))
        .expect("it is a node");
    run(&document, 1).map_or_else(|issues| issues.to_string(), |_| String::new())
}

#[test]
fn only_the_failures_that_are_named_are_retried() {
    let retry = |on: Value| errors(&json!({ "retry": { "attempts": 3, "on": on } }));
    assert_eq!(load(&retry(json!(["timeout", "refused"]))), 1.0);
    let again = load(&retry(json!(["error"])));
    let expected = crate::resilience::expected_attempts(0.5, 3);
    assert!(
        (again / expected - 1.0).abs() < 0.05,
        "{again}, expected {expected}"
    );
}

#[test]
fn what_may_not_be_done_twice_is_not_retried() {
    let retry =
        |only: bool| errors(&json!({ "retry": { "attempts": 2, "idempotent_only": only } }));
    let (all, reads) = (route(&retry(false)).attempts, route(&retry(true)).attempts);
    // Half of the requests fail, and half of those are reads.
    assert!((1450..=1550).contains(&all), "{all}");
    assert!((1200..=1300).contains(&reads), "{reads}");
}

#[test]
fn a_budget_caps_retries_at_its_share_when_everything_fails() {
    let fault = json!({ "fault": "errors", "at": "0s", "target": "b", "share": "100%" });
    let load_with = |budget: Value| {
        let call = json!({ "retry": { "attempts": 4, "budget": budget } });
        load(&ran(&called(&call, &fault)))
    };
    assert_eq!(load_with(Value::Null), 4.0, "n times the load");
    for (ratio, expected) in [("0%", 1.0), ("20%", 1.2), ("50%", 1.5)] {
        let load = load_with(json!({ "ratio": ratio, "minimum": 0 }));
        assert!(
            (load - expected).abs() < 0.01,
            "{ratio}: {load}, expected {expected}"
        );
    }
    let reserve = load_with(json!({ "ratio": "0%", "minimum": 1 }));
    assert!((1.09..1.12).contains(&reserve), "one a second: {reserve}");
}

#[test]
fn a_deadline_ends_a_call_with_all_its_attempts() {
    let call = |deadline: Value| {
        slow(&json!({ "timeout": "1s", "deadline": deadline, "retry": { "attempts": 5 } }))
    };
    let longest = |run: &Run| {
        let operations = run.recording.operations.iter();
        let latencies = operations.filter_map(ClientRequest::latency);
        latencies
            .map(crate::time::Span::as_secs)
            .fold(0.0, f64::max)
    };
    let (free, bound) = (call(Value::Null), call(json!("1500ms")));
    assert!(longest(&free) > 4.9, "{}", longest(&free));
    assert!(
        (1.49..1.53).contains(&longest(&bound)),
        "{}",
        longest(&bound)
    );
    assert!(route(&bound).attempts < route(&free).attempts);
}

#[test]
fn nobody_works_for_those_who_have_gone_if_the_deadline_travels() {
    // B can do 11 requests a second, 10 come, and a pause leaves it with the requests of ten seconds.
    let call = |propagate: bool| {
        let policies = json!({ "timeout": "500ms", "propagate": propagate });
        let fault = json!({ "fault": "pause", "at": "20s", "lasts": "10s", "target": "b" });
        let mut document = called(&policies, &fault);
        let handlers = json!({ "any": [{ "work": "90ms" }] });
        let one_slot = json!({ "kind": "service", "concurrency": 1, "handlers": handlers });
        document.set("nodes.b", one_slot).unwrap();
        ran(&document)
    };
    let (alone, told) = (call(false), call(true));
    assert!(
        metric(&told, "wasted") < metric(&alone, "wasted") / 2.0,
        "{} and {}",
        metric(&told, "wasted"),
        metric(&alone, "wasted")
    );
    // Otherwise it works for ever on requests for which nobody waits any more.
    let (alone, told) = (
        metric(&alone, "availability"),
        metric(&told, "availability"),
    );
    assert!(alone < 0.4 && told > 0.85, "{alone} and {told}");
}

#[test]
fn a_deadline_bounds_the_calls_further_down() {
    let mut document = called(
        &json!({ "timeout": "5s" }),
        &json!({ "fault": "pause", "at": "20s", "lasts": "20s", "target": "b" }),
    );
    let first = json!({ "deadline": "300ms", "propagate": true });
    document.set("calls.users->a", first).unwrap();
    let run = ran(&document);
    // A gives up on B when the users have given up on A, not after its own five seconds.
    let inside = run.summary.nodes.iter().find(|node| node.node == "a");
    let mean = inside
        .and_then(|node| node.time_in_node)
        .expect("a was asked");
    assert!(mean < 0.1, "{mean} s");
    assert!(ended(&run, Outcome::Timeout) > 150);
}

#[test]
fn a_fallback_answers_and_is_counted_apart() {
    let call = |fallback: &str| {
        let breaker = json!({ "failures": 3, "open": "5s" });
        slow(&json!({ "timeout": "500ms", "breaker": breaker, "fallback": fallback }))
    };
    let (without, with) = (call("none"), call("static"));
    assert!(metric(&without, "availability") < 0.85);
    assert_eq!(metric(&with, "availability"), 1.0);
    assert_eq!(metric(&without, "goodput"), metric(&with, "goodput"));
    assert_eq!(metric(&without, "fallbacks"), 0.0);
    let missing = 1.0 - metric(&without, "availability");
    assert!((metric(&with, "fallbacks") - missing).abs() < 1e-9);
}

#[test]
fn a_fallback_never_confirms_a_write_to_a_store() {
    let refused = refusal(&json!({ "fallback": "static" }));
    assert!(
        refused.contains("calls.a->b.fallback") && refused.contains("nobody has kept"),
        "{refused}"
    );
    assert_eq!(refusal(&json!({ "fallback": "none" })), "");
}

#[test]
fn a_share_of_slow_calls_needs_to_know_what_is_slow() {
    let breaker = json!({ "rate": { "slow": "50%" } });
    let refused = refusal(&json!({ "breaker": breaker }));
    assert!(
        refused.contains("does not say which calls are slow"),
        "{refused}"
    );
}

#[test]
fn a_breaker_opens_by_share_and_by_slowness_too() {
    let refused = |breaker: Value| {
        let run = slow(&json!({ "timeout": "20s", "breaker": breaker }));
        ended(&run, Outcome::BreakerOpen)
    };
    let patient = json!({ "failures": 5, "open": "2s" });
    assert_eq!(refused(patient), 0, "slow successes are no failures");
    let impatient = json!({ "failures": 5, "open": "2s", "slow": "1s" });
    assert!(refused(impatient) > 10);
    let rate = json!({ "slow": "50%", "minimum": 5, "window": "10s" });
    let by_share = json!({ "open": "2s", "slow": "1s", "rate": rate });
    assert!(refused(by_share) > 10);
    let off = json!({ "enabled": false, "failures": 5, "open": "2s", "slow": "1s" });
    assert_eq!(refused(off), 0);
}

#[test]
fn breakers_can_be_set_otherwise_in_the_middle_of_a_run() {
    let breaker = json!({ "failures": 3, "open": "60s" });
    let fault =
        json!({ "fault": "slow", "at": "20s", "lasts": "10s", "target": "b", "factor": 1000 });
    let mut document = called(&json!({ "timeout": "500ms", "breaker": breaker }), &fault);
    let long = ended(&ran(&document), Outcome::BreakerOpen);
    let set =
        json!({ "fault": "set", "at": "25s", "path": "calls.a->b.breaker.open", "value": "1s" });
    document.set("faults", json!([fault, set])).unwrap();
    let short = ended(&ran(&document), Outcome::BreakerOpen);
    assert!(long > 500 && short < 150, "{long} and {short}");
}

#[test]
fn a_crash_forgets_what_the_breaker_knew() {
    let fault = json!({ "fault": "pause", "at": "10s", "lasts": "20s", "target": "b" });
    let breaker = json!({ "failures": 3, "open": "600s" });
    let mut document = called(&json!({ "timeout": "500ms", "breaker": breaker }), &fault);
    let kept = ended(&ran(&document), Outcome::BreakerOpen);
    let restart = json!({ "fault": "restart", "at": "50s", "target": "a", "boot": "1s" });
    document.set("faults", json!([fault, restart])).unwrap();
    let forgotten = ended(&ran(&document), Outcome::BreakerOpen);
    assert!(kept > 850 && forgotten < 450, "{kept} and {forgotten}");
}

#[test]
fn breakers_are_shown_where_they_are() {
    let breaker = json!({ "failures": 3, "open": "30s" });
    let fault = json!({ "fault": "pause", "at": "10s", "lasts": "20s", "target": "b" });
    let run = ran(&called(
        &json!({ "timeout": "500ms", "breaker": breaker }),
        &fault,
    ));
    let state_timelines = &run.summary.state_timelines[0];
    let states: Vec<_> = state_timelines.rows[0]
        .spans
        .iter()
        .map(|span| span.says.as_str())
        .collect();
    assert_eq!(
        (state_timelines.id.as_str(), state_timelines.rows.len()),
        ("breakers", 1)
    );
    assert_eq!(states, ["closed", "open", "half open", "closed"]);
    let replay = crate::replay::Replay::new(run.plan.clone(), run.recording.clone());
    let frame = |seconds: f64| {
        replay.frame(crate::time::Instant::ZERO + crate::time::Span::from_secs(seconds))
    };
    let place = run
        .summary
        .routes
        .iter()
        .position(|route| route.route == "a->b")
        .unwrap();
    assert_eq!(frame(5.0).routes[place].mark, None);
    let mark = frame(20.0).routes[place].mark.clone().expect("it is open");
    assert_eq!(
        (mark.letter.as_str(), mark.says.as_str()),
        ("O", "breaker open")
    );
    let row = frame(20.0).processes[0]
        .rows
        .iter()
        .find(|row| row.label == "breaker to b")
        .cloned();
    assert_eq!(row.map(|row| row.value), Some("open".to_owned()));
}
