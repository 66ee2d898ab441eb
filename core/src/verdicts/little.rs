//! Little's law, exactly: requests inside a node, summed over time, are the times that requests spent inside.
//!
//! The left side is measured by watching the node, the right side by following each request. They must agree
//! to the nanosecond, in every run. Source: Little 1961, "A proof for the queuing formula L = lambda W".

use crate::outcome::{Evidence, Holds, Verdict};
use crate::plan::Plan;
use crate::recording::{NodeTotals, Recording};

/// Checks a recording.
pub(super) fn check(plan: &Plan, recording: &Recording) -> Verdict {
    let nodes = &plan.shape.topology.nodes;
    let wrong = recording
        .nodes
        .iter()
        .position(|node| node.area != node.time_inside);
    let seconds = recording.end.as_secs();
    let sides = |index: usize| {
        let node = &recording.nodes[index];
        format!("{}: {}", nodes[index].label, sides(node, seconds))
    };
    let busiest = (0..nodes.len()).max_by_key(|index| recording.nodes[*index].area);
    let evidence = wrong.map(|index| Evidence {
        at: 0.0,
        requests: Vec::new(),
        processes: (nodes[index].first..nodes[index].first + nodes[index].replicas).collect(),
        says: format!("L and lambda T differ in {}.", sides(index)),
    });
    Verdict {
        id: "littles-law".to_owned(),
        name: "Little's law".to_owned(),
        holds: if wrong.is_some() {
            Holds::No
        } else {
            Holds::Yes
        },
        says: match (wrong, busiest) {
            (Some(index), _) => format!("L = lambda T does not hold in {}.", sides(index)),
            (None, Some(index)) => format!(
                "L = lambda T holds in every node, to the nanosecond; {}.",
                sides(index)
            ),
            (None, None) => "There is no node.".to_owned(),
        },
        evidence,
    }
}

fn sides(node: &NodeTotals, seconds: f64) -> String {
    let seconds = seconds.max(1e-9);
    let rate = node.arrived as f64 / seconds;
    let time = node.time_inside as f64 / 1e9 / (node.arrived as f64).max(1.0);
    let inside = node.area as f64 / 1e9 / seconds;
    format!("{inside:.3} = {rate:.1}/s x {:.3} ms", time * 1e3)
}
