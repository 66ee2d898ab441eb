//! Layer of each node: the longest path from the clients, cycles tolerated, or where the author placed it.

use netsplit_core::sort;
use netsplit_core::topology::{NodeShape, Topology};

use super::neighbours::Neighbours;

/// The layer of each node, from 0 without gaps.
pub(super) fn ranks(topology: &Topology, calls: &[(usize, usize)]) -> Vec<usize> {
    let forward = forward(topology, calls);
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

/// Pairs of caller and callee, each once, without calls of a node to itself or to nowhere.
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

/// The calls that do not lead back, each after all that lead to its caller.
fn forward(topology: &Topology, calls: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let places = places(topology, calls);
    let ahead = |call: &&(usize, usize)| places[call.0] < places[call.1];
    let mut forward: Vec<(usize, usize)> = calls.iter().filter(ahead).copied().collect();
    sort::by_key(&mut forward, |call| places[call.0]);
    forward
}

/// Place of each node in an order that a call only contradicts where a walk from the clients finds it on its own way.
fn places(topology: &Topology, calls: &[(usize, usize)]) -> Vec<usize> {
    let count = topology.nodes.len();
    let callees = Neighbours::new(count, calls.iter().copied());
    let mut called = vec![false; count];
    for call in calls {
        called[call.1] = true;
    }
    let is_client = |node: &usize| topology.nodes[*node].kind == "client";
    let clients = (0..count).filter(is_client);
    let uncalled = (0..count).filter(|node| !called[*node]);
    let mut walk = Walk {
        callees: &callees,
        seen: vec![false; count],
        places: vec![0; count],
        left: count,
    };
    for node in clients.chain(uncalled).chain(0..count) {
        walk.visit(node);
    }
    walk.places
}

/// A walk, depth first, that gives a node the last free place once all that it calls have theirs.
struct Walk<'a> {
    callees: &'a Neighbours,
    seen: Vec<bool>,
    places: Vec<usize>,
    left: usize,
}

impl Walk<'_> {
    fn visit(&mut self, start: usize) {
        // A list instead of recursion: a chain of calls may be longer than the stack is deep.
        let mut way = Vec::new();
        self.enter(start, &mut way);
        while let Some((node, rest)) = way.last_mut() {
            let node = *node;
            if let Some(next) = rest.next() {
                self.enter(*next, &mut way);
            } else {
                self.left -= 1;
                self.places[node] = self.left;
                way.pop();
            }
        }
    }
}

impl<'a> Walk<'a> {
    fn enter(&mut self, node: usize, way: &mut Vec<(usize, std::slice::Iter<'a, usize>)>) {
        if !std::mem::replace(&mut self.seen[node], true) {
            way.push((node, self.callees.of(node).iter()));
        }
    }
}

/// Length of the longest path to each node; each call must come after those that lead to its caller.
fn depths(count: usize, forward: &[(usize, usize)]) -> Vec<usize> {
    let mut depths = vec![0; count];
    for (from, to) in forward {
        depths[*to] = depths[*to].max(depths[*from] + 1);
    }
    depths
}

/// Moves a node that nobody calls, unless it is a client, next to its first callee.
fn pulled(topology: &Topology, forward: &[(usize, usize)], depths: Vec<usize>) -> Vec<usize> {
    let mut called = vec![false; depths.len()];
    let mut nearest = vec![usize::MAX; depths.len()];
    for (from, to) in forward {
        called[*to] = true;
        nearest[*from] = nearest[*from].min(depths[*to]);
    }
    let mut pulled = depths;
    for (index, node) in topology.nodes.iter().enumerate() {
        if !called[index] && node.kind != "client" && nearest[index] < usize::MAX {
            pulled[index] = nearest[index].saturating_sub(1);
        }
    }
    pulled
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

    fn ranks(shape: &Topology) -> Vec<usize> {
        super::ranks(shape, &calls(shape))
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
