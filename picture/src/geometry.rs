//! Points and rectangles, in pixels; y grows downwards.

use crate::steps;

/// A point.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// Distance from the left.
    pub x: f64,
    /// Distance from the top.
    pub y: f64,
}

/// A rectangle with its sides along the axes.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rect {
    /// Left side.
    pub x: f64,
    /// Top side.
    pub y: f64,
    /// Extent to the right.
    pub width: f64,
    /// Extent downwards.
    pub height: f64,
}

impl Point {
    /// The point at these coordinates.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// This point, moved.
    #[must_use]
    pub fn shifted(self, dx: f64, dy: f64) -> Self {
        Self::new(self.x + dx, self.y + dy)
    }

    /// Distance to another point.
    pub fn distance(self, other: Self) -> f64 {
        libm::hypot(other.x - self.x, other.y - self.y)
    }

    /// The point that lies at this share of the way to another.
    #[must_use]
    pub fn towards(self, other: Self, share: f64) -> Self {
        self.shifted((other.x - self.x) * share, (other.y - self.y) * share)
    }
}

impl Rect {
    /// The rectangle with this corner and these extents.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// The rectangle of these extents around a point.
    pub fn around(center: Point, width: f64, height: f64) -> Self {
        Self::new(
            center.x - width / 2.0,
            center.y - height / 2.0,
            width,
            height,
        )
    }

    /// Right side.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Bottom side.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The point in the middle.
    pub fn center(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// This rectangle, moved.
    #[must_use]
    pub fn shifted(&self, dx: f64, dy: f64) -> Self {
        Self {
            x: self.x + dx,
            y: self.y + dy,
            ..*self
        }
    }

    /// This rectangle, larger by a margin on each side.
    #[must_use]
    pub fn grown(self, margin: f64) -> Self {
        Self::new(
            self.x - margin,
            self.y - margin,
            self.width + 2.0 * margin,
            self.height + 2.0 * margin,
        )
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn united(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = self.right().max(other.right());
        let bottom = self.bottom().max(other.bottom());
        Self::new(x, y, right - x, bottom - y)
    }

    /// True if the insides share a point.
    pub fn overlaps(&self, other: &Self) -> bool {
        steps::count(1);
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Distance of a point from the nearest side; 0 inside.
    pub fn distance(&self, point: Point) -> f64 {
        let dx = (self.x - point.x).max(point.x - self.right()).max(0.0);
        let dy = (self.y - point.y).max(point.y - self.bottom()).max(0.0);
        libm::hypot(dx, dy)
    }

    /// True if a point lies inside or on the border.
    pub fn holds(&self, point: Point) -> bool {
        steps::count(1);
        (self.x..=self.right()).contains(&point.x) && (self.y..=self.bottom()).contains(&point.y)
    }
}
