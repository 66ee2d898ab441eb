//! Help: what the page is, and its keys.

use yew::prelude::*;

use super::Dispatch;
use super::modal::Modal;
use crate::keys::BINDINGS;
use crate::state::Action;

/// Properties of the help.
#[derive(Properties, PartialEq)]
pub struct HelpProps {
    /// Where closing goes.
    pub dispatch: Dispatch,
}

/// The help.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let dispatch = props.dispatch.clone();
    let close = Callback::from(move |()| dispatch.dispatch(Action::Show(None)));
    html! {
        <Modal title="Help" on_close={close}>
            <p>
                { "A whole distributed system runs here as a simulation. Drag a slider, or select a part of the \
                   picture and break it: the run is computed anew from its start, and every number, chart and verdict \
                   belongs to what you see. The same link always shows the same run." }
            </p>
            <h3>{ "Keys" }</h3>
            <table class="keys">
                <thead class="unseen"><tr><th scope="col">{ "Keys" }</th><th scope="col">{ "Effect" }</th></tr></thead>
                <tbody>
                    { for BINDINGS.iter().map(|binding| html! {
                        <tr key={binding.keys}><td><kbd>{ binding.keys }</kbd></td><td>{ binding.says }</td></tr>
                    }) }
                </tbody>
            </table>
            <h3>{ "Sliders" }</h3>
            <p>
                { "Arrows move by one step, Page Up and Page Down by ten; a double click resets. A number can be typed \
                   with its unit: 250ms, 0.1%, 300/s. A dot marks what differs from the lab." }
            </p>
            <h3>{ "Elsewhere" }</h3>
            <p>
                { "The Share dialog puts a lab into a post. A program can run scenarios too: " }
                <a href="./api/">{ "from your own page" }</a>{ ", by the same simulation. " }
                <a href="./validate/">{ "Expected and measured" }</a>
                { " shows how it fares beside published figures." }
            </p>
            <p class="source">{ format!("Netsplit {}, engine {}", env!("CARGO_PKG_VERSION"), netsplit_core::ENGINE) }</p>
        </Modal>
    }
}
