//! The crate `raft` (of TiKV) without network and disk, driven as its examples do: messages arrive at once, its
//! storage is memory.

use std::collections::VecDeque;

use raft::prelude::{ConfState, Entry, Message};
use raft::storage::MemStorage;
use raft::{Config, RawNode, StateRole};
use slog::{Discard, Logger, o};

/// A group of replicas, the first of which leads.
pub(crate) struct Group {
    nodes: Vec<RawNode<MemStorage>>,
    mail: VecDeque<Message>,
    applied: Vec<u64>,
}

impl Group {
    /// A group of so many, after its first election. `batch`: entries that wait for the same message share it.
    pub(crate) fn new(count: u64, batch: bool) -> Self {
        let voters: Vec<u64> = (1..=count).collect();
        let logger = Logger::root(Discard, o!());
        let node = |id: &u64| {
            let config = Config {
                id: *id,
                max_size_per_msg: 1 << 20,
                max_inflight_msgs: 256,
                batch_append: batch,
                ..Config::default()
            };
            let state = ConfState::from((voters.clone(), Vec::new()));
            let storage = MemStorage::new_with_conf_state(state);
            RawNode::new(&config, storage, &logger).expect("the configuration is fine")
        };
        let mut group = Self {
            nodes: voters.iter().map(node).collect(),
            mail: VecDeque::new(),
            applied: vec![0; voters.len()],
        };
        group.nodes[0]
            .campaign()
            .expect("it may stand for election");
        group.deliver();
        assert_eq!(group.nodes[0].raft.state, StateRole::Leader);
        group
    }

    /// Replicates so many entries, with so many in flight, until all replicas have carried out all of them.
    pub(crate) fn replicate(&mut self, entries: u64, in_flight: u64) {
        let mut asked = 0;
        while asked < entries {
            for _ in 0..in_flight.min(entries - asked) {
                let proposed = self.nodes[0].propose(Vec::new(), vec![7; 16]);
                proposed.expect("it leads");
                asked += 1;
            }
            self.deliver();
        }
    }

    /// How many entries each replica has carried out.
    pub(crate) fn applied(&self) -> impl Iterator<Item = u64> {
        self.applied.iter().copied()
    }

    fn deliver(&mut self) {
        loop {
            for index in 0..self.nodes.len() {
                self.take_ready(index);
            }
            if self.mail.is_empty() {
                return;
            }
            while let Some(message) = self.mail.pop_front() {
                let to = message.to as usize - 1;
                self.nodes[to].step(message).expect("it knows the sender");
            }
        }
    }

    /// What a node wants done: send, store, apply, in the order that the crate's documentation gives.
    fn take_ready(&mut self, index: usize) {
        let node = &mut self.nodes[index];
        while node.has_ready() {
            let mut ready = node.ready();
            self.mail.extend(ready.take_messages());
            self.applied[index] += carry_out(&ready.take_committed_entries());
            let store = node.raft.raft_log.store.clone();
            store
                .wl()
                .append(ready.entries())
                .expect("memory is enough");
            if let Some(state) = ready.hs() {
                store.wl().set_hardstate(state.clone());
            }
            self.mail.extend(ready.take_persisted_messages());
            let mut rest = node.advance(ready);
            if let Some(commit) = rest.commit_index() {
                store.wl().mut_hard_state().set_commit(commit);
            }
            self.mail.extend(rest.take_messages());
            self.applied[index] += carry_out(&rest.take_committed_entries());
            node.advance_apply();
        }
    }
}

/// Counts the entries that hold something; a new leader's first does not.
fn carry_out(entries: &[Entry]) -> u64 {
    entries
        .iter()
        .filter(|entry| !entry.data.is_empty())
        .count() as u64
}
