//! Every value that may change in the middle of a run, resolved to what a simulation needs.

use std::collections::BTreeMap;

use super::Expected;
use super::kinds::Kinds;
use super::policies::RouteSettings;
use super::sagas::{OrchestratorSettings, ParticipantSettings};
use super::shape::{Distance, Role, Shape};
use crate::consensus::raft;
use crate::kernel::LinkProfile;
use crate::luck::{Distribution, Sampler, Zipf};
use crate::params::{Issue, Issues, Rate};
use crate::replication::quorum;
use crate::scenario::{
    Arrivals, Deed, Durability, Mix, Network, Node, Open, Reads, Replication, Scenario, Step,
    Transport, Workload,
};
use crate::time::Instant;
use crate::traffic::RateCurve;
use crate::vocabulary::Verb;

/// The live part of a plan.
#[derive(Clone, Debug)]
pub struct Settings {
    /// By index of the node.
    pub nodes: Vec<NodeSettings>,
    /// By index of the route.
    pub routes: Vec<RouteSettings>,
    /// By index of [`Shape::distances`].
    pub profiles: Vec<LinkProfile>,
    /// What kinds of messages take on top of that, by index of the route.
    pub kinds: Vec<Kinds>,
}

/// The live values of a node.
#[derive(Clone, Debug)]
pub enum NodeSettings {
    /// A client: what it sends.
    Client(WorkloadSettings),
    /// A balancer: where it passes requests on.
    Balancer {
        /// The route behind it, as a handler of one step.
        handler: Handler,
    },
    /// A service.
    Service {
        /// Slots of a process.
        slots: u32,
        /// Places in the queue of a process.
        queue: Option<u32>,
        /// What is done for a read.
        read: Handler,
        /// What is done for a write.
        write: Handler,
    },
    /// A store.
    Store {
        /// Slots of a process.
        slots: u32,
        /// Places in the queue of a process.
        queue: Option<u32>,
        /// Work of a read.
        read: Sampler,
        /// Work of a write.
        write: Sampler,
        /// Time of a sync of the disk.
        fsync: Sampler,
        /// How the data is replicated.
        replication: ReplicationSettings,
    },
    /// An orchestrator of sagas.
    Orchestrator(OrchestratorSettings),
    /// A participant of sagas.
    Participant(ParticipantSettings),
}

impl NodeSettings {
    /// Whether it is a store that a Raft group keeps.
    pub fn is_raft(&self) -> bool {
        matches!(
            self,
            Self::Store {
                replication: ReplicationSettings::Raft(_),
                ..
            }
        )
    }
}

/// How a store keeps its data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReplicationSettings {
    /// One process.
    Single {
        /// Whether a write is confirmed only when the disk has it.
        durable: bool,
    },
    /// A Raft group.
    Raft(raft::Parameters),
    /// Replicas without a leader.
    Quorum(quorum::QuorumSettings),
}

/// What is done for a request, step by step.
pub type Handler = Vec<StepPlan>;

/// One step of a handler.
#[derive(Clone, Debug)]
pub enum StepPlan {
    /// Work.
    Work(Sampler),
    /// Calls on these routes at once.
    Calls(Vec<u16>),
    /// A read on this route.
    Read(u16),
    /// A write on this route of what was read, unless it has changed.
    CompareAndSet(u16),
}

impl StepPlan {
    /// The routes of its calls.
    pub fn routes(&self) -> &[u16] {
        match self {
            Self::Work(_) => &[],
            Self::Calls(routes) => routes,
            Self::Read(route) | Self::CompareAndSet(route) => std::slice::from_ref(route),
        }
    }
}

/// What a client sends.
#[derive(Clone, Debug)]
pub struct WorkloadSettings {
    /// How much and when.
    pub load: Load,
    /// Share of reads.
    pub reads: f64,
    /// Which key.
    pub keys: Zipf,
}

/// How much a client sends, and when.
#[derive(Clone, Debug)]
pub enum Load {
    /// At a rate.
    Open {
        /// The rate over time.
        curve: RateCurve,
        /// Poisson, else evenly spaced.
        poisson: bool,
    },
    /// So many users, each with at most one request at a time.
    Closed {
        /// How many.
        users: u32,
        /// Time between an answer and the next request.
        think: Sampler,
        /// Mean of that time, in seconds.
        think_mean: f64,
        /// Requests of each user, if there is an end.
        requests: Option<u32>,
        /// What each user does in turn; by chance if empty.
        journey: Vec<Verb>,
    },
}

/// The tables of keys of a plan: large, so clients and settings with the same keys share one.
#[derive(Default)]
pub(super) struct Tables(BTreeMap<(u32, u64), Zipf>);

/// The most keys that the tables of a plan have together, at 12 bytes each.
const KEYS: u32 = 4_000_000;

impl Tables {
    fn of(&mut self, mix: &Mix) -> Result<Zipf, String> {
        let name = (mix.keys, mix.skew.to_bits());
        if let Some(known) = self.0.get(&name) {
            return Ok(known.clone());
        }
        let all = mix.keys + self.0.keys().map(|(keys, _)| keys).sum::<u32>();
        if all > KEYS {
            return Err(format!("found {all} keys in all, allowed are {KEYS}"));
        }
        let keys = Zipf::new(mix.keys, mix.skew)?;
        self.0.insert(name, keys.clone());
        Ok(keys)
    }
}

impl Settings {
    /// Resolves the values of a scenario for a shape that was made from it.
    ///
    /// # Errors
    /// If a value is refused by what it is for, such as a number of keys.
    pub(super) fn new(
        scenario: &Scenario,
        shape: &Shape,
        tables: &mut Tables,
    ) -> Result<Self, Issues> {
        let nodes = scenario.nodes.iter().enumerate();
        let profiles = shape.distances.iter().map(|(route, distance)| {
            let name = &shape.topology.routes[*route as usize].name;
            profile(
                &scenario.network,
                name,
                distance,
                shape.is_between_peers(*route),
            )
        });
        Ok(Self {
            nodes: nodes
                .map(|(index, (name, node))| {
                    node_settings(scenario, shape, tables, (index as u16, name), node)
                })
                .collect::<Result<_, _>>()?,
            routes: shape
                .topology
                .routes
                .iter()
                .map(|route| RouteSettings::new(scenario, &route.name))
                .collect(),
            profiles: profiles.collect(),
            kinds: shape
                .topology
                .routes
                .iter()
                .map(|route| Kinds::new(scenario, &route.name))
                .collect(),
        })
    }

    /// About how much happens in a run, if nothing goes wrong.
    pub(super) fn expected(&self, shape: &Shape, end: Instant) -> Expected {
        let mut known = vec![None; shape.routes.len()];
        let mut expected = Expected::default();
        for (node, route) in self.nodes.iter().zip(&shape.client_routes) {
            let (NodeSettings::Client(workload), Some(route)) = (node, route) else {
                continue;
            };
            let requests = workload.expected_requests(end);
            expected.requests += requests;
            expected.events += requests * (1.0 + self.events_of_call(shape, *route, &mut known));
        }
        expected
    }

    /// About how many events one call on a route causes: two messages, work, and what it calls in turn.
    ///
    /// Each route is looked at once: over all ways to it, a chain of calls could double the work at every step.
    fn events_of_call(&self, shape: &Shape, route: u16, known: &mut [Option<f64>]) -> f64 {
        if let Some(events) = known[route as usize] {
            return events;
        }
        let mut handler = |steps: &Handler| -> f64 {
            steps
                .iter()
                .map(|step| match step {
                    StepPlan::Work(_) => 1.0,
                    StepPlan::Calls(_) | StepPlan::Read(_) | StepPlan::CompareAndSet(_) => step
                        .routes()
                        .iter()
                        .map(|route| self.events_of_call(shape, *route, known))
                        .sum(),
                })
                .sum()
        };
        let inside = match &self.nodes[shape.routes[route as usize].to as usize] {
            NodeSettings::Client(_) | NodeSettings::Participant(_) => 0.0,
            NodeSettings::Orchestrator(orchestrator) => orchestrator.expected_events(),
            NodeSettings::Balancer { handler: steps } => handler(steps),
            NodeSettings::Service { read, write, .. } => handler(read).max(handler(write)),
            NodeSettings::Store { replication, .. } => 2.0 + replication.events(),
        };
        let timer = f64::from(u8::from(self.routes[route as usize].timeout.is_some()));
        let events = 2.0 + inside + timer;
        known[route as usize] = Some(events);
        events
    }
}

impl NodeSettings {
    /// Slots of a process; `None` is without limit.
    pub fn slots(&self) -> Option<u32> {
        match self {
            Self::Client(_) | Self::Balancer { .. } | Self::Participant(_) => None,
            Self::Service { slots, .. } | Self::Store { slots, .. } => Some(*slots),
            Self::Orchestrator(orchestrator) => Some(orchestrator.slots),
        }
    }

    /// Places in the queue of a process; `None` is without limit.
    pub fn queue(&self) -> Option<u32> {
        match self {
            Self::Client(_) | Self::Balancer { .. } | Self::Participant(_) => None,
            Self::Service { queue, .. } | Self::Store { queue, .. } => *queue,
            Self::Orchestrator(orchestrator) => orchestrator.queue,
        }
    }

    /// Time of a sync of the disk, where there is one.
    pub fn fsync(&self) -> Option<&Sampler> {
        match self {
            Self::Client(_) | Self::Balancer { .. } | Self::Service { .. } => None,
            Self::Store { fsync, .. } => Some(fsync),
            Self::Orchestrator(orchestrator) => Some(&orchestrator.fsync),
            Self::Participant(participant) => Some(&participant.fsync),
        }
    }
}

impl ReplicationSettings {
    /// About how many events a request causes between the processes of a store.
    fn events(self) -> f64 {
        match self {
            Self::Single { .. } => 0.0,
            // A leader's messages carry many requests at once.
            Self::Raft(_) => 2.0,
            // Each of the others is asked and answers; a disk and a timer.
            Self::Quorum(settings) => 2.0 * f64::from(settings.replicas),
        }
    }
}

impl WorkloadSettings {
    fn new(workload: &Workload, name: &str, tables: &mut Tables) -> Result<Self, Issues> {
        let load = match workload {
            Workload::Open(open) => Load::Open {
                curve: rate_curve(open),
                poisson: open.arrivals == Arrivals::Poisson,
            },
            Workload::Closed(closed) => Load::Closed {
                users: closed.users,
                think: closed.think.sampler(),
                think_mean: closed.think.mean().unwrap_or(1.0),
                requests: closed.requests,
                journey: closed.journey.iter().copied().map(operation).collect(),
            },
        };
        let path = || format!("workload.{name}.mix");
        let keys = tables.of(workload.mix());
        Ok(Self {
            load,
            reads: workload.mix().reads.0,
            keys: keys.map_err(|problem| Issue {
                path: path(),
                problem,
            })?,
        })
    }

    fn expected_requests(&self, end: Instant) -> f64 {
        match &self.load {
            Load::Open { curve, .. } => curve.expected(end),
            // Nobody answers faster than this, so the estimate is on the high side.
            Load::Closed {
                users,
                think_mean,
                requests,
                ..
            } => {
                let each = end.as_secs() / (think_mean + 0.001);
                f64::from(*users) * requests.map_or(each, |requests| each.min(f64::from(requests)))
            }
        }
    }
}

fn operation(deed: Deed) -> Verb {
    match deed {
        Deed::Read => Verb::Read,
        Deed::Write => Verb::Write,
    }
}

fn rate_curve(open: &Open) -> RateCurve {
    let Rate(rate) = open.rate;
    let mut curve = RateCurve::steady(rate);
    if let Some(ramp) = &open.ramp {
        curve = curve.ramped(ramp.to.0, ramp.at, ramp.over);
    }
    if let Some(spike) = &open.spike {
        curve = curve.spiked(spike.rate.0, spike.at, spike.lasts);
    }
    curve
}

fn node_settings(
    scenario: &Scenario,
    shape: &Shape,
    tables: &mut Tables,
    (index, name): (u16, &str),
    node: &Node,
) -> Result<NodeSettings, Issues> {
    Ok(match node {
        Node::Client(_) => NodeSettings::Client(WorkloadSettings::new(
            &scenario.workload[name],
            name,
            tables,
        )?),
        Node::Balancer(_) => {
            let behind = shape.routes.iter().position(|route| route.from == index);
            NodeSettings::Balancer {
                handler: vec![StepPlan::Calls(
                    behind.map(|route| route as u16).into_iter().collect(),
                )],
            }
        }
        Node::Service(service) => {
            let handler = |operation: &str| {
                let steps = service
                    .handlers
                    .get(operation)
                    .or_else(|| service.handlers.get("any"));
                steps
                    .into_iter()
                    .flatten()
                    .filter_map(|step| step_plan(shape, index, step))
                    .collect()
            };
            NodeSettings::Service {
                slots: service.concurrency,
                queue: service.queue,
                read: handler("read"),
                write: handler("write"),
            }
        }
        Node::Store(store) => NodeSettings::Store {
            slots: store.concurrency,
            queue: store.queue,
            read: store.read.sampler(),
            write: store.write.sampler(),
            fsync: store.fsync.sampler(),
            replication: replication_settings(&store.replication),
        },
        Node::Orchestrator(orchestrator) => NodeSettings::Orchestrator(OrchestratorSettings::new(
            scenario,
            shape,
            index,
            orchestrator,
        )),
        Node::Participant(participant) => {
            NodeSettings::Participant(ParticipantSettings::new(participant))
        }
    })
}

fn replication_settings(replication: &Replication) -> ReplicationSettings {
    match replication {
        Replication::Single(single) => ReplicationSettings::Single {
            durable: single.durability == Durability::Fsync,
        },
        Replication::Raft(raft) => ReplicationSettings::Raft(raft::Parameters {
            election_min: raft.election_timeout,
            election_max: raft.election_timeout + raft.election_spread,
            heartbeat: raft.heartbeat,
            pre_vote: raft.pre_vote,
            check_quorum: raft.check_quorum,
            max_batch: raft.batch,
            in_flight: raft.in_flight,
            read_mode: match raft.reads {
                Reads::LeaderLocal => raft::ReadMode::LeaderLocal,
                Reads::ReadIndex => raft::ReadMode::ReadIndex,
            },
        }),
        Replication::Quorum(quorum) => ReplicationSettings::Quorum(quorum::QuorumSettings {
            replicas: quorum.replicas,
            write: quorum.write,
            read: quorum.read,
            read_repair: quorum.read_repair,
            write_back: quorum.write_back,
            read_before_write: quorum.read_before_write,
            timeout: quorum.timeout,
        }),
    }
}

/// The step as it is taken. Every callee has a route, or the scenario would have been refused.
fn step_plan(shape: &Shape, node: u16, step: &Step) -> Option<StepPlan> {
    let mut routes = step
        .callees()
        .iter()
        .filter_map(|callee| shape.route(node, callee));
    match step {
        Step::Work(time) => Some(StepPlan::Work(time.sampler())),
        Step::Call(_) | Step::Parallel(_) => Some(StepPlan::Calls(routes.collect())),
        Step::Read(_) => routes.next().map(StepPlan::Read),
        Step::CompareAndSet(_) => routes.next().map(StepPlan::CompareAndSet),
    }
}

fn profile(
    network: &Network,
    route: &str,
    distance: &Distance,
    between_peers: bool,
) -> LinkProfile {
    let link = network.links.get(route);
    let latency = link
        .and_then(|link| link.latency.as_ref())
        .unwrap_or_else(|| latency(network, distance));
    LinkProfile {
        latency: latency.sampler(),
        loss: link.and_then(|link| link.loss).unwrap_or(network.loss).0,
        duplicate: network.duplicate.0,
        reorder: network.reorder.0,
        reorder_by: network.reorder_by,
        bandwidth: link
            .and_then(|link| link.bandwidth)
            .or(network.bandwidth)
            .map(|bytes| bytes.0),
        // Protocols bring their own retries; they should see what the network does.
        stream: link.map_or(!between_peers, |link| link.transport == Transport::Stream),
        retransmit: network.retransmit,
    }
}

fn latency<'a>(network: &'a Network, distance: &Distance) -> &'a Distribution {
    match distance {
        Distance::Zone => &network.latency,
        Distance::Region => &network.zones,
        Distance::Wide(one, other) => {
            let named = |one: &str, other: &str| network.regions.get(&format!("{one}~{other}"));
            named(one, other)
                .or_else(|| named(other, one))
                .unwrap_or(&network.wide)
        }
    }
}

impl Shape {
    /// Whether a route is between the processes of one store.
    pub fn is_between_peers(&self, route: u16) -> bool {
        let route = &self.routes[route as usize];
        route.from == route.to
    }

    /// Whether a node is a client.
    pub fn is_client(&self, node: u16) -> bool {
        self.roles[node as usize] == Role::Client
    }
}
