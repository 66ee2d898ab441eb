//! Smooth curves through points, and what lies on them.

use std::fmt::Write as _;

use crate::geometry::Point;
use crate::number::print;

/// Straight pieces that a cubic piece is measured by.
const PIECES: usize = 20;

/// A line that bends smoothly, made of cubic pieces.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Curve {
    /// Start, two controls and end of each piece; a piece starts where the one before it ends.
    pieces: Vec<[Point; 4]>,
    /// Points along the curve, each with its distance from the start.
    marks: Vec<(f64, Point)>,
}

impl Curve {
    /// The curve of these pieces.
    pub(crate) fn new(pieces: Vec<[Point; 4]>) -> Self {
        let mut marks: Vec<(f64, Point)> = Vec::new();
        for piece in &pieces {
            for step in 0..=PIECES {
                let point = bezier(piece, step as f64 / PIECES as f64);
                let before = marks.last().copied().unwrap_or((0.0, point));
                marks.push((before.0 + before.1.distance(point), point));
            }
        }
        Self { pieces, marks }
    }

    /// Its whole length.
    pub(crate) fn length(&self) -> f64 {
        self.marks.last().map_or(0.0, |mark| mark.0)
    }

    /// The point at a share of its length.
    pub(crate) fn at(&self, share: f64) -> Point {
        let target = share.clamp(0.0, 1.0) * self.length();
        let after = self.marks.partition_point(|mark| mark.0 < target);
        let Some(end) = self.marks.get(after) else {
            return self.marks.last().map_or(Point::default(), |mark| mark.1);
        };
        let start = self.marks[after.saturating_sub(1)];
        let span = end.0 - start.0;
        let within = if span > 0.0 {
            (target - start.0) / span
        } else {
            0.0
        };
        start.1.towards(end.1, within)
    }

    /// Its direction at a share of its length, as a vector of length one.
    pub(crate) fn direction(&self, share: f64) -> Point {
        let (from, to) = match (self.pieces.first(), self.pieces.last()) {
            (Some(first), _) if share <= 0.0 => (first[0], apart(first, [1, 2, 3], first[0])),
            (_, Some(last)) if share >= 1.0 => (apart(last, [2, 1, 0], last[3]), last[3]),
            _ => {
                // Two pixels to either side: a share of a long curve would reach around a bend.
                let near = 2.0 / self.length().max(4.0);
                (self.at(share - near), self.at(share + near))
            }
        };
        let length = from.distance(to);
        if length > 0.0 {
            Point::new((to.x - from.x) / length, (to.y - from.y) / length)
        } else {
            Point::new(1.0, 0.0)
        }
    }

    /// The point at a share of its length, so far to the right of the way.
    pub(crate) fn beside(&self, share: f64, distance: f64) -> Point {
        let direction = self.direction(share);
        self.at(share)
            .shifted(-direction.y * distance, direction.x * distance)
    }

    /// Points along it, close enough to each other to test what it touches.
    pub(crate) fn points(&self) -> impl Iterator<Item = Point> + '_ {
        self.marks.iter().map(|mark| mark.1)
    }

    /// Its path data.
    pub(crate) fn data(&self) -> String {
        let mut data = String::new();
        for [start, first, second, end] in &self.pieces {
            if data.is_empty() {
                let _ = write!(data, "M{} {}", print(start.x), print(start.y));
            }
            let straight = start == first && second == end;
            data.push(if straight { 'L' } else { 'C' });
            let points = [first, second, end];
            let used = if straight { &points[2..] } else { &points[..] };
            let words: Vec<String> = used
                .iter()
                .map(|point| format!("{} {}", print(point.x), print(point.y)))
                .collect();
            data.push_str(&words.join(" "));
        }
        data
    }

    /// This curve, moved.
    #[must_use]
    pub(crate) fn shifted(&self, dx: f64, dy: f64) -> Self {
        let pieces = self.pieces.iter();
        Self::new(
            pieces
                .map(|piece| piece.map(|point| point.shifted(dx, dy)))
                .collect(),
        )
    }
}

/// The first of these points of a piece that is not where it starts from.
fn apart(piece: &[Point; 4], order: [usize; 3], from: Point) -> Point {
    let other = order.into_iter().find(|index| piece[*index] != from);
    other.map_or(from, |index| piece[index])
}

fn bezier(piece: &[Point; 4], share: f64) -> Point {
    let [first, second, third] = [0, 1, 2].map(|i| piece[i].towards(piece[i + 1], share));
    let (left, right) = (first.towards(second, share), second.towards(third, share));
    left.towards(right, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn straight(x: f64) -> [Point; 4] {
        let (a, b) = (Point::new(x, 0.0), Point::new(x + 10.0, 0.0));
        [a, a, b, b]
    }

    #[test]
    fn shares_are_shares_of_the_length() {
        let curve = Curve::new(vec![straight(0.0), straight(10.0)]);
        assert!((curve.length() - 20.0).abs() < 1e-9);
        assert!((curve.at(0.75).x - 15.0).abs() < 0.2);
        assert_eq!(curve.at(2.0), Point::new(20.0, 0.0));
        assert!((curve.beside(0.5, 3.0).y - 3.0).abs() < 1e-9);
        assert_eq!(curve.data(), "M0 0L10 0L20 0");
    }

    #[test]
    fn an_empty_curve_is_a_point() {
        let curve = Curve::default();
        assert_eq!(curve.at(0.5), Point::default());
        assert_eq!(curve.data(), "");
    }
}
