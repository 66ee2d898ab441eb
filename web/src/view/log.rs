//! The log: events around the cursor, as sentences.

use netsplit_core::panel::LogLine;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::{Dispatch, moment};
use crate::shared::Shared;
use crate::state::Action;

/// Properties of the log.
#[derive(Properties, PartialEq)]
pub struct LogProps {
    /// Its lines, oldest first.
    pub lines: Shared<Vec<LogLine>>,
    /// The cursor, in seconds.
    pub cursor: f64,
    /// Where a click goes.
    pub dispatch: Dispatch,
}

/// The log.
#[component]
pub fn Log(props: &LogProps) -> Html {
    let place = use_node_ref();
    use_effect_with(
        (place.clone(), props.lines.clone(), props.cursor),
        |(place, ..)| show_here(place),
    );
    if props.lines.is_empty() {
        return html! { <p class="nothing">{ "Nothing happened around this moment." }</p> };
    }
    // The last line that is not later than the cursor is where we are.
    let here = props
        .lines
        .iter()
        .rposition(|line| line.at <= props.cursor + 1e-9);
    html! {
        <div class="log" tabindex="0" role="region" aria-label="Log around the cursor" ref={place}>
            <table>
                <thead class="unseen">
                    <tr><th scope="col">{ "When" }</th><th scope="col">{ "Where" }</th><th scope="col">{ "What" }</th></tr>
                </thead>
                <tbody>{ for props.lines.iter().enumerate().map(|(index, line)| draw(line, here == Some(index), index, props)) }</tbody>
            </table>
        </div>
    }
}

/// Keeps the line at the cursor in the middle.
fn show_here(place: &NodeRef) {
    if let Some(log) = place.cast::<HtmlElement>()
        && let Ok(Some(row)) = log.query_selector(".here")
        && let Ok(row) = row.dyn_into::<HtmlElement>()
    {
        log.set_scroll_top(row.offset_top() - log.client_height() / 2);
    }
}

fn draw(line: &LogLine, here: bool, index: usize, props: &LogProps) -> Html {
    let (at, dispatch) = (line.at, props.dispatch.clone());
    let seek = move |_: MouseEvent| dispatch.dispatch(Action::Seek(at));
    html! {
        <tr key={index} class={classes!(line.bad.then_some("bad"), here.then_some("here"))} aria-current={here.then_some("time")}>
            <td><button type="button" class="link" onclick={seek}>{ moment(line.at) }</button></td>
            <td>{ &line.place }</td>
            <td>{ &line.says }</td>
        </tr>
    }
}
