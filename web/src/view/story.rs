//! What the lab tells: its claim, what to try and to watch, what is not modelled.

use netsplit_core::scenario::Scenario;
use yew::prelude::*;

use super::Dispatch;
use crate::shared::Shared;
use crate::state::Action;

/// What the story needs.
#[derive(Properties, PartialEq)]
pub struct StoryProps {
    /// The scenario that tells it.
    pub scenario: Shared<Scenario>,
    /// Where a click on a cue goes.
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
                if !story.tries.is_empty() {
                    <section class="try">
                        <h2>{ "Try" }</h2>
                        <ol>{ for story.tries.iter().map(|step| html! { <li key={step.clone()}>{ step }</li> }) }</ol>
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

#[cfg(test)]
mod tests {
    use netsplit_core::presets;

    /// What is painted before the program is there stays in its place when it is.
    #[test]
    fn the_first_lab_is_told_in_the_same_words_before_the_program_is_there() {
        let page = include_str!("../../index.html");
        let scenario = presets::first().document().scenario().unwrap();
        for words in [&scenario.title, &scenario.story.claim] {
            assert!(page.contains(&format!(">{words}<")), "{words}");
        }
    }
}
