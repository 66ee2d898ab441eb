//! Calls: curves as thick as the traffic, what failed, what is cut, and the words beside them.

use netsplit_core::frame::RouteFrame;
use netsplit_core::topology::RouteShape;

use super::{Part, View, words};
use crate::geometry::{Point, Rect};
use crate::layout::Wire;
use crate::lettering::Face;
use crate::number::print;
use crate::scene::{Anchor, Element, Group};

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
    if view.marks.interactive {
        children.push(Element::path("p-hit", data));
    }
    view.part(part, children)
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

/// Rate, and below it what is cut or failed.
fn tag(shape: &RouteShape, state: &RouteFrame, rect: Rect) -> Element {
    let rate = (words::rate(state.rate), "p-rate");
    let failed = words::failed(state).map(|failed| (format!("{failed} failed"), "p-bad"));
    let cut = words::cut(state).map(|cut| (cut, "p-bad"));
    let lines: Vec<(String, &'static str)> =
        [Some(rate), cut.or(failed)].into_iter().flatten().collect();
    let middle = rect.center();
    let first = middle.y + 4.0 - 6.5 * (lines.len() as f64 - 1.0);
    let mut children = vec![ground(middle, &lines)];
    for (line, (words, class)) in lines.into_iter().enumerate() {
        let at = Point::new(middle.x, first + 13.0 * line as f64);
        let face = if class == "p-bad" {
            Face::Notice
        } else {
            Face::Small
        };
        children.push(Element::words(class, face, at, Anchor::Middle, words));
    }
    Element::group("p-tag", Group::of(children)).keyed(format!("tag:{}", shape.name))
}

/// A ground that keeps curves and messages from running through the words.
fn ground(middle: Point, lines: &[(String, &'static str)]) -> Element {
    let widths = lines.iter().map(|(words, _)| Face::Notice.width(words));
    let width = widths.fold(0.0, f64::max) + 4.0;
    let rect = Rect::around(middle, width, 13.0 * lines.len() as f64 + 2.0);
    Element::rect("p-under", rect, 4.0)
}
