//! Cost of a layout as systems grow: counted steps, never time.

use netsplit_core::topology::{NodeShape, ProcessShape, RouteShape, Topology};

use super::{Direction, Layout};
use crate::steps;

/// A system of so many nodes, each with so many processes, and these calls.
fn system(nodes: u32, replicas: u32, calls: impl IntoIterator<Item = (u32, u32)>) -> Topology {
    let node = |index: u32| NodeShape {
        name: format!("s{index}"),
        label: format!("s{index}"),
        kind: if index == 0 { "client" } else { "service" }.to_owned(),
        detail: "1000 slots".to_owned(),
        first: index * replicas,
        replicas,
        coordinators: 0,
        concurrency: None,
        place: None,
    };
    let process = |index: u32| ProcessShape {
        name: index.to_string(),
        node: index / replicas,
        zone: format!("eu/{}", index % 3),
    };
    let route = |(from, to): (u32, u32)| RouteShape {
        name: format!("s{from}->s{to}"),
        from,
        to,
    };
    Topology {
        nodes: (0..nodes).map(node).collect(),
        processes: (0..nodes * replicas).map(process).collect(),
        routes: calls.into_iter().map(route).collect(),
        links: Vec::new(),
    }
}

fn steps(topology: &Topology, direction: Direction) -> usize {
    steps::of(|| {
        let layout = Layout::of(topology, direction);
        assert_eq!(layout.boxes.len(), topology.nodes.len());
    })
}

/// Number of things to place: nodes, processes and calls.
fn size(topology: &Topology) -> usize {
    topology.nodes.len() + topology.processes.len() + topology.routes.len()
}

/// Calls to nodes that a hash of the call's number names: of any length, some of them back.
fn scattered(nodes: u32, each: u32) -> impl Iterator<Item = (u32, u32)> {
    let hash = move |number: u32| (number.wrapping_mul(0x9e37_79b9) >> 8) % nodes;
    (0..nodes * each).map(move |number| (number / each, hash(number)))
}

type Shape = (&'static str, fn(u32) -> Topology);

const SHAPES: [Shape; 7] = [
    ("tree", |n| {
        system(n, 1, (1..n).map(|node| ((node - 1) / 2, node)))
    }),
    ("chain", |n| {
        system(n, 1, (1..n).map(|node| (node - 1, node)))
    }),
    ("one caller", |n| system(n, 1, (1..n).map(|node| (0, node)))),
    ("one callee", |n| system(n, 1, (1..n).map(|node| (node, 0)))),
    ("chain with a common end", |n| {
        let steps = (1..n - 1).map(|node| (node - 1, node));
        system(n, 1, steps.chain((0..n - 1).map(move |node| (node, n - 1))))
    }),
    ("scattered", |n| system(n, 1, scattered(n, 2))),
    ("many processes", |n| {
        system(n, 10, (1..n).map(|node| ((node - 1) / 2, node)))
    }),
];

// Quadratic cost would double the steps for each thing. What longer layers add for a while is bounded by the passages
// that a call may have.
#[test]
fn twice_the_nodes_take_about_twice_the_steps() {
    for (name, shape) in SHAPES {
        for direction in [Direction::Across, Direction::Down] {
            let (small, large) = (shape(400), shape(800));
            let each =
                |topology: &Topology| steps(topology, direction) as f64 / size(topology) as f64;
            let growth = each(&large) / each(&small);
            assert!(growth < 1.6, "{name}, {direction:?}: {growth:.2} for each");
        }
    }
}

#[test]
fn everybody_may_call_everybody() {
    let calls = |n: u32| (0..n).flat_map(move |from| (0..n).map(move |to| (from, to)));
    let (small, large) = (system(20, 1, calls(20)), system(40, 1, calls(40)));
    let each =
        |topology: &Topology| steps(topology, Direction::Across) as f64 / size(topology) as f64;
    let growth = each(&large) / each(&small);
    assert!(growth < 1.5, "{growth:.2} for each call");
}
