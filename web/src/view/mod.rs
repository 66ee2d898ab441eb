//! The views: pure functions of the state.

pub mod app;
pub mod banner;
pub mod charts;
pub mod controls;
pub mod diagram;
pub mod gallery;
pub mod header;
pub mod help;
pub mod icon;
pub mod inspector;
pub mod log;
pub mod modal;
pub mod operations;
pub mod panel;
pub mod share;
pub mod size;
pub mod space_time;
pub mod state_tables;
pub mod state_timelines;
pub mod step;
pub mod story;
pub mod stretch;
pub mod tiles;
pub mod timeline;
pub mod turn;
pub mod verdicts;
pub mod walk;
pub mod watch;
pub mod wiring;

pub use app::App;

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, InputEvent};
use yew::UseReducerDispatcher;

use crate::state::State;

/// Where views send what happened.
pub type Dispatch = UseReducerDispatcher<State>;

/// Text of the field that an event comes from.
fn typed(event: &InputEvent) -> String {
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    input.map_or_else(String::new, |input| input.value())
}

/// A moment as the page prints it everywhere: seconds to the millisecond.
fn moment(seconds: f64) -> String {
    format!("{seconds:.3} s")
}

/// A cursor as far as a picture of some hundred pixels shows it, so that it is not drawn again for less.
fn coarse(cursor: f64, duration: f64) -> f64 {
    let step = (duration / 1000.0).max(1e-9);
    (cursor / step).round() * step
}

/// A moment that was chosen by hand: a hand is no finer than a thousandth, and links to it should be short.
fn by_hand(seconds: f64, duration: f64) -> f64 {
    let step = if duration >= 1.0 { 1e3 } else { 1e6 };
    (seconds * step).round() / step
}
