//! Turns in drawing: parts in sight at once, the rest when nothing has changed for a while, so that a slider redraws what is looked at.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{IntersectionObserver, IntersectionObserverEntry};
use yew::prelude::*;

use super::watch::{Watch, use_watch};

/// Milliseconds without a change after which what is out of sight is drawn too.
const REST: u32 = 200;

/// The value to draw at a place: the newest where it is in sight, else what was drawn there last, until nothing has changed
/// for a while; `None` where nothing was drawn yet.
#[hook]
pub fn use_turn<T: Clone + PartialEq + 'static>(place: &NodeRef, newest: T) -> Option<T> {
    let seen = use_sight(place);
    let rested = use_state(|| None::<T>);
    let drawn = use_mut_ref(|| None::<T>);
    if seen || rested.as_ref() == Some(&newest) {
        drawn.replace(Some(newest.clone()));
    }
    let late = drawn.borrow().as_ref() != Some(&newest);
    use_effect_with((newest, late), move |(newest, late)| {
        let newest = newest.clone();
        let later = late.then(|| Timeout::new(REST, move || rested.set(Some(newest))));
        move || drop(later)
    });
    drawn.borrow().clone()
}

/// True while any part of the element is in sight.
#[hook]
fn use_sight(place: &NodeRef) -> bool {
    let seen = use_state_eq(|| false);
    let told = seen.setter();
    use_watch(place, move |element| {
        let act = move |entries: Array| {
            let last = entries.pop().dyn_into::<IntersectionObserverEntry>();
            told.set(last.is_ok_and(|entry| entry.is_intersecting()));
        };
        Watch::start(act, |act| {
            let observer = IntersectionObserver::new(act).ok()?;
            observer.observe(&element);
            Some(move || observer.disconnect())
        })
    });
    *seen
}
