//! Layer of each node: the longest path from the clients, cycles tolerated, or where the author placed it.

use netsplit_core::sort;
use netsplit_core::topology::{NodeShape, Topology};

/// The layer of each node, from 0 without gaps.
pub(super) fn ranks(topology: &Topology) -> Vec<usize> {
    let calls = calls(topology);
    let forward = forward(topology, &calls);
    let depths = depths(topology.nodes.len(), &forward);
    let depths = pulled(topology, &forward, depths);
    let columns: Vec<f64> = topology
        .nodes
        .iter()
        .zip(&depths)
        .map(|(node, depth)| column(node).unwrap_or(*depth as f64))
        .collect();
    dense(&columns)
}

/// The column where the author placed a node.
fn column(node: &NodeShape) -> Option<f64> {
    node.place
        .map(|place| place.0)
        .filter(|column| column.is_finite())
}

/// Who calls whom, without calls to itself or to nowhere, each pair once.
pub(super) fn calls(topology: &Topology) -> Vec<(usize, usize)> {
    let count = topology.nodes.len();
    let mut all: Vec<(usize, usize)> = topology
        .routes
        .iter()
        .map(|route| (route.from as usize, route.to as usize))
        .filter(|(from, to)| *from < count && *to < count && from != to)
        .collect();
    sort::ascending(&mut all);
    all.dedup();
    all
}

/// The calls that do not lead back: those that a walk from the clients does not find on its own way.
fn forward(topology: &Topology, calls: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let count = topology.nodes.len();
    let is_client = |node: &usize| topology.nodes[*node].kind == "client";
    let called = |node: &usize| calls.iter().any(|call| call.1 == *node);
    let mut starts: Vec<usize> = (0..count).filter(is_client).collect();
    starts.extend((0..count).filter(|node| !called(node)));
    starts.extend(0..count);
    let mut walk = Walk {
        calls,
        states: vec![State::Unseen; count],
        back: Vec::new(),
    };
    for node in starts {
        walk.visit(node);
    }
    let leads_on = |call: &&(usize, usize)| !walk.back.contains(call);
    calls.iter().filter(leads_on).copied().collect()
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Unseen,
    OnTheWay,
    Done,
}

/// A walk, depth first, that notes the calls that close a cycle.
struct Walk<'a> {
    calls: &'a [(usize, usize)],
    states: Vec<State>,
    back: Vec<(usize, usize)>,
}

impl Walk<'_> {
    fn visit(&mut self, node: usize) {
        if self.states[node] != State::Unseen {
            return;
        }
        self.states[node] = State::OnTheWay;
        let calls = self.calls;
        for call in calls.iter().filter(|call| call.0 == node) {
            if self.states[call.1] == State::OnTheWay {
                self.back.push(*call);
            }
            self.visit(call.1);
        }
        self.states[node] = State::Done;
    }
}

/// Length of the longest path to each node; calls must not form a cycle.
fn depths(count: usize, calls: &[(usize, usize)]) -> Vec<usize> {
    let mut depths = vec![0; count];
    for _ in 0..count {
        let before = depths.clone();
        for (from, to) in calls {
            depths[*to] = depths[*to].max(depths[*from] + 1);
        }
        if depths == before {
            break;
        }
    }
    depths
}

/// Moves what nobody calls, if it is not a client, next to what it calls first.
fn pulled(topology: &Topology, calls: &[(usize, usize)], mut depths: Vec<usize>) -> Vec<usize> {
    for (index, node) in topology.nodes.iter().enumerate() {
        let called = calls.iter().any(|call| call.1 == index);
        let nearest = calls.iter().filter(|call| call.0 == index);
        if let (false, false, Some(first)) = (
            called,
            node.kind == "client",
            nearest.map(|call| depths[call.1]).min(),
        ) {
            depths[index] = first.saturating_sub(1);
        }
    }
    depths
}

/// Numbers the different columns from 0.
fn dense(columns: &[f64]) -> Vec<usize> {
    let mut known = columns.to_vec();
    sort::by(&mut known, f64::total_cmp);
    known.dedup_by(|a, b| (*a - *b).abs() < 1e-3);
    let place = |column: &f64| known.partition_point(|other| *other < *column - 1e-3);
    columns.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use netsplit_core::topology::RouteShape;

    fn topology(kinds: &[&str], calls: &[(u32, u32)]) -> Topology {
        let node = |kind: &&str| NodeShape {
            name: String::new(),
            label: String::new(),
            kind: (*kind).to_owned(),
            detail: String::new(),
            first: 0,
            replicas: 0,
            coordinators: 0,
            concurrency: None,
            place: None,
        };
        let route = |(from, to): &(u32, u32)| RouteShape {
            name: String::new(),
            from: *from,
            to: *to,
        };
        Topology {
            nodes: kinds.iter().map(node).collect(),
            routes: calls.iter().map(route).collect(),
            ..Topology::default()
        }
    }

    #[test]
    fn the_longest_path_decides() {
        let shape = topology(&["client", "service", "store"], &[(0, 1), (1, 2), (0, 2)]);
        assert_eq!(ranks(&shape), [0, 1, 2]);
    }

    #[test]
    fn cycles_are_tolerated() {
        let shape = topology(
            &["client", "a", "b"],
            &[(0, 1), (1, 2), (2, 1), (2, 2), (9, 1)],
        );
        assert_eq!(ranks(&shape), [0, 1, 2]);
    }

    #[test]
    fn the_author_decides_where_there_is_a_place() {
        let mut shape = topology(&["client", "a", "b"], &[(0, 1), (1, 2)]);
        shape.nodes[2].place = Some((0.5, 0.0));
        assert_eq!(ranks(&shape), [0, 2, 1]);
    }

    #[test]
    fn who_is_not_called_stands_next_to_whom_it_calls() {
        let shape = topology(&["client", "a", "b", "cron"], &[(0, 1), (1, 2), (3, 2)]);
        assert_eq!(ranks(&shape), [0, 1, 2, 1]);
    }
}
