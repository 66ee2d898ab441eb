//! Observers of an element as long as it is drawn: of its size, and of being in sight.

use js_sys::{Array, Function};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::Element;
use yew::prelude::*;

/// Watches an element until it is dropped.
pub struct Watch {
    stop: Box<dyn Fn()>,
    _act: Closure<dyn FnMut(Array)>,
}

impl Watch {
    /// Hands `act`, which hears entries in the order of time, to an observer, which answers how to stop it.
    pub fn start<S: Fn() + 'static>(
        act: impl FnMut(Array) + 'static,
        observe: impl FnOnce(&Function) -> Option<S>,
    ) -> Option<Self> {
        let act = Closure::<dyn FnMut(Array)>::new(act);
        let stop = observe(act.as_ref().unchecked_ref())?;
        Some(Self {
            stop: Box::new(stop),
            _act: act,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        (self.stop)();
    }
}

/// Watches what the reference points to, from its first drawing until it is gone.
#[hook]
pub fn use_watch(place: &NodeRef, start: impl FnOnce(Element) -> Option<Watch> + 'static) {
    let place = place.clone();
    use_effect_with((), move |()| {
        let watch = place.cast::<Element>().and_then(start);
        move || drop(watch)
    });
}
