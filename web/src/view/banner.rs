//! Things that could not be done, told until they are dismissed.

use yew::prelude::*;

use super::Dispatch;
use super::icon::{Icon, icon_button};
use crate::labs;
use crate::shared::Shared;
use crate::state::{Action, Missing};

/// Properties of the banner.
#[derive(Properties, PartialEq)]
pub struct BannerProps {
    /// A sentence for each thing that could not be done.
    pub problems: Shared<Vec<String>>,
    /// The lab that could not be fetched: offer to try again.
    pub missing: Option<Missing>,
    /// The simulation does not answer: offer to run again.
    pub broken: bool,
    /// Receiver of clicks.
    pub dispatch: Dispatch,
}

/// The banner; nothing where there is nothing to say.
#[component]
pub fn Banner(props: &BannerProps) -> Html {
    if props.problems.is_empty() && props.missing.is_none() && !props.broken {
        return Html::default();
    }
    let send = |action: fn() -> Action| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(action()))
    };
    html! {
        <div class="banner" role="alert">
            { Icon::Bad.draw() }
            <ul>
                { for props.problems.iter().enumerate().map(|(index, problem)| html! { <li key={index}>{ problem }</li> }) }
                if let Some(missing) = &props.missing {
                    <li key="missing">{ &missing.says }</li>
                }
            </ul>
            if let Some(missing) = props.missing.clone() {
                <button type="button" onclick={again(missing, &props.dispatch)}>{ "Try again" }</button>
            }
            if props.broken {
                <button type="button" onclick={send(|| Action::Again)}>{ "Run again" }</button>
            }
            { icon_button(Icon::Close, "Dismiss", false, send(|| Action::Dismiss)) }
        </div>
    }
}

fn again(missing: Missing, dispatch: &Dispatch) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| {
        let Missing {
            query, fragment, ..
        } = missing.clone();
        labs::visit(query, fragment, true, dispatch.clone());
    })
}
