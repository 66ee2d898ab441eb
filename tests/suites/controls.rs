//! Controls have an effect, describe themselves, and travel in links.

use netsplit_core::kinds;
use netsplit_core::link::Link;
use netsplit_core::presets::{self, Preset};
use netsplit_core::scenario::{ControlState, Document, Editor, apply, controls, parameters};
use netsplit_tests::dice::Dice;
use netsplit_tests::intervention::{places, slider};
use netsplit_tests::labs;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Number of random settings of all controls, for each preset.
const SETTINGS: u64 = 50;

/// Settings of a control: both ends and a value between them.
fn settings(control: &ControlState) -> Vec<String> {
    match &control.editor {
        Editor::Slider { kind, min, max, .. } => [0.0, 0.5, 1.0]
            .map(|place| slider(*kind, *min, *max, place))
            .to_vec(),
        Editor::Choice { options } => options.clone(),
        Editor::Flag => vec!["true".to_owned(), "false".to_owned()],
        Editor::Text => vec!["1ms".to_owned(), "exp(30ms)".to_owned()],
    }
}

fn changed(document: &Document, name: &str, text: &str) -> Document {
    let mut document = document.clone();
    if let Err(issue) = apply(&mut document, name, text) {
        panic!("{name} = {text} is refused: {issue}");
    }
    document
}

#[test]
fn every_control_changes_a_metric_or_a_verdict() {
    for preset in presets::all() {
        let document = preset.document();
        for control in controls(&document, &document) {
            let texts = settings(&control);
            assert!(
                texts.len() >= 2,
                "{}: {} has nothing to choose from",
                preset.id,
                control.name
            );
            let runs = texts
                .iter()
                .map(|text| labs::run(&changed(&document, &control.name, text), 1));
            let figures: Vec<_> = runs.map(|run| labs::figures(&run.summary)).collect();
            let moved = figures.windows(2).any(|pair| pair[0] != pair[1]);
            let names: Vec<_> = figures[0].iter().map(|(name, _)| name.as_str()).collect();
            assert!(
                moved,
                "{}: {} = {texts:?} changes none of {names:?}",
                preset.id, control.name
            );
        }
    }
}

#[test]
fn the_present_value_of_a_control_changes_nothing() {
    for preset in presets::all() {
        let document = preset.document();
        let states = controls(&document, &document);
        assert_eq!(
            states.len(),
            document.scenario().expect("a preset").controls.len(),
            "{}",
            preset.id
        );
        for control in states {
            assert_eq!(
                control.text, control.original,
                "{}: {}",
                preset.id, control.name
            );
            check_unchanged(preset, &document, &control);
        }
    }
}

#[test]
fn the_printed_value_of_a_parameter_changes_nothing() {
    for preset in presets::all() {
        let document = preset.document();
        let scenario = document.scenario().expect("a preset");
        for place in places(&scenario).into_iter().chain(["faults".to_owned()]) {
            let listed = parameters(&document, &document, &place);
            // What a client sends is in `workload`; beside that it has names only.
            let bare = |name: &str| {
                let node = scenario.nodes.get(name);
                node.is_some_and(|node| kinds::of(node).traits().sends)
            };
            let may_be_empty = place == "faults" || place.strip_prefix("nodes.").is_some_and(bare);
            assert!(
                !listed.is_empty() || may_be_empty,
                "{}: {place} has no parameters",
                preset.id
            );
            for parameter in listed {
                check_unchanged(preset, &document, &parameter);
            }
        }
    }
}

fn check_unchanged(preset: &Preset, document: &Document, state: &ControlState) {
    let after = changed(document, &state.name, &state.text);
    assert_eq!(
        after.scenario(),
        document.scenario(),
        "{}: {} = {} is not what was there",
        preset.id,
        state.name,
        state.text
    );
}

/// A setting that a person can choose.
fn chosen(control: &ControlState, dice: &mut Dice) -> String {
    match &control.editor {
        Editor::Slider { kind, min, max, .. } => slider(*kind, *min, *max, dice.uniform()),
        Editor::Choice { .. } | Editor::Flag | Editor::Text => dice.pick(&settings(control)),
    }
}

#[test]
fn links_carry_any_settings_of_the_controls() {
    for preset in presets::all() {
        for number in 0..SETTINGS {
            let mut dice = Dice::new(number);
            let mut link = Link::open(&format!("lab={}", preset.id), "");
            for place in 0..controls(&link.original, &link.original).len() {
                // One by one, because a control may bound those after it.
                let control = &controls(&link.document, &link.original)[place];
                let text = chosen(control, &mut dice);
                link.document = changed(&link.document, &control.name, &text);
            }
            link.seed = dice.between(0, u32::MAX - 1);
            check_journey(preset, &link);
        }
    }
}

fn check_journey(preset: &Preset, link: &Link) {
    let address = link.address();
    assert!(
        address.starts_with(&format!("?lab={}", preset.id)),
        "readable: {address}"
    );
    let (query, fragment) = address.split_once('#').unwrap_or((&address, ""));
    let arrived = Link::open(query, fragment);
    assert_eq!(arrived.problems, [], "{address}");
    assert_eq!(arrived.seed, link.seed, "{address}");
    assert_eq!(
        arrived.document.scenario(),
        link.document.scenario(),
        "{address}"
    );
    assert_eq!(arrived.address(), address);
}
