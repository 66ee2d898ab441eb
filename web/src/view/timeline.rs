//! Time: play, step, scrub, and the whole run with its faults and cues.

use netsplit_core::scenario::Scenario;
use netsplit_core::summary::Summary;
use netsplit_picture::time_axis::TimeAxis;
use netsplit_picture::timeline::{self, TimelineOptions};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::icon::{Icon, icon_button};
use super::size::use_size;
use super::{Dispatch, by_hand, moment, typed};
use crate::scene;
use crate::shared::Shared;
use crate::state::{Action, FASTEST, SLOWEST};

/// Properties of the timeline.
#[derive(Clone, Properties, PartialEq)]
pub struct TimelineProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// The scenario, for its cues.
    pub scenario: Shared<Scenario>,
    /// The cursor, in seconds.
    pub cursor: f64,
    /// True while it plays.
    pub playing: bool,
    /// Seconds of the run in a second.
    pub speed: f64,
    /// To the next event, or to the previous one.
    pub on_step: Callback<bool>,
    /// Where everything goes.
    pub dispatch: Dispatch,
}

/// Height of the picture in pixels.
const HEIGHT: f64 = 72.0;

/// Share of the run that Page Up and Page Down go, and the arrows with Shift.
const PAGE: f64 = 0.1;

/// Share of the run that the arrows go.
const STEP: f64 = 0.01;

/// Positions of the slider of speeds.
const SPEEDS: f64 = 80.0;

/// The bar at the bottom of the page.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let step = |forward: bool| props.on_step.reform(move |_: MouseEvent| forward);
    let play = {
        let (dispatch, playing) = (props.dispatch.clone(), props.playing);
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Play(!playing)))
    };
    let (icon, name) = if props.playing {
        (Icon::Pause, "Pause")
    } else {
        (Icon::Play, "Play")
    };
    html! {
        <section class="time" aria-label="Time">
            <div class="transport">
                { icon_button(Icon::Previous, "Previous event", false, step(false)) }
                <button type="button" class="play" aria-label={name} title={name} onclick={play}>{ icon.draw() }</button>
                { icon_button(Icon::Next, "Next event", false, step(true)) }
                { speed(props) }
            </div>
            <Track ..props.clone() />
            <p class="now"><b>{ moment(props.cursor) }</b><span>{ format!(" of {} s", props.summary.duration) }</span></p>
        </section>
    }
}

/// The run as a slider.
#[component]
fn Track(props: &TimelineProps) -> Html {
    let (place, (width, _)) = use_size();
    let summary = &props.summary;
    let (cursor, duration) = (props.cursor, summary.duration);
    let scrub = {
        let dispatch = props.dispatch.clone();
        move |event: &PointerEvent| {
            let Some(track) = event
                .current_target()
                .and_then(|target| target.dyn_into::<Element>().ok())
            else {
                return;
            };
            let place = track.get_bounding_client_rect();
            let axis = TimeAxis::new(place.width(), duration);
            let x = f64::from(event.client_x()) - place.left();
            dispatch.dispatch(Action::Seek(by_hand(axis.seconds(x), duration)));
        }
    };
    let onpointerdown = {
        let scrub = scrub.clone();
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                capture(&event);
                scrub(&event);
            }
        })
    };
    let onpointermove = Callback::from(move |event: PointerEvent| {
        if event.buttons() == 1 {
            scrub(&event);
        }
    });
    let onkeydown = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(at) = moved(&event, cursor, duration) {
                event.prevent_default();
                dispatch.dispatch(Action::Seek(by_hand(at, duration)));
            }
        })
    };
    html! {
        <div class="track" ref={place} data-timeline="" role="slider" tabindex="0" aria-label="Moment"
            aria-valuemin="0" aria-valuemax={format!("{duration}")} aria-valuenow={format!("{cursor:.6}")}
            aria-valuetext={format!("{} of {duration} s", moment(cursor))}
            {onpointerdown} {onpointermove} {onkeydown}>
            if width > 0.0 {
                { picture(props, width) }
            }
        </div>
    }
}

/// The pointer stays ours until it is let go, wherever it moves.
fn capture(event: &PointerEvent) {
    if let Some(track) = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    {
        // A pointer that is gone already cannot be captured, and need not be.
        let _ = track.set_pointer_capture(event.pointer_id());
    }
}

fn picture(props: &TimelineProps, width: f64) -> Html {
    let summary = &props.summary;
    let cues: Vec<_> = props
        .scenario
        .story
        .cues
        .iter()
        .map(|cue| (cue.at.as_secs(), cue.says.clone()))
        .collect();
    let evidence = summary
        .verdicts
        .iter()
        .filter_map(|verdict| verdict.evidence.as_ref());
    let evidence: Vec<_> = evidence.map(|evidence| evidence.at).collect();
    let scene = timeline::draw(&TimelineOptions {
        width,
        height: HEIGHT,
        duration: summary.duration,
        cursor: props.cursor,
        faults: &summary.faults,
        cues: &cues,
        evidence: &evidence,
        window: summary.window,
    });
    scene::draw(&scene, vec![("aria-hidden", "true".to_owned())])
}

/// Where a key moves the cursor.
fn moved(event: &KeyboardEvent, cursor: f64, duration: f64) -> Option<f64> {
    let step = if event.shift_key() { PAGE } else { STEP } * duration;
    match event.key().as_str() {
        "ArrowRight" | "ArrowUp" => Some(cursor + step),
        "ArrowLeft" | "ArrowDown" => Some(cursor - step),
        "PageUp" => Some(cursor + PAGE * duration),
        "PageDown" => Some(cursor - PAGE * duration),
        "Home" => Some(0.0),
        "End" => Some(duration),
        _ => None,
    }
}

/// The slider of speeds, in equal ratios.
fn speed(props: &TimelineProps) -> Html {
    let ratio = libm::log(FASTEST / SLOWEST);
    let position = (SPEEDS * libm::log(props.speed / SLOWEST) / ratio).round();
    let oninput = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: InputEvent| {
            let share = typed(&event).parse().unwrap_or(0.0) / SPEEDS;
            dispatch.dispatch(Action::Speed(SLOWEST * libm::exp(ratio * share)));
        })
    };
    let said = format!("{}\u{d7}", short(props.speed));
    html! {
        <label class="speed" title="Speed: seconds of the run in a second">
            <span class="unseen">{ "Speed" }</span>
            <input type="range" min="0" max={SPEEDS.to_string()} step="1" value={position.to_string()} aria-valuetext={said.clone()} {oninput} />
            <span>{ said }</span>
        </label>
    }
}

/// Two significant digits.
fn short(speed: f64) -> String {
    if speed >= 10.0 {
        format!("{speed:.0}")
    } else if speed >= 1.0 {
        format!("{speed:.1}")
    } else {
        format!("{:.*}", if speed >= 0.1 { 2 } else { 3 }, speed)
    }
}
