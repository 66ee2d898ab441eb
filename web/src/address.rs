//! The address of the page: which link it is, and how it follows what is seen.

use netsplit_core::link::Link;
use wasm_bindgen::JsValue;
use web_sys::Location;

use crate::browser::{self, window};
use crate::state::State;

/// Characters from which some programs cut a link.
pub const LONG: usize = 2_000;

/// Characters from which a file is the better way.
pub const TOO_LONG: usize = 8_000;

/// The parts of the address behind `?` and `#`. The page of a lab says which one it is where the address does not.
pub fn parts() -> (String, String) {
    let location = window().location();
    let query = part(&location, Location::search);
    let fragment = part(&location, Location::hash);
    let own = browser::root().get_attribute("data-lab");
    match own.filter(|_| fragment.is_empty() && Link::lab_of(&query, &fragment).is_none()) {
        Some(id) => (
            format!("lab={id}&{}", query.trim_start_matches('?')),
            fragment,
        ),
        None => (query, fragment),
    }
}

fn part(location: &Location, read: impl Fn(&Location) -> Result<String, JsValue>) -> String {
    // A sandboxed frame may hide its address: then the first lab is opened.
    read(location).unwrap_or_default()
}

/// The address of the site, to which its files are relative; known in a sandboxed frame too.
pub fn base() -> String {
    let base = browser::document().base_uri().ok().flatten();
    let base = base.unwrap_or_default();
    let path = base.split(['?', '#']).next().unwrap_or_default();
    path.rsplit_once('/')
        .map_or_else(String::new, |(folder, _)| format!("{folder}/"))
}

/// A whole link to what is seen now.
pub fn link(state: &State, at: bool, view: &[(&str, String)]) -> String {
    let view = view
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()));
    base() + &state.link(at, view.collect()).address()
}

/// Puts a lab into the history of the browser, so that Back leads to where one was.
pub fn push(link: &Link) {
    let history = window().history();
    let _ = history
        .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&link.address())));
}

/// Lets the address bar follow without a new entry; in a frame that forbids it, the link stays as it was.
pub fn replace(address: &str) {
    let history = window().history();
    let _ = history
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(address)));
}
