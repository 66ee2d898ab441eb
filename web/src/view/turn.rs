//! What is in sight is drawn at once; the rest when nothing has changed for a while. A slider that is dragged redraws what is looked at.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};
use yew::prelude::*;

/// Milliseconds without a change after which what is out of sight is drawn too.
const REST: u32 = 200;

/// What is to be drawn at a place: the newest where it is in sight, else what was drawn there last, until nothing has changed
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

/// Whether any part of what the reference points to is in sight.
#[hook]
fn use_sight(place: &NodeRef) -> bool {
    let seen = use_state_eq(|| false);
    {
        let (place, seen) = (place.clone(), seen.setter());
        use_effect_with((), move |()| {
            let watch = place
                .cast::<Element>()
                .and_then(|element| Watch::start(&element, seen));
            move || drop(watch)
        });
    }
    *seen
}

/// Watches an element until it is dropped.
struct Watch {
    observer: IntersectionObserver,
    _act: Closure<dyn FnMut(Array)>,
}

impl Watch {
    fn start(element: &Element, seen: UseStateSetter<bool>) -> Option<Self> {
        let act = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            // Entries are in the order of time.
            let last = entries.pop().dyn_into::<IntersectionObserverEntry>();
            seen.set(last.is_ok_and(|entry| entry.is_intersecting()));
        });
        let observer = IntersectionObserver::new(act.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _act: act,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
