//! Arrow keys walk from part to part of a picture: most parts are no stops of their own for Tab.

use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};
use yew::prelude::*;

use crate::browser;

/// Moves the focus to the next or the previous of the parts, if one of them has it and the key is an arrow.
pub fn walk(event: &KeyboardEvent, parts: &str) {
    let step = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => 1,
        "ArrowLeft" | "ArrowUp" => -1,
        _ => return,
    };
    let Ok(parts) = browser::document().query_selector_all(parts) else {
        return;
    };
    let active = browser::document().active_element();
    let part = |index: u32| {
        let part = parts.item(index);
        part.and_then(|node| node.dyn_into::<Element>().ok())
    };
    let here = (0..parts.length()).find(|index| part(*index) == active);
    let Some(here) = here else { return };
    let next = (i64::from(here) + step).rem_euclid(i64::from(parts.length())) as u32;
    if let Some(next) = part(next).and_then(|part| part.dyn_into::<SvgElement>().ok()) {
        event.prevent_default();
        // An element that is shown can take the focus.
        let _ = next.focus();
    }
}
