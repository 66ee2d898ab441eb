//! Messages in flight: they travel along the curve of their call, requests on one side and responses on the other.

use netsplit_core::frame::Flight;
use netsplit_core::sort;
use netsplit_core::topology::LinkShape;

use super::{View, words};
use crate::geometry::Point;
use crate::layout::Direction;
use crate::lettering::Face;
use crate::number::print;
use crate::scene::{Anchor, Element};

/// Most messages that are drawn.
const MOST: usize = 150;
/// How far from the middle of the curve they travel.
const LANE: f64 = 4.0;

/// The messages that are drawn.
pub(super) fn all(view: &View<'_>) -> Vec<Element> {
    drawn(view)
        .into_iter()
        .filter_map(|flight| element(view, flight))
        .collect()
}

/// Says how many messages are drawn, if not all are.
pub(super) fn thinning(view: &View<'_>) -> Option<Element> {
    let all = view.frame.messages.len();
    let words = format!("{MOST} of {all} messages drawn");
    let at = Point::new(view.layout.width - 10.0, view.layout.height - 5.0);
    (all > MOST).then(|| {
        Element::words("p-faint", Face::Small, at, Anchor::End, words)
            .keyed("thinning")
            .titled("Which messages are drawn depends on their request only, never on what happens to them.")
    })
}

/// The messages, or a choice that does not depend on what happens to them.
fn drawn<'a>(view: &View<'a>) -> Vec<&'a Flight> {
    let mut flights: Vec<&Flight> = view.frame.messages.iter().collect();
    if flights.len() > MOST {
        sort::by_key(&mut flights, |flight| {
            (scattered(flight), flight.attempt, flight.link)
        });
        flights.truncate(MOST);
    }
    flights
}

/// A number that looks like chance and is the same for all messages of a request (`SplitMix64`).
fn scattered(flight: &Flight) -> u64 {
    let mut z = u64::from(flight.request).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn element(view: &View<'_>, flight: &Flight) -> Option<Element> {
    let link = view.topology.links.get(flight.link as usize)?;
    let at = place(view, link, words::share(flight.progress))?;
    let shape = match flight.kind.as_str() {
        "read" => Element::circle("p-message p-read", at, 3.6),
        "success" | "acted" | "compensated" => Element::circle("p-message p-success", at, 3.2),
        "failure" | "refused" => Element::path("p-message p-failure", diamond(at, 5.0)),
        _ => Element::circle("p-message p-write", at, 3.6),
    };
    let key = format!(
        "m{}-{}-{}-{}",
        flight.request, flight.attempt, flight.link, flight.kind
    );
    Some(
        shape
            .keyed(key)
            .titled(words::message(view.topology, flight)),
    )
}

/// Where a message is: on the curve of its call, which it may run against.
fn place(view: &View<'_>, link: &LinkShape, progress: f64) -> Option<Point> {
    let wire = view.layout.wires.get(link.route as usize)?.as_ref()?;
    let route = view.topology.routes.get(link.route as usize)?;
    let sender = view.topology.processes.get(link.from as usize)?;
    let lane = match view.layout.direction {
        Direction::Across => LANE,
        Direction::Down => -LANE,
    };
    let forth = sender.node == route.from;
    let (share, aside) = if forth {
        (progress, -lane)
    } else {
        (1.0 - progress, lane)
    };
    Some(wire.curve.beside(share, aside))
}

fn diamond(at: Point, reach: f64) -> String {
    let (x, y) = (at.x, at.y);
    format!(
        "M{} {}L{} {}L{} {}L{} {}Z",
        print(x),
        print(y - reach),
        print(x + reach),
        print(y),
        print(x),
        print(y + reach),
        print(x - reach),
        print(y)
    )
}
