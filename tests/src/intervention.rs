//! Interventions of every kind that a person at the page can make.

use netsplit_core::params::Kind;
use netsplit_core::scenario::{ControlState, Document, Editor, Scenario, apply, parameters};
use serde_json::{Value, json};

/// An intervention.
#[derive(Clone, Debug)]
pub struct Intervention {
    /// Description, for the message of a failed test.
    pub name: String,
    /// Fault to add to the scenario.
    pub fault: Value,
    /// True if it always has a visible effect on a busy node.
    pub shows: bool,
}

/// Every kind of fault that can hit a node, at `at` seconds.
pub fn faults(node: &str, at: f64) -> Vec<Intervention> {
    let at = format!("{at}s");
    let kind = |shows: bool, fault: Value| {
        let mut fault = fault;
        fault["at"] = json!(at);
        Intervention {
            name: fault.to_string(),
            fault,
            shows,
        }
    };
    vec![
        kind(
            true,
            json!({ "fault": "crash", "target": node, "scope": "process" }),
        ),
        kind(
            true,
            json!({ "fault": "crash", "target": node, "scope": "host", "lasts": "1s" }),
        ),
        kind(true, json!({ "fault": "cut", "from": [node] })),
        kind(
            true,
            json!({ "fault": "cut", "from": [node], "one_way": true, "lasts": "2s" }),
        ),
        kind(
            true,
            json!({ "fault": "pause", "target": node, "lasts": "700ms" }),
        ),
        kind(
            true,
            json!({ "fault": "restart", "target": node, "boot": "300ms" }),
        ),
        kind(
            true,
            json!({ "fault": "outages", "target": node, "mttf": "300ms", "mttr": "200ms" }),
        ),
        kind(true, json!({ "fault": "latency", "add": "40ms" })),
        kind(
            true,
            json!({ "fault": "latency", "from": [node], "add": "1ms", "lasts": "500ms" }),
        ),
        kind(true, json!({ "fault": "loss", "share": "80%" })),
        kind(
            true,
            json!({ "fault": "errors", "target": node, "share": "90%" }),
        ),
        kind(
            false,
            json!({ "fault": "slow", "target": node, "factor": 7 }),
        ),
        kind(
            false,
            json!({ "fault": "clock", "target": node, "offset": "3s", "rate": 2 }),
        ),
    ]
}

/// An intervention for each parameter that may change in the middle of a run, to another value, at `at` seconds.
///
/// # Panics
/// If the document is refused.
pub fn sets(document: &Document, at: f64) -> Vec<Intervention> {
    let scenario = document
        .scenario()
        .expect("the document was accepted before");
    let live = places(&scenario)
        .into_iter()
        .flat_map(|place| parameters(document, document, &place))
        .filter(|parameter| parameter.live);
    live.filter_map(|parameter| set(document, &parameter, at))
        .collect()
}

/// Paths of the parts with parameters that may be live.
pub fn places(scenario: &Scenario) -> Vec<String> {
    let nodes = scenario.nodes.keys().map(|name| format!("nodes.{name}"));
    let calls = scenario.calls.keys().map(|name| format!("calls.{name}"));
    let clients = scenario
        .workload
        .keys()
        .map(|name| format!("workload.{name}"));
    nodes
        .chain(calls)
        .chain(clients)
        .chain(["network".to_owned()])
        .collect()
}

fn set(document: &Document, parameter: &ControlState, at: f64) -> Option<Intervention> {
    let text = another(parameter)?;
    let mut changed = document.clone();
    apply(&mut changed, &parameter.name, &text)
        .unwrap_or_else(|issue| panic!("an editor's own value is refused: {issue}"));
    // A value that an editor offers may contradict other values, such as a spike that would fall into a ramp.
    crate::labs::plan(&changed).ok()?;
    let value = changed.get(&parameter.name).cloned();
    Some(Intervention {
        name: format!("set {} = {text} at {at} s", parameter.name),
        fault: json!({
            "fault": "set",
            "at": format!("{at}s"),
            "path": parameter.name,
            "value": value.unwrap_or_default(),
        }),
        shows: false,
    })
}

/// A value that the editor of a parameter offers, other than the present one.
pub fn another(parameter: &ControlState) -> Option<String> {
    let offered = match &parameter.editor {
        Editor::Slider { kind, min, max, .. } => [0.3, 0.6]
            .map(|place| slider(*kind, *min, *max, place))
            .to_vec(),
        Editor::Choice { options } => options.clone(),
        Editor::Flag => vec!["true".to_owned(), "false".to_owned()],
        Editor::Text => vec!["exp(20ms)".to_owned(), "3ms".to_owned()],
    };
    offered.into_iter().find(|text| *text != parameter.text)
}

/// Value of a slider at a position from 0 to 1. Squares approximate the ratios of a logarithmic slider: small values,
/// which are most common, are chosen often.
pub fn slider(kind: Kind, min: f64, max: f64, place: f64) -> String {
    let (min, max) = (min.max(-1e12), max.min(1e12));
    let square = place * place;
    let magnitude = min + (max - min) * square * square;
    let whole = kind == Kind::Count || kind == Kind::Bytes;
    kind.print(if whole { magnitude.round() } else { magnitude }.clamp(min, max))
}
