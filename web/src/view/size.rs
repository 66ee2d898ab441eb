//! How large an element is, in pixels: pictures are drawn for their place, so that their text is never stretched.

use web_sys::ResizeObserver;
use yew::prelude::*;

use super::watch::{Watch, use_watch};

/// Width and height of what the reference points to, in whole pixels; zero until it is known.
#[hook]
pub fn use_size() -> (NodeRef, (f64, f64)) {
    let node = use_node_ref();
    let size = use_state_eq(|| (0.0, 0.0));
    let told = size.setter();
    use_watch(&node, move |element| {
        let measured = element.clone();
        let measure = move || {
            let (width, height) = (measured.client_width(), measured.client_height());
            told.set((f64::from(width), f64::from(height)));
        };
        measure();
        Watch::start(
            move |_| measure(),
            |act| {
                let observer = ResizeObserver::new(act).ok()?;
                observer.observe(&element);
                Some(move || observer.disconnect())
            },
        )
    });
    (node, *size)
}
