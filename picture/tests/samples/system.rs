//! Builds made-up systems, and draws chance for them.

use netsplit_core::frame::{Flight, Frame, Impairment, Kind, ProcessFrame, RouteFrame};
use netsplit_core::topology::{LinkShape, NodeShape, ProcessShape, RouteShape, Topology};
use netsplit_picture::diagram::{self, Marks};
use netsplit_picture::layout::{Direction, Layout};
use netsplit_picture::scene::Scene;

/// A small generator of numbers that look like chance (`SplitMix64`).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// A number from 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Builds a system node by node.
#[derive(Default)]
pub(crate) struct System {
    pub(crate) topology: Topology,
    pub(crate) frame: Frame,
}

impl System {
    /// Adds a node whose processes are up.
    pub(crate) fn node(mut self, name: &str, kind: &str, detail: &str, replicas: u32) -> Self {
        let index = self.topology.nodes.len() as u32;
        let first = self.topology.processes.len() as u32;
        self.topology.nodes.push(NodeShape {
            name: name.to_owned(),
            label: name.to_owned(),
            kind: kind.to_owned(),
            detail: detail.to_owned(),
            first,
            replicas,
            coordinators: 0,
            concurrency: (kind != "client").then_some(8),
            place: None,
        });
        for replica in 1..=replicas {
            self.topology.processes.push(ProcessShape {
                name: format!("{name}/{replica}"),
                node: index,
                zone: "eu/a".to_owned(),
            });
            let busy = (first + replica * 3) % 9;
            let limited = kind != "client" && kind != "balancer";
            self.frame.processes.push(ProcessFrame {
                status: "up".to_owned(),
                busy: if limited { busy } else { 0 },
                queued: if limited && busy == 8 { 3 } else { 0 },
                utilisation: if limited { f64::from(busy) / 8.0 } else { 0.0 },
                rows: Vec::new(),
                mark: None,
                impairments: Vec::new(),
            });
        }
        self
    }

    /// Adds a call and its links.
    pub(crate) fn call(mut self, from: u32, to: u32, rate: f64) -> Self {
        let route = self.topology.routes.len() as u32;
        let name = |index: u32| self.topology.nodes[index as usize].name.clone();
        self.topology.routes.push(RouteShape {
            name: format!("{}->{}", name(from), name(to)),
            from,
            to,
        });
        self.frame.routes.push(RouteFrame {
            rate,
            failed: 0.0,
            cut: 0.0,
            mark: None,
            impairments: Vec::new(),
        });
        let members = |index: u32| {
            let node = &self.topology.nodes[index as usize];
            node.first..node.first + node.replicas
        };
        for (one, other) in members(from).flat_map(|a| members(to).map(move |b| (a, b))) {
            for (from, to) in [(one, other), (other, one)] {
                self.topology.links.push(LinkShape { from, to, route });
            }
        }
        self
    }

    /// Gives a process a state.
    pub(crate) fn state(mut self, process: usize, status: &str) -> Self {
        status.clone_into(&mut self.frame.processes[process].status);
        self
    }

    /// Lets a fault impair a process.
    pub(crate) fn impaired(mut self, process: usize, kind: Kind, says: &str) -> Self {
        self.frame.processes[process].impairments.push(Impairment {
            kind,
            says: says.to_owned(),
        });
        self
    }

    /// Gives a node a place.
    pub(crate) fn place(mut self, node: usize, column: f64, row: f64) -> Self {
        self.topology.nodes[node].place = Some((column, row));
        self
    }

    /// Puts processes into three zones, in turn.
    pub(crate) fn zones(mut self) -> Self {
        for (index, process) in self.topology.processes.iter_mut().enumerate() {
            ["eu/a", "eu/b", "us/a"][index % 3].clone_into(&mut process.zone);
        }
        self
    }

    /// Puts messages in flight.
    pub(crate) fn messages(mut self, count: u32) -> Self {
        let mut chance = Chance(7);
        for request in 0..count {
            let link = chance.below(self.topology.links.len() as u64) as u32;
            let kind = if link.is_multiple_of(2) {
                ["read", "write", "read"][chance.below(3) as usize]
            } else {
                ["success", "success", "success", "failure"][chance.below(4) as usize]
            };
            self.frame.messages.push(Flight {
                link,
                progress: chance.share(),
                kind: kind.to_owned(),
                request,
                attempt: 1,
            });
        }
        self.frame.at = 12.43;
        self
    }

    /// Its diagram.
    pub(crate) fn drawn(&self, direction: Direction, marks: &Marks) -> Scene {
        let layout = Layout::of(&self.topology, direction);
        diagram::draw(&self.topology, &layout, &self.frame, marks)
    }
}
