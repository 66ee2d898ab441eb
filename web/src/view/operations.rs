//! Operations as callers saw them: bars from invocation to completion, and what proves a verdict among them.

use netsplit_core::views::{Bar, Operations as Seen, Source};
use netsplit_picture::operations::{self, Highlight};
use netsplit_picture::stretch::StretchOptions;
use yew::prelude::*;

use super::Dispatch;
use super::size::use_size;
use super::stretch::{Stretch, ViewProps, tools};
use crate::shared::Shared;
use crate::state::{Action, Look, Looking};

/// The view.
#[component]
pub fn Operations(props: &ViewProps) -> Html {
    let (place, (width, _)) = use_size();
    let picture = {
        let summary = props.summary.clone();
        let look = &props.look;
        let what = (
            look.operations.clone(),
            look.proof.clone(),
            look.request,
            props.stretch,
        );
        use_memo((what, width as u32, summary), move |(what, _, summary)| {
            let (seen, proof, request, stretch) = what;
            let (seen, (from, to)) = (seen.as_ref()?, (*stretch)?);
            let evidence = proof.as_ref().and_then(|proof| proof.evidence.as_ref());
            let highlight = Highlight {
                evidence: evidence.map_or(&[], |evidence| evidence.requests.as_slice()),
                chosen: *request,
            };
            let options = StretchOptions {
                width,
                from,
                to,
                cursor: None,
                faults: &summary.faults,
                interactive: true,
            };
            Some(Shared::new(operations::draw(seen, highlight, &options)))
        })
    };
    let choose = {
        let (dispatch, chosen) = (props.dispatch.clone(), props.look.request);
        Callback::from(move |request: u32| {
            let next = (chosen != Some(request)).then_some(request);
            dispatch.dispatch(Action::Look(Looking::Request(next)));
        })
    };
    html! {
        <div class="view" ref={place}>
            <div class="tools">
                { sources(props) }
                { key_button(props) }
                { tools(props.stretch, &props.dispatch) }
            </div>
            { proof(&props.look, &props.dispatch) }
            if let Some((picture, stretch)) = (*picture).clone().zip(props.stretch).filter(|_| width > 0.0) {
                <Stretch summary={props.summary.clone()} {picture} {stretch} cursor={props.cursor} {choose} dispatch={props.dispatch.clone()} />
            }
            { details(props) }
        </div>
    }
}

/// The sentence that proves the verdict that was opened, and the way back to everything.
pub fn proof(look: &Look, dispatch: &Dispatch) -> Html {
    let Some(evidence) = look.evidence() else {
        return Html::default();
    };
    let dispatch = dispatch.clone();
    let clear = move |_: MouseEvent| dispatch.dispatch(Action::Look(Looking::Proof(None)));
    html! {
        <p class="proof">
            <span aria-hidden="true">{ "\u{25b2} " }</span>{ &evidence.says }{ " " }
            <button type="button" class="link" onclick={clear}>{ "Show everything" }</button>
        </p>
    }
}

/// The requests of clients, or the calls to a store.
fn sources(props: &ViewProps) -> Html {
    let Some(seen) = props
        .look
        .operations
        .as_ref()
        .filter(|seen| seen.sources.len() > 1)
    else {
        return Html::default();
    };
    let button = |source: &Source| {
        let (store, dispatch) = (source.store, props.dispatch.clone());
        let on = seen.store == store;
        html! {
            <button key={source.label.clone()} type="button" aria-pressed={on.to_string()}
                onclick={move |_: MouseEvent| dispatch.dispatch(Action::Look(Looking::Store(store)))}>{ &source.label }</button>
        }
    };
    html! {
        <div class="seg small" role="group" aria-label="Operations of">{ for seen.sources.iter().map(button) }</div>
    }
}

/// The bar of the request that is chosen, else of the first one that proves the verdict.
fn marked<'a>(seen: &'a Seen, look: &Look) -> Option<&'a Bar> {
    let first = look
        .evidence()
        .and_then(|evidence| evidence.requests.first().copied());
    let wanted = look.request.or(first)?;
    let mut bars = seen.lanes.iter().flat_map(|lane| &lane.bars);
    bars.find(|bar| bar.request == wanted)
}

/// Only the key of what is chosen, or all.
fn key_button(props: &ViewProps) -> Html {
    let Some(seen) = &props.look.operations else {
        return Html::default();
    };
    let marked = marked(seen, &props.look).map(|bar| bar.key);
    let Some(key) = seen.key.or(marked) else {
        return Html::default();
    };
    let on = seen.key.is_some();
    let dispatch = props.dispatch.clone();
    let flip =
        move |_: MouseEvent| dispatch.dispatch(Action::Look(Looking::Key((!on).then_some(key))));
    html! {
        <button type="button" class="none" aria-pressed={on.to_string()} onclick={flip}>{ format!("Only key {key}") }</button>
    }
}

/// The chosen part in words, and notes on what is not drawn.
fn details(props: &ViewProps) -> Html {
    let seen = props.look.operations.as_ref();
    let chosen = props
        .look
        .request
        .and(seen)
        .and_then(|seen| marked(seen, &props.look));
    let note = seen.and_then(|seen| seen.note.clone());
    let empty = seen.is_some_and(|seen| seen.total == 0);
    html! {
        <div class="details" aria-live="polite">
            if let Some(bar) = chosen {
                <p><b>{ &bar.says }</b>{ " Esc lets go of it." }</p>
            } else if empty {
                <p>{ "No operation in this stretch." }</p>
            } else {
                <p class="hint">{ "Each bar is one operation, from its invocation to its completion: r reads, w writes, k is the key. Select one to read it." }</p>
            }
            if let Some(note) = note {
                <p class="hint">{ note }</p>
            }
        </div>
    }
}
