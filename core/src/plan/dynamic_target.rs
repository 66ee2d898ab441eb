//! Targets that are known only when their fault begins: `leader:db` is whoever leads then.

use super::shape::Shape;

/// Target of a fault, as far as it is known before the run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DynamicTarget {
    /// Leaders among the targets, in the order of the scenario.
    pub leaders: Vec<LeaderTarget>,
    pub(crate) hits: Hits,
}

/// The leader of a store, and replicas beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeaderTarget {
    /// The target as it was written.
    pub text: String,
    /// Index of the store among the nodes.
    pub store: u16,
    /// So many replicas beside it: those that follow it in the order of their numbers, around the end.
    pub beside: u32,
    /// True if it is on the second of two sides.
    pub(crate) second: bool,
}

/// Processes or links to hit, once it is known who leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Hits {
    /// Processes: the leaders, and nobody else.
    Processes,
    /// Links between two sides, see [`links_between`].
    Links(Sides),
}

/// Two groups of processes: for each process whether it belongs; all links or all the rest if left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sides {
    pub(crate) from: Option<Vec<bool>>,
    pub(crate) to: Option<Vec<bool>>,
    pub(crate) one_way: bool,
}

/// Processes and links that a fault with a [`DynamicTarget`] hit when it began.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ResolvedTarget {
    /// Index of the fault in the scenario.
    pub fault: u32,
    /// The processes of each of its leader targets; none where nobody led.
    pub found: Vec<Vec<u32>>,
    /// Processes that it hits.
    pub processes: Vec<u32>,
    /// Links that it hits.
    pub links: Vec<u32>,
}

impl DynamicTarget {
    /// Resolves the target, given the process that leads a store, if one does.
    pub fn resolve(
        &self,
        shape: &Shape,
        fault: u32,
        leader: impl Fn(u16) -> Option<u32>,
    ) -> ResolvedTarget {
        let processes = |target: &LeaderTarget| target.processes(shape, leader(target.store));
        let found: Vec<_> = self.leaders.iter().map(processes).collect();
        let nobody = found.iter().all(Vec::is_empty);
        let (processes, links) = match &self.hits {
            Hits::Processes => (found.concat(), Vec::new()),
            Hits::Links(_) if nobody => (Vec::new(), Vec::new()),
            Hits::Links(sides) => (
                Vec::new(),
                links_between(shape, &self.joined(sides, &found)),
            ),
        };
        ResolvedTarget {
            fault,
            found,
            processes,
            links,
        }
    }

    /// The sides with the leaders in them.
    fn joined(&self, sides: &Sides, found: &[Vec<u32>]) -> Sides {
        let mut sides = sides.clone();
        for (target, processes) in self.leaders.iter().zip(found) {
            let side = if target.second {
                &mut sides.to
            } else {
                &mut sides.from
            };
            for process in processes {
                if let Some(side) = side {
                    side[*process as usize] = true;
                }
            }
        }
        sides
    }
}

impl LeaderTarget {
    fn processes(&self, shape: &Shape, leader: Option<u32>) -> Vec<u32> {
        let node = &shape.topology.nodes[self.store as usize];
        let beside = |leader: u32| {
            let count = self.beside.saturating_add(1).min(node.replicas);
            let place = leader - node.first;
            (0..count).map(move |step| node.first + (place + step) % node.replicas)
        };
        leader.into_iter().flat_map(beside).collect()
    }
}

/// The links from one side to the other, and back unless one way.
pub(crate) fn links_between(shape: &Shape, sides: &Sides) -> Vec<u32> {
    let within =
        |group: Option<&Vec<bool>>, process: u32| group.map(|group| group[process as usize]);
    let (from, to) = match (&sides.from, &sides.to) {
        // All links, or all of one group to the rest.
        (None, other) => (other.as_ref(), None),
        (one, other) => (one.as_ref(), other.as_ref()),
    };
    let crosses = |one: u32, other: u32| match (within(from, one), within(to, other)) {
        (None, _) => true,
        (Some(inside), None) => inside && within(from, other) == Some(false),
        (Some(inside), Some(reached)) => inside && reached,
    };
    let links = shape.topology.links.iter().enumerate();
    links
        .filter(|(_, link)| {
            crosses(link.from, link.to) || (!sides.one_way && crosses(link.to, link.from))
        })
        .map(|(index, _)| index as u32)
        .collect()
}

impl ResolvedTarget {
    /// True if anything was there to be hit.
    pub fn hits_something(&self) -> bool {
        !self.processes.is_empty() || !self.links.is_empty()
    }

    /// The label of its fault, with the processes in place of the targets.
    pub fn label(&self, plan: &super::Plan) -> String {
        let fault = &plan.faults[self.fault as usize];
        let targets = fault
            .dynamic_target
            .iter()
            .flat_map(|target| &target.leaders);
        let mut label = fault.label.clone();
        for (target, found) in targets.zip(&self.found) {
            let name = |process: &u32| {
                plan.shape.topology.processes[*process as usize]
                    .name
                    .clone()
            };
            let names: Vec<_> = found.iter().map(name).collect();
            let names = match names.split_first() {
                Some((leader, [])) => format!("{leader} (leader)"),
                Some((leader, beside)) => format!("{leader} (leader), {}", beside.join(", ")),
                None => "nobody".to_owned(),
            };
            label = label.replacen(&target.text, &names, 1);
        }
        label
    }

    /// Notices of leaders that were not there to be hit.
    pub fn notices(&self, plan: &super::Plan) -> Vec<String> {
        let fault = &plan.faults[self.fault as usize];
        let targets = fault
            .dynamic_target
            .iter()
            .flat_map(|target| &target.leaders);
        let missing = targets
            .zip(&self.found)
            .filter(|(_, found)| found.is_empty());
        missing
            .map(|(target, _)| {
                format!(
                    "{}: nobody led at {}, so {} hit nothing",
                    fault.path.as_str(),
                    fault.from,
                    target.text
                )
            })
            .collect()
    }
}
