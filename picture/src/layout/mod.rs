//! Where everything of a topology stands: boxes in layers, processes in boxes, calls as curves between them.
//!
//! ```text
//! measure: size of each box, seats of its processes
//! rank:    layer of each node by the longest path from the clients, or where the author placed it
//! grid:    layers split where they are too long; long calls get a passage through each layer between
//! order:   order within layers, to cross fewer calls
//! align:   places within layers, as straight as the gaps allow
//! wire:    ports and curves
//! tag:     room for the words at each call
//! ```
//!
//! Each step takes time in proportion to boxes, processes and calls, times a logarithm (`growth`).
//!
//! After Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981.

mod align;
mod grid;
#[cfg(test)]
mod growth;
mod measure;
mod neighbours;
mod order;
mod rank;
mod room;
mod tag;
mod wire;

use netsplit_core::topology::Topology;

use crate::curve::Curve;
use crate::geometry::{Point, Rect};

pub(crate) use measure::{CELL, RADIUS};
pub use tag::Tag;

/// Which way requests go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// From left to right, for wide places.
    Across,
    /// From top to bottom, for phones.
    Down,
}

/// Where everything stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// Width of the whole in pixels.
    pub width: f64,
    /// Height of the whole in pixels.
    pub height: f64,
    /// Which way requests go.
    pub direction: Direction,
    /// The box of each node, in the order of the topology.
    pub boxes: Vec<NodeBox>,
    /// The curve of each route, in the order of the topology; `None` where an end does not exist.
    pub wires: Vec<Option<Wire>>,
}

/// The box of a node.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NodeBox {
    /// Its sides.
    pub rect: Rect,
    /// Its label, as far as it fits.
    pub label: String,
    /// The words under the label, as far as they fit.
    pub detail: String,
    /// Extent that a line of text may have.
    pub text_width: f64,
    /// Its processes.
    pub crowd: Crowd,
}

/// The processes of a node, as they stand in its box.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Crowd {
    /// How they are shown.
    pub form: Form,
    /// Middle of each process, in the order of the topology.
    pub seats: Vec<Seat>,
    /// Backgrounds of the zones, where there are several.
    pub zones: Vec<ZoneBox>,
    /// Where the bar stands that sums up too many.
    pub bar: Rect,
}

/// How the processes of a node are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// A circle for each.
    #[default]
    Circles,
    /// A small square for each.
    Cells,
    /// One bar for all.
    Bar,
}

/// Where a process stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Seat {
    /// Index of the process in the topology.
    pub process: u32,
    /// Its number in the node, from 1.
    pub number: u32,
    /// Its middle.
    pub center: Point,
}

/// Background of the processes of a node that are in one zone.
#[derive(Clone, PartialEq, Debug)]
pub struct ZoneBox {
    /// Its sides.
    pub rect: Rect,
    /// Name of the zone, as far as it fits.
    pub label: String,
    /// Base line and start of the label.
    pub at: Point,
}

/// The curve of a route, from the caller to the callee.
#[derive(Clone, PartialEq, Debug)]
pub struct Wire {
    /// The curve.
    pub(crate) curve: Curve,
    /// Room for words about the call, where there is any.
    pub tag: Option<Tag>,
}

impl Wire {
    /// The point at a share of the way from the caller to the callee.
    pub fn at(&self, share: f64) -> Point {
        self.curve.at(share)
    }
}

impl Layout {
    /// The layout of a topology.
    pub fn of(topology: &Topology, direction: Direction) -> Self {
        let mut boxes = measure::boxes(topology);
        let calls = rank::calls(topology);
        let mut grid = grid::Grid::of(topology, &boxes, &calls, direction);
        order::order(&mut grid);
        align::align(&mut grid);
        grid.seat(&mut boxes);
        let curves = wire::curves(topology, &grid);
        let rects: Vec<Rect> = boxes.iter().map(|node| node.rect).collect();
        let bounds = bounds(&rects, &curves, direction);
        let wires = tag::tagged(topology, curves, &rects, bounds);
        Self::framed(boxes, wires, direction)
    }

    /// The smallest sheet in either direction: a lone box is not blown up to fill the screen.
    fn least(direction: Direction) -> (f64, f64) {
        match direction {
            Direction::Across => (640.0, 200.0),
            Direction::Down => (grid::DOWN_WIDTH + 2.0 * margin(direction), 160.0),
        }
    }

    /// Moves everything so that it stands in the middle of a sheet just large enough.
    fn framed(mut boxes: Vec<NodeBox>, mut wires: Vec<Option<Wire>>, direction: Direction) -> Self {
        let extent = extent(&boxes, &wires);
        let (least, margin) = (Self::least(direction), margin(direction));
        let width = (extent.width + 2.0 * margin).max(least.0);
        let height = (extent.height + 2.0 * margin + foot(direction)).max(least.1);
        let dx = (width - extent.width) / 2.0 - extent.x;
        let dy = (height - foot(direction) - extent.height) / 2.0 - extent.y;
        for node in &mut boxes {
            node.shift(dx, dy);
        }
        for wire in wires.iter_mut().flatten() {
            wire.shift(dx, dy);
        }
        Self {
            width,
            height,
            direction,
            boxes,
            wires,
        }
    }
}

/// Empty space around everything.
fn margin(direction: Direction) -> f64 {
    match direction {
        Direction::Across => 18.0,
        Direction::Down => 9.0,
    }
}

/// Space for a line of words below everything, where the margin has none.
fn foot(direction: Direction) -> f64 {
    match direction {
        Direction::Across => 0.0,
        Direction::Down => 12.0,
    }
}

fn extent(boxes: &[NodeBox], wires: &[Option<Wire>]) -> Rect {
    let lines = wires.iter().flatten().flat_map(|wire| {
        let tag = wire.tag.map(|tag| tag.rect);
        wire.curve.points().map(dot).chain(tag)
    });
    let all = boxes.iter().map(|node| node.rect).chain(lines);
    all.reduce(Rect::united).unwrap_or_default()
}

/// Where words may stand: words must not make the picture wider on a phone, nor much higher on a screen.
fn bounds(boxes: &[Rect], curves: &[Option<Curve>], direction: Direction) -> Rect {
    let lines = curves
        .iter()
        .flatten()
        .flat_map(|curve| curve.points().map(dot));
    let all = boxes.iter().copied().chain(lines);
    let solid = all.reduce(Rect::united).unwrap_or_default();
    let (width, height) = match direction {
        Direction::Across => (solid.width + 160.0, solid.height + 40.0),
        Direction::Down => (solid.width.max(grid::DOWN_WIDTH), solid.height),
    };
    Rect::around(solid.center(), width, height)
}

/// A point with the width of a thick line.
fn dot(point: Point) -> Rect {
    Rect::around(point, 8.0, 8.0)
}

impl Crowd {
    /// The process of a node that has just one, which stands beside the text.
    pub fn lone(&self) -> Option<&Seat> {
        match self.seats.as_slice() {
            [seat] if self.zones.is_empty() => Some(seat),
            _ => None,
        }
    }
}

impl NodeBox {
    fn shift(&mut self, dx: f64, dy: f64) {
        self.rect = self.rect.shifted(dx, dy);
        self.crowd.bar = self.crowd.bar.shifted(dx, dy);
        for seat in &mut self.crowd.seats {
            seat.center = seat.center.shifted(dx, dy);
        }
        for zone in &mut self.crowd.zones {
            zone.rect = zone.rect.shifted(dx, dy);
            zone.at = zone.at.shifted(dx, dy);
        }
    }
}

impl Wire {
    fn shift(&mut self, dx: f64, dy: f64) {
        self.curve = self.curve.shifted(dx, dy);
        if let Some(tag) = &mut self.tag {
            tag.rect = tag.rect.shifted(dx, dy);
        }
    }
}
