//! The gallery: every lab, by family.

use netsplit_core::link::Link;
use netsplit_core::presets::{self, Preset};
use yew::prelude::*;

use super::Dispatch;
use super::modal::Modal;
use super::story::family;
use crate::address;
use crate::state::Action;

/// What the gallery needs.
#[derive(Properties, PartialEq)]
pub struct GalleryProps {
    /// The lab that is open.
    pub lab: Option<String>,
    /// Where a choice goes.
    pub dispatch: Dispatch,
}

/// A lab as the gallery shows it.
struct Card {
    preset: Preset,
    title: String,
    claim: String,
}

/// The gallery of labs.
#[component]
pub fn Gallery(props: &GalleryProps) -> Html {
    let wanted = use_state(String::new);
    let cards = use_memo((), |()| presets::all().iter().map(card).collect::<Vec<_>>());
    let close = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |()| dispatch.dispatch(Action::Show(None)))
    };
    let search = {
        let wanted = wanted.clone();
        Callback::from(move |event: InputEvent| wanted.set(super::typed(&event).to_lowercase()))
    };
    let found = |card: &&Card| {
        let text = format!("{} {} {}", card.title, card.claim, card.preset.family);
        text.to_lowercase().contains(wanted.as_str())
    };
    let shown: Vec<_> = cards.iter().filter(found).collect();
    let mut families: Vec<&str> = shown.iter().map(|card| card.preset.family).collect();
    families.dedup();
    html! {
        <Modal title="Labs" on_close={close}>
            <label class="search">
                <span>{ "Search" }</span>
                <input type="search" value={(*wanted).clone()} oninput={search} />
            </label>
            { for families.into_iter().map(|name| html! {
                <section key={name} class="family">
                    <h3>{ family(name) }</h3>
                    <ul class="cards">
                        { for shown.iter().filter(|card| card.preset.family == name).map(|card| draw(card, props)) }
                    </ul>
                </section>
            }) }
            if shown.is_empty() {
                <p class="nothing">{ "No lab has these words." }</p>
            }
            <p class="hint elsewhere">
                { "Is it right? " }
                <a href="./validate/">{ "Published figures, expected and measured" }</a>
                { ", in your browser." }
            </p>
        </Modal>
    }
}

fn card(preset: &Preset) -> Card {
    let document = preset.document();
    let text = |path: &str| {
        let value = document.get(path).and_then(|value| value.as_str());
        value.unwrap_or_default().to_owned()
    };
    Card {
        preset: *preset,
        title: text("title"),
        claim: text("story.claim"),
    }
}

fn draw(card: &Card, props: &GalleryProps) -> Html {
    let (id, dispatch) = (card.preset.id, props.dispatch.clone());
    let open = move |event: MouseEvent| {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            // The browser opens it elsewhere.
            return;
        }
        event.prevent_default();
        let link = Link::open(&format!("lab={id}"), "");
        address::push(&link);
        dispatch.dispatch(Action::Open(Box::new(link)));
    };
    let current = (props.lab.as_deref() == Some(id)).then_some("page");
    html! {
        <li key={id}>
            <a class="card" href={format!("?lab={id}")} aria-current={current} onclick={open}>
                <b>{ &card.title }</b>
                <span>{ &card.claim }</span>
            </a>
        </li>
    }
}
