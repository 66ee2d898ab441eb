//! Room on the sheet: where curves run and what is taken, in square cells, so that a look at a place costs the same
//! however large the picture is.

use std::collections::BTreeMap;

use netsplit_core::sort;

use crate::geometry::{Point, Rect};

/// Side of a cell.
const SIDE: f64 = 64.0;
/// Most points that a cell notes: words have no place where so many calls run.
const CROWDED: usize = 96;

/// The sheet, and what is on it.
pub(super) struct Room {
    cells: BTreeMap<(i32, i32), Cell>,
    /// Where words may stand at all.
    bounds: Rect,
}

/// A square of the sheet.
#[derive(Default)]
struct Cell {
    /// Points of curves, each with the number of its curve.
    points: Vec<(usize, Point)>,
    /// Boxes and words that reach into it.
    taken: Vec<Rect>,
}

impl Room {
    /// An empty sheet, on which words may stand within these bounds.
    pub(super) fn of(bounds: Rect) -> Self {
        Self {
            cells: BTreeMap::new(),
            bounds: bounds.grown(0.01),
        }
    }

    /// Notes the points of a curve.
    pub(super) fn run(&mut self, curve: usize, points: impl Iterator<Item = Point>) {
        for point in points {
            let cell = self.cells.entry(cell(point)).or_default();
            if cell.points.len() < CROWDED {
                cell.points.push((curve, point));
            }
        }
    }

    /// Notes that a rectangle is taken.
    pub(super) fn take(&mut self, rect: Rect) {
        for place in places(&rect) {
            self.cells.entry(place).or_default().taken.push(rect);
        }
    }

    /// True if a rectangle lies within the bounds and on nothing that is taken.
    pub(super) fn is_free(&self, rect: &Rect) -> bool {
        let inside = self.bounds.holds(Point::new(rect.x, rect.y))
            && self.bounds.holds(Point::new(rect.right(), rect.bottom()));
        let mut taken = self.cells(rect).flat_map(|cell| &cell.taken);
        inside && !taken.any(|other| other.overlaps(rect))
    }

    /// The curves that come nearer to a rectangle than a margin, each with its least distance.
    pub(super) fn curves_near(&self, rect: &Rect, margin: f64) -> Vec<(usize, f64)> {
        let near = rect.grown(margin);
        let points = self.cells(&near).flat_map(|cell| &cell.points);
        let mut found: Vec<(usize, f64)> = points
            .filter(|(_, point)| near.holds(*point))
            .map(|(curve, point)| (*curve, rect.distance(*point)))
            .collect();
        sort::by(&mut found, |a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        found.dedup_by_key(|(curve, _)| *curve);
        found.retain(|(_, distance)| *distance < margin);
        found
    }

    fn cells(&self, rect: &Rect) -> impl Iterator<Item = &Cell> {
        places(rect).filter_map(|place| self.cells.get(&place))
    }
}

/// The cell of a point.
fn cell(point: Point) -> (i32, i32) {
    let number = |place: f64| (place / SIDE).floor() as i32;
    (number(point.x), number(point.y))
}

/// The cells that a rectangle reaches into.
fn places(rect: &Rect) -> impl Iterator<Item = (i32, i32)> + use<> {
    let (left, top) = cell(Point::new(rect.x, rect.y));
    let (right, bottom) = cell(Point::new(rect.right(), rect.bottom()));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_what_is_near_them_and_nothing_else() {
        let mut room = Room::of(Rect::new(0.0, 0.0, 500.0, 500.0));
        let row = |y: f64| (0..50).map(move |step| Point::new(f64::from(step) * 10.0, y));
        room.run(0, row(100.0));
        room.run(1, row(130.0));
        let words = Rect::new(200.0, 105.0, 80.0, 20.0);
        assert_eq!(room.curves_near(&words, 16.0), [(0, 5.0), (1, 5.0)]);
        assert_eq!(room.curves_near(&words, 5.0), []);
        let far = Rect::new(200.0, 300.0, 80.0, 20.0);
        assert!(room.curves_near(&far, 16.0).is_empty());
    }

    #[test]
    fn a_place_is_free_until_it_is_taken_and_only_on_the_sheet() {
        let mut room = Room::of(Rect::new(0.0, 0.0, 500.0, 500.0));
        let words = Rect::new(60.0, 60.0, 80.0, 20.0);
        assert!(room.is_free(&words));
        room.take(Rect::new(130.0, 70.0, 300.0, 200.0));
        assert!(!room.is_free(&words));
        assert!(room.is_free(&words.shifted(-15.0, 0.0)));
        assert!(!room.is_free(&words.shifted(-70.0, 0.0)));
    }
}
