//! Small changes of valid input, so that much is accepted and the rest is refused late.

use std::sync::LazyLock;

use netsplit_core::presets;
use serde_json::{Map, Value, json};

use crate::choices::Choices;

/// Names and values with a meaning: those of every lab, and values at the limits of what is allowed.
struct Vocabulary {
    names: Vec<String>,
    values: Vec<Value>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut known = Vocabulary {
        names: ["", "app", "x", "<b>", "a/b~c", "\u{7}", "..", "nodes.app"]
            .map(str::to_owned)
            .to_vec(),
        values: edges(),
    };
    for preset in presets::all() {
        known.learn(preset.document().value());
    }
    known.names.sort();
    known.names.dedup();
    known
});

/// Values at the limits of what is allowed, and beyond.
fn edges() -> Vec<Value> {
    let texts = [
        "",
        "0s",
        "1ns",
        "1us",
        "24h",
        "9e99s",
        "-5ms",
        "NaNms",
        "0%",
        "100%",
        "101%",
        "0/s",
        "0.001/s",
        "1000000/s",
        "1B",
        "1TB",
        "exp(0s)",
        "exp(1ns)",
        "exp(24h)",
        "normal(1ms, 24h)",
        "pareto(1ms, 0.01)",
        "pareto(1ns, 1e9)",
        "uniform(0s, 24h)",
        "lognormal(p50=1ns, p99=24h)",
        "mix(50%: 0s, 50%: exp(24h))",
        "1ms + exp(1ms) + pareto(1ms, 1)",
        "weibull(0.01, 1ms)",
        "app/1",
        "db/9",
        "zone:home/a",
        "region:home",
        "home/a",
        "eu/a",
        "nodes.app.concurrency",
        "network.latency",
        "nodes.db.fsync",
        "workload.users.rate",
        "<script>",
        "\u{7}\u{1b}[31m",
        "\u{202e}",
    ];
    let numbers = [
        json!(0),
        json!(1),
        json!(2),
        json!(9),
        json!(200),
        json!(100_000),
        json!(-1),
        json!(1.5),
        json!(1e308),
        json!(u64::MAX),
    ];
    let others = [Value::Null, json!(true), json!(false), json!([]), json!({})];
    texts
        .into_iter()
        .map(Value::from)
        .chain(numbers)
        .chain(others)
        .collect()
}

impl Vocabulary {
    fn learn(&mut self, value: &Value) {
        match value {
            Value::Object(map) => {
                for (name, inner) in map {
                    self.names.push(name.clone());
                    self.learn(inner);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            plain => {
                if !self.values.contains(plain) {
                    self.values.push(plain.clone());
                }
            }
        }
    }
}

/// A name from some lab.
pub(crate) fn name(choices: &mut Choices<'_>) -> String {
    choices.pick(&VOCABULARY.names).clone()
}

/// A value from some lab, or at a limit.
pub(crate) fn value(choices: &mut Choices<'_>) -> Value {
    choices.pick(&VOCABULARY.values).clone()
}

/// A document of a lab, changed in some places.
pub(crate) fn document(choices: &mut Choices<'_>) -> Value {
    let mut value = choices.pick(presets::all()).document().value().clone();
    while choices.are_left() && !choices.once_in(5) {
        disturb(&mut value, choices);
    }
    value
}

/// Changes one place of a value.
fn disturb(whole: &mut Value, choices: &mut Choices<'_>) {
    let mut places = Vec::new();
    list("", whole, &mut places);
    let other = whole
        .pointer(choices.pick::<String>(&places))
        .cloned()
        .unwrap_or_default();
    let Some(place) = whole.pointer_mut(choices.pick::<String>(&places)) else {
        return;
    };
    match (choices.below(7), place) {
        (2, place) => *place = other,
        (3, Value::Object(map)) => drop(map.insert(name(choices), other)),
        (3, Value::Array(items)) => items.push(other),
        (4, Value::Object(map)) => remove(map, choices),
        (5, Value::Object(map)) => drop(map.insert(name(choices), value(choices))),
        (_, place) => *place = value(choices),
    }
}

fn remove(map: &mut Map<String, Value>, choices: &mut Choices<'_>) {
    let names: Vec<_> = map.keys().cloned().collect();
    if !names.is_empty() {
        map.remove(choices.pick(&names));
    }
}

/// Pointers to every place in a value.
fn list(here: &str, value: &Value, places: &mut Vec<String>) {
    places.push(here.to_owned());
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                let name = name.replace('~', "~0").replace('/', "~1");
                list(&format!("{here}/{name}"), inner, places);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                list(&format!("{here}/{index}"), item, places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A text with letters lost, changed or added, in a few places.
pub(crate) fn garbled(text: &str, choices: &mut Choices<'_>) -> String {
    let letters = [
        '"', '{', '}', '[', ']', '(', ')', ':', ',', '#', '\\', '%', '&', '=', '-', '9', '.', 'e',
        '\n', '\0', '\u{feff}', 'é',
    ];
    let mut text: Vec<char> = text.chars().collect();
    while choices.are_left() && choices.once_in(2) && !text.is_empty() {
        let place = choices.below(text.len());
        match choices.below(4) {
            0 => drop(text.remove(place)),
            1 => text[place] = *choices.pick(&letters),
            2 => text.insert(place, *choices.pick(&letters)),
            _ => text.truncate(place),
        }
    }
    text.into_iter().collect()
}
