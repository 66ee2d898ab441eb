//! Invalid scenarios, each with the path and words of its refusal.

use netsplit_core::params::Issue;
use netsplit_core::presets;
use netsplit_core::scenario::Document;
use serde_json::{Map, Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::patience::ends;
use super::{check_sentence, fine, open, with};

fn refusal(name: &str, document: &Document) -> Vec<Issue> {
    let text = document.text();
    let issues = ends(name, move || open(&text).err());
    let Some(issues) = issues else {
        panic!("accepted: {name}");
    };
    issues.0.iter().for_each(check_sentence);
    issues.0
}

/// Checks one row: the changes, the path that the refusal must name, and words that it must contain.
fn check(row: &Value) {
    let set = row["set"].as_object().into_iter().flatten();
    let changes: Vec<_> = set
        .map(|(path, value)| (path.as_str(), value.clone()))
        .collect();
    let name: String = row["set"].to_string().chars().take(200).collect();
    let issues = refusal(&name, &with(&changes));
    let says: Vec<_> = row["says"]
        .as_array()
        .expect("words")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let fits = |issue: &Issue| {
        row["at"] == *issue.path && says.iter().all(|word| issue.problem.contains(word))
    };
    let found: Vec<_> = issues.iter().map(ToString::to_string).collect();
    assert!(
        issues.iter().any(fits),
        "{name}\nwanted {}: {says:?}\nfound {}",
        row["at"],
        found.join("\n")
    );
}

/// Each row of `refused.json`: changes of the valid scenario by path, and the refusal.
#[test]
fn every_bad_scenario_of_the_table() {
    let table: Value =
        serde_json::from_str(include_str!("refused.json")).expect("the table is JSON");
    let groups = table.as_object().expect("groups of rows");
    let rows: Vec<_> = groups
        .values()
        .filter_map(Value::as_array)
        .flatten()
        .collect();
    assert!(rows.len() > 80, "the table is there");
    rows.into_iter().for_each(check);
}

#[test]
fn names_that_are_none() {
    let (markup, long) = ("<script>alert(1)</script>", "a".repeat(5000));
    for name in [
        markup,
        "a\u{7}b",
        "a\nb",
        "",
        &long,
        "App",
        "ap p",
        "\u{202e}app",
        "app\u{0}",
    ] {
        let mut value = fine();
        value["nodes"][name] = json!({ "kind": "store" });
        let issues = refusal(name, &Document::from_value(value).expect("an object"));
        assert!(issues[0].path.starts_with("nodes"), "{:?}", issues[0]);
        assert!(
            issues[0].problem.contains("1 to 40 of a-z"),
            "{:?}",
            issues[0]
        );
    }
}

#[test]
fn values_with_control_characters_or_without_end() {
    let bad = [
        "\u{7}\u{1b}[31m",
        &"9".repeat(100_000),
        &"(".repeat(100_000),
        &"mix(".repeat(100_000),
        "\n\n",
    ];
    for path in [
        "network.latency",
        "calls.users->app.timeout",
        "workload.users.rate",
        "network.loss",
        "network.bandwidth",
        "nodes.app.price",
        "workload.users.to",
        "nodes.app.kind",
        "calls.users->app.balance",
        "nodes.app.label",
        "nodes.app.queue",
        "network.duplicate",
    ] {
        for text in bad {
            // A label may be any short text, and every output escapes it.
            if path != "nodes.app.label" || text.len() > 4000 {
                refusal(path, &with(&[(path, json!(text))]));
            }
        }
    }
}

#[test]
fn too_much_of_everything() {
    let many = |count: usize, node: &Value| -> Map<String, Value> {
        (0..count)
            .map(|index| (format!("n{index}"), node.clone()))
            .collect()
    };
    let store = json!({ "kind": "store" });
    let crowd = json!({ "kind": "service", "replicas": 200 });
    let fault = json!({ "fault": "pause", "at": "1s", "target": "db" });
    let mut nodes = many(11, &crowd);
    nodes.extend(fine()["nodes"].as_object().expect("nodes").clone());
    let crowds = json!({
        "nodes.app": { "kind": "service", "replicas": 200, "handlers": { "any": [{ "parallel": ["b", "c"] }] } },
        "nodes.b": crowd, "nodes.c": { "kind": "service", "replicas": 60 },
    });
    for (set, at, says) in [
        (
            json!({ "nodes": many(201, &store) }),
            "nodes",
            "found 201 nodes",
        ),
        (json!({ "nodes": nodes }), "nodes", "found 2203 processes"),
        (
            json!({ "faults": vec![fault; 1001] }),
            "faults",
            "found 1001",
        ),
        (crowds, "calls.app->c", "more than 100000 links"),
    ] {
        check(&json!({ "set": set, "at": at, "says": [says, "allowed"] }));
    }
}

/// Short texts that are no scenario, each with words of the refusal.
const SMALL: [(&str, &str); 14] = [
    ("", "not JSON"),
    ("\u{0}\u{1}\u{2}", "not JSON"),
    ("null", "not an object"),
    ("[]", "not an object"),
    ("{}", "found no version"),
    ("{\"v\":2}", "found version 2, allowed is 1"),
    ("{\"v\":18446744073709551615}", "newer"),
    ("{\"v\":-1}", "not a version"),
    ("{\"v\":1.0}", "not a version"),
    ("{\"v\":\"1\"}", "not a version"),
    ("{\"v\":1e400}", "not JSON"),
    ("{\"v\":NaN}", "not JSON"),
    ("{\"v\":1}", "nodes: found nothing"),
    ("{\"v\":1,\"nodes\":{},\"workload\":1e400}", "not JSON"),
];

#[test]
fn text_that_is_no_scenario() {
    let deep = "[".repeat(10_000);
    let deeper = "{\"v\":".repeat(10_000);
    let inside = format!("{{\"v\":1,\"story\":{}", "{\"claim\":".repeat(10_000));
    let ten_megabytes = format!("{{\"v\":1,\"title\":\"{}\"}}", "a".repeat(10_000_000));
    let large = [
        (deep, "not JSON"),
        (deeper, "not JSON"),
        (inside, "not JSON"),
        (
            ten_megabytes,
            "found a document of 10000018 bytes, allowed are 2000000",
        ),
    ];
    let small = SMALL.map(|(text, words)| (text.to_owned(), words));
    for (text, words) in small.into_iter().chain(large) {
        let name: String = text.chars().take(40).collect();
        let issues = ends(&name, move || open(&text).err());
        let issues = issues.unwrap_or_else(|| panic!("accepted: {name}"));
        issues.0.iter().for_each(check_sentence);
        assert!(issues.to_string().contains(words), "{issues}");
    }
}

#[test]
fn a_preset_that_was_cut_short() {
    let text = presets::first().text.trim_end();
    for end in (0..text.len())
        .step_by(7)
        .filter(|end| text.is_char_boundary(*end))
    {
        let issues = open(&text[..end])
            .err()
            .unwrap_or_else(|| panic!("accepted: the first {end} bytes"));
        issues.0.iter().for_each(check_sentence);
    }
}
