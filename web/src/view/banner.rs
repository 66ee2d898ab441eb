//! What could not be done, said until it is dismissed.

use yew::prelude::*;

use super::Dispatch;
use super::icon::{Icon, icon_button};
use crate::shared::Shared;
use crate::state::Action;

/// What the banner needs.
#[derive(Properties, PartialEq)]
pub struct BannerProps {
    /// What could not be done, each a sentence.
    pub problems: Shared<Vec<String>>,
    /// The simulation does not answer: offer to run again.
    pub broken: bool,
    /// Where a click goes.
    pub dispatch: Dispatch,
}

/// The banner; nothing where there is nothing to say.
#[component]
pub fn Banner(props: &BannerProps) -> Html {
    if props.problems.is_empty() && !props.broken {
        return Html::default();
    }
    let send = |action: fn() -> Action| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(action()))
    };
    html! {
        <div class="banner" role="alert">
            { Icon::Bad.draw() }
            <ul>{ for props.problems.iter().enumerate().map(|(index, problem)| html! { <li key={index}>{ problem }</li> }) }</ul>
            if props.broken {
                <button type="button" onclick={send(|| Action::Again)}>{ "Run again" }</button>
            }
            { icon_button(Icon::Close, "Dismiss", false, send(|| Action::Dismiss)) }
        </div>
    }
}
