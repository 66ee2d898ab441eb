//! Replicas in memory: messages in any order, disks that lag, crashes, partitions, and a clock.

use super::super::{Durable, Effects, Input, Parameters, RaftMessage, RaftReply, Record, Timer};
use super::invariants::InvariantChecker;
use super::{Doing, Happening, Replica};
use crate::machine::Output;
use crate::time::{Instant, Span};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A small generator (`SplitMix64`), so that a seed determines a whole run.
pub(super) struct Luck(pub(super) u64);

impl Luck {
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// A record on its way to the disk, and the outputs that wait for it.
type Write = (Record<u32>, Vec<Doing>);

pub(super) struct Node {
    /// The process, while it is up.
    pub(super) replica: Option<Replica>,
    disk: Durable<u32>,
    writes: VecDeque<Write>,
    timers: BTreeMap<Timer, Instant>,
}

pub(super) struct Cluster {
    pub(super) now: Instant,
    pub(super) nodes: Vec<Node>,
    pub(super) network: Vec<(u32, u32, RaftMessage<u32>)>,
    /// Links that lose everything, by sender and receiver.
    pub(super) cut: BTreeSet<(u32, u32)>,
    pub(super) luck: Luck,
    /// Answers that nobody has taken yet.
    pub(super) replies: Vec<(u64, RaftReply<u64>)>,
    pub(super) checker: InvariantChecker,
    parameters: Parameters,
}

impl Cluster {
    pub(super) fn new(replicas: u32, parameters: Parameters, seed: u64) -> Self {
        let node = |_| Node {
            replica: None,
            disk: Durable::default(),
            writes: VecDeque::new(),
            timers: BTreeMap::new(),
        };
        let mut cluster = Self {
            now: Instant::ZERO,
            nodes: (0..replicas).map(node).collect(),
            network: Vec::new(),
            cut: BTreeSet::new(),
            luck: Luck(seed),
            replies: Vec::new(),
            checker: InvariantChecker::default(),
            parameters,
        };
        (0..replicas).for_each(|node| cluster.restart(node));
        cluster
    }

    pub(super) fn size(&self) -> u32 {
        self.nodes.len() as u32
    }

    pub(super) fn any_node(&mut self) -> u32 {
        let size = self.nodes.len() as u64;
        self.luck.below(size) as u32
    }

    pub(super) fn up(&self) -> impl Iterator<Item = &Replica> {
        self.nodes.iter().filter_map(|node| node.replica.as_ref())
    }

    /// Gives an input to a process that is up, performs its outputs, and checks that every promise holds.
    pub(super) fn give(&mut self, node: u32, input: Happening) {
        let mut out = Vec::new();
        let Some(replica) = &mut self.nodes[node as usize].replica else {
            return;
        };
        replica.step(self.now, input, &mut out);
        self.carry_out(node, out);
        let replicas = self.nodes.iter().filter_map(|node| node.replica.as_ref());
        let replica = self.nodes[node as usize].replica.as_ref().unwrap();
        let promises = self.checker.look(replica, replicas);
        promises.unwrap_or_else(|broken| panic!("{broken}"));
    }

    fn carry_out(&mut self, node: u32, out: Effects<u32, u64, u64>) {
        let mut waits = false;
        for doing in out {
            match doing {
                Output::Persist(record) => {
                    self.nodes[node as usize].writes.push_back((record, vec![]));
                    waits = true;
                }
                Output::Send { .. } | Output::Reply { .. } if waits => {
                    let write = self.nodes[node as usize].writes.back_mut();
                    write.unwrap().1.push(doing);
                }
                Output::Send { to, message } => self.network.push((node, to, message)),
                Output::Reply { request, answer } => self.replies.push((request, answer)),
                Output::SetTimer { timer, min, max } => {
                    let at = self.now + min + Span(self.luck.below(max.0 - min.0 + 1));
                    self.nodes[node as usize].timers.insert(timer, at);
                }
                Output::CancelTimer(timer) => {
                    self.nodes[node as usize].timers.remove(&timer);
                }
            }
        }
    }

    /// The disk of a node finishes its oldest record.
    pub(super) fn sync(&mut self, node: u32) {
        let here = &mut self.nodes[node as usize];
        if let Some((record, waiting)) = here.writes.pop_front() {
            here.disk.write(&record);
            self.carry_out(node, waiting);
            self.give(node, Input::Persisted { records: 1 });
        }
    }

    /// Delivers the message at a place in the network, or loses it if the link is cut.
    pub(super) fn deliver(&mut self, at: usize) {
        let (from, to, message) = self.network.swap_remove(at);
        if !self.cut.contains(&(from, to)) {
            self.give(to, Input::Received { from, message });
        }
    }

    /// Delivers the wanted messages and those that follow from them, oldest first, and loses the rest. No disk lags.
    pub(super) fn hear(&mut self, mut wanted: impl FnMut(&RaftMessage<u32>) -> bool) {
        self.sync_all();
        while !self.network.is_empty() {
            let (from, to, message) = self.network.remove(0);
            if wanted(&message) {
                self.give(to, Input::Received { from, message });
                self.sync_all();
            }
        }
    }

    fn sync_all(&mut self) {
        for node in 0..self.size() {
            while !self.nodes[node as usize].writes.is_empty() {
                self.sync(node);
            }
        }
    }

    /// The process crashes and loses all that is not durable.
    pub(super) fn crash(&mut self, node: u32) {
        let here = &mut self.nodes[node as usize];
        here.replica = None;
        here.writes.clear();
        here.timers.clear();
    }

    pub(super) fn restart(&mut self, node: u32) {
        let mut out = Vec::new();
        let here = &mut self.nodes[node as usize];
        if here.replica.is_none() {
            let (size, disk) = (self.nodes.len() as u32, &self.nodes[node as usize].disk);
            let replica = Replica::recover(node, size, self.parameters, disk.clone(), &mut out);
            self.nodes[node as usize].replica = Some(replica);
            self.carry_out(node, out);
        }
    }

    /// Cuts every link between the nodes of a side (a bit for each) and the others, both ways.
    pub(super) fn partition(&mut self, side: u64) {
        let is_in = |node: u32| side >> node & 1 == 1;
        let size = self.size();
        let links = (0..size).flat_map(|from| (0..size).map(move |to| (from, to)));
        self.cut = links
            .filter(|(from, to)| is_in(*from) != is_in(*to))
            .collect();
    }

    pub(super) fn heal(&mut self) {
        self.cut.clear();
    }

    /// Time passes; timers that are due expire.
    pub(super) fn pass(&mut self, span: Span) {
        self.now += span;
        for node in 0..self.size() {
            let due = |(timer, at): (&Timer, &Instant)| (*at <= self.now).then_some(*timer);
            let timers = &self.nodes[node as usize].timers;
            let due: Vec<Timer> = timers.iter().filter_map(due).collect();
            for timer in due {
                if self.nodes[node as usize].timers.remove(&timer).is_some() {
                    self.give(node, Input::Timer(timer));
                }
            }
        }
    }

    /// A millisecond in which every message arrives and every disk keeps up.
    pub(super) fn calm_millisecond(&mut self) {
        for _ in 0..self.network.len() {
            let at = self.luck.below(self.network.len() as u64) as usize;
            self.deliver(at);
        }
        self.sync_all();
        self.pass(Span::from_millis(1));
    }

    /// The leader of the highest term.
    pub(super) fn leader(&self) -> Option<&Replica> {
        let leaders = self
            .up()
            .filter(|replica| replica.role() == super::super::Role::Leader);
        leaders.max_by_key(|replica| replica.term())
    }

    /// Lets calm time pass until all replicas follow one leader.
    pub(super) fn elect(&mut self) -> u32 {
        for _ in 0..5_000 {
            let leader = self.leader().map(Replica::me);
            let agreed = self.up().all(|replica| replica.leader() == leader);
            if let Some(leader) = leader.filter(|_| agreed) {
                return leader;
            }
            self.calm_millisecond();
        }
        panic!("no leader emerges in five calm seconds");
    }
}
