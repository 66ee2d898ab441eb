//! The story of the lab: its claim, things to try and to watch, things that are not modelled.

use netsplit_core::scenario::{Scenario, Try};
use yew::prelude::*;

use super::Dispatch;
use crate::shared::Shared;
use crate::state::Action;

/// Properties of the story.
#[derive(Properties, PartialEq)]
pub struct StoryProps {
    /// The scenario that tells it.
    pub scenario: Shared<Scenario>,
    /// For each try whether it was done.
    pub done: Vec<bool>,
    /// Where a click on a cue or a try goes.
    pub dispatch: Dispatch,
}

/// The story of the lab.
#[component]
pub fn Story(props: &StoryProps) -> Html {
    let scenario = &props.scenario;
    let story = &scenario.story;
    html! {
        <aside class="story" aria-label="About this lab">
            <div class="intro">
                <p class="kicker">{ family(&scenario.family) }</p>
                <h1>{ &scenario.title }</h1>
                <p class="claim">{ &story.claim }</p>
            </div>
            <div class="notes">
                // Where there is little room the claim above is cut short: here it is whole.
                <p class="whole">{ &story.claim }</p>
                if !story.tries.0.is_empty() {
                    <section class="try">
                        <h2>{ "Try" }</h2>
                        <ol>{ for story.tries.0.iter().enumerate().map(|(index, one)| offer(props, index, one)) }</ol>
                    </section>
                }
                if !story.watch.is_empty() {
                    <section><h2>{ "Watch" }</h2><p>{ &story.watch }</p></section>
                }
                { cues(props) }
                if !story.not_modelled.is_empty() {
                    <details>
                        <summary>{ "Not modelled" }</summary>
                        <ul>{ for story.not_modelled.iter().map(|what| html! { <li key={what.clone()}>{ what }</li> }) }</ul>
                    </details>
                }
                if !story.source.is_empty() {
                    <p class="source">{ "Source: " }{ &story.source }</p>
                }
            </div>
        </aside>
    }
}

/// A try: a button that does it, or a text if there is nothing to be done.
fn offer(props: &StoryProps, index: usize, one: &Try) -> Html {
    if one.set.is_empty() && one.shows.is_empty() && one.at.is_none() {
        return html! { <li key={index}>{ &one.says }</li> };
    }
    let is_done = props.done.get(index) == Some(&true);
    let dispatch = props.dispatch.clone();
    let act = move |_: MouseEvent| dispatch.dispatch(Action::Try(index));
    html! {
        <li key={index} class={classes!(is_done.then_some("done"))}>
            <button type="button" class="do" data-try={index.to_string()} onclick={act}>
                { &one.says }
                if is_done {
                    <span class="unseen">{ " (done)" }</span>
                }
            </button>
        </li>
    }
}

fn cues(props: &StoryProps) -> Html {
    let cues = &props.scenario.story.cues;
    if cues.is_empty() {
        return Html::default();
    }
    let cue = |index: usize, cue: &netsplit_core::scenario::Cue| {
        let (at, dispatch) = (cue.at.as_secs(), props.dispatch.clone());
        let seek = move |_| dispatch.dispatch(Action::Seek(at));
        html! {
            <li key={index}>
                <button type="button" class="link" onclick={seek}>{ cue.at.to_string() }</button>
                { " " }{ &cue.says }
            </li>
        }
    };
    html! {
        <section>
            <h2>{ "Moments" }</h2>
            <ul class="cues">{ for cues.iter().enumerate().map(|(index, one)| cue(index, one)) }</ul>
        </section>
    }
}

/// A family as it is read: its name with a capital.
pub fn family(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters));
    first.map_or_else(String::new, |letters| {
        letters.collect::<String>().replace('-', " ")
    })
}
