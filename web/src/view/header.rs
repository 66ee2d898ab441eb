//! The top of the page: its name, the labs, and what applies to the whole.

use yew::prelude::*;

use super::Dispatch;
use super::icon::{Icon, icon_button};
use crate::browser;
use crate::state::{Action, Dialog};
use crate::theme::Theme;

/// Properties of the header.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// Title of the scenario.
    pub title: AttrValue,
    /// The seed.
    pub seed: u32,
    /// True if there is a step to take back, and one to do again.
    pub steps: (bool, bool),
    /// True if anything differs from the original.
    pub changed: bool,
    /// The theme.
    pub theme: Theme,
    /// True if a run is pinned to compare with.
    pub pinned: bool,
    /// Where clicks go.
    pub dispatch: Dispatch,
}

/// The top of the page.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let send = |action: fn() -> Action| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(action()))
    };
    let theme = {
        let (dispatch, next) = (props.dispatch.clone(), props.theme.next());
        Callback::from(move |_: MouseEvent| {
            next.remember();
            dispatch.dispatch(Action::Theme(next));
        })
    };
    html! {
        <header class="top">
            <a class="logo" href="./">{ logo() }<span>{ "Netsplit" }</span></a>
            <button type="button" class="quiet" aria-haspopup="dialog" onclick={send(|| Action::Show(Some(Dialog::Labs)))}>
                { Icon::Labs.draw() }{ "Labs" }
            </button>
            <span class="crumb">{ &props.title }</span>
            <span class="gap" />
            { icon_button(Icon::Undo, "Undo", !props.steps.0, send(|| Action::Undo)) }
            { icon_button(Icon::Redo, "Redo", !props.steps.1, send(|| Action::Redo)) }
            <button type="button" class="quiet optional" disabled={!props.changed} onclick={send(|| Action::Reset)}>{ "Reset" }</button>
            <span class="seed optional">{ "seed " }<b>{ props.seed }</b></span>
            { icon_button(Icon::Dice, "New seed", false, send(|| Action::Seed(browser::new_seed()))) }
            <button type="button" class="primary" aria-haspopup="dialog" onclick={send(|| Action::Show(Some(Dialog::Share)))}>
                { Icon::Share.draw() }<span>{ "Share" }</span>
            </button>
            { icon_button(Icon::Theme, "Theme", false, theme) }
            { icon_button(Icon::Help, "Help", false, send(|| Action::Show(Some(Dialog::Help)))) }
        </header>
    }
}

/// Three nodes and the cut between them.
pub fn logo() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 22 22" width="22" height="22" aria-hidden="true">
            <circle cx="5" cy="5.5" r="2.7" /><circle cx="5" cy="16.5" r="2.7" /><circle cx="17.5" cy="11" r="2.7" />
            <path d="M5 8.2v5.6" />
            <path class="cut" d="M11.5 2v4m0 3v4m0 3v4" />
        </svg>
    }
}
