//! Controls with their present values: what a slider shows, and how a typed value reaches the document.

use serde::Serialize;
use serde_json::Value;

use super::document::get;
use super::{Control, Document, Scenario};
use crate::luck::Distribution;
use crate::params::{Bytes, Field, Issue, Kind, Money, Param, Rate, Share, is_logarithmic};
use crate::time::Span;

/// A control, or any parameter, as it stands now.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ControlState {
    /// Name in links; for a plain parameter its path.
    pub name: String,
    /// Title above the slider.
    pub label: String,
    /// One sentence about its effect.
    pub help: String,
    /// Editor.
    pub editor: Editor,
    /// The present value, as people write it; `none` where it is left out.
    pub text: String,
    /// The value of the original, as people write it.
    pub original: String,
    /// The value may be `none`.
    pub optional: bool,
    /// The value may change in the middle of a run.
    pub live: bool,
}

/// Editor of a value.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "editor", rename_all = "snake_case")]
pub enum Editor {
    /// A slider beside a number.
    Slider {
        /// Kind of the number.
        kind: Kind,
        /// Smallest magnitude.
        min: f64,
        /// Largest magnitude.
        max: f64,
        /// The present magnitude; `None` where the value is left out.
        magnitude: Option<f64>,
        /// The slider moves in equal ratios rather than equal steps.
        logarithmic: bool,
    },
    /// One of a few words.
    Choice {
        /// The words.
        options: Vec<String>,
    },
    /// Yes or no.
    Flag,
    /// Text, such as a distribution.
    Text,
}

impl ControlState {
    /// True if the value differs from the original's.
    pub fn is_changed(&self) -> bool {
        self.text != self.original
    }
}

/// The controls of a document, beside the values that the original has.
///
/// Both must be valid scenarios; a document that is not has no controls.
pub fn controls(document: &Document, original: &Document) -> Vec<ControlState> {
    let (Ok(now), Ok(then)) = (document.scenario(), original.scenario()) else {
        return Vec::new();
    };
    let (now_full, then_full) = (now.write(), then.write());
    let states = now.controls.iter().map(|control| {
        let text = current(control, &now, &now_full);
        let original = current(control, &then, &then_full);
        state(control, &now, &now_full, text, original)
    });
    states.flatten().collect()
}

/// The parameters at and below a path, such as `nodes.app` or `calls.lb->app`.
pub fn parameters(document: &Document, original: &Document, prefix: &str) -> Vec<ControlState> {
    let Ok(now) = document.scenario() else {
        return Vec::new();
    };
    let full = now.write();
    let then = original
        .scenario()
        .map_or(Value::Null, |scenario| scenario.write());
    let mut listed = Vec::new();
    now.list("", &mut listed);
    let below = format!("{}.", document.by_names(prefix));
    listed
        .into_iter()
        .filter(|(path, param)| {
            path.starts_with(&below)
                && !matches!(param.kind, Kind::Text | Kind::Group)
                && param.name != "kind"
        })
        .map(|(path, param)| parameter_state(&path, &param, &full, &then))
        .collect()
}

/// Applies a typed value to a control, or to any parameter by its path.
///
/// # Errors
/// If there is no such control or path, or the value is not allowed: what was found, what is allowed.
pub fn apply(document: &mut Document, name: &str, text: &str) -> Result<(), Issue> {
    let scenario = document.scenario().map_err(|issues| {
        issues
            .0
            .into_iter()
            .next()
            .unwrap_or_else(|| Issue::whole("this scenario cannot be read"))
    })?;
    let refuse = |problem: String| Issue {
        path: name.to_owned(),
        problem,
    };
    if let Some(control) = scenario
        .controls
        .iter()
        .find(|control| control.name == name)
    {
        return apply_control(document, &scenario, control, text);
    }
    let path = &document.by_names(name);
    let Some(param) = find(&scenario, path) else {
        let known: Vec<_> = scenario
            .controls
            .iter()
            .map(|control| control.name.as_str())
            .collect();
        let known = if known.is_empty() {
            "a path of the scenario".to_owned()
        } else {
            known.join(", ")
        };
        return Err(refuse(format!(
            "there is no such control; allowed are {known}"
        )));
    };
    let value = parse(&param, (param.min, param.max), text).map_err(refuse)?;
    write(document, &scenario.write(), path, value)?;
    if param.tag {
        drop_strangers(document, path);
    }
    Ok(())
}

/// After a tag has changed, drops the fields beside it that the new variant does not have.
fn drop_strangers(document: &mut Document, tag: &str) {
    let group = tag.rsplit_once('.').map_or("", |(group, _)| group);
    let issues = document.scenario().err().unwrap_or_default();
    let beside = |path: &str| {
        path.rsplit_once('.')
            .is_some_and(|(parent, _)| parent == group)
    };
    for issue in issues.0.iter().filter(|issue| beside(&issue.path)) {
        // A path that is not there any more needs no dropping.
        let _ = document.set(&issue.path, Value::Null);
    }
}

/// Sets a value. What the document leaves to defaults on the way there is written out first, because a part of
/// a group may mean nothing without the rest of it.
fn write(document: &mut Document, full: &Value, path: &str, value: Value) -> Result<(), Issue> {
    let ends = path.match_indices('.').map(|(end, _)| &path[..end]);
    if let Some(missing) = ends.into_iter().find(|group| document.get(group).is_none())
        && let Some(group) = get(full, missing)
    {
        document.set(missing, group.clone())?;
    }
    document.set(path, value)
}

fn find(scenario: &Scenario, path: &str) -> Option<Param> {
    scenario.find(&path.split('.').collect::<Vec<_>>())
}

fn apply_control(
    document: &mut Document,
    scenario: &Scenario,
    control: &Control,
    text: &str,
) -> Result<(), Issue> {
    let refuse = |problem: String| Issue {
        path: control.name.clone(),
        problem,
    };
    if !control.options.is_empty() {
        let names: Vec<_> = control
            .options
            .iter()
            .map(|option| option.name.as_str())
            .collect();
        let option = control
            .options
            .iter()
            .find(|option| option.name == text.trim())
            .ok_or_else(|| {
                refuse(format!(
                    "found \"{}\", allowed is one of {}",
                    crate::params::shorten(text),
                    names.join(", ")
                ))
            })?;
        let full = scenario.write();
        return option
            .set
            .iter()
            .try_for_each(|(path, value)| write(document, &full, path, value.clone()));
    }
    let path = control.path.as_deref().unwrap_or_default();
    let full = scenario.write();
    let value = if let Some(template) = &control.template {
        let kind = template_kind(control);
        let magnitude = kind.parse(text).map_err(refuse)?;
        within(kind, range(control, scenario, &full, None), magnitude, text).map_err(refuse)?;
        Value::from(expand(template, kind, magnitude))
    } else {
        let param =
            find(scenario, path).ok_or_else(|| refuse(format!("its path {path} leads nowhere")))?;
        parse(&param, range(control, scenario, &full, Some(&param)), text).map_err(refuse)?
    };
    let paths = std::iter::once(path).chain(control.also.iter().map(String::as_str));
    paths
        .into_iter()
        .try_for_each(|path| write(document, &full, path, value.clone()))
}

/// The JSON value of a text that was typed for a parameter.
fn parse(param: &Param, range: (f64, f64), text: &str) -> Result<Value, String> {
    let text = text.trim();
    if param.optional && text == "none" {
        return Ok(Value::Null);
    }
    let found = crate::params::shorten(text);
    match param.kind {
        Kind::Choice(words) if words.contains(&text) => Ok(Value::from(text)),
        Kind::Choice(words) => Err(format!(
            "found \"{found}\", allowed is one of {}",
            words.join(", ")
        )),
        Kind::Flag => text
            .parse::<bool>()
            .map(Value::from)
            .map_err(|_| format!("found \"{found}\", allowed is true or false")),
        Kind::Distribution => text
            .parse::<Distribution>()
            .map(|time| Value::from(time.to_string())),
        Kind::Text => Ok(Value::from(text)),
        Kind::Group => Err("this is a group of parameters, not one".to_owned()),
        Kind::Count
        | Kind::Factor
        | Kind::Time
        | Kind::Share
        | Kind::Rate
        | Kind::Bytes
        | Kind::Money => {
            let magnitude = param.kind.parse(text)?;
            within(param.kind, range, magnitude, text)?;
            Ok(param.kind.value(magnitude))
        }
    }
}

fn within(kind: Kind, (min, max): (f64, f64), magnitude: f64, text: &str) -> Result<(), String> {
    // Printing rounds; a slider's end that was printed and typed back must still be allowed.
    let slack = 1e-9 * max.abs().min(1e9);
    if magnitude >= min - slack && magnitude <= max + slack {
        return Ok(());
    }
    Err(format!(
        "found {}, allowed is {} to {}",
        crate::params::shorten(text),
        kind.print(min),
        kind.print(max)
    ))
}

/// The range of a control: its own, within the parameter's, below the control that bounds it.
fn range(
    control: &Control,
    scenario: &Scenario,
    full: &Value,
    param: Option<&Param>,
) -> (f64, f64) {
    let kind = param.map_or_else(|| template_kind(control), |param| param.kind);
    let (low, high) = param.map_or((0.0, f64::MAX), |param| (param.min, param.max));
    let bound = |value: &Option<Value>| value.as_ref().and_then(|value| kind.magnitude(value));
    let min = bound(&control.from).map_or(low, |from| from.max(low));
    let max = bound(&control.to).map_or(high, |to| to.min(high));
    let other = control
        .at_most
        .as_ref()
        .and_then(|name| scenario.controls.iter().find(|other| other.name == *name));
    let cap = other.and_then(|other| kind.parse(&current(other, scenario, full)).ok());
    (min, cap.map_or(max, |cap| max.min(cap)).max(min))
}

/// Kind of a templated value, told by how its default is written.
fn template_kind(control: &Control) -> Kind {
    match control.default.as_ref().unwrap_or(&Value::Null) {
        Value::String(text) if text.parse::<Span>().is_ok() => Kind::Time,
        Value::String(text) if text.parse::<Share>().is_ok() => Kind::Share,
        Value::String(text) if text.parse::<Rate>().is_ok() => Kind::Rate,
        Value::String(text) if text.parse::<Bytes>().is_ok() => Kind::Bytes,
        Value::String(text) if text.parse::<Money>().is_ok() => Kind::Money,
        Value::Number(number) if number.is_u64() => Kind::Count,
        _ => Kind::Factor,
    }
}

/// Writes a value into a template: `{}` is the value, `{*3}` three times the value.
fn expand(template: &str, kind: Kind, magnitude: f64) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, after) = after.split_once('}').unwrap_or((after, ""));
        let factor = inside
            .strip_prefix('*')
            .and_then(|factor| factor.parse::<f64>().ok())
            .unwrap_or(1.0);
        text.push_str(before);
        text.push_str(&kind.print(magnitude * factor));
        rest = after;
    }
    text + rest
}

/// The value that was written into a template, if the text came from it.
fn extract(template: &str, kind: Kind, text: &str) -> Option<f64> {
    let (before, after) = template.split_once("{}")?;
    let rest = text.strip_prefix(before)?;
    let end = after.split('{').next().unwrap_or("");
    let value = if end.is_empty() {
        rest
    } else {
        rest.split(end).next()?
    };
    let magnitude = kind.parse(value).ok()?;
    (expand(template, kind, magnitude) == text).then_some(magnitude)
}

/// The present value of a control as text; `custom` where the document was edited past it.
fn current(control: &Control, scenario: &Scenario, full: &Value) -> String {
    const CUSTOM: &str = "custom";
    if !control.options.is_empty() {
        let chosen = control.options.iter().find(|option| {
            option
                .set
                .iter()
                .all(|(path, value)| get(full, path).unwrap_or(&Value::Null) == value)
        });
        return chosen.map_or_else(|| CUSTOM.to_owned(), |option| option.name.clone());
    }
    let path = control.path.as_deref().unwrap_or_default();
    let value = get(full, path).unwrap_or(&Value::Null);
    match &control.template {
        Some(template) => {
            let kind = template_kind(control);
            let magnitude = value
                .as_str()
                .and_then(|text| extract(template, kind, text));
            magnitude.map_or_else(|| CUSTOM.to_owned(), |magnitude| kind.print(magnitude))
        }
        None => find(scenario, path).map_or_else(String::new, |param| print(param.kind, value)),
    }
}

/// A JSON value as people write it.
fn print(kind: Kind, value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => kind
            .magnitude(other)
            .map_or_else(|| other.to_string(), |magnitude| kind.print(magnitude)),
    }
}

fn state(
    control: &Control,
    scenario: &Scenario,
    full: &Value,
    text: String,
    original: String,
) -> Option<ControlState> {
    let param = control
        .path
        .as_deref()
        .and_then(|path| find(scenario, path));
    let kind = match (&control.template, &param) {
        (Some(_), _) => template_kind(control),
        (None, Some(param)) => param.kind,
        (None, None) if control.options.is_empty() => return None,
        (None, None) => Kind::Text,
    };
    let editor = if control.options.is_empty() {
        editor(
            kind,
            range(
                control,
                scenario,
                full,
                param.as_ref().filter(|_| control.template.is_none()),
            ),
            &text,
        )
    } else {
        Editor::Choice {
            options: control
                .options
                .iter()
                .map(|option| option.name.clone())
                .collect(),
        }
    };
    let help = match &param {
        Some(param) if control.help.is_empty() => param.help.clone(),
        _ => control.help.clone(),
    };
    Some(ControlState {
        name: control.name.clone(),
        label: control.label.clone(),
        help,
        editor,
        text,
        original,
        optional: control.template.is_none() && param.as_ref().is_some_and(|param| param.optional),
        live: param.is_some_and(|param| param.live),
    })
}

fn editor(kind: Kind, (min, max): (f64, f64), text: &str) -> Editor {
    match kind {
        Kind::Choice(words) => Editor::Choice {
            options: words.iter().map(ToString::to_string).collect(),
        },
        Kind::Flag => Editor::Flag,
        Kind::Distribution | Kind::Text | Kind::Group => Editor::Text,
        Kind::Count
        | Kind::Factor
        | Kind::Time
        | Kind::Share
        | Kind::Rate
        | Kind::Bytes
        | Kind::Money => Editor::Slider {
            kind,
            min,
            max,
            magnitude: kind.parse(text).ok(),
            logarithmic: is_logarithmic(min, max),
        },
    }
}

fn parameter_state(path: &str, param: &Param, full: &Value, then: &Value) -> ControlState {
    let text_in = |document: &Value| print(param.kind, get(document, path).unwrap_or(&Value::Null));
    let text = text_in(full);
    let label = param.name.replace('_', " ");
    let mut letters = label.chars();
    let label = letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    });
    ControlState {
        name: path.to_owned(),
        label,
        help: param.help.clone(),
        editor: editor(param.kind, (param.min, param.max), &text),
        text,
        original: text_in(then),
        optional: param.optional,
        live: param.live,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        let text = r#"{
            "v": 1,
            "nodes": { "u": { "kind": "client" }, "s": { "kind": "store", "read": "exp(5ms)" } },
            "workload": { "u": { "loop": "open", "to": "s" } },
            "network": { "latency": "lognormal(p50=2ms, p99=8ms)" },
            "controls": [
                { "name": "rate", "label": "Rate", "path": "workload.u.rate", "from": "1/s", "to": "200/s" },
                { "name": "latency", "label": "Latency", "path": "network.latency", "also": ["network.zones"],
                  "template": "lognormal(p50={}, p99={*4})", "default": "2ms", "from": "1ms", "to": "50ms" },
                { "name": "slots", "label": "Slots", "path": "nodes.s.concurrency", "from": 1, "to": 64 },
                { "name": "queue", "label": "Queue", "path": "nodes.s.queue", "from": 0, "to": 100, "at_most": "slots" },
                { "name": "disk", "label": "Disk", "options": [
                    { "name": "safe", "set": { "nodes.s.replication.durability": "fsync" } },
                    { "name": "fast", "set": { "nodes.s.replication.durability": "memory" } }
                ] }
            ]
        }"#;
        Document::parse(text).unwrap()
    }

    fn text_of(document: &Document, name: &str) -> String {
        let states = controls(document, &self::document());
        states
            .into_iter()
            .find(|state| state.name == name)
            .unwrap()
            .text
    }

    #[test]
    fn controls_show_what_the_document_says() {
        let shown: Vec<_> = controls(&document(), &document())
            .into_iter()
            .map(|state| state.text)
            .collect();
        assert_eq!(shown, ["100/s", "2ms", "32", "none", "safe"]);
    }

    #[test]
    fn a_template_writes_the_value_into_every_path() {
        let mut document = document();
        apply(&mut document, "latency", "10ms").unwrap();
        let written = Value::from("lognormal(p50=10ms, p99=40ms)");
        assert_eq!(document.get("network.latency"), Some(&written));
        assert_eq!(document.get("network.zones"), Some(&written));
        assert_eq!(text_of(&document, "latency"), "10ms");
        apply(&mut document, "network.latency", "3ms").unwrap();
        assert_eq!(text_of(&document, "latency"), "custom");
    }

    #[test]
    fn options_and_none_are_values_like_others() {
        let mut document = document();
        apply(&mut document, "disk", "fast").unwrap();
        assert_eq!(text_of(&document, "disk"), "fast");
        apply(&mut document, "queue", "7").unwrap();
        apply(&mut document, "queue", "none").unwrap();
        assert_eq!(text_of(&document, "queue"), "none");
        assert_eq!(document.get("nodes.s.queue"), None);
    }

    #[test]
    fn what_is_not_allowed_is_refused_and_changes_nothing() {
        for (name, text, part) in [
            ("rate", "500/s", "allowed is 1/s to 200/s"),
            ("rate", "5", "allowed is a rate"),
            ("latency", "1h", "allowed is 1ms to 50ms"),
            ("queue", "33", "allowed is 0 to 32"),
            ("disk", "slow", "allowed is one of safe, fast"),
            ("colour", "red", "there is no such control"),
            ("nodes.s.concurrency", "0", "allowed is 1 to 100000"),
            ("nodes.s.kind", "robot", "allowed is one of client"),
            ("nodes.s.replication", "single", "group"),
        ] {
            let mut changed = document();
            let problem = apply(&mut changed, name, text).unwrap_err().to_string();
            assert!(problem.contains(part), "{name}={text}: {problem}");
            assert_eq!(changed, document());
        }
    }

    #[test]
    fn another_variant_drops_what_it_does_not_have() {
        let mut document = document();
        apply(&mut document, "nodes.s.replication.durability", "memory").unwrap();
        apply(&mut document, "nodes.s.replication.mode", "raft").unwrap();
        apply(&mut document, "nodes.s.replication.replicas", "5").unwrap();
        assert_eq!(document.get("nodes.s.replication.durability"), None);
        let replicas = document.get("nodes.s.replication.replicas");
        assert_eq!(replicas, Some(&Value::from(5)));
        assert!(document.scenario().is_ok());
    }

    #[test]
    fn parameters_of_a_node_come_from_its_declaration() {
        let listed = parameters(&document(), &document(), "nodes.s");
        let names: Vec<_> = listed.iter().map(|state| state.name.as_str()).collect();
        assert!(
            names.contains(&"nodes.s.concurrency")
                && names.contains(&"nodes.s.replication.durability")
        );
        assert!(
            listed
                .iter()
                .all(|state| !state.help.is_empty() && !state.is_changed())
        );
    }
}
