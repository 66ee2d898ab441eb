//! The page in a real browser: its address, and its first picture.

#![cfg(target_arch = "wasm32")]

use netsplit_core::link::Link;
use netsplit_web::state::State;
use netsplit_web::{address, browser};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The link that the address of the page is.
fn here() -> Link {
    let (query, fragment) = address::parts();
    Link::open(&query, &fragment)
}

#[wasm_bindgen_test]
fn an_address_that_was_written_is_read_again() {
    let mut link = Link::open("lab=start&seed=7&rate=300/s&t=4.5s", "");
    let before = browser::window().location().search().unwrap_or_default();
    address::replace(&link.address());
    let again = here();
    address::replace(&format!("?{}", before.trim_start_matches('?')));
    link.problems.clone_from(&again.problems);
    assert_eq!(again, link);
    let state = State::open(again);
    assert_eq!((state.seed(), state.cursor), (7, 4.5));
}

#[wasm_bindgen_test]
async fn the_page_shows_the_title_of_its_lab() {
    let place = browser::document().create_element("div").expect("a div");
    place.set_id("app");
    let body = browser::document().body().expect("a body");
    body.append_child(&place).expect("the body takes it");
    netsplit_web::open_page(None);
    yew::platform::time::sleep(std::time::Duration::from_millis(50)).await;
    let title = place.query_selector("h1").ok().flatten();
    let title = title
        .and_then(|title| title.text_content())
        .unwrap_or_default();
    let lab = here().document;
    assert_eq!(
        Some(title.as_str()),
        lab.get("title").and_then(|title| title.as_str())
    );
}
