//! Ports at the boxes and curves between them.

use std::collections::BTreeMap;

use netsplit_core::sort;
use netsplit_core::topology::Topology;

use super::grid::Grid;
use crate::curve::Curve;
use crate::geometry::Point;

/// Largest distance between two ports of a side.
const PORTS_APART: f64 = 30.0;
/// How far the curve of a call within a layer swings out.
const SWING: f64 = 46.0;

/// Side of a box: towards the clients, or away from them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Near,
    Far,
}

/// Traffic that leaves a box at a port: a call to the next layer, or all calls through one passage.
type Exit = (usize, usize);

/// Place across the layer of each port.
type Ports = BTreeMap<(usize, Side, Exit), f64>;

/// The curve of each route, from caller to callee.
pub(super) fn curves(topology: &Topology, grid: &Grid) -> Vec<Option<Curve>> {
    let count = topology.nodes.len();
    let ends: Vec<(usize, usize)> = topology
        .routes
        .iter()
        .map(|route| (route.from as usize, route.to as usize))
        .collect();
    let valid = |end: &&(usize, usize)| end.0 < count && end.1 < count;
    let ports = ports(grid, ends.iter().filter(valid));
    ends.iter()
        .map(|end| valid(&end).then(|| curve(grid, &ports, *end)))
        .collect()
}

/// A call at one of its ends: the box, the side, what leaves there, and where it goes.
struct Stub {
    node: usize,
    side: Side,
    exit: Exit,
    towards: f64,
}

fn ports<'a>(grid: &Grid, ends: impl Iterator<Item = &'a (usize, usize)>) -> Ports {
    let mut stubs: Vec<Stub> = ends.flat_map(|end| stubs(grid, *end)).collect();
    sort::by(&mut stubs, |a, b| {
        let side = (a.node, a.side).cmp(&(b.node, b.side));
        side.then(a.towards.total_cmp(&b.towards))
            .then(a.exit.cmp(&b.exit))
    });
    stubs.dedup_by_key(|stub| (stub.node, stub.side, stub.exit));
    let mut ports = Ports::new();
    for group in stubs.chunk_by(|a, b| (a.node, a.side) == (b.node, b.side)) {
        for (place, stub) in group.iter().enumerate() {
            let item = &grid.items[stub.node];
            let apart = (item.cross / (group.len() as f64 + 1.0)).min(PORTS_APART);
            let middle = (group.len() as f64 - 1.0) / 2.0;
            let cross = item.middle + (place as f64 - middle) * apart;
            ports.insert((stub.node, stub.side, stub.exit), cross);
        }
    }
    ports
}

fn stubs(grid: &Grid, (from, to): (usize, usize)) -> [Stub; 2] {
    let stub = |node: usize, side: Side, exit: Exit, other: usize| Stub {
        node,
        side,
        exit,
        towards: grid.items[other].middle,
    };
    let call = (from, to);
    match grid.items[from].layer.cmp(&grid.items[to].layer) {
        std::cmp::Ordering::Equal => [
            stub(from, Side::Far, call, to),
            stub(to, Side::Far, returning(call), from),
        ],
        order => {
            let (upper, lower) = if order.is_lt() {
                (from, to)
            } else {
                (to, from)
            };
            let between = grid.between(from, to);
            let first = between.first().copied();
            let last = between.last().copied();
            [
                stub(upper, Side::Far, exit(first, call), first.unwrap_or(lower)),
                stub(lower, Side::Near, exit(last, call), last.unwrap_or(upper)),
            ]
        }
    }
}

/// The second port of a call within a layer, apart from the first even if it calls itself.
fn returning(call: (usize, usize)) -> Exit {
    (usize::MAX, call.0)
}

fn exit(passage: Option<usize>, call: (usize, usize)) -> Exit {
    passage.map_or(call, |passage| (usize::MAX - 1, passage))
}

fn curve(grid: &Grid, ports: &Ports, call: (usize, usize)) -> Curve {
    let [start, end] = stubs(grid, call);
    let port = |stub: &Stub| {
        let place = ports.get(&(stub.node, stub.side, stub.exit));
        place.copied().unwrap_or(grid.items[stub.node].middle)
    };
    let (first, last) = (port(&start), port(&end));
    if end.side == Side::Far {
        return swing(grid, call, first, last);
    }
    let way = way(grid, (start.node, first), (end.node, last), call);
    let mut pieces = pieces(grid, &way);
    if call.0 != start.node {
        pieces.reverse();
        for piece in &mut pieces {
            piece.reverse();
        }
    }
    Curve::new(pieces)
}

/// Corners of the way, in pairs: where it leaves a layer, and where it enters the next.
fn way(
    grid: &Grid,
    upper: (usize, f64),
    lower: (usize, f64),
    call: (usize, usize),
) -> Vec<(f64, f64)> {
    let layer = |item: usize| &grid.layers[grid.items[item].layer];
    let mut way = vec![
        (grid.ends(upper.0).1, upper.1),
        (layer(upper.0).end, upper.1),
    ];
    for passage in grid.between(call.0, call.1) {
        let middle = grid.items[passage].middle;
        way.push((layer(passage).start, middle));
        way.push((layer(passage).end, middle));
    }
    way.push((layer(lower.0).start, lower.1));
    way.push((grid.ends(lower.0).0, lower.1));
    way
}

/// Straight through layers, bent between them.
fn pieces(grid: &Grid, way: &[(f64, f64)]) -> Vec<[Point; 4]> {
    let mut pieces = Vec::new();
    for corners in way.windows(2) {
        let ((along, cross), (next_along, next_cross)) = (corners[0], corners[1]);
        let start = grid.point(along, cross);
        let end = grid.point(next_along, next_cross);
        // Rounding leaves pieces of no length, which have no direction either.
        if start.distance(end) < 0.01 {
            continue;
        }
        let half = f64::midpoint(along, next_along);
        if (cross - next_cross).abs() < 0.5 {
            pieces.push([start, start, end, end]);
        } else {
            pieces.push([
                start,
                grid.point(half, cross),
                grid.point(half, next_cross),
                end,
            ]);
        }
    }
    pieces
}

/// The curve of a call within a layer: out on the far side and back.
fn swing(grid: &Grid, call: (usize, usize), first: f64, last: f64) -> Curve {
    let (from, to) = (grid.ends(call.0).1, grid.ends(call.1).1);
    let out = from.max(to) + SWING + (first - last).abs().min(120.0) * 0.15;
    Curve::new(vec![[
        grid.point(from, first),
        grid.point(out, first),
        grid.point(out, last),
        grid.point(to, last),
    ]])
}
