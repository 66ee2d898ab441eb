//! Messages between processes over time; what is chosen shows what led to it and what it led to.

use netsplit_picture::space_time;
use netsplit_picture::stretch::StretchOptions;
use yew::prelude::*;

use super::operations::proof;
use super::size::use_size;
use super::stretch::{Stretch, ViewProps, tools};
use crate::shared::Shared;
use crate::state::{Action, Looking};

/// The view.
#[component]
pub fn SpaceTime(props: &ViewProps) -> Html {
    let (place, (width, _)) = use_size();
    let picture = {
        let look = &props.look;
        let what = (look.space_time.clone(), look.proof.clone(), props.stretch);
        use_memo(
            (what, width as u32, props.summary.clone()),
            move |(what, _, summary)| {
                let (seen, proof, stretch) = what;
                let (seen, (from, to)) = (seen.as_ref()?, (*stretch)?);
                let evidence = proof.as_ref().and_then(|proof| proof.evidence.as_ref());
                let evidence = evidence.map_or(&[][..], |evidence| evidence.processes.as_slice());
                let options = StretchOptions {
                    width,
                    from,
                    to,
                    cursor: None,
                    faults: &summary.faults,
                    interactive: true,
                };
                Some(Shared::new(space_time::draw(
                    &summary.topology,
                    seen,
                    evidence,
                    &options,
                )))
            },
        )
    };
    let choose = {
        let (dispatch, chosen) = (props.dispatch.clone(), props.look.event);
        Callback::from(move |event: u32| {
            let next = (chosen != Some(event)).then_some(event);
            dispatch.dispatch(Action::Look(Looking::Event(next)));
        })
    };
    let seen = props.look.space_time.as_ref();
    let below = seen.map_or(0.0, |seen| space_time::legend_height(seen, width));
    html! {
        <div class="view" ref={place}>
            <div class="tools">{ tools(props.stretch, &props.dispatch) }</div>
            { proof(&props.look, &props.dispatch) }
            if let Some((picture, stretch)) = (*picture).clone().zip(props.stretch).filter(|_| width > 0.0) {
                <Stretch summary={props.summary.clone()} {picture} {stretch} {below} cursor={props.cursor} {choose} dispatch={props.dispatch.clone()} />
            }
            { details(props) }
        </div>
    }
}

/// The chosen part in words, and notes on what is not drawn.
fn details(props: &ViewProps) -> Html {
    let Some(seen) = &props.look.space_time else {
        return Html::default();
    };
    let chosen = seen.chosen.as_ref().filter(|_| props.look.event.is_some());
    html! {
        <div class="details" aria-live="polite">
            if let Some(chosen) = chosen {
                <p><b>{ &chosen.says }</b></p>
                <p>{ &chosen.ties }{ " Esc lets go of it." }</p>
            } else {
                <p class="hint">{ "Each line is a process, each arrow a message. Select a message or an event: what led to it and what it led to stay bright." }</p>
            }
            { for seen.notes.iter().map(|note| html! { <p key={note.clone()} class="hint">{ note }</p> }) }
        </div>
    }
}
