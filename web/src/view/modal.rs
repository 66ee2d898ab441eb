//! A dialog over the page: the browser keeps the focus inside, Esc closes it, and the focus returns.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::icon::{Icon, icon_button};

/// Properties of a dialog.
#[derive(Properties, PartialEq)]
pub struct ModalProps {
    /// Its heading.
    pub title: AttrValue,
    /// It was closed.
    pub on_close: Callback<()>,
    /// Its content.
    pub children: Children,
}

/// A dialog over the page.
#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let dialog = use_node_ref();
    use_effect_with(dialog.clone(), |dialog| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            // It fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        }
    });
    let closed = props.on_close.reform(|_: Event| ());
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| shut(&dialog))
    };
    let beside = {
        let dialog = dialog.clone();
        Callback::from(move |event: MouseEvent| {
            let ground = dialog.get().map(web_sys::EventTarget::from);
            if ground.is_some() && event.target() == ground {
                shut(&dialog);
            }
        })
    };
    html! {
        <dialog ref={dialog} aria-labelledby="dialog-title" onclose={closed} onclick={beside}>
            <div class="dialog">
                <div class="dialog-head">
                    <h2 id="dialog-title">{ &props.title }</h2>
                    { icon_button(Icon::Close, "Close", false, close) }
                </div>
                { for props.children.iter() }
            </div>
        </dialog>
    }
}

/// Closes the dialog by the browser's own way, which gives the focus back and then says that it is closed.
fn shut(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
        dialog.close();
    }
}
