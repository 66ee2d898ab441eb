//! `lint`: what can be run and yet does nothing, or not what was meant.

use std::path::Path;

use serde_json::{Value, json};

use crate::said::{Said, changed, file, netsplit, scenario, with_input};

/// The small scenario with these faults, objectives or calls.
fn with(name: &str, value: Value) -> String {
    let mut scenario = scenario();
    scenario[name] = value;
    scenario.to_string()
}

fn lint(text: &str) -> Said {
    with_input(&["lint", "-"], text.as_bytes())
}

fn crash(at: &str, target: &str) -> Value {
    json!({ "fault": "crash", "at": at, "target": target })
}

/// A scenario, and the place, reason and advice of the one notice on it.
type Noticed = (String, &'static str, &'static str, &'static str);

/// Faults that do nothing.
fn idle_faults() -> Vec<Noticed> {
    let cut = |from: Value, to: Value| json!({ "name": "split", "fault": "cut", "at": "1s", "from": from, "to": to });
    vec![
        (
            with("faults", json!([crash("3s", "app")])),
            "faults.0",
            "the run of 3s is over",
            "earlier",
        ),
        (
            with("faults", json!([crash("1h", "app")])),
            "faults.0",
            "begins at 3600s",
            "earlier",
        ),
        (
            with("faults", json!([crash("1s", "app/7")])),
            "faults.0",
            "app/7 is not there",
            "name a process",
        ),
        (
            with("faults", json!([cut(json!([]), Value::Null)])),
            "faults.split",
            "no link leads",
            "talk to each other",
        ),
        (
            with("faults", json!([cut(json!(["app"]), json!(["app"]))])),
            "faults.split",
            "no link leads",
            "both sides",
        ),
    ]
}

/// Objectives that say nothing, and a breaker that may wait for ever.
fn idle_policies() -> Vec<Noticed> {
    vec![
        (
            with("objectives", json!([{ "want": "availability >= 101%" }])),
            "objectives.0",
            "no run can meet",
            "a bound",
        ),
        (
            with("objectives", json!([{ "want": "p99 <= -1ms" }])),
            "objectives.0",
            "no run can meet",
            "a bound",
        ),
        (
            with("objectives", json!([{ "want": "availability >= 0%" }])),
            "objectives.0",
            "no run can miss",
            "a bound",
        ),
        (
            changed("/claims/0/holds", json!("goodput >= -1/s")),
            "claims.0",
            "no run can miss",
            "a bound",
        ),
        (
            with(
                "calls",
                json!({ "users->app": { "breaker": { "failures": 5 } } }),
            ),
            "calls.users->app",
            "without a timeout",
            "give the call a timeout",
        ),
    ]
}

#[test]
fn what_does_nothing_is_told_with_place_reason_and_advice() {
    for (text, place, reason, advice) in idle_faults().into_iter().chain(idle_policies()) {
        let said = lint(&text);
        assert_eq!((said.code, said.err.as_str()), (1, ""), "{text}");
        assert_eq!(said.out.lines().count(), 1, "{}", said.out);
        assert!(said.out.starts_with(&format!("{place}: ")), "{}", said.out);
        assert!(
            said.out.contains(reason) && said.out.contains(advice),
            "{}",
            said.out
        );
    }
}

#[test]
fn notices_are_told_by_a_run_too_and_as_json() {
    let late = with("faults", json!([crash("4s", "app")]));
    let run = with_input(&["run", "-", "--json"], late.as_bytes()).json();
    let notice = run["notices"][0].as_str().expect("a sentence");
    assert!(notice.starts_with("faults.0: begins at 4s"), "{notice}");
    let json = with_input(&["lint", "-", "--json"], late.as_bytes());
    assert_eq!(
        (json.code, json.json()[0]["path"].as_str()),
        (1, Some("faults.0"))
    );
    let fine = with_input(&["lint", "-", "--json"], scenario().to_string().as_bytes());
    assert_eq!((fine.code, fine.json()), (0, json!([])));
}

#[test]
fn a_timeout_or_a_deadline_is_enough_for_a_breaker() {
    for field in ["timeout", "deadline"] {
        let calls = json!({ "users->app": { "breaker": { "failures": 5 }, field: "1s" } });
        assert_eq!(lint(&with("calls", calls)).code, 0, "{field}");
    }
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let twice =
        scenario()
            .to_string()
            .replacen(r#""rate":"50/s""#, r#""rate":"50/s","rate":"5/s""#, 1);
    for command in ["run", "lint", "open", "link"] {
        let said = with_input(&[command, "-"], twice.as_bytes());
        assert_eq!((said.code, said.out.as_str()), (2, ""));
        assert!(
            said.err
                .starts_with("workload.users.rate: this key stands twice"),
            "{}",
            said.err
        );
    }
    let path = file("twice.json", br#"{"v": 1, "v": 1}"#);
    assert!(netsplit(&["lint", &path]).err.starts_with("v: this key"));
}

/// Inputs of the field, where they are there beside the checkout.
#[test]
fn scenarios_of_the_field_are_read_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/field/scenarios");
    if !folder.is_dir() {
        eprintln!("skipped: there is no {}", folder.display());
        return;
    }
    for (name, code, says) in [
        (
            "duplicate-keys",
            2,
            "workload.users.rate: this key stands twice",
        ),
        ("fault-after-end", 1, "faults.0: begins at 3600s"),
        ("fault-after-end", 1, "faults.1: s/7 is not there"),
        ("fault-after-end", 1, "faults.2: no link leads"),
        (
            "breaker-without-timeout",
            1,
            "calls.gw->p: a breaker on a call without a timeout",
        ),
    ] {
        let path = folder.join(format!("{name}.json"));
        let said = netsplit(&["lint", path.to_str().expect("the path is UTF-8")]);
        assert_eq!(said.code, code, "{name}");
        assert!(
            (said.out.clone() + &said.err).contains(says),
            "{name}: {}{}",
            said.out,
            said.err
        );
    }
}
