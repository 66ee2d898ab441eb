//! Things to try in the labs have the effects that they announce.

use netsplit_core::experiment::{lint, validate_tries};
use netsplit_core::presets;
use netsplit_core::scenario::{Document, Shown, Try, changed};
use netsplit_core::summary::{Holds, Summary, Verdict};
use netsplit_tests::labs;
use serde_json::json;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Results of a try on the default seed, before and after it.
struct Done<'a> {
    before: &'a Summary,
    after: Summary,
}

impl Done<'_> {
    fn of<'a>(document: &Document, before: &'a Summary, one: &Try) -> Done<'a> {
        let document = changed(document, &one.set).expect("the settings are allowed");
        let after = labs::run(&document, 1).summary;
        Done { before, after }
    }

    /// True if a metric has another value.
    fn metric_changes(&self, id: &str) -> bool {
        let value = |summary: &Summary| summary.metric(id).and_then(|metric| metric.value);
        value(self.before) != value(&self.after)
    }

    fn verdicts(&self, id: &str) -> [Option<&Verdict>; 2] {
        let find = |summary: &'_ Summary| summary.verdicts.iter().position(|one| one.id == id);
        [
            find(self.before).map(|index| &self.before.verdicts[index]),
            find(&self.after).map(|index| &self.after.verdicts[index]),
        ]
    }

    fn verdict_changes(&self, id: &str) -> bool {
        let [before, after] = self.verdicts(id);
        before.map(|verdict| verdict.holds) != after.map(|verdict| verdict.holds)
    }

    /// True if a verdict is violated and has evidence.
    fn has_evidence(&self, id: &str) -> bool {
        let [_, after] = self.verdicts(id);
        after.is_some_and(|verdict| verdict.holds == Holds::No && verdict.evidence.is_some())
    }
}

/// Each metric of a try changes, each verdict changes or has evidence, and something changes at all.
fn check(name: &str, document: &Document, before: &Summary, one: &Try) {
    let done = Done::of(document, before, one);
    let mut changes = false;
    for shown in &one.shows {
        match shown {
            Shown::Metric(id) => {
                assert!(done.metric_changes(id), "{name}: {id} is as before");
                changes = true;
            }
            Shown::Verdict(id) => {
                let is_other = done.verdict_changes(id);
                assert!(
                    is_other || done.has_evidence(id),
                    "{name}: {id} shows nothing"
                );
                changes |= is_other;
            }
            Shown::Tab(_) | Shown::Select(_) => {}
        }
    }
    assert!(changes || one.set.is_empty(), "{name}: nothing changes");
}

#[test]
fn what_a_try_says_it_changes_changes() {
    for preset in presets::all() {
        let document = preset.document();
        validate_tries(&document).unwrap_or_else(|issues| panic!("{}: {issues}", preset.id));
        let before = labs::run(&document, 1).summary;
        let scenario = document.scenario().expect("a preset");
        let tries = &scenario.story.tries.0;
        assert!(tries.iter().any(|one| !one.set.is_empty()), "{}", preset.id);
        for one in tries {
            let name = format!("{}: {}", preset.id, one.says);
            check(&name, &document, &before, one);
        }
    }
}

#[test]
fn nothing_in_a_preset_means_nothing() {
    for preset in presets::all() {
        let (_, notices) = lint(&preset.document()).unwrap_or_else(|issues| panic!("{issues}"));
        assert_eq!(notices, [], "{}", preset.id);
    }
}

fn with_tries(tries: serde_json::Value) -> Document {
    let mut document = presets::first().document();
    document.set("story.tries", tries).expect("it is there");
    document
}

#[test]
fn a_plain_text_is_a_try_that_only_says() {
    let document = with_tries(json!(["Drag it.", { "says": "Look.", "at": "3s" }]));
    let scenario = document.scenario().expect("both forms are read");
    let says: Vec<_> = scenario
        .story
        .tries
        .0
        .iter()
        .map(|one| one.says.as_str())
        .collect();
    assert_eq!(says, ["Drag it.", "Look."]);
    validate_tries(&document).expect("there is nothing to do wrong");
}

#[test]
fn a_try_that_cannot_be_done_is_refused_with_its_path() {
    for (bad, path, words) in [
        (
            json!({ "set": { "colour": "red" } }),
            "set",
            "no such control",
        ),
        (json!({ "set": { "rate": "1ms" } }), "set", "a rate such as"),
        (json!({ "at": "31s" }), "at", "end of the run at 30s"),
        (
            json!({ "shows": [{ "metric": "luck" }] }),
            "shows.0",
            "found \"luck\"",
        ),
        (
            json!({ "shows": [{ "verdict": "p99" }] }),
            "shows.0",
            "linearizable",
        ),
        (
            json!({ "shows": [{ "select": "moon" }] }),
            "shows.0",
            "a node (app",
        ),
    ] {
        let mut one = bad.clone();
        one["says"] = json!("Try.");
        let issues = validate_tries(&with_tries(json!([one]))).expect_err("it cannot be done");
        assert_eq!(issues.0[0].path, format!("story.tries.0.{path}"));
        assert!(issues.0[0].problem.contains(words), "{issues}");
    }
    for bad in [
        json!([1]),
        json!([{}]),
        json!([{ "says": "Try.", "shows": [{ "tab": "moon" }] }]),
    ] {
        assert!(with_tries(bad).scenario().is_err());
    }
}
