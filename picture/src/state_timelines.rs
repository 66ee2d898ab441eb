//! States over time as spans in rows, on the axis of the charts: who led when, when a breaker was open.

use netsplit_core::panel::{StateTimeline, StateTimelineRow, StateTimelineSpan, Tone};
use netsplit_core::summary::FaultSpan;

use crate::geometry::{Point, Rect};
use crate::lettering::{Face, name, shown};
use crate::scene::{Anchor, Element, Scene};
use crate::spans;
use crate::time_axis::{LEFT, TimeAxis};

/// Height of a row.
const ROW: f64 = 20.0;
/// Height of a span.
const SPAN: f64 = 14.0;
/// Space below the rows, for the words of the axis.
const FOOT: f64 = 18.0;

/// A state timeline; the scene is as high as their rows need.
pub fn draw(
    state_timelines: &StateTimeline,
    width: f64,
    duration: f64,
    faults: &[FaultSpan],
    cursor: Option<f64>,
) -> Scene {
    let left = (width * 0.16).clamp(LEFT, 132.0);
    let axis = TimeAxis::between(width, left, 0.0, duration);
    let low = state_timelines.rows.len() as f64 * ROW + 2.0;
    let mut scene = Scene::new("p-states", width, low + FOOT);
    scene.label = format!("{} over time", shown(&state_timelines.title, 80));
    scene
        .elements
        .extend(spans::shades("p-span", &axis, faults, 0.0, low));
    for (index, row) in state_timelines.rows.iter().enumerate() {
        let top = index as f64 * ROW;
        scene.elements.push(label(row, &axis, top));
        scene
            .elements
            .extend(row.spans.iter().map(|span| state(span, &axis, top)));
        scene
            .elements
            .extend(row.spans.iter().filter_map(|span| words(span, &axis, top)));
    }
    let ends = (Point::new(axis.left, low), Point::new(axis.right, low));
    scene.push(Element::line("p-axis", ends.0, ends.1));
    scene.elements.extend(axis.words(low + 14.0));
    let inside = |at: &f64| (0.0..=duration).contains(at);
    if let Some(at) = cursor.filter(inside) {
        let x = axis.x(at);
        let line = Element::line("p-cursor", Point::new(x, 0.0), Point::new(x, low));
        scene.push(line.keyed("cursor"));
    }
    scene
}

fn label(row: &StateTimelineRow, axis: &TimeAxis, top: f64) -> Element {
    let words = Face::Small
        .fit(&name(&row.label), axis.left - 10.0)
        .into_owned();
    let at = Point::new(axis.left - 7.0, top + ROW / 2.0 + 4.0);
    Element::words("p-live", Face::Small, at, Anchor::End, words)
}

fn place(span: &StateTimelineSpan, axis: &TimeAxis, top: f64) -> Rect {
    let (from, to) = (axis.x(span.from), axis.x(span.to));
    Rect::new(from, top + (ROW - SPAN) / 2.0, (to - from).max(1.5), SPAN)
}

fn state(span: &StateTimelineSpan, axis: &TimeAxis, top: f64) -> Element {
    let says = shown(&span.says, 80);
    let title = format!("{says}, from {:.2} s to {:.2} s", span.from, span.to);
    Element::rect(class(span.tone), place(span, axis, top), 2.0).titled(title)
}

/// The state in words, where the span has room for them.
fn words(span: &StateTimelineSpan, axis: &TimeAxis, top: f64) -> Option<Element> {
    let place = place(span, axis, top);
    let words = shown(&span.says, 60);
    let fits = Face::Small.width(&words) + 8.0 <= place.width;
    let at = Point::new(place.x + 4.0, place.center().y + 3.9);
    fits.then(|| Element::words("p-live", Face::Small, at, Anchor::Start, words))
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "p-state",
        Tone::Good => "p-state-good",
        Tone::Busy => "p-state-busy",
        Tone::Bad => "p-state-bad",
    }
}
