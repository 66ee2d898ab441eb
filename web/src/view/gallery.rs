//! The gallery: every lab, by family.

use js_sys::futures::spawn_local;
use netsplit_core::presets::Listed;
use yew::prelude::*;

use super::Dispatch;
use super::modal::Modal;
use super::story::family;
use crate::state::Action;
use crate::{address, labs};

/// Properties of the gallery.
#[derive(Properties, PartialEq)]
pub struct GalleryProps {
    /// The lab that is open.
    pub lab: Option<String>,
    /// Receiver of a choice.
    pub dispatch: Dispatch,
}

/// The list of labs, as far as it has come.
#[derive(Clone, PartialEq)]
enum List {
    Coming,
    Failed(String),
    Here(Vec<Listed>),
}

/// The gallery of labs.
#[component]
pub fn Gallery(props: &GalleryProps) -> Html {
    let wanted = use_state(String::new);
    let (list, again) = use_list();
    let close = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |()| dispatch.dispatch(Action::Show(None)))
    };
    let search = {
        let wanted = wanted.clone();
        Callback::from(move |event: InputEvent| wanted.set(super::typed(&event).to_lowercase()))
    };
    html! {
        <Modal title="Labs" on_close={close}>
            <label class="search">
                <span>{ "Search" }</span>
                <input type="search" value={(*wanted).clone()} oninput={search} />
            </label>
            { match &*list {
                List::Coming => html! { <p class="nothing" role="status">{ "The list of labs is on its way." }</p> },
                List::Failed(why) => html! {
                    <div class="refused" role="alert">
                        <p>{ format!("The list of labs could not be fetched: {why}.") }</p>
                        <button type="button" onclick={again}>{ "Try again" }</button>
                    </div>
                },
                List::Here(all) => families(all, &wanted, props),
            } }
            <p class="hint elsewhere">
                <a href="./labs/">{ "All labs as a page" }</a>
                { ". Is it right? " }
                <a href="./validate/">{ "Published figures, expected and measured" }</a>
                { ", in your browser." }
            </p>
        </Modal>
    }
}

/// The list, which is fetched when the gallery opens, and again when asked for.
#[hook]
fn use_list() -> (UseStateHandle<List>, Callback<MouseEvent>) {
    let list = use_state(|| List::Coming);
    let attempt = use_state(|| 0_u32);
    let told = list.setter();
    use_effect_with(*attempt, move |_| {
        spawn_local(async move {
            let found = labs::list(&address::base()).await;
            told.set(found.map_or_else(List::Failed, List::Here));
        });
    });
    let again = {
        let list = list.setter();
        Callback::from(move |_| {
            list.set(List::Coming);
            attempt.set(*attempt + 1);
        })
    };
    (list, again)
}

/// The labs that have the words that are wanted, by family.
fn families(all: &[Listed], wanted: &str, props: &GalleryProps) -> Html {
    let shown: Vec<_> = all.iter().filter(|lab| has(lab, wanted)).collect();
    let mut families: Vec<&str> = shown.iter().map(|lab| lab.family.as_str()).collect();
    families.dedup();
    html! {
        <>
            { for families.into_iter().map(|name| html! {
                <section key={name} class="family">
                    <h3>{ family(name) }</h3>
                    <ul class="cards">
                        { for shown.iter().filter(|lab| lab.family == name).map(|lab| card(lab, props)) }
                    </ul>
                </section>
            }) }
            if shown.is_empty() {
                <p class="nothing">{ "No lab has these words." }</p>
            }
        </>
    }
}

/// True if a lab has every word, wherever it has it.
fn has(lab: &Listed, wanted: &str) -> bool {
    let lists = [&lab.controls, &lab.metrics].map(|words| words.join(" "));
    let text = [
        &lab.title,
        &lab.claim,
        &lab.family,
        &lab.id,
        &lists[0],
        &lists[1],
    ];
    let text = text.map(|words| words.to_lowercase()).join(" ");
    wanted.split_whitespace().all(|word| text.contains(word))
}

fn card(lab: &Listed, props: &GalleryProps) -> Html {
    let (id, dispatch) = (lab.id.clone(), props.dispatch.clone());
    let open = move |event: MouseEvent| {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            // The browser opens it elsewhere.
            return;
        }
        event.prevent_default();
        labs::visit(format!("lab={id}"), String::new(), true, dispatch.clone());
    };
    let current = (props.lab.as_ref() == Some(&lab.id)).then_some("page");
    html! {
        <li key={lab.id.clone()}>
            <a class="card" href={format!("?lab={}", lab.id)} aria-current={current} onclick={open}>
                <b>{ &lab.title }</b>
                <span>{ &lab.claim }</span>
            </a>
        </li>
    }
}
