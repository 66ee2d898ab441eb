//! The Netsplit page, its worker, and the interface for other pages: one program with an entry for each.
//!
//! The page holds a scenario and a cursor ([`state`]); the worker holds the run ([`worker`]). The page asks, the
//! worker answers ([`protocol`], [`engine`]), and views draw what came back. No view knows how any part of a system
//! works: sliders, numbers, verdicts and inspector rows come from what the core declares and reports.
//! Other pages run scenarios without any of this ([`api`]), and measure published figures ([`references`]).

pub mod address;
pub mod api;
pub mod browser;
pub mod embed;
pub mod engine;
pub mod file;
pub mod keys;
pub mod labs;
pub mod player;
pub mod program;
pub mod protocol;
pub mod references;
pub mod scale;
pub mod scene;
pub mod shared;
pub mod state;
pub mod theme;
pub mod view;
pub mod warm_up;
pub mod worker;

use js_sys::futures::spawn_local;
use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the page, under what was painted before: see [`browser::uncover`]. A worker may have been started already.
#[wasm_bindgen(js_name = openPage, skip_typescript)]
pub fn open_page(worker: Option<web_sys::Worker>) {
    report_panics();
    let place = browser::document().get_element_by_id("app");
    let place = place.unwrap_or_else(browser::root);
    spawn_local(async move {
        let opening = labs::opening().await;
        let props = view::app::AppProps { opening, worker };
        yew::Renderer::<view::App>::with_root_and_props(place, props).render();
    });
}

/// A page that has panicked is dead: it says so instead of standing still.
fn report_panics() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        let root = browser::root();
        let _ = root.set_attribute("data-state", "error");
        if let Ok(alert) = browser::document().create_element("p") {
            let _ = alert.set_attribute("role", "alert");
            let _ = alert.set_attribute("class", "dead");
            alert.set_text_content(Some(&format!(
                "Netsplit has stopped ({panic}). Reload the page."
            )));
            let _ = root.append_child(&alert);
        }
    }));
}
