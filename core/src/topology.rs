//! What is there: nodes, the processes they expand into, who calls whom, and the links between processes.
//!
//! The fixed part of a picture. A [`crate::frame::Frame`] adds what changes.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Everything that stands in the diagram.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Topology {
    /// Nodes, in the order of their names.
    pub nodes: Vec<NodeShape>,
    /// Processes, node by node.
    pub processes: Vec<ProcessShape>,
    /// Who calls whom.
    pub routes: Vec<RouteShape>,
    /// Links between processes, one for each direction.
    pub links: Vec<LinkShape>,
}

impl Topology {
    /// Whether a node, a process or a call has that name.
    pub fn has(&self, name: &str) -> bool {
        self.nodes.iter().any(|node| node.name == name)
            || self.processes.iter().any(|process| process.name == name)
            || self.routes.iter().any(|route| route.name == name)
    }
}

/// A node of the diagram.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NodeShape {
    /// Its name, as in the scenario.
    pub name: String,
    /// What is written on it.
    pub label: String,
    /// What it is: `client`, `balancer`, `service`, `store`, `orchestrator`, `participant`.
    pub kind: String,
    /// A few words under the label: `3 replicas, 8 slots each`.
    pub detail: String,
    /// Index of its first process.
    pub first: u32,
    /// How many processes it has.
    pub replicas: u32,
    /// How many of them, the last ones, keep no data and take the calls for those that do; with none, all take calls.
    pub coordinators: u32,
    /// Requests that one process works on at once, where that is limited.
    pub concurrency: Option<u32>,
    /// Column and row in the diagram, where the author placed it.
    pub place: Option<(f64, f64)>,
}

impl NodeShape {
    /// Indices of its processes.
    pub fn processes(&self) -> Range<u32> {
        self.first..self.first + self.replicas
    }

    /// How many processes keep the data, or do the work: those that are no coordinators.
    pub fn members(&self) -> u32 {
        self.replicas.saturating_sub(self.coordinators)
    }

    /// Which of the processes, counted from 0, is the first that takes calls.
    pub fn first_endpoint(&self) -> u32 {
        if self.coordinators == 0 {
            0
        } else {
            self.members()
        }
    }

    /// How many processes take calls.
    pub fn endpoints(&self) -> u32 {
        self.replicas - self.first_endpoint()
    }
}

/// A process of a node.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProcessShape {
    /// Its name: `app/2`, or just `app` if the node has one process; `db/c1` is a coordinator.
    pub name: String,
    /// Index of its node.
    pub node: u32,
    /// The zone of its host, written `region/zone`.
    pub zone: String,
}

/// A call from one node to another.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RouteShape {
    /// Its name: `caller->callee`.
    pub name: String,
    /// Index of the calling node.
    pub from: u32,
    /// Index of the called node.
    pub to: u32,
}

/// One direction between two processes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LinkShape {
    /// Index of the sending process.
    pub from: u32,
    /// Index of the receiving process.
    pub to: u32,
    /// Index of the route it belongs to.
    pub route: u32,
}
