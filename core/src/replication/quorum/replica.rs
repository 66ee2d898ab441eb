//! Replica: keeps the newest version of each key, and reports only what a crash cannot undo.

use super::{Output, QuorumMessage, Record, Round, Versioned};
use std::collections::BTreeMap;

/// State of a replica.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Replica {
    /// Durable, by the log: the newest version of each key.
    copies: BTreeMap<u32, Versioned>,
    /// Volatile: for each key whose newest version may not be durable, the number of records up to that version.
    unsynced: BTreeMap<u32, u64>,
    /// Volatile: records since the process started.
    records: u64,
}

impl Replica {
    pub(super) fn recover(log: &[Record]) -> Self {
        let mut replica = Self::default();
        for Record { key, copy } in log {
            replica.keep(*key, *copy);
        }
        replica
    }

    pub(super) fn read<T>(&mut self, from: u32, round: Round, key: u32, out: &mut Vec<Output<T>>) {
        self.settle(key, out);
        let copy = self.copy(key);
        let message = QuorumMessage::Value { round, copy };
        out.push(Output::Send { to: from, message });
    }

    pub(super) fn write<T>(
        &mut self,
        from: u32,
        round: Round,
        key: u32,
        copy: Versioned,
        out: &mut Vec<Output<T>>,
    ) {
        if self.keep(key, copy) {
            self.persist(key, copy, out);
        } else {
            self.settle(key, out);
        }
        let message = QuorumMessage::Written { round };
        out.push(Output::Send { to: from, message });
    }

    pub(super) fn note_synced(&mut self, records: u64) {
        self.unsynced.retain(|_, record| *record > records);
    }

    pub(super) fn copy(&self, key: u32) -> Option<Versioned> {
        self.copies.get(&key).copied()
    }

    pub(super) fn copies(&self) -> impl Iterator<Item = (u32, Versioned)> + '_ {
        self.copies.iter().map(|(key, copy)| (*key, *copy))
    }

    pub(super) fn keys(&self) -> u64 {
        self.copies.len() as u64
    }

    /// Takes a version if it is newer than the present one.
    fn keep(&mut self, key: u32, copy: Versioned) -> bool {
        let newer = self.copy(key) < Some(copy);
        if newer {
            self.copies.insert(key, copy);
        }
        newer
    }

    fn persist<T>(&mut self, key: u32, copy: Versioned, out: &mut Vec<Output<T>>) {
        self.records += 1;
        self.unsynced.insert(key, self.records);
        out.push(Output::Persist(Record { key, copy }));
    }

    /// Makes the next message wait until the key's newest version is durable. Only outputs after a `Persist` in the same step
    /// wait, so a version that may not be durable yet is persisted once more.
    fn settle<T>(&mut self, key: u32, out: &mut Vec<Output<T>>) {
        if self.unsynced.contains_key(&key)
            && let Some(copy) = self.copy(key)
        {
            self.persist(key, copy, out);
        }
    }
}
