//! What there is: processes on hosts, routes between nodes, links between processes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::check;
use crate::luck::Entity;
use crate::params::{Issue, Issues};
use crate::scenario::{Node, Scenario};
use crate::topology::{LinkShape, NodeShape, ProcessShape, RouteShape, Topology};

/// The most links between processes.
const LINKS: usize = 100_000;

/// The fixed part of a plan.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The part that pictures need.
    pub topology: Topology,
    /// What each node is.
    pub roles: Vec<Role>,
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

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Where requests come from.
    Client,
    /// Passes requests on.
    Balancer,
    /// Works on requests and calls others.
    Service,
    /// Keeps data.
    Store,
    /// Carries out sagas.
    Orchestrator,
    /// Keeps accounts and takes orders of orchestrators.
    Participant,
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
    /// Resolves names and lays out processes and links.
    ///
    /// # Errors
    /// If there are more links than a simulation holds.
    pub(super) fn new(scenario: &Scenario) -> Result<Self, Issues> {
        let mut shape = Self::nodes(scenario);
        shape.add_routes(scenario)?;
        Ok(shape)
    }

    fn nodes(scenario: &Scenario) -> Self {
        let mut topology = Topology::default();
        let mut processes = Vec::new();
        for (index, (name, node)) in scenario.nodes.iter().enumerate() {
            let first = processes.len() as u32;
            for replica in 0..node.replicas() {
                let zone = node.zones()[replica as usize % node.zones().len()].clone();
                // Named with its number even where it is alone, so that a second one does not change its luck.
                let numbered = numbered_name(name, replica, node);
                let entity = Entity::named(&numbered);
                let name = match node.replicas() {
                    1 => name.clone(),
                    _ => numbered,
                };
                processes.push(ProcessPlan {
                    node: index as u16,
                    replica,
                    entity,
                });
                topology.processes.push(ProcessShape {
                    name,
                    node: index as u32,
                    zone,
                });
            }
            topology.nodes.push(node_shape(name, node, first));
        }
        Self {
            roles: scenario.nodes.values().map(role).collect(),
            entities: scenario
                .nodes
                .keys()
                .map(|name| Entity::named(name))
                .collect(),
            client_routes: vec![None; scenario.nodes.len()],
            peer_routes: vec![None; scenario.nodes.len()],
            topology,
            processes,
            routes: Vec::new(),
            link_profiles: Vec::new(),
            distances: Vec::new(),
        }
    }

    fn add_routes(&mut self, scenario: &Scenario) -> Result<(), Issues> {
        // A check before this has found every name that is called.
        let place = |name: &str| {
            scenario
                .nodes
                .keys()
                .take_while(|other| *other != name)
                .count()
        };
        let index = |name: &str| place(name) as u16;
        for (caller, callee) in check::calls(scenario) {
            let (from, to) = (index(&caller), index(&callee));
            let route = self.add_route(format!("{caller}->{callee}"), from, to)?;
            if self.roles[from as usize] == Role::Client {
                self.client_routes[from as usize] = Some(route);
            }
        }
        for name in check::peers(scenario) {
            let node = index(name);
            let route = self.add_route(check::peer_route(name), node, node)?;
            self.peer_routes[node as usize] = Some(route);
        }
        Ok(())
    }

    fn add_route(&mut self, name: String, from: u16, to: u16) -> Result<u16, Issues> {
        let (callers, callees) = (self.replicas(from), self.replicas(to));
        let total = self.link_profiles.len() + (callers * callees * 2) as usize;
        if total > LINKS {
            let problem = format!(
                "found more than {LINKS} links between processes; allowed are fewer replicas"
            );
            return Err(Issue {
                path: format!("calls.{name}"),
                problem,
            }
            .into());
        }
        let before = self.routes.last();
        let first_load_balancer = before.map_or(0, |route| {
            route.first_load_balancer + self.replicas(route.from)
        });
        self.routes.push(RoutePlan {
            from,
            to,
            entity: Entity::named(&name),
            first_link: self.link_profiles.len() as u32,
            callees,
            first_endpoint: self.topology.nodes[to as usize].first_endpoint(),
            first_load_balancer,
        });
        let route = (self.routes.len() - 1) as u16;
        self.topology.routes.push(RouteShape {
            name,
            from: u32::from(from),
            to: u32::from(to),
        });
        self.add_links(route, from, to);
        Ok(route)
    }

    fn replicas(&self, node: u16) -> u32 {
        self.topology.nodes[node as usize].replicas
    }

    fn add_links(&mut self, route: u16, from: u16, to: u16) {
        let first = |node: u16| self.topology.nodes[node as usize].first;
        let (callers, callees) = (
            first(from)..first(from) + self.replicas(from),
            first(to)..first(to) + self.replicas(to),
        );
        let mut known = BTreeMap::new();
        for caller in callers {
            for callee in callees.clone() {
                let profile = self.profile(route, caller, callee, &mut known);
                self.link_profiles.extend([profile, profile]);
                let link = |from, to| LinkShape {
                    from,
                    to,
                    route: u32::from(route),
                };
                self.topology
                    .links
                    .extend([link(caller, callee), link(callee, caller)]);
            }
        }
    }

    /// Which of the distances lies between two processes; `known` are those of the route so far.
    fn profile(
        &mut self,
        route: u16,
        one: u32,
        other: u32,
        known: &mut BTreeMap<Distance, u16>,
    ) -> u16 {
        let zone = |process: u32| self.topology.processes[process as usize].zone.as_str();
        let distance = distance(zone(one), zone(other));
        *known.entry(distance).or_insert_with_key(|distance| {
            self.distances.push((route, distance.clone()));
            (self.distances.len() - 1) as u16
        })
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

fn distance(one: &str, other: &str) -> Distance {
    if one == other {
        return Distance::Zone;
    }
    let region = |zone: &str| zone.split('/').next().unwrap_or_default().to_owned();
    let (one, other) = (region(one), region(other));
    match one.cmp(&other) {
        std::cmp::Ordering::Equal => Distance::Region,
        std::cmp::Ordering::Less => Distance::Wide(one, other),
        std::cmp::Ordering::Greater => Distance::Wide(other, one),
    }
}

fn role(node: &Node) -> Role {
    match node {
        Node::Client(_) => Role::Client,
        Node::Balancer(_) => Role::Balancer,
        Node::Service(_) => Role::Service,
        Node::Store(_) => Role::Store,
        Node::Orchestrator(_) => Role::Orchestrator,
        Node::Participant(_) => Role::Participant,
    }
}

/// `app/2`, or `db/c2` for a coordinator: both count from 1.
fn numbered_name(name: &str, replica: u32, node: &Node) -> String {
    match replica.checked_sub(node.replicas() - node.coordinators()) {
        None => format!("{name}/{}", replica + 1),
        Some(coordinator) => format!("{name}/c{}", coordinator + 1),
    }
}

fn node_shape(name: &str, node: &Node, first: u32) -> NodeShape {
    let concurrency = match node {
        Node::Client(_) | Node::Balancer(_) | Node::Participant(_) => None,
        Node::Service(service) => Some(service.concurrency),
        Node::Store(store) => Some(store.concurrency),
        Node::Orchestrator(orchestrator) => Some(orchestrator.concurrency),
    };
    NodeShape {
        name: name.to_owned(),
        label: node.label().unwrap_or(name).to_owned(),
        kind: node.word().to_owned(),
        detail: detail(node, concurrency),
        first,
        replicas: node.replicas(),
        coordinators: node.coordinators(),
        concurrency,
        place: node.place().map(|place| (place.x, place.y)),
    }
}

fn detail(node: &Node, concurrency: Option<u32>) -> String {
    let replicas = match (node.replicas(), node.coordinators()) {
        (1, _) => String::new(),
        (count, 0) => format!("{count} replicas, "),
        (all, 1) => format!("{} replicas + 1 coordinator, ", all - 1),
        (all, count) => format!("{} replicas + {count} coordinators, ", all - count),
    };
    match (node, concurrency) {
        (Node::Client(_), _) => "client".to_owned(),
        (Node::Balancer(_), _) => format!("{replicas}balancer"),
        (Node::Store(store), Some(slots)) => format!(
            "{replicas}{} store, {slots} slots",
            store.replication.word()
        ),
        (Node::Orchestrator(saga), _) => format!("orchestrator, {} steps", saga.steps.len()),
        (Node::Participant(_), _) => "participant".to_owned(),
        (Node::Service(_) | Node::Store(_), slots) => {
            let each = if node.replicas() == 1 { "" } else { " each" };
            format!("{replicas}{} slots{each}", slots.unwrap_or_default())
        }
    }
}
