//! Signs of what faults do to processes and calls that go on, and the legend of everything that is out of order.
//!
//! ```text
//! slow: hourglass    errors: exclamation mark    wrong clock: hands    lost messages: a broken line
//! ```

use netsplit_core::frame::{Impairment, Kind};

use super::{View, message, words};
use crate::geometry::{Point, Rect};
use crate::lettering::Face;
use crate::number::print;
use crate::scene::{Anchor, Element};

/// Side of a sign.
const SIDE: f64 = 14.0;
/// Space between two entries of the legend.
const SPACE: f64 = 14.0;

/// The sign of the first of some impairments at a place; nothing without any.
pub(super) fn sign(impairments: &[Impairment], center: Point) -> Vec<Element> {
    let first = impairments.first();
    first.map_or_else(Vec::new, |first| {
        vec![ground(center), glyph(first.kind, center)]
    })
}

/// The sign where there is room for a dot only.
pub(super) fn dot(impairments: &[Impairment], center: Point) -> Option<Element> {
    (!impairments.is_empty()).then(|| Element::circle("p-impaired", center, 3.0))
}

fn ground(center: Point) -> Element {
    Element::rect("p-impaired", Rect::around(center, SIDE, SIDE), 4.0)
}

fn glyph(kind: Kind, center: Point) -> Element {
    let (dx, dy, strokes) = match kind {
        Kind::Slow => (-3.0, -4.0, "h6l-6 8h6Z"),
        Kind::Faulty => (0.0, -4.0, "v4.6m0 2.6v.6"),
        Kind::Clock => (0.0, -3.6, "v4l2.6 1.8"),
        Kind::Lossy => (-4.6, 0.0, "h2.4m1 0h2.4m1 0h2.4"),
    };
    let (x, y) = (print(center.x + dx), print(center.y + dy));
    Element::path("p-impairment", format!("M{x} {y}{strokes}"))
}

fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Slow => "slow",
        Kind::Faulty => "errors",
        Kind::Clock => "wrong clock",
        Kind::Lossy => "loses messages",
    }
}

/// The signs that the picture shows, in words, at its lower left; nothing while all is well.
pub(super) fn legend(view: &View<'_>) -> Vec<Element> {
    let mut at = Point::new(10.0, view.layout.height - 5.0);
    // The words on messages that are left out stand at the lower right.
    let taken = message::thinning(view).map_or(10.0, |_| 200.0);
    let room = view.layout.width - taken;
    let mut all = Vec::new();
    for (words, sample) in entries(view) {
        let wide = SIDE + 4.0 + Face::Small.width(words);
        if at.x + wide > room {
            break;
        }
        all.extend(sample(at.shifted(SIDE / 2.0, -4.0)));
        let start = at.shifted(SIDE + 4.0, 0.0);
        let words = Element::words(
            "p-faint",
            Face::Small,
            start,
            Anchor::Start,
            words.to_owned(),
        );
        all.push(words);
        at.x += wide + SPACE;
    }
    all
}

type Sample = Box<dyn Fn(Point) -> Vec<Element>>;

fn entries(view: &View<'_>) -> Vec<(&'static str, Sample)> {
    let mut all: Vec<(&'static str, Sample)> = Vec::new();
    for (status, words) in [
        ("paused", "paused"),
        ("crashed", "crashed"),
        ("host down", "host down"),
    ] {
        if view
            .frame
            .processes
            .iter()
            .any(|process| process.status == status)
        {
            all.push((
                words,
                Box::new(move |at| super::process::sample(status, at)),
            ));
        }
    }
    let processes = view
        .frame
        .processes
        .iter()
        .flat_map(|process| &process.impairments);
    let routes = view
        .frame
        .routes
        .iter()
        .flat_map(|route| &route.impairments);
    let kinds = processes.chain(routes).map(|impairment| impairment.kind);
    let mut there = [false; 4];
    for kind in kinds {
        there[kind as usize] = true;
    }
    for kind in [Kind::Slow, Kind::Faulty, Kind::Clock, Kind::Lossy] {
        if there[kind as usize] {
            all.push((
                label(kind),
                Box::new(move |at| vec![ground(at), glyph(kind, at)]),
            ));
        }
    }
    if view
        .frame
        .routes
        .iter()
        .any(|route| words::share(route.cut) > 0.0)
    {
        all.push(("cut", Box::new(cut)));
    }
    all
}

/// Two strokes across a line, as on a call that is cut.
fn cut(at: Point) -> Vec<Element> {
    let stroke = |dx: f64| Element::line("p-break", at.shifted(dx, -5.0), at.shifted(dx, 5.0));
    vec![stroke(-2.5), stroke(2.5)]
}
