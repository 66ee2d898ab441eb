//! Processes: a state told by hue and by shape, a share of work, a queue.
//!
//! ```text
//! up: number, arc of work    paused: two bars    crashed: cross    host down: cross, dashed outline
//! ```

use std::f64::consts::TAU;

use netsplit_core::frame::ProcessFrame;

use super::icon::icon;
use super::{Part, View, impairment, sign, words};
use crate::geometry::{Point, Rect};
use crate::layout::{CELL, Form, NodeBox, RADIUS, Seat};
use crate::lettering::Face;
use crate::number::print;
use crate::scene::{Anchor, Element, Group};

/// Every process that has a seat.
pub(super) fn all(view: &View<'_>) -> Vec<Element> {
    let boxes = view.layout.boxes.iter();
    boxes
        .flat_map(|node| node.crowd.seats.iter().map(move |seat| (node, seat)))
        .map(|(node, seat)| part(view, node, seat))
        .collect()
}

fn part(view: &View<'_>, node: &NodeBox, seat: &Seat) -> Element {
    let form = node.crowd.form;
    let unknown = ProcessFrame::default();
    let state = view.frame.processes.get(seat.process as usize);
    let state = state.unwrap_or(&unknown);
    let mut children = match form {
        Form::Circles if node.crowd.lone().is_some() => lone(view, seat, state),
        Form::Circles => circle(seat, state),
        Form::Cells | Form::Bar => cell(seat, state),
    };
    if view.marks.evidence_processes.contains(&seat.process) {
        children.insert(0, evidence(form, seat.center));
    }
    let part = Part {
        class: class(&state.status),
        data: ("data-process", seat.process.to_string()),
        label: words::process(view.topology, seat.process, state),
        selected: view.marks.has_process(seat.process),
        // Dozens of stops would make the keyboard useless: cells are reached through their node.
        stop: form == Form::Circles,
    };
    view.part(part, children)
}

fn class(status: &str) -> &'static str {
    match status {
        "up" => "p-process is-up",
        "paused" => "p-process is-paused",
        "crashed" => "p-process is-crashed",
        "host down" => "p-process is-host-down",
        _ => "p-process",
    }
}

fn is_down(state: &ProcessFrame) -> bool {
    matches!(state.status.as_str(), "crashed" | "host down")
}

/// The process of a node that has just one: it bears the sign of the node, not a number.
fn lone(view: &View<'_>, seat: &Seat, state: &ProcessFrame) -> Vec<Element> {
    let mut all = disc(seat.center, state);
    let kind = view.kind_of(seat.process);
    let sign = glyph(state, seat.center, 4.8).or_else(|| icon(kind, seat.center));
    all.push(sign.unwrap_or_else(|| number(seat, Face::Digit, 4.0)));
    all.extend(badge(seat.center, state));
    all.extend(mark(seat.center, state));
    all.extend(impaired(seat.center, state));
    all
}

/// The sign of its impairments, at the lower left of a circle.
fn impaired(center: Point, state: &ProcessFrame) -> Vec<Element> {
    let at = center.shifted(2.0 - RADIUS, RADIUS - 2.0);
    impairment::sign(&state.impairments, at)
}

/// A process of that state, small, for the legend.
pub(super) fn sample(status: &str, at: Point) -> Vec<Element> {
    let state = ProcessFrame {
        status: status.to_owned(),
        ..ProcessFrame::default()
    };
    let mut group = Group::of(vec![Element::circle("p-body", at, 6.5)]);
    group.children.extend(glyph(&state, at, 2.6));
    vec![Element::group(class(status), group)]
}

fn circle(seat: &Seat, state: &ProcessFrame) -> Vec<Element> {
    let center = seat.center;
    let mut all = disc(center, state);
    match glyph(state, center.shifted(0.0, -3.5), 4.0) {
        Some(glyph) => {
            all.push(glyph);
            all.push(number(seat, Face::Tiny, 10.5));
        }
        None => all.push(number(seat, Face::Digit, 4.0)),
    }
    all.extend(badge(center, state));
    all.extend(mark(center, state));
    all.extend(impaired(center, state));
    all
}

/// The mark of the process, at the upper left of a circle.
fn mark(center: Point, state: &ProcessFrame) -> Vec<Element> {
    let at = center.shifted(3.0 - RADIUS, 3.0 - RADIUS);
    let mark = state.mark.as_ref();
    mark.map_or_else(Vec::new, |mark| sign::sign(mark, at))
}

/// The circle, and on it the arc of work.
fn disc(center: Point, state: &ProcessFrame) -> Vec<Element> {
    let mut all = vec![Element::circle("p-body", center, RADIUS)];
    let share = words::share(state.utilisation);
    if share > 0.0 && !is_down(state) {
        all.push(Element::path("p-work", arc(center, RADIUS, share)));
    }
    all
}

fn number(seat: &Seat, face: Face, below: f64) -> Element {
    let at = seat.center.shifted(0.0, below);
    Element::words(
        "p-number",
        face,
        at,
        Anchor::Middle,
        seat.number.to_string(),
    )
}

/// The sign of a state other than up.
fn glyph(state: &ProcessFrame, center: Point, reach: f64) -> Option<Element> {
    let at = |dx: f64, dy: f64| {
        let point = center.shifted(dx * reach, dy * reach);
        format!("{} {}", print(point.x), print(point.y))
    };
    let data = match state.status.as_str() {
        "paused" => format!(
            "M{}L{}M{}L{}",
            at(-0.6, -1.0),
            at(-0.6, 1.0),
            at(0.6, -1.0),
            at(0.6, 1.0)
        ),
        "crashed" | "host down" => format!(
            "M{}L{}M{}L{}",
            at(-1.0, -1.0),
            at(1.0, 1.0),
            at(1.0, -1.0),
            at(-1.0, 1.0)
        ),
        _ => return None,
    };
    Some(Element::path("p-glyph", data))
}

/// An arc from the top, clockwise, over a share of the circle.
fn arc(center: Point, radius: f64, share: f64) -> String {
    let at = |share: f64| {
        let angle = share * TAU;
        let point = center.shifted(radius * libm::sin(angle), -radius * libm::cos(angle));
        format!("{} {}", print(point.x), print(point.y))
    };
    let radius = print(radius);
    // An arc back to its start is none, so a full circle takes two.
    let half = (share / 2.0).min(0.5);
    format!(
        "M{}A{radius} {radius} 0 0 1 {}A{radius} {radius} 0 0 1 {}",
        at(0.0),
        at(half),
        at(share)
    )
}

/// The length of the queue, at the upper right of a circle.
fn badge(center: Point, state: &ProcessFrame) -> Vec<Element> {
    if state.queued == 0 {
        return Vec::new();
    }
    let words = words::brief(u64::from(state.queued));
    let center = center.shifted(RADIUS - 3.0, 2.0 - RADIUS);
    let width = (Face::Tiny.width(&words) + 7.0).max(13.0);
    let rect = Rect::around(center, width, 13.0);
    vec![
        Element::rect("p-badge", rect, 6.5),
        Element::words(
            "p-queue",
            Face::Tiny,
            center.shifted(0.0, 3.4),
            Anchor::Middle,
            words,
        ),
    ]
}

fn cell(seat: &Seat, state: &ProcessFrame) -> Vec<Element> {
    let rect = Rect::around(seat.center, CELL, CELL);
    let mut all = vec![Element::rect("p-body p-cell", rect, 3.0)];
    let height = CELL * words::share(state.utilisation);
    if height > 0.0 && !is_down(state) {
        let fill = Rect::new(rect.x, rect.bottom() - height, CELL, height);
        all.push(Element::rect("p-fill", fill, 3.0));
    }
    let glyph = glyph(state, seat.center, 4.0);
    // A cell has no room for a sign beside its number, so the letter takes its place.
    let letter = state.mark.as_ref().map(|mark| {
        let at = seat.center.shifted(0.0, 3.5);
        let letter = sign::letter(mark);
        Element::words(
            "p-number p-lettered",
            Face::Tiny,
            at,
            Anchor::Middle,
            letter,
        )
    });
    all.push(
        glyph
            .or(letter)
            .unwrap_or_else(|| number(seat, Face::Tiny, 3.5)),
    );
    if state.queued > 0 {
        let corner = Point::new(rect.right() - 1.5, rect.y + 1.5);
        all.push(Element::circle("p-badge", corner, 3.0));
    }
    let corner = Point::new(rect.x + 1.5, rect.bottom() - 1.5);
    all.extend(impairment::dot(&state.impairments, corner));
    all
}

fn evidence(form: Form, center: Point) -> Element {
    match form {
        Form::Circles => Element::circle("p-evidence", center, RADIUS + 4.5),
        Form::Cells | Form::Bar => {
            let side = CELL + 5.0;
            Element::rect("p-evidence", Rect::around(center, side, side), 5.0)
        }
    }
}
