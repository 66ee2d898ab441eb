//! Sharing: links, snippets for pages, and files.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::modal::Modal;
use crate::address::{self, LONG, TOO_LONG};
use crate::file;
use crate::state::{Action, State};
use crate::{browser, view::Dispatch};

/// Properties of the dialog.
#[derive(Properties, PartialEq)]
pub struct ShareProps {
    /// State that is shared.
    pub state: Rc<State>,
    /// Receiver of actions.
    pub dispatch: Dispatch,
}

/// Height of an embedded lab, in pixels.
const HEIGHT: u32 = 560;

/// The dialog.
#[component]
pub fn Share(props: &ShareProps) -> Html {
    let moment = use_state(|| true);
    let close = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |()| dispatch.dispatch(Action::Show(None)))
    };
    let toggle = {
        let moment = moment.clone();
        Callback::from(move |_: Event| moment.set(!*moment))
    };
    let link = address::link(&props.state, *moment, &[]);
    let length = link.chars().count();
    html! {
        <Modal title="Share" on_close={close}>
            <label class="check">
                <input type="checkbox" checked={*moment} onchange={toggle} />
                { format!("Open at {}", super::moment(props.state.cursor)) }
            </label>
            if length > TOO_LONG {
                <p class="caution">{ "This link is too long for many programs. Save the scenario as a file instead." }</p>
            } else if length > LONG {
                <p class="caution">{ format!("This link has {length} characters: some programs cut it short.") }</p>
            }
            { for snippets(&props.state, *moment, link).into_iter().map(|(name, text)| html! {
                <Snippet key={name} {name} {text} />
            }) }
            <h3>{ "File" }</h3>
            <div class="buttons">
                <button type="button" onclick={save(props)}>{ "Save as .json" }</button>
                { open(props) }
            </div>
            <p class="source">{ "A file can also be dropped anywhere on the page." }</p>
        </Modal>
    }
}

/// Every form of the link.
fn snippets(state: &State, moment: bool, link: String) -> Vec<(&'static str, String)> {
    let (title, home) = (escaped(&state.scenario.title), address::base());
    let framed = address::link(state, moment, &[("embed", "1".to_owned())]);
    let iframe = format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{HEIGHT}\" loading=\"lazy\" style=\"border:0\"></iframe>",
        escaped(&framed),
        title
    );
    let query = link.split_once('?').map_or("", |(_, query)| query);
    // Where scripts do not run, the link inside is seen.
    let element = format!(
        "<script async src=\"{home}embed.js\"></script>\n\
         <netsplit-lab link=\"{}\" title=\"{title}\" height=\"{HEIGHT}\"><a href=\"{}\">{}</a></netsplit-lab>",
        escaped(&format!("?{query}")),
        escaped(&link),
        inside(state, &home, &title),
    );
    let plain = state.scenario.title.replace(['[', ']'], "");
    let markdown = format!("[{plain}]({link})");
    vec![
        ("Link", link),
        ("Markdown", markdown),
        ("Frame", iframe),
        ("Element", element),
    ]
}

/// The picture of a lab, or its title: a scenario of one's own has no picture on the site.
fn inside(state: &State, home: &str, title: &str) -> String {
    state.lab.as_ref().map_or_else(
        || title.to_owned(),
        |lab| {
            format!("<img src=\"{home}labs/{lab}.svg\" alt=\"{title}\" style=\"max-width:100%\">")
        },
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

/// A form of the link, and a button that copies it.
#[derive(Properties, PartialEq)]
struct SnippetProps {
    name: AttrValue,
    text: String,
}

#[component]
fn Snippet(props: &SnippetProps) -> Html {
    let said = use_state(|| "Copy");
    let copy = {
        let (said, text) = (said.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let said = said.clone();
            browser::copy(&text, move |worked| {
                said.set(if worked {
                    "Copied"
                } else {
                    "Select it and press Ctrl+C"
                });
            });
        })
    };
    let select = Callback::from(|event: FocusEvent| {
        if let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        {
            input.select();
        }
    });
    html! {
        <div class="snippet">
            <label>
                <span>{ &props.name }</span>
                <input type="text" readonly=true value={props.text.clone()} onfocus={select} />
            </label>
            <button type="button" onclick={copy} aria-label={format!("Copy {}", props.name)}>
                <span aria-live="polite">{ *said }</span>
            </button>
        </div>
    }
}

fn save(props: &ShareProps) -> Callback<MouseEvent> {
    let state = Rc::clone(&props.state);
    Callback::from(move |_| {
        let name = state.lab.as_deref().unwrap_or("scenario");
        browser::save(
            &format!("{name}.json"),
            "application/json",
            &state.document().pretty(),
        );
    })
}

fn open(props: &ShareProps) -> Html {
    let dispatch = props.dispatch.clone();
    let chosen = Callback::from(move |event: Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let file = input
            .and_then(|input| input.files())
            .and_then(|files| files.get(0));
        if let Some(file) = file {
            file::open(&file, dispatch.clone());
        }
    });
    html! {
        <label class="file">
            { "Open a .json" }
            <input type="file" accept=".json,application/json" onchange={chosen} />
        </label>
    }
}
