//! Little's law, exactly: requests inside a node, summed over time, are the times that requests spent inside.
//!
//! The left side is measured by watching the node, the right side by following each request. They must agree
//! to the nanosecond, in every run. Source: Little 1961, "A proof for the queuing formula L = lambda W".

use crate::observer::{Facts, Judgement};
use crate::recording::NodeTotals;
use crate::summary::Evidence;

/// Checks a recording.
pub(super) fn check(facts: &Facts<'_>) -> Judgement {
    let Facts {
        plan, recording, ..
    } = *facts;
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
        processes: nodes[index].processes().collect(),
        says: format!("L and lambda T differ in {}.", sides(index)),
    });
    let says = match (wrong, busiest) {
        (Some(index), _) => format!("L = lambda T does not hold in {}.", sides(index)),
        (None, Some(index)) => format!(
            "L = lambda T holds in every node, to the nanosecond; {}.",
            sides(index)
        ),
        (None, None) => "There is no node.".to_owned(),
    };
    Judgement::by(says, evidence)
}

fn sides(node: &NodeTotals, seconds: f64) -> String {
    let seconds = seconds.max(1e-9);
    let rate = node.arrived as f64 / seconds;
    let time = node.time_inside as f64 / 1e9 / (node.arrived as f64).max(1.0);
    let inside = node.area as f64 / 1e9 / seconds;
    format!("{inside:.3} = {rate:.1}/s x {:.3} ms", time * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;
    use crate::recording::Recording;
    use crate::scenario::Document;
    use crate::summary::Holds;
    use crate::time::Instant;

    /// A client, process 0, and a service of three processes.
    fn plan() -> Plan {
        let value = serde_json::json!({
            "v": 1,
            "nodes": {
                "users": { "kind": "client" },
                "web": { "kind": "service", "replicas": 3, "handlers": { "any": [{ "work": "1ms" }] } }
            },
            "workload": { "users": { "loop": "open", "to": "web", "rate": "1/s" } }
        });
        crate::experiment::plan(&Document::from_value(value).unwrap()).unwrap()
    }

    /// In ten seconds the service took 20 requests in, and each was inside for half a second.
    fn recording() -> Recording {
        let served = NodeTotals {
            arrived: 20,
            left: 20,
            time_inside: 10_000_000_000,
            area: 10_000_000_000,
            ..NodeTotals::default()
        };
        Recording {
            nodes: vec![NodeTotals::default(), served],
            end: Instant(10_000_000_000),
            ..Recording::default()
        }
    }

    #[test]
    fn both_sides_are_said_of_the_node_with_most_inside() {
        let verdict = check(&Facts::new(&plan(), &recording()));
        assert_eq!(verdict.holds, Holds::Yes);
        let sides = "1.000 = 2.0/s x 500.000 ms.";
        assert!(verdict.says.ends_with(sides), "{}", verdict.says);
        assert!(verdict.evidence.is_none());
    }

    #[test]
    fn a_nanosecond_of_difference_is_shown_with_all_processes_of_the_node() {
        let mut recording = recording();
        recording.nodes[1].area += 1;
        let verdict = check(&Facts::new(&plan(), &recording));
        assert_eq!(verdict.holds, Holds::No);
        assert!(verdict.says.contains("does not hold"), "{}", verdict.says);
        assert_eq!(verdict.evidence.unwrap().processes, [1, 2, 3]);
    }
}
