//! What there is: processes on hosts, routes between nodes, links between processes.

use std::ops::Range;

use crate::luck::Entity;
use crate::topology::Topology;

/// The fixed part of a plan.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The part that pictures need.
    pub topology: Topology,
    /// What others may ask of each node.
    pub traits: Vec<Traits>,
    /// The luck of each node.
    pub entities: Vec<Entity>,
    /// Processes, in the order of the topology.
    pub processes: Vec<ProcessPlan>,
    /// Routes, in the order of the topology.
    pub routes: Vec<RoutePlan>,
    /// For each link, which of [`Shape::distances`] it spans.
    pub link_profiles: Vec<u16>,
    /// Every combination of route and distance that a link has.
    pub distances: Vec<(u16, Distance)>,
    /// For each client node its route; the other nodes have none.
    pub client_routes: Vec<Option<u16>>,
    /// For each store whose processes talk to each other the route between them; the other nodes have none.
    pub peer_routes: Vec<Option<u16>>,
}

/// What others may ask of a node, instead of naming its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent flags, each asked by its name"
)]
pub struct Traits {
    /// Requests come from it: a client.
    pub sends: bool,
    /// It keeps keys and values, and is judged by what it answers: a store.
    pub is_store: bool,
    /// It keeps what is written: a fallback for a write would confirm what nobody has kept.
    pub keeps_writes: bool,
    /// It knows the repetition of a write from a new write.
    pub remembers_requests: bool,
    /// Why it cannot carry out a compare-and-set, if it cannot.
    pub cannot_compare: Option<&'static str>,
    /// Why nobody may call it, if nobody may.
    pub refuses_calls: Option<&'static str>,
}

/// A process.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ProcessPlan {
    /// Index of its node.
    pub node: u16,
    /// Which of the node's processes it is, from 0.
    pub replica: u32,
    /// Its luck, by name.
    pub entity: Entity,
}

/// A call from one node to another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RoutePlan {
    /// Index of the calling node.
    pub from: u16,
    /// Index of the called node.
    pub to: u16,
    /// Its luck, by name.
    pub entity: Entity,
    /// Index of its first link.
    pub first_link: u32,
    /// How many processes the called node has.
    pub callees: u32,
    /// Which of them, counted from 0, is the first that takes calls.
    pub first_endpoint: u32,
    /// Index of the load balancer of its first caller; each calling process has one.
    pub first_load_balancer: u32,
}

/// How far apart two processes are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Distance {
    /// In one zone.
    Zone,
    /// In two zones of a region.
    Region,
    /// In two regions, in the order of their names.
    Wide(String, String),
}

impl RoutePlan {
    /// The link of a request from one process to another; the answer takes the next one.
    #[inline]
    pub fn link(&self, caller: u32, callee: u32) -> u32 {
        self.first_link + (caller * self.callees + callee) * 2
    }
}

impl Shape {
    /// True if a route is between the processes of one node.
    pub fn is_between_peers(&self, route: u16) -> bool {
        let route = &self.routes[route as usize];
        route.from == route.to
    }

    /// True if requests come from a node.
    pub fn is_client(&self, node: u16) -> bool {
        self.traits[node as usize].sends
    }

    /// Processes of a node.
    pub fn replicas(&self, node: u16) -> u32 {
        self.topology.nodes[node as usize].replicas
    }

    /// What there is to choose from, for each calling process of each route: the replicas of the callee that take calls.
    pub fn load_balancers(&self) -> impl Iterator<Item = Range<u32>> {
        let each = |route: &RoutePlan| {
            let endpoints = route.first_endpoint..route.callees;
            std::iter::repeat_n(endpoints, self.replicas(route.from) as usize)
        };
        self.routes.iter().flat_map(each)
    }

    /// The number of the load balancer of a calling process for a route of its node.
    pub fn load_balancer(&self, process: u32, route: u16) -> usize {
        let caller = self.processes[process as usize].replica;
        (self.routes[route as usize].first_load_balancer + caller) as usize
    }

    /// The route from a node to the node of that name.
    pub fn route(&self, from: u16, callee: &str) -> Option<u16> {
        let to = self
            .topology
            .nodes
            .iter()
            .position(|node| node.name == callee)? as u16;
        self.routes
            .iter()
            .position(|route| route.from == from && route.to == to)
            .map(|route| route as u16)
    }
}
