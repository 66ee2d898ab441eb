//! Targets of faults: `app`, `app/2`, `db/c1`, `zone:eu/a`, `region:eu`, `leader:db`, `leader:db+1`.

use crate::plan::Shape;

/// Result of looking up a target.
pub(super) enum Found {
    /// These processes.
    Processes(Vec<u32>),
    /// Whoever leads that store when the fault begins, and so many replicas beside it.
    Leader {
        /// Index of the store among the nodes.
        store: u16,
        /// Replicas beside the leader.
        beside: u32,
    },
    /// The node is there but has fewer processes: worth a notice, not a refusal.
    Vanished,
    /// There is no such thing.
    Unknown,
}

/// The processes that a target names.
pub(super) fn find(shape: &Shape, target: &str) -> Found {
    if let Some(zone) = target.strip_prefix("zone:") {
        return listed(shape, |process| process.zone == zone);
    }
    if let Some(region) = target.strip_prefix("region:") {
        return listed(shape, |process| {
            process.zone.split('/').next() == Some(region)
        });
    }
    if let Some(led) = target.strip_prefix("leader:") {
        return leader(shape, led);
    }
    let (name, replica) = match target.split_once('/') {
        Some((name, replica)) => (name, Some(replica)),
        None => (target, None),
    };
    let Some(node) = shape.topology.nodes.iter().find(|node| node.name == name) else {
        return Found::Unknown;
    };
    let Some(replica) = replica else {
        return Found::Processes(node.processes().collect());
    };
    // Replicas and coordinators each count from 1.
    let (first, count, number) = match replica.strip_prefix('c') {
        Some(number) => (node.first + node.members(), node.coordinators, number),
        None => (node.first, node.members(), replica),
    };
    match number.parse::<u32>() {
        Ok(number) if (1..=count).contains(&number) => Found::Processes(vec![first + number - 1]),
        Ok(number) if number > 0 => Found::Vanished,
        Ok(_) | Err(_) => Found::Unknown,
    }
}

/// `db` or `db+1`.
fn leader(shape: &Shape, led: &str) -> Found {
    let (name, beside) = match led.split_once('+') {
        Some((name, beside)) => (name, beside.parse().ok()),
        None => (led, Some(0)),
    };
    let store = shape
        .topology
        .nodes
        .iter()
        .position(|node| node.name == name);
    match (store, beside) {
        (Some(store), Some(beside)) if shape.traits[store].is_store => Found::Leader {
            store: store as u16,
            beside,
        },
        (Some(_) | None, _) => Found::Unknown,
    }
}

fn listed(shape: &Shape, mut wanted: impl FnMut(&crate::topology::ProcessShape) -> bool) -> Found {
    let all = shape.topology.processes.iter().enumerate();
    let processes: Vec<_> = all
        .filter(|(_, process)| wanted(process))
        .map(|(index, _)| index as u32)
        .collect();
    if processes.is_empty() {
        Found::Unknown
    } else {
        Found::Processes(processes)
    }
}

/// True if a process belongs to a client.
pub(super) fn is_client(shape: &Shape, process: u32) -> bool {
    let node = shape.processes[process as usize].node;
    shape.is_client(node)
}

/// Allowed targets, for a sentence.
pub(super) fn allowed(shape: &Shape) -> String {
    let nodes = &shape.topology.nodes;
    let names = crate::params::listed(nodes.iter().map(|node| node.name.as_str()));
    format!(
        "a node ({names}), one of its processes such as {}/1, zone:region/zone, region:name, or leader:store and leader:store+1 for who leads then",
        nodes[0].name
    )
}
