//! Broken links load their valid parts and report the problems of the rest.

use netsplit_core::link::{DEFAULT_LAB, Link, pack, unpack};
use netsplit_core::presets;
use netsplit_tests::dice::Dice;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::check_sentence;
use super::patience::ends;

/// Opens a link; whatever its contents, there is a scenario that runs.
fn open(query: &str, fragment: &str) -> Link {
    let (asked, rest) = (query.to_owned(), fragment.to_owned());
    let name = format!("{query}#{fragment}")
        .chars()
        .take(100)
        .collect::<String>();
    let link = ends(&name, move || Link::open(&asked, &rest));
    link.problems.iter().for_each(check_sentence);
    assert!(
        link.document.scenario().is_ok(),
        "{name}: what is loaded does not run"
    );
    link
}

/// Links with one broken part: the query, the part that the problem names, and words of its sentence.
const BROKEN: &[(&str, &str, &[&str])] = &[
    ("lab=nowhere", "lab", &["found \"nowhere\"", "one of start"]),
    ("lab=%3Cscript%3E", "lab", &["one of start"]),
    (
        "lab=start&rate=fast",
        "rate",
        &["found \"fast\"", "a rate such as"],
    ),
    ("lab=start&rate=1e400/s", "rate", &["a rate such as"]),
    (
        "lab=start&rate=99999/s",
        "rate",
        &["found 99999/s", "10/s to 600/s"],
    ),
    (
        "lab=start&replicas=1000000",
        "replicas",
        &["found 1000000", "2 to 8"],
    ),
    (
        "lab=start&replicas=-1",
        "replicas",
        &["found \"-1\"", "a whole number"],
    ),
    ("lab=start&replicas=NaN", "replicas", &["a whole number"]),
    ("lab=start&latency=5", "latency", &["found \"5\"", "a time"]),
    (
        "lab=start&attempts=%07%1B%5B31m",
        "attempts",
        &["a whole number"],
    ),
    ("lab=start&latency=%07%1B%5B31m", "latency", &["a time"]),
    (
        "lab=start&nodes.app.wings=2",
        "nodes.app.wings",
        &["no such control"],
    ),
    ("lab=start&nodes.app=2", "nodes.app", &["no such control"]),
    (
        "lab=start&seed=-1",
        "seed",
        &["found \"-1\"", "a whole number"],
    ),
    ("lab=start&seed=99999999999", "seed", &["a whole number"]),
    (
        "lab=start&t=soon",
        "t",
        &["found \"soon\"", "a time such as"],
    ),
    ("lab=start&e=0", "e", &["run and judged again"]),
    ("lab=start&x=AAAA", "x", &["not whole"]),
    (
        "lab=start&rate=100/s&rate=200/s",
        "rate",
        &["twice", "first"],
    ),
    ("lab=start&view=map", "view", &["found \"map\"", "diagram"]),
    ("lab=start&tab=chart", "tab", &["found \"chart\"", "charts"]),
    (
        "lab=start&select=moon",
        "select",
        &["found \"moon\"", "a node"],
    ),
    ("lab=start&from=soon", "from", &["found \"soon\"", "a time"]),
    (
        "lab=load-balancing&balance=fair",
        "balance",
        &["found \"fair\"", "random, round-robin"],
    ),
];

#[test]
fn each_broken_part_is_named() {
    for (query, path, words) in BROKEN {
        expect_problem(query, path, words);
    }
}

#[test]
fn endless_values_are_refused_in_a_short_sentence() {
    let long = "9".repeat(100_000);
    for (name, words) in [
        ("rate", "a rate such as"),
        ("latency", "a time"),
        ("attempts", "a whole number"),
        ("t", "a time"),
    ] {
        expect_problem(&format!("lab=start&{name}={long}"), name, &[words]);
    }
}

fn expect_problem(query: &str, path: &str, words: &[&str]) {
    let link = open(query, "");
    let [problem] = link.problems.as_slice() else {
        panic!("{query}: {:?}", link.problems);
    };
    assert_eq!(problem.path, path, "{problem}");
    assert!(
        words.iter().all(|word| problem.problem.contains(word)),
        "{problem}"
    );
}

#[test]
fn interventions_that_are_none() {
    for bad in [
        json!("crash"),
        json!({ "fault": "crash" }),
        json!([1]),
        json!([{ "fault": "crash" }]),
        json!([{ "fault": "earthquake", "at": "1s" }]),
        json!(vec![Value::Null; 1000]),
    ] {
        let link = open(&format!("lab=start&x={}", pack(&bad)), "");
        assert!(!link.problems.is_empty(), "accepted: {bad}");
        assert_eq!(link.problems[0].path, "x");
        assert_eq!(link.document, link.original);
    }
}

#[test]
fn a_packed_scenario_that_was_cut_or_changed() {
    let packed = pack(presets::first().document().value());
    for end in (0..packed.len()).step_by(11) {
        let link = open("", &format!("s1={}", &packed[..end]));
        assert!(
            !link.problems.is_empty(),
            "the first {end} of {} letters",
            packed.len()
        );
        assert_eq!(link.lab.as_deref(), Some(DEFAULT_LAB));
    }
    let mut dice = Dice::new(7);
    for _ in 0..200 {
        let mut letters: Vec<_> = packed.chars().collect();
        let place = dice.between(0, letters.len() as u32 - 1) as usize;
        letters[place] = dice.pick(&['A', 'z', '_', '%', '\u{0}', 'é']);
        open(
            "",
            &format!("s1={}", letters.into_iter().collect::<String>()),
        );
    }
}

#[test]
fn noise() {
    let mut dice = Dice::new(1);
    let parts = [
        "lab=",
        "start",
        "&",
        "=",
        "x=",
        "%",
        "%00",
        "seed",
        "t=",
        "1s",
        "é",
        "\u{7}",
        "#",
        "s1=",
        "..",
        "nodes.app.label=",
        "v=",
    ];
    for _ in 0..500 {
        let noise: String = (0..dice.between(0, 12))
            .map(|_| dice.pick(&parts))
            .collect();
        open(&noise, "");
        open("", &noise);
    }
}

#[test]
fn bombs_and_depths_do_not_unfold() {
    let bomb = pack(&json!("a".repeat(20_000_000)));
    assert!(
        unpack(&bomb)
            .expect_err("a bomb")
            .to_string()
            .contains("unfolds to more")
    );
    open("", &format!("s1={bomb}"));
    open(&format!("lab=start&x={bomb}"), "");
    let keys: serde_json::Map<_, _> = (0..30_000)
        .map(|key| (format!("k{key}"), json!(1)))
        .collect();
    open(
        "",
        &format!("s1={}", pack(&json!({ "v": 1, "nodes": keys }))),
    );
}
