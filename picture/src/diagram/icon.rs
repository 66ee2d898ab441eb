//! A sign for each kind of node, drawn with lines.

use crate::geometry::Point;
use crate::number::print;
use crate::scene::Element;

/// A stroke: where it starts, from the middle of the sign, and relative path data.
type Stroke = (f64, f64, &'static str);

const CLIENT: &[Stroke] = &[
    (-2.6, -2.7, "a2.6 2.6 0 1 1 5.2 0a2.6 2.6 0 1 1 -5.2 0"),
    (-5.0, 5.6, "c0 -4.6 10 -4.6 10 0"),
];
const BALANCER: &[Stroke] = &[
    (-5.5, 0.0, "h11"),
    (-1.5, 0.0, "l6.5 -4.6"),
    (-1.5, 0.0, "l6.5 4.6"),
];
const SERVICE: &[Stroke] = &[(0.0, -5.6, "l4.9 2.8v5.6l-4.9 2.8l-4.9 -2.8v-5.6z")];
const STORE: &[Stroke] = &[
    (-4.8, -3.4, "v6.8a4.8 2 0 0 0 9.6 0v-6.8"),
    (-4.8, -3.4, "a4.8 2 0 1 1 9.6 0a4.8 2 0 1 1 -9.6 0"),
];
const CACHE: &[Stroke] = &[(1.0, -5.8, "l-5 6.6h3.6l-0.8 5l5 -6.6h-3.6z")];
const BROKER: &[Stroke] = &[
    (-5.8, -3.2, "h11.6v6.4h-11.6z"),
    (-1.9, -3.2, "v6.4"),
    (1.9, -3.2, "v6.4"),
];
const ORCHESTRATOR: &[Stroke] = &[
    (-5.0, -3.2, "h7.4l-2 -2"),
    (2.4, -3.2, "l-2 2"),
    (5.0, 3.2, "h-7.4l2 -2"),
    (-2.4, 3.2, "l2 2"),
];
const PARTICIPANT: &[Stroke] = &[
    (-5.4, -2.2, "l5.4 -3.4l5.4 3.4z"),
    (-3.4, -0.6, "v4.4"),
    (0.0, -0.6, "v4.4"),
    (3.4, -0.6, "v4.4"),
    (-5.4, 5.4, "h10.8"),
];

/// The sign of a kind of node, if it has one.
pub(super) fn icon(kind: &str, middle: Point) -> Option<Element> {
    let strokes = match kind {
        "client" => CLIENT,
        "balancer" => BALANCER,
        "service" => SERVICE,
        "store" => STORE,
        "cache" => CACHE,
        "broker" | "queue" => BROKER,
        "orchestrator" => ORCHESTRATOR,
        "participant" => PARTICIPANT,
        _ => return None,
    };
    let words = strokes.iter().map(|(dx, dy, rest)| {
        let (x, y) = (print(middle.x + dx), print(middle.y + dy));
        format!("M{x} {y}{rest}")
    });
    Some(Element::path(
        "p-icon",
        words.collect::<Vec<String>>().concat(),
    ))
}
