//! Size of each box, and where its processes sit in it.

use netsplit_core::sort;
use netsplit_core::topology::{NodeShape, Topology};

use super::{Crowd, Form, NodeBox, Seat, ZoneBox};
use crate::geometry::{Point, Rect};
use crate::lettering::{self, Face};
use crate::steps;

/// Radius of the circle of a process.
pub(crate) const RADIUS: f64 = 14.0;
/// Side of the cell of a process.
pub(crate) const CELL: f64 = 18.0;
/// Most processes that are shown as circles.
const MOST_CIRCLES: usize = 12;
/// Most processes that are shown as cells.
const MOST_CELLS: usize = 64;
/// Space between the border of a box and what stands in it.
const PADDING: f64 = 12.0;
/// Widest line of text in a box: what 40 common letters take.
const WIDEST: f64 = 340.0;
/// Widest line of details, which matter less than the name.
const WIDEST_DETAIL: f64 = 240.0;
/// Height of the three lines of text with the space above them.
const TEXT_HEIGHT: f64 = 66.0;
/// Usual longest line of live numbers; a longer one is worded shorter.
const LIVE_NUMBERS: &str = "88 % busy, 88 waiting";
/// The same at a client.
const LIVE_RATE: &str = "sends 12,345 /s";

/// The box of each node, at the origin.
pub(super) fn boxes(topology: &Topology) -> Vec<NodeBox> {
    let zoned = has_zones(topology);
    let nodes = topology.nodes.iter();
    nodes.map(|node| measured(topology, node, zoned)).collect()
}

fn has_zones(topology: &Topology) -> bool {
    let first = topology.processes.first();
    topology
        .processes
        .iter()
        .any(|process| first.is_some_and(|first| first.zone != process.zone))
}

fn measured(topology: &Topology, node: &NodeShape, zoned: bool) -> NodeBox {
    let label = Face::Name.fit(&node_label(node), WIDEST).into_owned();
    let detail = lettering::shown(&node.detail, 80);
    let detail = Face::Detail.fit(&detail, WIDEST_DETAIL).into_owned();
    let text_width = text_width(node, &label, &detail);
    let members = members(topology, node);
    let blocks = blocks(topology, &members, zoned);
    let crowd = crowded(&members, blocks, text_width);
    boxed(label, detail, text_width, crowd)
}

/// Label of a node, or what else is known of it.
fn node_label(node: &NodeShape) -> String {
    [&node.label, &node.name, &node.kind]
        .into_iter()
        .map(|text| lettering::name(text))
        .find(|text| !text.is_empty())
        .unwrap_or_else(|| "no name".to_owned())
}

fn text_width(node: &NodeShape, label: &str, detail: &str) -> f64 {
    let live = if node.kind == "client" {
        LIVE_RATE
    } else {
        LIVE_NUMBERS
    };
    // A lone process stands at the end of the first two lines, else a sign at the end of the first.
    let (first, second) = if node.replicas == 1 {
        (2.0 * RADIUS + 4.0, 2.0 * RADIUS + 4.0)
    } else {
        (22.0, 0.0)
    };
    (Face::Name.width(label) + first)
        .max(Face::Detail.width(detail) + second)
        .max(Face::Detail.width(live))
}

/// Index and number of each process of the node that exists; replicas and coordinators each count from 1.
fn members(topology: &Topology, node: &NodeShape) -> Vec<(u32, u32)> {
    let number = |index: u32| index.checked_sub(node.members()).unwrap_or(index) + 1;
    (0..node.replicas)
        .map(|index| (node.first.saturating_add(index), number(index)))
        .take_while(|(process, _)| (*process as usize) < topology.processes.len())
        .collect()
}

/// The processes of one zone, or all of them if zones do not matter.
struct Block {
    label: String,
    members: Vec<(u32, u32)>,
}

fn blocks(topology: &Topology, members: &[(u32, u32)], zoned: bool) -> Vec<Block> {
    let zone_of = |member: &(u32, u32)| topology.processes[member.0 as usize].zone.as_str();
    if !zoned || members.is_empty() {
        return vec![Block {
            label: String::new(),
            members: members.to_vec(),
        }];
    }
    let mut sorted = members.to_vec();
    sort::by(&mut sorted, |a, b| zone_of(a).cmp(zone_of(b)));
    let zones = sorted.chunk_by(|a, b| zone_of(a) == zone_of(b));
    zones
        .map(|members| Block {
            label: lettering::shown(zone_of(&members[0]), 24),
            members: members.to_vec(),
        })
        .collect()
}

fn form(count: usize) -> Form {
    match count {
        0..=MOST_CIRCLES => Form::Circles,
        n if n <= MOST_CELLS => Form::Cells,
        _ => Form::Bar,
    }
}

/// Where the processes stand, measured from the corner below the text.
fn crowded(members: &[(u32, u32)], blocks: Vec<Block>, text_width: f64) -> Crowd {
    let form = form(members.len());
    let mut crowd = Crowd {
        form,
        ..Crowd::default()
    };
    if form == Form::Bar {
        crowd.bar = Rect::new(0.0, 4.0, text_width.max(200.0), 14.0);
        return crowd;
    }
    let (pitch, across) = match form {
        Form::Circles => (2.0 * RADIUS + 8.0, 6),
        Form::Cells | Form::Bar => (CELL + 2.0, 12),
    };
    let widest = text_width.max(pitch * f64::from(across));
    let mut corner = Point::default();
    let mut below: f64 = 0.0;
    for block in blocks {
        let size = block_size(&block, pitch, across, widest);
        if corner.x > 0.0 && corner.x + size.0 > widest + 1.0 {
            corner = Point::new(0.0, below + 8.0);
        }
        seat_block(&mut crowd, &block, corner, size, pitch, widest);
        corner.x += size.0 + 8.0;
        below = below.max(corner.y + size.1);
    }
    crowd
}

/// Space in a zone around its processes, and its line of text; nothing where there are no zones.
fn zone_space(block: &Block) -> (f64, f64) {
    if block.label.is_empty() {
        (0.0, 0.0)
    } else {
        (6.0, 17.0)
    }
}

fn block_size(block: &Block, pitch: f64, across: u32, widest: f64) -> (f64, f64) {
    let (space, heading) = zone_space(block);
    let fitting = ((widest - 2.0 * space) / pitch).floor().max(1.0);
    let columns = fitting
        .min(f64::from(across))
        .min(block.members.len() as f64)
        .max(1.0);
    let rows = (block.members.len() as f64 / columns).ceil();
    let words = Face::Small.width(&block.label) + 4.0;
    let width = (columns * pitch).max(words.min(widest - 2.0 * space)) + 2.0 * space;
    (width, rows * pitch + heading + space)
}

fn seat_block(
    crowd: &mut Crowd,
    block: &Block,
    corner: Point,
    size: (f64, f64),
    pitch: f64,
    widest: f64,
) {
    let (space, heading) = zone_space(block);
    if heading > 0.0 {
        let room = widest - 2.0 * space;
        crowd.zones.push(ZoneBox {
            rect: Rect::new(corner.x, corner.y, size.0, size.1),
            label: Face::Small.fit(&block.label, room).into_owned(),
            at: corner.shifted(space + 2.0, 13.0),
        });
    }
    steps::count(block.members.len());
    let columns = ((size.0 - 2.0 * space) / pitch + 0.01).floor().max(1.0) as usize;
    for (place, (process, number)) in block.members.iter().enumerate() {
        let (column, row) = ((place % columns) as f64, (place / columns) as f64);
        let (dx, dy) = ((column + 0.5) * pitch, (row + 0.5) * pitch);
        crowd.seats.push(Seat {
            process: *process,
            number: *number,
            center: corner.shifted(space + dx, heading + dy),
        });
    }
}

/// Puts text and processes together: one process stands beside the text, several below it.
fn boxed(label: String, detail: String, text_width: f64, crowd: Crowd) -> NodeBox {
    let mut node = NodeBox {
        label,
        detail,
        text_width,
        crowd,
        ..NodeBox::default()
    };
    let empty = node.crowd.seats.is_empty() && node.crowd.form != Form::Bar;
    if empty || node.crowd.lone().is_some() {
        return with_lone_process(node);
    }
    let inside = crowd_extent(&node.crowd);
    node.shift(PADDING, TEXT_HEIGHT);
    let width = text_width.max(inside.0) + 2.0 * PADDING;
    node.rect = Rect::new(0.0, 0.0, width, TEXT_HEIGHT + inside.1 + PADDING - 4.0);
    node
}

fn with_lone_process(mut node: NodeBox) -> NodeBox {
    let width = node.text_width + 2.0 * PADDING;
    node.rect = Rect::new(0.0, 0.0, width, TEXT_HEIGHT + 4.0);
    if let Some(seat) = node.crowd.seats.first_mut() {
        seat.center = Point::new(width - PADDING - RADIUS + 2.0, PADDING + RADIUS - 2.0);
    }
    node
}

/// Makes a box as wide as its neighbours; a process at its end stays at its end.
pub(super) fn widen(node: &mut NodeBox, width: f64) {
    let more = width - node.rect.width;
    if node.crowd.lone().is_some() {
        node.crowd.seats[0].center.x += more;
    }
    node.rect.width = width;
    node.text_width += more;
}

fn crowd_extent(crowd: &Crowd) -> (f64, f64) {
    let side = match crowd.form {
        Form::Circles => 2.0 * RADIUS + 8.0,
        Form::Cells | Form::Bar => CELL + 2.0,
    };
    let seats = crowd.seats.iter();
    let seats = seats.map(|seat| Rect::around(seat.center, side, side));
    let zones = crowd.zones.iter().map(|zone| zone.rect);
    let words = if crowd.form == Form::Bar { 20.0 } else { 0.0 };
    let all = seats.chain(zones).fold(crowd.bar, Rect::united);
    (all.right(), all.bottom() + words)
}
