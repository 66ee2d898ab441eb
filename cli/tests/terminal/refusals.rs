//! Invalid input of every kind: exit code 2, one sentence, nothing on standard output.

use netsplit_core::link::pack;
use serde_json::{Value, json};

use crate::said::{Said, changed, file, netsplit, scenario, with_input};

fn assert_refused(said: &Said, part: &str) {
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(said.err.contains(part), "{part}: {}", said.err);
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

#[test]
fn arguments_that_make_no_sense() {
    for (arguments, part) in [
        (&["run", "nowhere"][..], "neither a lab nor a file"),
        (&["run", "no/such/file.json"], "neither a lab nor a file"),
        (&["run", ""], "neither a lab nor a file"),
        (&["claims", "nowhere"], "neither a lab nor a file"),
        (&["digest", "nowhere"], "neither a lab nor a file"),
        (&["run", env!("CARGO_MANIFEST_DIR")], "directory"),
        (&["run"], "LAB"),
        (&["run", "start", "start"], "unexpected argument"),
        (&["runn", "start"], "run"),
        (&["run", "start", "--sed", "1"], "--seed"),
        (&["run", "start", "--seed", "-1"], "whole number from 0"),
        (
            &["run", "start", "--seed", "4294967296"],
            "whole number from 0",
        ),
        (&["run", "start", "--seed", "1.5"], "whole number from 0"),
        (&["run", "start", "--max-seconds", "0"], "seconds from 1"),
        (&["claims", "start", "--seeds", "0"], "1 to 10000"),
        (&["digest", "start", "--seeds", "-5"], "1 to 10000"),
        (
            &["link", "start", "--base", "https://example.org/?a=b"],
            "without ? and #",
        ),
    ] {
        assert_refused(&netsplit(arguments), part);
    }
}

#[test]
fn settings_that_are_not_allowed() {
    for (setting, part) in [
        ("rate", "NAME=VALUE"),
        ("=5", "NAME=VALUE"),
        ("colour=red", "colour: there is no such control"),
        ("rate=9999999/s", "rate: found 9999999/s, allowed is"),
        ("rate=-5/s", "rate: found"),
        ("rate=5ms", "a rate such as"),
        ("rate=", "a rate such as"),
        ("rate=NaN/s", "a rate such as"),
        ("nodes.app.concurrency=many", "whole number"),
        ("nodes.nobody.concurrency=5", "nodes.nobody.concurrency: "),
        ("..=5", "..: "),
    ] {
        assert_refused(&netsplit(&["run", "start", "--set", setting]), part);
    }
    let two = netsplit(&["run", "start", "--set", "rate=1", "--set", "colour=red"]);
    assert_eq!((two.code, two.err.lines().count()), (2, 2), "{}", two.err);
}

#[test]
fn files_that_are_no_scenario() {
    let nested = "[".repeat(100_000);
    for (name, bytes, part) in [
        ("empty.json", &b""[..], "not JSON"),
        ("half.json", br#"{"v": 1, "#, "not JSON"),
        ("list.json", b"[]", "not an object"),
        ("new.json", br#"{"v": 99}"#, "newer"),
        ("bytes.json", b"{\"v\": 1, \xff}", "not UTF-8 at offset 9"),
        ("deep.json", nested.as_bytes(), "not JSON"),
    ] {
        let path = file(name, bytes);
        for command in ["run", "lint", "link", "open", "digest", "claims"] {
            assert_refused(&netsplit(&[command, &path]), part);
        }
        assert_refused(&with_input(&["run", "-"], bytes), part);
    }
}

/// The small scenario with one more value, under a new name.
fn with(pointer: &str, name: &str, value: Value) -> String {
    let mut scenario = scenario();
    scenario
        .pointer_mut(pointer)
        .expect("there is such a place")[name] = value;
    scenario.to_string()
}

#[test]
fn scenarios_that_cannot_be() {
    let calls =
        |callee: &str| json!({ "kind": "service", "handlers": { "any": [{ "call": callee }] } });
    let store = json!({ "kind": "store" });
    let quorum = json!({ "kind": "store", "replication": { "mode": "quorum", "replicas": 3, "write": 5, "read": 1 } });
    let crowd: serde_json::Map<_, _> = (0..30_000)
        .map(|index| (format!("n{index}"), store.clone()))
        .collect();
    let circle = json!({ "users": { "kind": "client" }, "app": calls("b"), "b": calls("app") });
    for (text, part) in [
        (
            with("", "colour", json!("red")),
            "colour: this field is not known",
        ),
        (
            changed("/nodes/app/concurrency", json!("5ms")),
            "nodes.app.concurrency: found \"5ms\"",
        ),
        (
            changed("/workload/users/rate", json!("50ms")),
            "workload.users.rate: found \"50ms\"",
        ),
        (
            changed("/nodes/app/replicas", json!(1_000_000)),
            "nodes.app.replicas: found 1000000, allowed is 1 to 1000",
        ),
        (
            changed("/nodes", Value::Object(crowd)),
            "nodes: found 30000 nodes",
        ),
        (changed("/nodes", circle), "in a circle: app -> b -> app"),
        (
            changed("/nodes/app", calls("nowhere")),
            "found a call to \"nowhere\"",
        ),
        (
            with("/nodes", "kv", quorum),
            "nodes.kv.replication.write: found 5, allowed is 1 to 3, the number of replicas",
        ),
        (
            with("/nodes", "<b>\u{1b}[2J", store.clone()),
            "1 to 40 of a-z",
        ),
        (
            with(
                "",
                "faults",
                json!([{ "fault": "crash", "at": "1s", "target": "moon" }]),
            ),
            "faults.0.target: found \"moon\"",
        ),
    ] {
        let said = with_input(&["lint", "-"], text.as_bytes());
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
        assert!(said.err.contains(part), "{part}: {}", said.err);
        assert!(!said.err.contains(['\u{1b}', '\u{7}']), "{}", said.err);
    }
}

#[test]
fn links_that_are_not_whole() {
    let whole = pack(&scenario());
    let bomb = pack(&json!("a".repeat(20_000_000)));
    for (link, part) in [
        (
            format!("#s1={}", &whole[..whole.len() / 2]),
            "cut short on the way",
        ),
        (format!("#s1={bomb}"), "unfolds to more than"),
        (
            format!("#s1={}", pack(&json!({ "v": 99 }))),
            "made by a newer Netsplit",
        ),
        ("#s1=%%%".to_owned(), "cut short on the way"),
        ("?lab=start&e=0".to_owned(), "not made with engine"),
        ("?lab=start&x=AAAA".to_owned(), "cut short on the way"),
        ("?lab=nowhere".to_owned(), "allowed is one of"),
    ] {
        assert_refused(&netsplit(&["run", &link]), part);
    }
}

/// Unusual but valid input, which runs.
#[test]
fn what_is_only_strange_runs() {
    let at_once = json!([
        { "fault": "crash", "at": "1s", "lasts": "300ms", "target": "app" },
        { "fault": "pause", "at": "1s", "lasts": "200ms", "target": "app" },
        { "fault": "cut", "at": "1s", "from": ["app"], "to": ["app"] },
    ]);
    let no_work = json!({ "any": [{ "work": "0s" }] });
    for text in [
        with("", "faults", at_once),
        changed("/nodes/app/handlers", no_work),
        with("/nodes/app", "label", json!("<b>\u{1b}[2J")),
    ] {
        let said = with_input(&["run", "-"], text.as_bytes());
        assert!(
            matches!(said.code, 0 | 1) && said.err.is_empty(),
            "{}",
            said.err
        );
        assert!(!said.out.contains('\u{1b}'), "{}", said.out);
    }
}

/// An endless flood is truncated, marked as such, and none of its objectives hold.
#[test]
fn a_run_that_needs_too_much_is_cut_short() {
    let flood = changed("/workload/users/rate", json!("1000000/s"));
    let said = with_input(&["run", "-", "--json"], flood.as_bytes());
    let truncated = said.json()["truncated"]
        .as_str()
        .expect("it is cut short")
        .to_owned();
    assert!(truncated.contains("64 MB of memory"), "{truncated}");
    assert_eq!(said.code, 1);
}

#[test]
fn what_is_too_large_is_not_read_to_its_end() {
    let large = vec![b' '; 3_000_000];
    let path = file("large.json", &large);
    assert_refused(&netsplit(&["run", &path]), "more than 2000000 bytes");
    assert_refused(
        &with_input(&["run", "-"], &large),
        "more than 2000000 bytes",
    );
    if cfg!(target_os = "linux") {
        assert_refused(&netsplit(&["run", "/dev/zero"]), "more than 2000000 bytes");
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf_8() {
    use std::os::unix::ffi::OsStrExt as _;
    let name = std::ffi::OsStr::from_bytes(b"\xff.json");
    let output = crate::said::command(&["run"]).arg(name).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

#[test]
fn complaints_cannot_steer_the_terminal() {
    let said = netsplit(&["run", "\x1b[2J"]);
    assert_refused(&said, "neither a lab nor a file");
    assert!(!said.err.contains('\x1b'));
}
