//! The frame of every view of a stretch of the run: zooming, panning, choosing, and the cursor on top.

use std::cell::RefCell;
use std::rc::Rc;

use netsplit_core::summary::Summary;
use netsplit_picture::scene::Scene;
use netsplit_picture::stretch::{self, StretchOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{AddEventListenerOptions, Element, WheelEvent};
use yew::prelude::*;

use super::icon::{Icon, icon_button};
use super::walk::walk;
use super::{Dispatch, by_hand};
use crate::scene;
use crate::shared::Shared;
use crate::state::{Action, Look, Looking};

/// How much closer one step of zooming goes.
const STEP: f64 = 0.6;

/// Pixels that a pointer may tremble without dragging.
const TREMBLE: f64 = 4.0;

/// Pixels of a wheel for one step of zooming.
const NOTCH: f64 = 160.0;

/// Attributes of the parts that a click chooses.
const PARTS: &str = "[data-request], [data-event]";

/// Properties of a view of a stretch.
#[derive(Properties, PartialEq)]
pub struct ViewProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// Window, selection and proof that are looked at.
    pub look: Look,
    /// The stretch that is shown, in seconds.
    pub stretch: Option<(f64, f64)>,
    /// The cursor, in seconds.
    pub cursor: f64,
    /// Where everything goes.
    pub dispatch: Dispatch,
}

/// Properties of the frame.
#[derive(Properties, PartialEq)]
pub struct StretchProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// The picture, without the cursor.
    pub picture: Shared<Scene>,
    /// The stretch that it shows, in seconds.
    pub stretch: (f64, f64),
    /// Height of what stands below the axis, in pixels.
    #[prop_or_default]
    pub below: f64,
    /// The cursor, in seconds.
    pub cursor: f64,
    /// Says what was chosen: the number of a part.
    pub choose: Callback<u32>,
    /// Where everything else goes.
    pub dispatch: Dispatch,
}

/// Pointers that are down.
#[derive(Default)]
struct Grip {
    /// Each pointer that is down, with the moment that it holds and where it is.
    pointers: Vec<(i32, f64, f64)>,
    /// Where the first of them went down.
    start: f64,
    dragged: bool,
}

/// By which factor one step zooms.
pub fn zoom_factor(closer: bool) -> f64 {
    if closer { STEP } else { 1.0 / STEP }
}

/// The buttons above a view, and what it shows in words.
pub fn tools(stretch: Option<(f64, f64)>, dispatch: &Dispatch) -> Html {
    let send = |looking: Looking| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Look(looking.clone())))
    };
    let says = stretch.map(|(from, to)| {
        let length = netsplit_core::unit::Unit::Seconds.print(to - from);
        format!("{from:.3} s to {to:.3} s, {length}")
    });
    html! {
        <>
            <span class="says">{ says }</span>
            <span class="gap" />
            { icon_button(Icon::Earlier, "Earlier", false, send(Looking::Pan(-0.5))) }
            { icon_button(Icon::Later, "Later", false, send(Looking::Pan(0.5))) }
            { icon_button(Icon::Closer, "Zoom in", false, send(Looking::Zoom(zoom_factor(true), None))) }
            { icon_button(Icon::Further, "Zoom out", false, send(Looking::Zoom(zoom_factor(false), None))) }
            { icon_button(Icon::Here, "Back to the cursor", false, send(Looking::Here)) }
            { icon_button(Icon::Whole, "The whole run", false, send(Looking::Whole)) }
        </>
    }
}

/// The frame with its picture.
#[component]
pub fn Stretch(props: &StretchProps) -> Html {
    let place = use_node_ref();
    let grip = use_mut_ref(Grip::default);
    let axis = {
        let (width, (from, to)) = (props.picture.width, props.stretch);
        Axis { width, from, to }
    };
    use_wheel(&place, axis, &props.dispatch);
    let down = {
        let grip = Rc::clone(&grip);
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                take(&grip, &event, axis);
            }
        })
    };
    let moved = {
        let (grip, dispatch) = (Rc::clone(&grip), props.dispatch.clone());
        Callback::from(move |event: PointerEvent| drag(&grip, &event, axis, &dispatch))
    };
    let up = {
        let grip = Rc::clone(&grip);
        Callback::from(move |event: PointerEvent| {
            let id = event.pointer_id();
            grip.borrow_mut().pointers.retain(|held| held.0 != id);
        })
    };
    let click = {
        let (dispatch, choose) = (props.dispatch.clone(), props.choose.clone());
        let duration = props.summary.duration;
        Callback::from(move |event: MouseEvent| {
            let dragged = std::mem::take(&mut grip.borrow_mut().dragged);
            match part(event.target()) {
                _ if dragged => {}
                Some(number) => choose.emit(number),
                None => {
                    let at = axis.moment(&event);
                    dispatch.dispatch(Action::Seek(by_hand(at, duration)));
                }
            }
        })
    };
    let press = {
        let choose = props.choose.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" | " " => {
                if let Some(number) = part(event.target()) {
                    event.prevent_default();
                    choose.emit(number);
                }
            }
            _ => walk(&event, "[data-stretch] [role=button]"),
        })
    };
    html! {
        <div class="stretch" data-stretch="" data-from={format!("{:.6}", axis.from)} data-to={format!("{:.6}", axis.to)} ref={place}
            onpointerdown={down} onpointermove={moved} onpointerup={up.clone()} onpointercancel={up} onclick={click} onkeydown={press}>
            <Picture picture={props.picture.clone()} />
            { cursor(props) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PictureProps {
    picture: Shared<Scene>,
}

/// The picture as a component of its own: it is not compared again while only the cursor moves.
#[component]
fn Picture(props: &PictureProps) -> Html {
    scene::draw(&props.picture, Vec::new())
}

fn cursor(props: &StretchProps) -> Html {
    let options = StretchOptions {
        width: props.picture.width,
        from: props.stretch.0,
        to: props.stretch.1,
        cursor: Some(props.cursor),
        faults: &[],
        interactive: false,
    };
    let over = stretch::cursor(&options, props.picture.height, props.below);
    scene::draw(&over, vec![("aria-hidden", "true".to_owned())])
}

/// Axis of the picture.
#[derive(Clone, Copy, PartialEq)]
struct Axis {
    width: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn options(self) -> StretchOptions<'static> {
        StretchOptions {
            width: self.width,
            from: self.from,
            to: self.to,
            cursor: None,
            faults: &[],
            interactive: false,
        }
    }

    /// Seconds of one pixel.
    fn scale(self) -> f64 {
        let axis = self.options().axis();
        axis.duration / (axis.right - axis.left)
    }

    /// The moment under a pointer.
    fn moment(self, event: &MouseEvent) -> f64 {
        self.options().axis().seconds(x_of(event))
    }

    /// The stretch in which a moment stands at x, where a pixel is so long.
    fn holding(self, moment: f64, x: f64, scale: f64) -> (f64, f64) {
        let axis = self.options().axis();
        let from = moment - (x - axis.left) * scale;
        (from, from + (axis.right - axis.left) * scale)
    }
}

/// Where a pointer is in the view, in pixels.
fn x_of(event: &MouseEvent) -> f64 {
    let view = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let view = view.and_then(|part| part.closest("[data-stretch]").ok().flatten());
    let left = view.map_or(0.0, |view| view.get_bounding_client_rect().left());
    f64::from(event.client_x()) - left
}

/// The number of the part that an event happened on.
fn part(target: Option<web_sys::EventTarget>) -> Option<u32> {
    let part = target?.dyn_into::<Element>().ok()?.closest(PARTS).ok()??;
    let number = part.get_attribute("data-request");
    let number = number.or_else(|| part.get_attribute("data-event"))?;
    number.parse().ok()
}

fn take(grip: &RefCell<Grip>, event: &PointerEvent, axis: Axis) {
    let mut grip = grip.borrow_mut();
    let (x, moment) = (x_of(event), axis.moment(event));
    if grip.pointers.is_empty() {
        grip.start = x;
        grip.dragged = false;
    }
    grip.pointers.push((event.pointer_id(), moment, x));
}

/// One pointer moves the stretch, two stretch it: each keeps the moment that it went down on.
fn drag(grip: &RefCell<Grip>, event: &PointerEvent, axis: Axis, dispatch: &Dispatch) {
    let mut grip = grip.borrow_mut();
    let (id, x) = (event.pointer_id(), x_of(event));
    let start = grip.start;
    let Some(own) = grip.pointers.iter_mut().find(|held| held.0 == id) else {
        return;
    };
    own.2 = x;
    if event.buttons() == 0 {
        // It was let go of outside of the view.
        grip.pointers.retain(|held| held.0 != id);
        return;
    }
    if !grip.dragged && grip.pointers.len() < 2 && (x - start).abs() < TREMBLE {
        return;
    }
    if !grip.dragged {
        grip.dragged = true;
        capture(event);
    }
    let (from, to) = match grip.pointers.as_slice() {
        [one, other, ..] if (one.2 - other.2).abs() > 8.0 => {
            let scale = ((other.1 - one.1) / (other.2 - one.2)).abs();
            axis.holding(one.1, one.2, scale)
        }
        [one, ..] => axis.holding(one.1, one.2, axis.scale()),
        [] => return,
    };
    dispatch.dispatch(Action::Look(Looking::Between(from, to)));
}

/// The pointer stays ours until it is let go, wherever it moves.
fn capture(event: &PointerEvent) {
    let view = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(view) = view {
        // A pointer that is gone already cannot be captured, and need not be.
        let _ = view.set_pointer_capture(event.pointer_id());
    }
}

/// The wheel zooms with Ctrl or Cmd, as pinching on a pad does, and pans with Shift or sideways; else it scrolls the page.
#[hook]
fn use_wheel(place: &NodeRef, axis: Axis, dispatch: &Dispatch) {
    let latest = use_mut_ref(|| axis);
    latest.replace(axis);
    let (place, dispatch) = (place.clone(), dispatch.clone());
    use_effect_with((), move |()| {
        let turn = move |event: WheelEvent| {
            let axis = *latest.borrow();
            if let Some(looking) = turned(&event, axis) {
                event.prevent_default();
                dispatch.dispatch(Action::Look(looking));
            }
        };
        let view = place.cast::<Element>();
        let listen = Closure::<dyn FnMut(WheelEvent)>::new(turn);
        if let Some(view) = &view {
            let options = AddEventListenerOptions::new();
            // Only a listener that is not passive may keep the page from scrolling.
            options.set_passive(false);
            let listener = listen.as_ref().unchecked_ref();
            // An element takes any listener.
            let _ = view.add_event_listener_with_callback_and_add_event_listener_options(
                "wheel", listener, &options,
            );
        }
        move || {
            if let Some(view) = view {
                let listener = listen.as_ref().unchecked_ref();
                let _ = view.remove_event_listener_with_callback("wheel", listener);
            }
        }
    });
}

fn turned(event: &WheelEvent, axis: Axis) -> Option<Looking> {
    let (along, across) = (event.delta_x(), event.delta_y());
    if event.ctrl_key() || event.meta_key() {
        let factor = libm::pow(zoom_factor(false), (across / NOTCH).clamp(-3.0, 3.0));
        return Some(Looking::Zoom(factor, Some(axis.moment(event))));
    }
    let sideways = if event.shift_key() && along == 0.0 {
        across
    } else {
        along
    };
    let panned = sideways != 0.0
        && sideways.abs() > across.abs() * if event.shift_key() { 0.0 } else { 1.0 };
    panned.then(|| Looking::Pan(sideways / axis.width.max(1.0)))
}
