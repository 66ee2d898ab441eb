//! Room for the words at each call: beside its curve, on no box and no other words.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use netsplit_core::topology::Topology;

use super::Wire;
use super::room::Room;
use crate::curve::Curve;
use crate::geometry::{Point, Rect};

/// Extent of two short lines of text: `12,345 /s` and `99.9 % failed`.
const SIZE: (f64, f64) = (84.0, 28.0);
/// Space between a curve and its words, for the messages that travel on it.
const CLEAR: f64 = 8.0;
/// Space between a box and the words where a curve ends.
const BEFORE_BOX: f64 = 14.0;
/// Distance within which a curve may be taken for the one that words belong to.
const NEAR: f64 = 16.0;
/// Shares of the way where words may stand.
const SHARES: [f64; 13] = [
    0.5, 0.44, 0.56, 0.38, 0.62, 0.3, 0.7, 0.24, 0.78, 0.16, 0.84, 0.1, 0.9,
];

/// Room for the words at a call.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tag {
    /// Its sides.
    pub rect: Rect,
    /// Direction of the curve, seen from the middle: -1 is left or above, 1 is right or below, 0 is neither.
    pub towards: (f64, f64),
}

/// The wires of these curves, each with room for words if there is any.
pub(super) fn tagged(
    topology: &Topology,
    curves: Vec<Option<Curve>>,
    boxes: &[Rect],
    bounds: Rect,
) -> Vec<Option<Wire>> {
    let mut room = Room::of(bounds);
    for (route, curve) in curves.iter().enumerate() {
        room.run(route, curve.iter().flat_map(Curve::points));
    }
    for rect in boxes {
        room.take(rect.grown(3.0));
    }
    let clearest = clearest(topology);
    let mut wires = Vec::new();
    for (route, curve) in curves.into_iter().enumerate() {
        wires.push(curve.map(|curve| {
            let tag = place(&room, route, &curve, clearest[route]);
            if let Some(tag) = &tag {
                room.take(tag.rect);
            }
            Wire { curve, tag }
        }));
    }
    wires
}

/// For each call the share of its way where it is most on its own: away from the end that it shares with others.
fn clearest(topology: &Topology) -> Vec<f64> {
    let routes = topology.routes.iter();
    let mut leaving = BTreeMap::<u32, u32>::new();
    let mut arriving = BTreeMap::<u32, u32>::new();
    for route in routes.clone() {
        *leaving.entry(route.from).or_default() += 1;
        *arriving.entry(route.to).or_default() += 1;
    }
    routes
        .map(
            |route| match leaving[&route.from].cmp(&arriving[&route.to]) {
                Ordering::Greater => 0.95,
                Ordering::Equal => 0.5,
                Ordering::Less => 0.05,
            },
        )
        .collect()
}

/// A place where the words of a call may stand.
struct Candidate {
    tag: Tag,
    /// The share of the way that it stands at.
    share: f64,
    /// True next to the box where the curve ends: nobody takes it for that of another curve.
    at_box: bool,
}

/// The free place that belongs most clearly to the curve.
fn place(room: &Room, route: usize, curve: &Curve, clearest: f64) -> Option<Tag> {
    let cost = |place: &Candidate| cost(room, route, place) + 10.0 * (place.share - clearest).abs();
    candidates(curve)
        .into_iter()
        .filter(|place| room.is_free(&place.tag.rect))
        .map(|place| (cost(&place), place.tag))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, tag)| tag)
}

/// Counts the curves that run through a place, and adds a fine if it would be taken for that of another call.
fn cost(room: &Room, route: usize, place: &Candidate) -> f64 {
    let (mut crossed, mut own, mut other) = (0.0, NEAR, f64::INFINITY);
    for (of, distance) in room.curves_near(&place.tag.rect, NEAR) {
        // Words on another curve hide that one's messages; on the own curve they at least belong.
        let weight = if of == route { 4.0 } else { 7.0 };
        crossed += if distance <= 0.0 { weight } else { 0.0 };
        let nearest = if of == route { &mut own } else { &mut other };
        *nearest = nearest.min(distance);
    }
    let mistaken = other <= own + 2.0 && !place.at_box;
    crossed + if mistaken { 14.0 } else { 0.0 }
}

/// Places beside the curve: all along, and right where it starts and ends.
fn candidates(curve: &Curve) -> Vec<Candidate> {
    let mut all = Vec::new();
    // To the left of a way to the right is above it: where words are looked for first.
    for side in [-1.0, 1.0] {
        all.extend(SHARES.map(|share| Candidate {
            tag: beside(curve.at(share), curve.direction(share), side),
            share,
            at_box: false,
        }));
        all.extend(
            [(0.0, -1.0), (1.0, 1.0)].map(|(share, outwards)| Candidate {
                tag: at_end(curve, share, outwards, side),
                share,
                at_box: true,
            }),
        );
    }
    all
}

/// The place right before a box, with the words next to the box.
fn at_end(curve: &Curve, share: f64, outwards: f64, side: f64) -> Tag {
    let (at, direction) = (curve.at(share), curve.direction(share));
    let half = direction.x.abs() * SIZE.0 / 2.0 + direction.y.abs() * SIZE.1 / 2.0;
    let back = -(half + BEFORE_BOX) * outwards;
    let at = at.shifted(direction.x * back, direction.y * back);
    let mut tag = beside(at, direction, side);
    if direction.x.abs() > direction.y.abs() {
        tag.towards.0 = direction.x.signum() * outwards;
    }
    tag
}

/// The place that touches a line through a point, on the one side or the other.
fn beside(at: Point, direction: Point, side: f64) -> Tag {
    let normal = Point::new(-direction.y * side, direction.x * side);
    let reach = normal.x.abs() * SIZE.0 / 2.0 + normal.y.abs() * SIZE.1 / 2.0 + CLEAR;
    let middle = at.shifted(normal.x * reach, normal.y * reach);
    let clear = |part: f64| {
        if part.abs() < 0.4 {
            0.0
        } else {
            -part.signum()
        }
    };
    Tag {
        rect: Rect::around(middle, SIZE.0, SIZE.1),
        towards: (clear(normal.x), clear(normal.y)),
    }
}
