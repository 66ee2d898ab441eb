//! Below the diagram: what the run looks like over time, in several views, one behind the other.

use netsplit_core::panel::LogLine;
use netsplit_core::summary::Summary;
use wasm_bindgen::JsCast;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::charts::{Charts, Latencies};
use super::log::Log;
use super::operations::Operations;
use super::space_time::SpaceTime;
use super::{Dispatch, coarse};
use crate::browser;
use crate::shared::Shared;
use crate::state::{Action, Baseline, Look, Tab};

/// Properties of the panel.
#[derive(Properties, PartialEq)]
pub struct PanelProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// The run to compare with.
    pub baseline: Option<Shared<Baseline>>,
    /// The cursor, in seconds.
    pub cursor: f64,
    /// Tab in front.
    pub tab: Tab,
    /// Log around the cursor.
    pub log: Shared<Vec<LogLine>>,
    /// View of a stretch of the run.
    pub look: Look,
    /// The stretch that is shown, in seconds.
    pub stretch: Option<(f64, f64)>,
    /// Where everything goes.
    pub dispatch: Dispatch,
}

/// The tabs, in their order.
const TABS: [(Tab, &str, &str); 5] = [
    (Tab::Charts, "Charts", "tab-charts"),
    (Tab::Latencies, "Latencies", "tab-latencies"),
    (Tab::Operations, "Operations", "tab-operations"),
    (Tab::SpaceTime, "Space-time", "tab-space-time"),
    (Tab::Log, "Log", "tab-log"),
];

/// The panel.
#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let place = use_node_ref();
    let proof = props.look.proof.as_ref().map(|proof| proof.badge.clone());
    let drawn = props.look.evidence().is_some() && props.stretch.is_some();
    use_evidence_in_sight(&place, proof, drawn);
    let chosen = TABS.iter().find(|(tab, ..)| *tab == props.tab);
    let id = chosen.map_or("", |(_, _, id)| *id);
    html! {
        <section class="card panel" aria-label="Charts and log" ref={place}>
            <h2 class="unseen">{ "The run over time" }</h2>
            <div class="tabs" role="tablist" aria-label="Charts and log" onkeydown={arrows(props)}>
                { for TABS.iter().map(|(tab, name, id)| tab_button(props, *tab, name, id)) }
            </div>
            <div class="tab-body" role="tabpanel" id="tab-body" aria-labelledby={id}>{ body(props) }</div>
        </section>
    }
}

fn body(props: &PanelProps) -> Html {
    let (summary, dispatch) = (props.summary.clone(), props.dispatch.clone());
    let (look, stretch, cursor) = (props.look.clone(), props.stretch, props.cursor);
    match props.tab {
        Tab::Charts => {
            let cursor = coarse(cursor, summary.duration);
            html! { <Charts {summary} baseline={props.baseline.clone()} {cursor} {dispatch} /> }
        }
        Tab::Latencies => html! { <Latencies {summary} /> },
        Tab::Operations => {
            html! { <Operations {summary} {look} {stretch} {cursor} {dispatch} /> }
        }
        Tab::SpaceTime => html! { <SpaceTime {summary} {look} {stretch} {cursor} {dispatch} /> },
        Tab::Log => html! { <Log lines={props.log.clone()} {cursor} {dispatch} /> },
    }
}

/// Evidence that was opened is scrolled into sight once it is drawn.
#[hook]
fn use_evidence_in_sight(place: &NodeRef, proof: Option<String>, drawn: bool) {
    let place = place.clone();
    use_effect_with((proof, drawn), move |(proof, drawn)| {
        let panel = place.cast::<Element>();
        if let (Some(panel), Some(_), true) = (panel, proof, drawn) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            panel.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

fn tab_button(props: &PanelProps, tab: Tab, name: &'static str, id: &'static str) -> Html {
    let on = tab == props.tab;
    let dispatch = props.dispatch.clone();
    html! {
        <button key={id} type="button" role="tab" {id} aria-selected={on.to_string()} aria-controls="tab-body"
            tabindex={if on { "0" } else { "-1" }} onclick={move |_| dispatch.dispatch(Action::Tab(tab))}>{ name }</button>
    }
}

/// Left and Right go from tab to tab.
fn arrows(props: &PanelProps) -> Callback<KeyboardEvent> {
    let (dispatch, tab) = (props.dispatch.clone(), props.tab);
    Callback::from(move |event: KeyboardEvent| {
        let here = TABS.iter().position(|(one, ..)| *one == tab).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowRight" => (here + 1) % TABS.len(),
            "ArrowLeft" => (here + TABS.len() - 1) % TABS.len(),
            _ => return,
        };
        event.prevent_default();
        dispatch.dispatch(Action::Tab(TABS[next].0));
        let button = browser::document().get_element_by_id(TABS[next].2);
        if let Some(button) =
            button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok())
        {
            // An element that is shown can take the focus.
            let _ = button.focus();
        }
    })
}
