//! What stands in a diagram: clients, balancers, services, stores, and the two sides of a saga.

use std::collections::BTreeMap;

use serde_json::Value;

use super::saga::{Orchestrator, Participant};
use crate::luck::Distribution;
use crate::params::{Kind, Money, Param, choices, declare, one_entry, tagged};
use crate::time::Span;

tagged! {
    /// What a node is.
    pub enum Node by "kind" {
        /// Where requests come from.
        Client(Client) = "client",
        /// Passes each request on to one process behind it.
        Balancer(Balancer) = "balancer",
        /// Works on requests and may call others.
        Service(Service) = "service",
        /// Keeps keys and values.
        Store(Store) = "store",
        /// Carries out sagas: transactions of several steps, each with a compensation.
        Orchestrator(Orchestrator) = "orchestrator",
        /// Keeps accounts and carries out the steps of sagas.
        Participant(Participant) = "participant",
    }
}

declare! {
    /// Where requests come from. What it sends is in `workload`.
    pub struct Client {
        /// The name shown in the diagram; the name of the node if left out.
        label: Option<String> = None;
        /// Zone the client is in, written `region/zone`.
        zone: String = "home/a".to_owned(), @fixed;
        /// Where the node stands in the diagram; placed automatically if left out.
        place: Option<Place> = None, @fixed;
    }
}

declare! {
    /// Passes each request on to one process behind it. How it chooses is the `balance` of its call.
    pub struct Balancer {
        /// The name shown in the diagram; the name of the node if left out.
        label: Option<String> = None;
        /// How many processes run.
        replicas: u32 = 1, in 1.0..=200.0, @fixed;
        /// Zones of the processes, in turn, each written `region/zone`.
        zones: Vec<String> = vec!["home/a".to_owned()], @fixed;
        /// Price of one process a month.
        price: Money = Money(20.0), in 0.0..=1e6;
        /// Where the node stands in the diagram; placed automatically if left out.
        place: Option<Place> = None, @fixed;
    }
}

declare! {
    /// Works on requests and may call others. A slot is held until the answer is sent.
    pub struct Service {
        /// The name shown in the diagram; the name of the node if left out.
        label: Option<String> = None;
        /// How many processes run.
        replicas: u32 = 1, in 1.0..=1000.0, @fixed;
        /// Requests that one process works on at once; one that waits for a call holds its slot.
        concurrency: u32 = 16, in 1.0..=100_000.0;
        /// Requests that may wait for a slot in one process; without limit if left out.
        queue: Option<u32> = None, in 0.0..=10_000_000.0;
        /// What is done for a request, step by step, by operation: `read`, `write`, or `any` for the rest.
        handlers: BTreeMap<String, Vec<Step>> = default_handlers();
        /// Zones of the processes, in turn, each written `region/zone`.
        zones: Vec<String> = vec!["home/a".to_owned()], @fixed;
        /// Price of one process a month.
        price: Money = Money(50.0), in 0.0..=1e6;
        /// Where the node stands in the diagram; placed automatically if left out.
        place: Option<Place> = None, @fixed;
    }
}

declare! {
    /// Keeps keys and values, replicated as it says.
    pub struct Store {
        /// The name shown in the diagram; the name of the node if left out.
        label: Option<String> = None;
        /// How the data is replicated.
        replication: Replication = Replication::Single(Single { durability: Durability::Fsync }), @fixed;
        /// Requests that one process works on at once.
        concurrency: u32 = 32, in 1.0..=100_000.0;
        /// Requests that may wait for a slot in one process; without limit if left out.
        queue: Option<u32> = None, in 0.0..=10_000_000.0;
        /// Time of work for a read.
        read: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Time of work for a write, before it is made durable.
        write: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Time the disk takes to make writes durable.
        fsync: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Zones of the processes, in turn, each written `region/zone`.
        zones: Vec<String> = vec!["home/a".to_owned()], @fixed;
        /// Price of one process a month.
        price: Money = Money(200.0), in 0.0..=1e6;
        /// Where the node stands in the diagram; placed automatically if left out.
        place: Option<Place> = None, @fixed;
    }
}

tagged! {
    /// How a store keeps its data.
    pub enum Replication by "mode" {
        /// One process, no copy.
        Single(Single) = "single",
        /// A log that a majority agrees on.
        Raft(Raft) = "raft",
        /// Replicas without a leader: a write needs W of them, a read R.
        Quorum(Quorum) = "quorum",
    }
}

declare! {
    /// One process, no copy.
    pub struct Single {
        /// When a write is confirmed: once the disk has it, or as soon as memory has it.
        durability: Durability = Durability::Fsync;
    }
}

declare! {
    /// A log that a majority agrees on: a leader orders the writes, and answers once a majority has them on disk.
    pub struct Raft {
        /// How many processes keep the data.
        replicas: u32 = 3, in 1.0..=9.0, @fixed;
        /// The shortest time without word from a leader before a follower stands for election.
        election_timeout: Span = Span::from_millis(150), in 0.001..=60.0, @fixed;
        /// The longest time is longer by this; the spread makes split votes rare.
        election_spread: Span = Span::from_millis(150), in 0.0..=60.0, @fixed;
        /// Time between two heartbeats of a leader.
        heartbeat: Span = Span::from_millis(50), in 0.000_1..=60.0, @fixed;
        /// Ask a majority before raising the term, so that a replica behind a partition deposes nobody.
        pre_vote: bool = false, @fixed;
        /// A leader that does not hear from a majority steps down.
        check_quorum: bool = false, @fixed;
        /// How a leader answers reads.
        reads: Reads = Reads::ReadIndex, @fixed;
        /// The most entries in one message.
        batch: u32 = 64, in 1.0..=10_000.0, @fixed;
        /// While so many entries that a follower was sent are not answered, new ones wait and then go together.
        in_flight: u32 = 256, in 1.0..=10_000.0, @fixed;
    }
}

declare! {
    /// Replicas without a leader: a write is confirmed by W of them, a read answered by R. Callers turn to any, or to coordinators.
    pub struct Quorum {
        /// N: how many processes keep the data.
        replicas: u32 = 3, in 1.0..=9.0, @fixed;
        /// Processes beside them that keep no data and coordinate what callers ask; without any, the replicas do that
        /// themselves. Their zones follow on those of the replicas.
        coordinators: u32 = 0, in 0.0..=9.0, @fixed;
        /// W: replicas that must have a write on disk before it is confirmed; N at most.
        write: u32 = 2, in 1.0..=9.0;
        /// R: replicas that must answer a read; N at most. With W + R > N it meets every write that was confirmed before it.
        read: u32 = 2, in 1.0..=9.0;
        /// After a read, replicas that were seen to be behind are sent the newest version.
        read_repair: bool = true;
        /// A read is answered only when W replicas have what it shows: one round trip more where they do not.
        write_back: bool = false;
        /// A write first asks R replicas for their versions, to be newer whatever the clocks say: one round trip more.
        read_before_write: bool = false;
        /// How long a coordinator waits for a quorum before it answers that there is none.
        timeout: Span = Span::from_millis(1_000), in 0.000_1..=60.0;
    }
}

choices! {
    /// How a leader answers reads.
    pub enum Reads {
        /// At once, from its own state: stale where another leader has been elected meanwhile.
        LeaderLocal = "leader-local",
        /// After a majority has confirmed that it still leads: one round trip more.
        ReadIndex = "read-index",
    }
}

choices! {
    /// When a write is confirmed.
    pub enum Durability {
        /// Once the disk has it: a crash loses nothing that was confirmed.
        Fsync = "fsync",
        /// As soon as memory has it: faster, and a crash loses what the disk did not have yet.
        Memory = "memory",
    }
}

declare! {
    /// A place in the diagram, in cells of a grid.
    pub struct Place {
        /// Column, from the left.
        x: f64, in 0.0..=100.0;
        /// Row, from the top.
        y: f64, in 0.0..=100.0;
    }
}

/// One step of a handler.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// Work that keeps the slot busy for a time.
    Work(Distribution),
    /// A call to another node; the handler fails if the call does.
    Call(String),
    /// Calls to several nodes at once; all must succeed.
    Parallel(Vec<String>),
    /// A read of the request's key at a store, whatever the request does.
    Read(String),
    /// A write of that key to the store that was read just before, if it still has the value that was read; else the
    /// handler ends with a conflict.
    CompareAndSet(String),
}

fn default_handlers() -> BTreeMap<String, Vec<Step>> {
    let work = Step::Work(Distribution::Constant(Span::from_millis(5)));
    BTreeMap::from([("any".to_owned(), vec![work])])
}

impl Step {
    /// The nodes that this step calls.
    pub fn callees(&self) -> &[String] {
        match self {
            Self::Work(_) => &[],
            Self::Call(callee) | Self::Read(callee) | Self::CompareAndSet(callee) => {
                std::slice::from_ref(callee)
            }
            Self::Parallel(callees) => callees,
        }
    }

    fn work_param() -> Param {
        Param {
            name: "work",
            kind: Kind::Distribution,
            help: "Time of work of this step of the handler.".to_owned(),
            min: f64::NEG_INFINITY,
            max: f64::INFINITY,
            default: Value::Null,
            optional: false,
            required: true,
            live: true,
            tag: false,
        }
    }
}

one_entry! {
    Step {
        Work(Distribution) = "work": "time",
        Call(String) = "call": "node",
        Parallel(Vec<String>) = "parallel": "[nodes]",
        Read(String) = "read": "store",
        CompareAndSet(String) = "compare_and_set": "store",
    }

    fn find(&self, path: &[&str]) -> Option<Param> {
        match (self, path) {
            (Self::Work(_), ["work"]) => Some(Self::work_param()),
            (
                Self::Work(_)
                | Self::Call(_)
                | Self::Parallel(_)
                | Self::Read(_)
                | Self::CompareAndSet(_),
                _,
            ) => None,
        }
    }

    fn list(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        if let Self::Work(_) = self {
            into.push((format!("{prefix}.work"), Self::work_param()));
        }
    }
}

impl Node {
    /// How many processes the node expands into.
    pub fn replicas(&self) -> u32 {
        match self {
            Self::Client(_) | Self::Orchestrator(_) | Self::Participant(_) => 1,
            Self::Balancer(node) => node.replicas,
            Self::Service(node) => node.replicas,
            Self::Store(node) => node.replication.replicas() + node.replication.coordinators(),
        }
    }

    /// How many of the processes, the last ones, keep no data and take the calls for those that do.
    pub fn coordinators(&self) -> u32 {
        match self {
            Self::Store(node) => node.replication.coordinators(),
            Self::Client(_)
            | Self::Balancer(_)
            | Self::Service(_)
            | Self::Orchestrator(_)
            | Self::Participant(_) => 0,
        }
    }

    /// Zones of the processes, in turn.
    pub fn zones(&self) -> &[String] {
        match self {
            Self::Client(node) => std::slice::from_ref(&node.zone),
            Self::Balancer(node) => &node.zones,
            Self::Service(node) => &node.zones,
            Self::Store(node) => &node.zones,
            Self::Orchestrator(node) => std::slice::from_ref(&node.zone),
            Self::Participant(node) => std::slice::from_ref(&node.zone),
        }
    }

    /// The name shown in the diagram, if it is not the name of the node.
    pub fn label(&self) -> Option<&str> {
        match self {
            Self::Client(node) => node.label.as_deref(),
            Self::Balancer(node) => node.label.as_deref(),
            Self::Service(node) => node.label.as_deref(),
            Self::Store(node) => node.label.as_deref(),
            Self::Orchestrator(node) => node.label.as_deref(),
            Self::Participant(node) => node.label.as_deref(),
        }
    }

    /// Where the author put the node in the diagram.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Client(node) => node.place.as_ref(),
            Self::Balancer(node) => node.place.as_ref(),
            Self::Service(node) => node.place.as_ref(),
            Self::Store(node) => node.place.as_ref(),
            Self::Orchestrator(node) => node.place.as_ref(),
            Self::Participant(node) => node.place.as_ref(),
        }
    }

    /// Price of one process a month.
    pub fn price(&self) -> Money {
        match self {
            Self::Client(_) => Money(0.0),
            Self::Balancer(node) => node.price,
            Self::Service(node) => node.price,
            Self::Store(node) => node.price,
            Self::Orchestrator(node) => node.price,
            Self::Participant(node) => node.price,
        }
    }
}

impl Replication {
    /// How many processes keep the data.
    pub fn replicas(&self) -> u32 {
        match self {
            Self::Single(_) => 1,
            Self::Raft(raft) => raft.replicas,
            Self::Quorum(quorum) => quorum.replicas,
        }
    }

    /// How many processes beside those coordinate.
    pub fn coordinators(&self) -> u32 {
        match self {
            Self::Single(_) | Self::Raft(_) => 0,
            Self::Quorum(quorum) => quorum.coordinators,
        }
    }
}
