//! The page as a whole.

use std::rc::Rc;

use netsplit_core::scenario::ControlState;
use web_sys::Worker;
use yew::prelude::*;

use super::banner::Banner;
use super::coarse;
use super::controls::Control;
use super::diagram::Diagram;
use super::gallery::Gallery;
use super::header::{Header, logo};
use super::help::Help;
use super::icon::Icon;
use super::inspector::Inspector;
use super::panel::Panel;
use super::share::Share;
use super::size::use_size;
use super::step::{Step, use_steps};
use super::story::Story;
use super::tiles::Tiles;
use super::timeline::Timeline;
use super::verdicts::Verdicts;
use super::wiring::{self, Handle};
use crate::address;
use crate::embed::{Embed, Pictures};
use crate::labs::Opening;
use crate::state::{Action, Dialog, Selection, State};

/// Properties of the page.
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// The link that it opens.
    pub opening: Opening,
    /// A worker that was started before the program was here.
    pub worker: Option<Worker>,
}

/// The page.
#[component]
pub fn App(props: &AppProps) -> Html {
    let embed = use_memo((), |()| Embed::read(&props.opening.link));
    let state = use_reducer(|| wiring::opened(props.opening.clone(), &embed));
    let engine = wiring::use_engine(&state, props.worker.as_ref());
    let step = use_steps(state.summary.is_some());
    wiring::use_address(&state, &embed);
    wiring::use_keys(&state, &engine);
    wiring::use_root(&state, step == Step::Shown);
    wiring::use_drop(&state);
    let (place, (_, height)) = use_size();
    wiring::use_embed(&state, &embed, height);
    let on_step = {
        let state = state.clone();
        Callback::from(move |forward| wiring::step(&state, &engine, forward))
    };
    let bare = embed.controls.as_ref().is_some_and(Vec::is_empty);
    html! {
        <div class={classes!("app", bare.then_some("bare"), embed.on.then_some("embed"))} ref={place}>
            if embed.on { { small_head(&state) } } else { { head(&state) } }
            <Banner problems={state.problems.clone()} missing={state.missing.clone()} broken={state.broken} dispatch={state.dispatcher()} />
            if !embed.on {
                <Story scenario={state.scenario.clone()} done={state.done()} dispatch={state.dispatcher()} />
            }
            { middle(&state, &embed, step) }
            { side(&state, &embed) }
            if let Some(summary) = state.summary.as_ref().filter(|_| step >= Step::Time) {
                <Timeline summary={summary.clone()} scenario={state.scenario.clone()} cursor={state.cursor}
                    playing={state.playing} speed={state.speed} {on_step} dispatch={state.dispatcher()} />
            }
            { dialog(&state) }
        </div>
    }
}

fn head(state: &Handle) -> Html {
    html! {
        <Header title={state.scenario.title.clone()} seed={state.seed()} steps={(state.can_undo(), state.can_redo())}
            changed={state.is_changed()} theme={state.theme} pinned={state.baseline.is_some()} dispatch={state.dispatcher()} />
    }
}

/// In a frame there is room for the title and the way out.
fn small_head(state: &Handle) -> Html {
    html! {
        <header class="top">
            <span class="logo">{ logo() }</span>
            <h1 class="crumb">{ &state.scenario.title }</h1>
            <span class="gap" />
            <a class="out" href={address::link(state, true, &[])} target="_blank" rel="noopener">{ "Open in Netsplit" }</a>
        </header>
    }
}

fn middle(state: &Handle, embed: &Embed, step: Step) -> Html {
    let Some((summary, frame)) = state.summary.clone().zip(state.frame.clone()) else {
        return html! { <main class="main">{ before_a_run(state) }</main> };
    };
    let cursor = coarse(state.cursor, summary.duration);
    let dispatch = state.dispatcher();
    html! {
        <main class="main">
            { refused(state, "These settings cannot be run; the picture is of those before.") }
            <Verdicts summary={summary.clone()} proof={state.look.proof.clone()} dispatch={dispatch.clone()} />
            <Tiles summary={summary.clone()} baseline={state.baseline.clone()} pointed={state.pointed.clone()} {cursor} />
            if embed.pictures != Pictures::Charts && step >= Step::Diagram {
                <section class="card diagram" aria-label="Diagram">
                    <Diagram key={state.lab.clone().unwrap_or_default()} summary={summary.clone()} {frame} selection={state.selection.clone()}
                        current={state.issues.is_empty()} dispatch={dispatch.clone()} />
                </section>
            }
            { notices(state) }
            if embed.pictures != Pictures::Diagram && step >= Step::Panel {
                <Panel {summary} baseline={state.baseline.clone()} cursor={state.cursor} tab={state.tab} log={state.log.clone()}
                    look={state.look.clone()} stretch={state.stretch()} {dispatch} />
            }
        </main>
    }
}

/// Content of the middle before the first picture, or where none will come.
fn before_a_run(state: &State) -> Html {
    if state.issues.is_empty() {
        return html! { <p class="nothing" role="status">{ "The simulation starts." }</p> };
    }
    refused(state, "This scenario cannot be run.")
}

/// Why the present settings cannot be run; nothing if they can.
fn refused(state: &State, what: &str) -> Html {
    if state.issues.is_empty() {
        return Html::default();
    }
    let said = state.issues.iter().map(|(path, problem)| {
        if path.is_empty() {
            problem.clone()
        } else {
            format!("{path}: {problem}")
        }
    });
    html! {
        <div class="refused" role="alert">
            <b>{ what }</b>
            <ul>{ for said.map(|said| html! { <li key={said.clone()}>{ said }</li> }) }</ul>
        </div>
    }
}

/// Notices of the run.
fn notices(state: &State) -> Html {
    let Some(summary) = &state.summary else {
        return Html::default();
    };
    let said: Vec<_> = summary.truncated.iter().chain(&summary.notices).collect();
    if said.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="notices" role="status">{ for said.into_iter().map(|said| html! { <li key={said.clone()}>{ said }</li> }) }</ul>
    }
}

fn side(state: &Handle, embed: &Embed) -> Html {
    if embed.on && embed.controls.as_ref().is_some_and(Vec::is_empty) {
        return Html::default();
    }
    let wanted = |control: &&ControlState| {
        embed
            .controls
            .as_ref()
            .is_none_or(|names| names.contains(&control.name))
    };
    let changed = state
        .controls
        .iter()
        .filter(|control| control.is_changed())
        .count();
    html! {
        <aside class="side" aria-label="Controls">
            <section class="controls">
                <div class="row">
                    <h2>{ "Controls" }</h2>
                    <span class="gap" />
                    if changed > 0 {
                        <span class="count">{ format!("{changed} changed") }</span>
                    }
                </div>
                { for state.controls.iter().filter(wanted).map(|control| html! {
                    <Control key={control.name.clone()} control={control.clone()} refusal={state.refusals.get(&control.name).cloned()}
                        dispatch={state.dispatcher()} />
                }) }
            </section>
            if !embed.on {
                { inspector(state) }
                { compare(state) }
                { faults(state) }
            }
        </aside>
    }
}

/// The baseline: pinned, let go of, exchanged.
fn compare(state: &Handle) -> Html {
    let send = |action: fn() -> Action| {
        let dispatch = state.dispatcher();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(action()))
    };
    html! {
        <section class="compare">
            <h2>{ "Compare" }</h2>
            if state.baseline.is_some() {
                <p class="hint">{ "A is pinned. Change something: tiles and charts show the difference, under the same luck." }</p>
                <div class="buttons">
                    <button type="button" onclick={send(|| Action::Swap)}>{ Icon::Swap.draw() }{ "Swap" }</button>
                    <button type="button" onclick={send(|| Action::Unpin)}>{ Icon::Close.draw() }{ "Clear" }</button>
                </div>
            } else {
                <div class="buttons">
                    <button type="button" onclick={send(|| Action::Pin)}>{ Icon::Pin.draw() }{ "Pin this run as A" }</button>
                </div>
            }
        </section>
    }
}

/// Faults and their times; those that were added here can be taken away again.
fn faults(state: &Handle) -> Html {
    let Some(summary) = &state.summary else {
        return Html::default();
    };
    let own = state.own_faults();
    // One that changes nothing is no fault; one that was added here can be taken away all the same.
    let listed = 0..summary.faults.len();
    let listed: Vec<_> = listed
        .filter(|index| *index >= own || summary.faults[*index].is_ever_active())
        .collect();
    if listed.is_empty() {
        return Html::default();
    }
    let entry = |index: usize| {
        let fault = &summary.faults[index];
        let (from, seek, remove) = (fault.from, state.dispatcher(), state.dispatcher());
        html! {
            <li key={index}>
                <button type="button" class="link" onclick={move |_: MouseEvent| seek.dispatch(Action::Seek(from))}>{ format!("{from:.2} s") }</button>
                <span>{ &fault.label }</span>
                if index >= own {
                    <button type="button" class="remove" aria-label={format!("Remove {}", fault.label)}
                        onclick={move |_: MouseEvent| remove.dispatch(Action::Remove(index))}>{ Icon::Close.draw() }</button>
                }
            </li>
        }
    };
    html! {
        <section class="faults">
            <h2>{ "Faults" }</h2>
            <ul>{ for listed.into_iter().map(entry) }</ul>
        </section>
    }
}

fn inspector(state: &Handle) -> Html {
    let Some(((summary, frame), selection)) = state
        .summary
        .clone()
        .zip(state.frame.clone())
        .zip(state.selection.clone())
    else {
        return html! { <p class="hint">{ "Select a part of the picture to see it from within, and to break it." }</p> };
    };
    let state_tables = state
        .state_tables
        .clone()
        .filter(|(node, _)| state.selected_node() == Some(*node));
    let state_tables = state_tables
        .map(|(_, state_tables)| state_tables)
        .unwrap_or_default();
    let parameters = match &selection {
        Selection::Node(name) => state.parameters(&format!("nodes.{name}")),
        Selection::Process(name) => {
            let node = name.split_once('/').map_or(name.as_str(), |(node, _)| node);
            state.parameters(&format!("nodes.{node}"))
        }
        Selection::Call(name) => state.parameters(&format!("calls.{name}")),
    };
    html! {
        <Inspector {selection} {summary} {frame} {parameters} {state_tables} refusals={state.refusals.clone()} dispatch={state.dispatcher()} />
    }
}

fn dialog(state: &Handle) -> Html {
    let dispatch = state.dispatcher();
    match state.dialog {
        None => Html::default(),
        Some(Dialog::Labs) => html! { <Gallery lab={state.lab.clone()} {dispatch} /> },
        Some(Dialog::Share) => html! { <Share state={Rc::new((**state).clone())} {dispatch} /> },
        Some(Dialog::Help) => html! { <Help {dispatch} /> },
    }
}
