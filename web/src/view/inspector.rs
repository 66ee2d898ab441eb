//! The inspector: the selected part at the cursor, actions on it, and all of its parameters.

use std::collections::BTreeMap;

use netsplit_core::frame::Frame;
use netsplit_core::panel::StateTable;
use netsplit_core::scenario::ControlState;
use netsplit_core::summary::Summary;
use netsplit_core::unit::Unit;
use netsplit_core::vocabulary::Outcome;
use serde_json::{Value, json};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::Dispatch;
use super::controls::Control;
use super::icon::{Icon, icon_button};
use super::state_tables;
use crate::shared::Shared;
use crate::state::{Action, Refusal, Selection};

/// Properties of the inspector.
#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    /// Selected part.
    pub selection: Selection,
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// How everything is at the cursor.
    pub frame: Shared<Frame>,
    /// State tables of the node at the cursor.
    pub state_tables: Shared<Vec<StateTable>>,
    /// Parameters of what is selected.
    pub parameters: Vec<ControlState>,
    /// Text that was typed and refused.
    pub refusals: Shared<BTreeMap<String, Refusal>>,
    /// Where everything goes.
    pub dispatch: Dispatch,
}

/// How long an intervention lasts: what is said, and what is written.
const LASTING: [(&str, Option<&str>); 4] = [
    ("1 s", Some("1s")),
    ("5 s", Some("5s")),
    ("20 s", Some("20s")),
    ("rest", None),
];

/// A label and its value.
type Row = (String, String);

/// Selected part.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let lasting = use_state(|| 1usize);
    let place = use_node_ref();
    use_effect_with((place.clone(), props.selection.clone()), |(place, _)| {
        bring_up(place);
    });
    let name = props.selection.name();
    let close = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_| dispatch.dispatch(Action::Select(None)))
    };
    let (label, rows) = match &props.selection {
        Selection::Node(_) => node_rows(props),
        Selection::Process(_) => process_rows(props),
        Selection::Call(_) => call_rows(props),
    };
    let refusal = |control: &ControlState| props.refusals.get(&control.name).cloned();
    html! {
        <section class="inspector" aria-labelledby="selected" ref={place}>
            <div class="row">
                <h2 id="selected">{ label.unwrap_or_else(|| name.to_owned()) }</h2>
                <span class="gap" />
                { icon_button(Icon::Close, "Select nothing", false, close) }
            </div>
            if rows.is_empty() {
                <p class="nothing">{ "It is not part of this run any more." }</p>
            }
            <dl class="rows">
                { for rows.into_iter().enumerate().map(|(index, (label, value))| html! {
                    <div key={index}><dt>{ label }</dt><dd>{ value }</dd></div>
                }) }
            </dl>
            { state_tables::draw(&props.state_tables) }
            { interventions(props, &lasting) }
            { for props.parameters.iter().map(|control| html! {
                <Control key={control.name.clone()} control={control.clone()} refusal={refusal(control)} dispatch={props.dispatch.clone()} />
            }) }
        </section>
    }
}

/// Scrolls the column to what was selected; where the page is one column, it is a sheet and always in sight.
fn bring_up(place: &NodeRef) {
    const ABOVE: i32 = 60;
    if let Some(section) = place.cast::<HtmlElement>()
        && let Some(column) = section.parent_element()
    {
        column.set_scroll_top(section.offset_top() - ABOVE - 12);
    }
}

fn row(label: &str, value: impl Into<String>) -> Row {
    (label.to_owned(), value.into())
}

fn node_rows(props: &InspectorProps) -> (Option<String>, Vec<Row>) {
    let InspectorProps { summary, frame, .. } = props;
    let topology = &summary.topology;
    let Some(node) = topology
        .nodes
        .iter()
        .find(|node| node.name == props.selection.name())
    else {
        return (None, Vec::new());
    };
    let mut rows = vec![row(&node.kind, node.detail.clone())];
    let first = node.first as usize;
    let shapes = topology.processes.iter().zip(&frame.processes);
    for (shape, process) in shapes.skip(first).take(node.replicas as usize) {
        let status = format!(
            "{}, {} busy, {} queued",
            process.status, process.busy, process.queued
        );
        rows.push((shape.name.clone(), status));
    }
    if let Some(summary) = summary
        .nodes
        .iter()
        .find(|summary| summary.node == node.name)
    {
        let used = summary
            .utilisation
            .map(|share| row("mean use", Unit::Share.print(share)));
        rows.extend(used);
        rows.push(row("accepted", Unit::PerSecond.print(summary.throughput)));
        rows.push(row(
            "queue, mean and longest",
            format!("{:.1}, {}", summary.queue_mean, summary.queue_max),
        ));
        let spent = summary
            .time_in_node
            .map(|time| row("mean time in it", Unit::Seconds.print(time)));
        rows.extend(spent);
    }
    (Some(node.label.clone()), rows)
}

fn process_rows(props: &InspectorProps) -> (Option<String>, Vec<Row>) {
    let InspectorProps { summary, frame, .. } = props;
    let name = props.selection.name();
    let shapes = summary.topology.processes.iter().zip(&frame.processes);
    let Some((shape, process)) = shapes.into_iter().find(|(shape, _)| shape.name == name) else {
        return (None, Vec::new());
    };
    let mut rows = vec![
        row("status", process.status.clone()),
        row("zone", shape.zone.clone()),
        row("busy", process.busy.to_string()),
        row("queued", process.queued.to_string()),
    ];
    let reported = process.rows.iter();
    rows.extend(reported.map(|row| (row.label.clone(), row.value.clone())));
    (None, rows)
}

fn call_rows(props: &InspectorProps) -> (Option<String>, Vec<Row>) {
    let InspectorProps { summary, frame, .. } = props;
    let name = props.selection.name();
    let label = name
        .split_once("->")
        .map(|(from, to)| format!("{from} \u{2192} {to}"));
    let mut rows = Vec::new();
    let shapes = summary.topology.routes.iter().zip(&frame.routes);
    let counts = summary.routes.iter().find(|summary| summary.route == name);
    let messages = counts.and_then(|counts| counts.messages);
    let sent = messages.map_or("attempts", |_| "messages");
    if let Some((_, route)) = shapes.into_iter().find(|(shape, _)| shape.name == name) {
        rows.push(row(sent, Unit::PerSecond.print(route.rate)));
        rows.push(row("failed", Unit::Share.print(route.failed)));
        rows.push(row("links cut", Unit::Share.print(route.cut)));
    }
    if let Some(summary) = counts {
        rows.push(row(
            &format!("{sent} in all"),
            Unit::Count.print(messages.unwrap_or(summary.attempts) as f64),
        ));
        let ends = Outcome::ALL.map(Outcome::word);
        let counted = ends
            .iter()
            .zip(summary.outcomes.iter().copied())
            .filter(|(_, count)| *count > 0);
        rows.extend(counted.map(|(end, count)| row(end, Unit::Count.print(count as f64))));
    }
    (label, rows)
}

/// Actions on the selected part, at the cursor.
fn interventions(props: &InspectorProps, lasting: &UseStateHandle<usize>) -> Html {
    let button = |name: &'static str, mut fault: Value| {
        if let Some(lasts) = LASTING[**lasting].1 {
            fault["lasts"] = json!(lasts);
        }
        let dispatch = props.dispatch.clone();
        let act = move |_: MouseEvent| dispatch.dispatch(Action::Intervene(fault.clone()));
        html! { <button key={name} type="button" onclick={act}>{ name }</button> }
    };
    let last = |index: usize, said: &'static str| {
        let lasting = lasting.clone();
        let on = *lasting == index;
        html! {
            <button key={index} type="button" aria-pressed={on.to_string()} onclick={move |_| lasting.set(index)}>{ said }</button>
        }
    };
    html! {
        <div class="break">
            <h3 id="break">{ "Break it at the cursor" }</h3>
            <div class="buttons" role="group" aria-labelledby="break">
                { for faults(&props.selection).into_iter().map(|(name, fault)| button(name, fault)) }
            </div>
            <div class="seg small" role="group" aria-label="For how long">
                { for LASTING.iter().enumerate().map(|(index, (said, _))| last(index, said)) }
            </div>
        </div>
    }
}

/// Faults for what is selected: the name of the button, and what is added to the scenario.
fn faults(selection: &Selection) -> Vec<(&'static str, Value)> {
    match selection {
        Selection::Node(target) | Selection::Process(target) => vec![
            ("Crash", json!({ "fault": "crash", "target": target })),
            (
                "Crash host",
                json!({ "fault": "crash", "target": target, "scope": "host" }),
            ),
            (
                "Pause process",
                json!({ "fault": "pause", "target": target }),
            ),
            ("Slow", json!({ "fault": "slow", "target": target })),
            ("Cut", json!({ "fault": "cut", "from": [target] })),
        ],
        Selection::Call(name) => {
            let (from, to) = name.split_once("->").unwrap_or((name, ""));
            vec![
                ("Cut", json!({ "fault": "cut", "from": [from], "to": [to] })),
                (
                    "Slow",
                    json!({ "fault": "latency", "from": [from], "to": [to] }),
                ),
                (
                    "Lose messages",
                    json!({ "fault": "loss", "from": [from], "to": [to] }),
                ),
            ]
        }
    }
}
