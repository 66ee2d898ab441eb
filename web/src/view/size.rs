//! How large an element is, in pixels: pictures are drawn for their place, so that their text is never stretched.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Width and height of what the reference points to, in whole pixels; zero until it is known.
#[hook]
pub fn use_size() -> (NodeRef, (f64, f64)) {
    let node = use_node_ref();
    let size = use_state_eq(|| (0.0, 0.0));
    {
        let (node, size) = (node.clone(), size.setter());
        use_effect_with((), move |()| {
            let watch = node
                .cast::<Element>()
                .and_then(|element| Watch::start(&element, size));
            move || drop(watch)
        });
    }
    (node, *size)
}

/// Watches an element until it is dropped.
struct Watch {
    observer: ResizeObserver,
    _act: Closure<dyn FnMut()>,
}

impl Watch {
    fn start(element: &Element, size: UseStateSetter<(f64, f64)>) -> Option<Self> {
        let measured = element.clone();
        let measure = move || {
            let (width, height) = (measured.client_width(), measured.client_height());
            size.set((f64::from(width), f64::from(height)));
        };
        measure();
        let act = Closure::<dyn FnMut()>::new(measure);
        let observer = ResizeObserver::new(act.as_ref().unchecked_ref()).ok()?;
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
