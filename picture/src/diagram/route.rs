//! Calls: curves as thick as the traffic, what failed, what is cut, and the words beside them.

use netsplit_core::frame::RouteFrame;
use netsplit_core::topology::RouteShape;

use super::{Part, View, impairment, sign, words};
use crate::geometry::{Point, Rect};
use crate::layout::{Tag, Wire};
use crate::lettering::Face;
use crate::number::print;
use crate::scene::{Anchor, Element, Group};

/// Height of a line of words.
const LINE: f64 = 13.0;

/// The curve of each call.
pub(super) fn all(view: &View<'_>) -> Vec<Element> {
    known(view)
        .map(|(shape, state, wire)| part(view, shape, &state, wire))
        .collect()
}

/// The words beside each call that has room for them.
pub(super) fn tags(view: &View<'_>) -> Vec<Element> {
    known(view)
        .filter_map(|(shape, state, wire)| Some(tag(shape, &state, wire.tag?)))
        .collect()
}

/// Each route that has a curve, with its state.
fn known<'a>(
    view: &View<'a>,
) -> impl Iterator<Item = (&'a RouteShape, RouteFrame, &'a Wire)> + use<'a> {
    let (frame, layout) = (view.frame, view.layout);
    let routes = view.topology.routes.iter().enumerate();
    routes.filter_map(move |(index, shape)| {
        let wire = layout.wires.get(index)?.as_ref()?;
        let state = frame.routes.get(index).cloned().unwrap_or_default();
        Some((shape, state, wire))
    })
}

fn part(view: &View<'_>, shape: &RouteShape, state: &RouteFrame, wire: &Wire) -> Element {
    let part = Part {
        class: class(state),
        data: ("data-call", shape.name.clone()),
        label: words::route(view.topology, shape, state),
        selected: view.marks.has_route(&shape.name),
        stop: true,
    };
    let data = wire.curve.data();
    let thick = thickness(state.rate);
    let mut children = vec![Element::stroke("p-wire", data.clone(), thick)];
    let failed = words::share(state.failed);
    if failed > 0.0 {
        let core = (thick * failed).max(1.2);
        children.push(Element::stroke("p-failed", data.clone(), core));
    }
    children.push(head(wire, thick));
    if words::share(state.cut) > 0.0 {
        children.extend(cut_mark(wire));
    }
    children.extend(impairment::sign(&state.impairments, wire.at(0.42)));
    if let Some(mark) = &state.mark {
        children.extend(sign::sign(mark, near_caller(wire)));
    }
    if view.marks.interactive {
        children.push(Element::path("p-hit", data));
    }
    view.part(part, children)
}

/// Where the sign of the callers stands: on the curve, a little off its start, and never beyond its middle.
fn near_caller(wire: &Wire) -> Point {
    let off = (2.0 * sign::REACH + 2.0) / wire.curve.length().max(1.0);
    wire.at(off.min(0.4))
}

fn class(state: &RouteFrame) -> &'static str {
    match words::share(state.cut) {
        c if c >= 1.0 => "p-route is-cut",
        c if c > 0.0 => "p-route is-partly-cut",
        _ => "p-route",
    }
}

/// Width of a curve: it grows with the logarithm of the rate.
fn thickness(rate: f64) -> f64 {
    let decades = libm::log10(1.0 + words::positive(rate));
    (1.5 + 1.2 * decades).min(7.5)
}

/// The tip at the callee.
fn head(wire: &Wire, thick: f64) -> Element {
    let reach = 5.0 + thick / 2.0;
    let direction = wire.curve.direction(1.0);
    let tip = wire.at(1.0);
    let back = tip.shifted(-direction.x * reach, -direction.y * reach);
    let aside = |side: f64| {
        let half = side * reach * 0.62;
        back.shifted(-direction.y * half, direction.x * half)
    };
    let word = |point: Point| format!("{} {}", print(point.x), print(point.y));
    let data = format!("M{}L{}L{}Z", word(aside(-1.0)), word(tip), word(aside(1.0)));
    Element::path("p-head", data)
}

/// Two strokes across a gap in the middle of a curve.
fn cut_mark(wire: &Wire) -> Vec<Element> {
    let across = |share: f64| {
        let (a, b) = (
            wire.curve.beside(share, -8.0),
            wire.curve.beside(share, 8.0),
        );
        Element::line("p-break", a, b)
    };
    let apart = 3.0 / wire.curve.length().max(1.0);
    let gap = Element::circle("p-gap", wire.at(0.5), 5.0);
    vec![gap, across(0.5 - apart), across(0.5 + apart)]
}

/// Rate, and below it what is cut or failed; a lone line stands next to the curve.
fn tag(shape: &RouteShape, state: &RouteFrame, tag: Tag) -> Element {
    let rate = (words::rate(state.rate), "", Face::Small);
    let failed = words::failed(state).map(|failed| format!("{failed} failed"));
    let trouble = words::cut(state).or(failed);
    let trouble = trouble.map(|words| (words, "p-bad", Face::Notice));
    let lines: Vec<_> = [Some(rate), trouble].into_iter().flatten().collect();
    let widths = lines.iter().map(|(words, _, face)| face.width(words));
    let height = LINE * lines.len() as f64;
    let rect = lean(tag, widths.fold(0.0, f64::max) + 4.0, height + 2.0);
    // A ground keeps curves and messages from running through the words.
    let mut children = vec![Element::rect("p-under", rect, 4.0)];
    for (line, (words, class, face)) in lines.into_iter().enumerate() {
        let base = rect.y + LINE * (line as f64 + 1.0) - 2.5;
        let at = Point::new(rect.center().x, base);
        children.push(Element::words(class, face, at, Anchor::Middle, words));
    }
    Element::group("p-tag", Group::of(children)).keyed(format!("tag:{}", shape.name))
}

/// A smaller rectangle within the room for words, on the side of the curve.
fn lean(tag: Tag, width: f64, height: f64) -> Rect {
    let center = tag.rect.center();
    let dx = tag.towards.0 * (tag.rect.width - width).max(0.0) / 2.0;
    let dy = tag.towards.1 * (tag.rect.height - height).max(0.0) / 2.0;
    Rect::around(center.shifted(dx, dy), width, height)
}
