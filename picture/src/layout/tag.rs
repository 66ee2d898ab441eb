//! Room for the words at each call: beside its curve, on no box and no other words.

use netsplit_core::topology::Topology;

use super::Wire;
use crate::curve::Curve;
use crate::geometry::{Point, Rect};

/// Extent of two short lines of text: `12,345 /s` and `99.9 % failed`.
const SIZE: (f64, f64) = (84.0, 28.0);
/// Space between a curve and its words, for the messages that travel on it.
const CLEAR: f64 = 8.0;
/// Space between a box and the words where a curve ends.
const BEFORE_BOX: f64 = 14.0;
/// Shares of the way where words may stand.
const SHARES: [f64; 13] = [
    0.5, 0.44, 0.56, 0.38, 0.62, 0.3, 0.7, 0.24, 0.78, 0.16, 0.84, 0.1, 0.9,
];

/// Room for the words at a call.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tag {
    /// Its sides.
    pub rect: Rect,
    /// Where the curve is, seen from the middle: -1 is left or above, 1 is right or below, 0 is neither.
    pub towards: (f64, f64),
}

/// The wires of these curves, each with room for words if there is any.
pub(super) fn tagged(
    topology: &Topology,
    curves: Vec<Option<Curve>>,
    boxes: &[Rect],
    bounds: Rect,
) -> Vec<Option<Wire>> {
    let mut room = Room {
        trails: curves.iter().map(|curve| trail(curve.as_ref())).collect(),
        taken: boxes.iter().map(|rect| rect.grown(3.0)).collect(),
        bounds,
    };
    let mut wires = Vec::new();
    for (route, curve) in curves.into_iter().enumerate() {
        wires.push(curve.map(|curve| {
            let tag = room.place(route, &curve, clearest(topology, route));
            room.taken.extend(tag.map(|tag| tag.rect));
            Wire { curve, tag }
        }));
    }
    wires
}

/// The points of a curve, and what is around them all.
struct Trail {
    around: Rect,
    points: Vec<Point>,
}

fn trail(curve: Option<&Curve>) -> Trail {
    let points: Vec<Point> = curve.map_or(Vec::new(), |curve| curve.points().collect());
    let dots = points.iter().map(|point| Rect::around(*point, 1.0, 1.0));
    Trail {
        around: dots.reduce(Rect::united).unwrap_or_default(),
        points,
    }
}

/// The share of the way where a call is most on its own: away from the end that it shares with others.
fn clearest(topology: &Topology, route: usize) -> f64 {
    let own = &topology.routes[route];
    let count = |same: &dyn Fn(u32, u32) -> bool| {
        let routes = topology.routes.iter();
        routes.filter(|other| same(other.from, other.to)).count()
    };
    let leaving = count(&|from, _| from == own.from);
    let arriving = count(&|_, to| to == own.to);
    match leaving.cmp(&arriving) {
        std::cmp::Ordering::Greater => 0.95,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.05,
    }
}

/// What is there already.
struct Room {
    /// The curve of each route.
    trails: Vec<Trail>,
    /// Boxes and words.
    taken: Vec<Rect>,
    /// Where words may stand at all.
    bounds: Rect,
}

/// A place where the words of a call may stand.
struct Candidate {
    tag: Tag,
    /// The share of the way that it stands at.
    share: f64,
    /// Whether it is next to the box where the curve ends, so that nobody takes it for that of another curve.
    at_box: bool,
}

impl Room {
    /// The free place that belongs most clearly to the curve.
    fn place(&self, route: usize, curve: &Curve, clearest: f64) -> Option<Tag> {
        let cost =
            |place: &Candidate| self.cost(route, place) + 10.0 * (place.share - clearest).abs();
        candidates(curve)
            .into_iter()
            .filter(|place| self.is_free(&place.tag.rect))
            .map(|place| (cost(&place), place.tag))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, tag)| tag)
    }

    fn is_free(&self, rect: &Rect) -> bool {
        let sheet = self.bounds.grown(0.01);
        let inside = sheet.holds(Point::new(rect.x, rect.y))
            && sheet.holds(Point::new(rect.right(), rect.bottom()));
        inside && !self.taken.iter().any(|other| other.overlaps(rect))
    }

    /// How many curves run through a place, and whether it would be taken for that of another call.
    fn cost(&self, route: usize, place: &Candidate) -> f64 {
        let rect = place.tag.rect;
        let near = rect.grown(16.0);
        let (mut crossed, mut own, mut other) = (0.0, f64::INFINITY, f64::INFINITY);
        let trails = self.trails.iter().enumerate();
        for (of, trail) in trails.filter(|(_, trail)| trail.around.overlaps(&near)) {
            let points = trail.points.iter().filter(|point| near.holds(**point));
            let distances = points.map(|point| rect.distance(*point));
            let distance = distances.fold(16.0, f64::min);
            // Words on another curve hide that one's messages; on the own curve they at least belong.
            let weight = if of == route { 4.0 } else { 7.0 };
            crossed += if distance <= 0.0 { weight } else { 0.0 };
            let nearest = if of == route { &mut own } else { &mut other };
            *nearest = nearest.min(distance);
        }
        let mistaken = other <= own + 2.0 && !place.at_box;
        crossed + if mistaken { 14.0 } else { 0.0 }
    }
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
