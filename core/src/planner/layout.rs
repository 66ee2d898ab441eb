//! Lays out processes, routes and links.

use std::collections::BTreeMap;

use super::calls;
use crate::kinds;
use crate::luck::Entity;
use crate::params::{Issue, Issues};
use crate::plan::{Distance, Hosting, ProcessPlan, RoutePlan, Shape};
use crate::scenario::{Node, Scenario};
use crate::topology::{LinkShape, NodeShape, ProcessShape, RouteShape, Topology};

/// The most links between processes.
const LINKS: usize = 100_000;

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
            let hosting = kinds::of(node).hosting();
            for replica in 0..hosting.processes() {
                let zone = hosting.zones[replica as usize % hosting.zones.len()].clone();
                // Named with its number even where it is alone, so that a second one does not change its luck.
                let numbered = numbered_name(name, replica, hosting.replicas);
                let entity = Entity::named(&numbered);
                let name = match hosting.processes() {
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
            traits: scenario
                .nodes
                .values()
                .map(|node| kinds::of(node).traits())
                .collect(),
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
        for (caller, callee) in calls::all(scenario) {
            let (from, to) = (index(&caller), index(&callee));
            let route = self.add_route(format!("{caller}->{callee}"), from, to)?;
            if self.traits[from as usize].sends {
                self.client_routes[from as usize] = Some(route);
            }
        }
        for name in calls::peers(scenario) {
            let node = index(name);
            let route = self.add_route(calls::peer_route(name), node, node)?;
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

/// `app/2`, or `db/c2` for a coordinator, which comes after the members: both count from 1.
fn numbered_name(name: &str, replica: u32, members: u32) -> String {
    match replica.checked_sub(members) {
        None => format!("{name}/{}", replica + 1),
        Some(coordinator) => format!("{name}/c{}", coordinator + 1),
    }
}

fn node_shape(name: &str, node: &Node, first: u32) -> NodeShape {
    let kind = kinds::of(node);
    let hosting = kind.hosting();
    NodeShape {
        name: name.to_owned(),
        label: node.common.label.as_deref().unwrap_or(name).to_owned(),
        kind: node.kind.word().to_owned(),
        detail: kind.detail(&processes(hosting)),
        first,
        replicas: hosting.processes(),
        coordinators: hosting.coordinators,
        concurrency: kind.concurrency(),
        place: node.common.place.as_ref().map(|place| (place.x, place.y)),
    }
}

/// How many processes there are, if that needs saying.
fn processes(hosting: Hosting<'_>) -> String {
    match (hosting.replicas, hosting.coordinators) {
        (1, 0) => String::new(),
        (count, 0) => format!("{count} replicas, "),
        (count, 1) => format!("{count} replicas + 1 coordinator, "),
        (count, coordinators) => format!("{count} replicas + {coordinators} coordinators, "),
    }
}
