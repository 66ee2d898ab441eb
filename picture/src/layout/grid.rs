//! The layers as a grid: layers split where they are too long, and passages for calls that skip layers.
//!
//! Places are pairs of `along`, the way of the requests, and `cross`, the way of the layer, until
//! [`Grid::point`] turns them into x and y.

use std::collections::BTreeMap;

use netsplit_core::sort;
use netsplit_core::topology::Topology;

use super::neighbours::Neighbours;
use super::{Direction, NodeBox, measure, rank};
use crate::geometry::{Point, Rect};
use crate::steps;

/// Extent across the way of the requests that a phone has room for.
pub(super) const DOWN_WIDTH: f64 = 348.0;
/// Shortest layer that is worth splitting on a wide screen.
const LEAST_SPLIT: f64 = 620.0;
/// How much wider than high a layout on a wide screen should be.
const ASPECT: f64 = 1.9;
/// Extent of a passage.
const PASSAGE: f64 = 8.0;
/// Passages for each box and each call, on average.
const PASSAGES_APIECE: usize = 12;

/// Layers of boxes and passages.
pub(super) struct Grid {
    pub(super) direction: Direction,
    pub(super) items: Vec<Item>,
    pub(super) layers: Vec<Layer>,
    /// Items of neighbouring layers that a call connects, the upper one first.
    pub(super) links: Vec<(usize, usize)>,
    /// True if the author placed every node, so that rows are places and not just an order.
    pub(super) placed: bool,
    /// Most layers that a call with passages crosses; a longer one runs straight, behind the boxes.
    reach: usize,
    passages: BTreeMap<(usize, usize), usize>,
}

/// A box, or a passage for calls of a node; boxes come first, in the order of the nodes.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// True for a box, false for a passage.
    pub(super) solid: bool,
    pub(super) layer: usize,
    /// Extent along the way of the requests.
    pub(super) along: f64,
    /// Extent across it.
    pub(super) cross: f64,
    /// Middle across it.
    pub(super) middle: f64,
    /// Row where the author placed it.
    pub(super) row: Option<f64>,
}

/// A layer: what stands in it, in order, and where it begins and ends along the way of the requests.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) items: Vec<usize>,
    pub(super) start: f64,
    pub(super) end: f64,
}

impl Grid {
    pub(super) fn of(
        topology: &Topology,
        boxes: &[NodeBox],
        calls: &[(usize, usize)],
        direction: Direction,
    ) -> Self {
        let items = items(topology, boxes, direction);
        let groups = groups(&rank::ranks(topology, calls), calls, &items);
        let split = split(&groups, &items, direction);
        let whole = split.len() == groups.len();
        let mut grid = Self {
            direction,
            items,
            layers: Vec::new(),
            links: Vec::new(),
            placed: whole && topology.nodes.iter().all(|node| node.place.is_some()),
            reach: 0,
            passages: BTreeMap::new(),
        };
        grid.fill(split);
        grid.reach = grid.reach(calls);
        for (from, to) in calls {
            grid.connect(*from, *to);
        }
        sort::ascending(&mut grid.links);
        grid.links.dedup();
        grid.space();
        grid
    }

    fn fill(&mut self, split: Vec<Vec<usize>>) {
        for (layer, items) in split.into_iter().enumerate() {
            for item in &items {
                self.items[*item].layer = layer;
            }
            self.layers.push(Layer {
                items,
                ..Layer::default()
            });
        }
    }

    /// The most layers that a call may cross if the passages of all up to it are to stay in proportion to the picture.
    fn reach(&self, calls: &[(usize, usize)]) -> usize {
        let mut crossing = vec![0; self.layers.len()];
        for (from, to) in calls {
            crossing[self.crossed(*from, *to)] += 1;
        }
        let mut room = PASSAGES_APIECE * (self.items.len() + calls.len());
        let all = crossing.iter().enumerate();
        all.take_while(|(layers, calls)| {
            let left = room.checked_sub(*layers * **calls);
            room = left.unwrap_or_default();
            left.is_some()
        })
        .last()
        .map_or(0, |(layers, _)| layers)
    }

    /// How many layers lie between the ends of a call.
    fn crossed(&self, from: usize, to: usize) -> usize {
        let (one, other) = (self.items[from].layer, self.items[to].layer);
        one.abs_diff(other).saturating_sub(1)
    }

    /// Gives a call its passages through the layers between its ends.
    fn connect(&mut self, from: usize, to: usize) {
        if self.crossed(from, to) > self.reach {
            return;
        }
        let (upper, lower) = self.sorted(from, to);
        let mut last = upper;
        for layer in self.items[upper].layer + 1..self.items[lower].layer {
            let passage = self.passage(layer, upper);
            self.links.push((last, passage));
            last = passage;
        }
        if self.items[upper].layer < self.items[lower].layer {
            self.links.push((last, lower));
        }
    }

    fn passage(&mut self, layer: usize, upper: usize) -> usize {
        if let Some(known) = self.passages.get(&(layer, upper)) {
            return *known;
        }
        let index = self.items.len();
        self.items.push(Item {
            solid: false,
            layer,
            along: 0.0,
            cross: PASSAGE,
            middle: 0.0,
            row: None,
        });
        self.layers[layer].items.push(index);
        self.passages.insert((layer, upper), index);
        index
    }

    fn sorted(&self, from: usize, to: usize) -> (usize, usize) {
        if self.items[from].layer <= self.items[to].layer {
            (from, to)
        } else {
            (to, from)
        }
    }

    /// The passages of a call, from its upper end to its lower end.
    pub(super) fn between(&self, from: usize, to: usize) -> Vec<usize> {
        if self.crossed(from, to) > self.reach {
            return Vec::new();
        }
        let (upper, lower) = self.sorted(from, to);
        steps::count(self.crossed(from, to) + 1);
        (self.items[upper].layer + 1..self.items[lower].layer)
            .filter_map(|layer| self.passages.get(&(layer, upper)).copied())
            .collect()
    }

    /// Places the layers one behind the other.
    fn space(&mut self) {
        let gap = gap(self.direction);
        let mut start = 0.0;
        for layer in &mut self.layers {
            let extents = layer.items.iter().map(|item| self.items[*item].along);
            let largest = extents.fold(0.0, f64::max);
            if self.direction == Direction::Across {
                even(&mut self.items, &layer.items, largest);
            }
            layer.start = start;
            layer.end = start + largest;
            start = layer.end + gap;
        }
    }

    /// The point at a place.
    pub(super) fn point(&self, along: f64, cross: f64) -> Point {
        match self.direction {
            Direction::Across => Point::new(along, cross),
            Direction::Down => Point::new(cross, along),
        }
    }

    /// Where the box of an item begins and ends along the way of the requests.
    pub(super) fn ends(&self, item: usize) -> (f64, f64) {
        let own = &self.items[item];
        let layer = &self.layers[own.layer];
        let start = match self.direction {
            Direction::Across => f64::midpoint(layer.start, layer.end) - own.along / 2.0,
            // Rows read best when the names stand on one line.
            Direction::Down => layer.start,
        };
        (start, start + own.along)
    }

    /// Moves the boxes to their places.
    pub(super) fn seat(&self, boxes: &mut [NodeBox]) {
        for (index, node) in boxes.iter_mut().enumerate() {
            let own = &self.items[index];
            let corner = self.point(self.ends(index).0, own.middle - own.cross / 2.0);
            match self.direction {
                Direction::Across => measure::widen(node, own.along),
                Direction::Down => node.rect.height = own.along,
            }
            node.shift(corner.x - node.rect.x, corner.y - node.rect.y);
        }
    }
}

/// Makes the boxes of a layer equally wide where they nearly are.
fn even(items: &mut [Item], layer: &[usize], largest: f64) {
    for index in layer {
        let item = &mut items[*index];
        if item.solid && item.along > 0.7 * largest {
            item.along = largest;
        }
    }
}

/// Space between layers, with room for the words at a call.
fn gap(direction: Direction) -> f64 {
    match direction {
        Direction::Across => 124.0,
        Direction::Down => 66.0,
    }
}

fn items(topology: &Topology, boxes: &[NodeBox], direction: Direction) -> Vec<Item> {
    let item = |node: &NodeBox, row: Option<f64>| {
        let Rect { width, height, .. } = node.rect;
        let (along, cross) = match direction {
            Direction::Across => (width, height),
            Direction::Down => (height, width),
        };
        Item {
            solid: true,
            layer: 0,
            along,
            cross,
            middle: 0.0,
            row,
        }
    };
    let rows = topology.nodes.iter().map(|node| {
        let row = node.place.map(|place| place.1);
        row.filter(|row| row.is_finite() && row.abs() < 1000.0)
    });
    boxes
        .iter()
        .zip(rows)
        .map(|(b, row)| item(b, row))
        .collect()
}

/// The nodes of each rank, by row, else by where their callers stand.
fn groups(ranks: &[usize], calls: &[(usize, usize)], items: &[Item]) -> Vec<Vec<usize>> {
    let ahead = calls.iter().filter(|call| ranks[call.0] < ranks[call.1]);
    let callers = Neighbours::new(items.len(), ahead.map(|(from, to)| (*to, *from)));
    let mut places = vec![0.5; items.len()];
    let mut groups = vec![Vec::new(); ranks.iter().max().map_or(0, |last| last + 1)];
    for (item, rank) in ranks.iter().enumerate() {
        groups[*rank].push(item);
    }
    for group in &mut groups {
        let key = |item: &usize| {
            let row = items[*item].row.unwrap_or(f64::INFINITY);
            let caller = callers.mean(*item, |caller| places[caller]);
            (row, caller.unwrap_or(0.5), *item)
        };
        let mut keyed: Vec<(f64, f64, usize)> = group.iter().map(key).collect();
        sort::by(&mut keyed, |a, b| {
            a.0.total_cmp(&b.0)
                .then(a.1.total_cmp(&b.1))
                .then(a.2.cmp(&b.2))
        });
        let count = keyed.len() as f64;
        for (place, key) in keyed.iter().enumerate() {
            places[key.2] = (place as f64 + 0.5) / count;
        }
        *group = keyed.into_iter().map(|key| key.2).collect();
    }
    groups
}

/// Splits the groups that are longer than there is room.
fn split(groups: &[Vec<usize>], items: &[Item], direction: Direction) -> Vec<Vec<usize>> {
    let limit = match direction {
        Direction::Down => DOWN_WIDTH + 1.0,
        Direction::Across => limit_across(groups, items),
    };
    let space = space_between(direction);
    groups
        .iter()
        .flat_map(|group| pieces(group, items, limit, space))
        .collect()
}

/// Space between two boxes of a layer.
pub(super) fn space_between(direction: Direction) -> f64 {
    match direction {
        Direction::Across => 26.0,
        Direction::Down => 16.0,
    }
}

/// The length of a layer that brings the whole nearest to the shape of a wide screen.
fn limit_across(groups: &[Vec<usize>], items: &[Item]) -> f64 {
    let error = |limit: f64| {
        let space = space_between(Direction::Across);
        let layers: Vec<Vec<usize>> = groups
            .iter()
            .flat_map(|group| pieces(group, items, limit, space))
            .collect();
        let thickness = |layer: &Vec<usize>| {
            let extents = layer.iter().map(|item| items[*item].along);
            extents.fold(0.0, f64::max) + gap(Direction::Across)
        };
        let width: f64 = layers.iter().map(thickness).sum();
        let height = layers
            .iter()
            .map(|layer| length(layer, items, space))
            .fold(LEAST_SPLIT / 2.0, f64::max);
        libm::log(width / height / ASPECT).abs()
    };
    (0..40)
        .map(|step| LEAST_SPLIT * libm::pow(1.1, f64::from(step)))
        .min_by(|a, b| error(*a).total_cmp(&error(*b)))
        .unwrap_or(LEAST_SPLIT)
}

fn length(layer: &[usize], items: &[Item], space: f64) -> f64 {
    layer.iter().map(|item| items[*item].cross + space).sum()
}

/// A group in as few pieces as the limit allows, about equally long.
fn pieces(group: &[usize], items: &[Item], limit: f64, space: f64) -> Vec<Vec<usize>> {
    steps::count(group.len());
    let total = length(group, items, space);
    let target = total / ((total - space) / limit).ceil().max(1.0);
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = 0.0;
    for item in group {
        let more = items[*item].cross + space;
        let full = used + more - space > limit || used + more / 2.0 > target;
        if full && used > 0.0 {
            all.push(Vec::new());
            used = 0.0;
        }
        used += more;
        all.last_mut().expect("one piece at least").push(*item);
    }
    all
}
