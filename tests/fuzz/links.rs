//! Links: whatever their contents, there is a scenario that can be shown, and its own link leads back to it.

use netsplit_core::link::{Link, pack};
use netsplit_core::presets;
use netsplit_core::scenario::controls;
use netsplit_tests::sentence;

use crate::choices::Choices;
use crate::{fuzz, mutation, try_found};

fn make(choices: &mut Choices<'_>) -> String {
    let preset = choices.pick(presets::all());
    let mut query = vec![format!("lab={}", preset.id)];
    let document = preset.document();
    let known = controls(&document, &document);
    while choices.are_left() && !choices.once_in(4) {
        let own: Vec<_> = known.iter().map(|control| control.name.as_str()).collect();
        let name = match choices.below(3) {
            0 => (*choices.pick(&["seed", "t", "e", "x", "view", "embed", "lab"])).to_owned(),
            1 if !own.is_empty() => (*choices.pick(&own)).to_owned(),
            _ => mutation::name(choices),
        };
        query.push(format!("{name}={}", value(choices)));
    }
    let fragment = match choices.below(3) {
        0 => String::new(),
        _ => format!("#s1={}", pack(&mutation::document(choices))),
    };
    mutation::garbled(&format!("?{}{fragment}", query.join("&")), choices)
}

fn value(choices: &mut Choices<'_>) -> String {
    match mutation::value(choices) {
        serde_json::Value::String(text) => text,
        faults @ serde_json::Value::Array(_) => pack(&faults),
        other => other.to_string(),
    }
}

fn open(address: &str) -> Link {
    let (query, fragment) = address.split_once('#').unwrap_or((address, ""));
    Link::open(query, fragment)
}

fn judge(address: &str) {
    let link = open(address);
    link.problems.iter().for_each(sentence::check);
    let scenario = link.document.scenario();
    assert!(scenario.is_ok(), "what is loaded is no scenario");
    let again = open(&link.address());
    assert_eq!(again.document.scenario(), scenario, "the way back");
    assert_eq!(again.seed, link.seed);
    assert!(again.problems.is_empty(), "{:?}", again.problems);
}

#[test]
fn links_open() {
    fuzz(make, judge);
}

#[test]
fn links_that_broke_something() {
    try_found("links", judge);
}
