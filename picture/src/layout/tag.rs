//! Room for the words at each call: beside its curve, on no box and no other words.

use super::Wire;
use crate::curve::Curve;
use crate::geometry::{Point, Rect};

/// Extent of two short lines of text: `12,345 /s` and `99.9 % failed`.
const SIZE: (f64, f64) = (78.0, 28.0);
/// Space between a curve and its words.
const CLEAR: f64 = 5.0;
/// Shares of the way where words may stand, the best first.
const SHARES: [f64; 13] = [
    0.5, 0.44, 0.56, 0.38, 0.62, 0.3, 0.7, 0.24, 0.78, 0.16, 0.84, 0.1, 0.9,
];

/// The wires of these curves, each with room for words if there is any.
pub(super) fn tagged(curves: Vec<Option<Curve>>, boxes: &[Rect]) -> Vec<Option<Wire>> {
    let points: Vec<Point> = curves.iter().flatten().flat_map(Curve::points).collect();
    let mut taken: Vec<Rect> = boxes.iter().map(|rect| rect.grown(3.0)).collect();
    let mut wires = Vec::new();
    for curve in curves {
        wires.push(curve.map(|curve| {
            let tag = place(&curve, &taken, &points);
            taken.extend(tag);
            Wire { curve, tag }
        }));
    }
    wires
}

/// The free place that fewest curves run through; the earlier one if several are as good.
fn place(curve: &Curve, taken: &[Rect], points: &[Point]) -> Option<Rect> {
    SHARES
        .iter()
        .flat_map(|share| [-1.0, 1.0].map(|side| beside(curve, *share, side)))
        .filter(|rect| !taken.iter().any(|other| other.overlaps(rect)))
        .map(|rect| {
            (
                points.iter().filter(|point| rect.holds(**point)).count(),
                rect,
            )
        })
        .min_by_key(|(touched, _)| *touched)
        .map(|(_, rect)| rect)
}

/// The rectangle that touches the curve there, on the one side or the other.
fn beside(curve: &Curve, share: f64, side: f64) -> Rect {
    let direction = curve.direction(share);
    let normal = Point::new(-direction.y, direction.x);
    let reach = normal.x.abs() * SIZE.0 / 2.0 + normal.y.abs() * SIZE.1 / 2.0 + CLEAR;
    // To the left of a way to the right is above it: where words are looked for first.
    Rect::around(curve.beside(share, side * reach), SIZE.0, SIZE.1)
}
