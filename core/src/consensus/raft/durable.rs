//! Persistent state on all servers, as in figure 2, and the way to the disk.
//!
//! ```text
//! step      memory changes, Persist(record)            answers that depend on it come after, and wait
//! Persisted the disk has the record                    a leader counts its own copy, a candidate its vote
//! crash     records that the disk does not have are gone; what waited for them never leaves
//! ```
//!
//! Records become durable in the order in which they were handed out, as in a log file.

use super::log::{Entry, Index, Log, Term};
use std::collections::VecDeque;
use std::sync::Arc;

/// What a replica remembers across crashes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Durable<C> {
    /// The latest term the replica has seen (`currentTerm`).
    pub term: Term,
    /// Whom it voted for in that term (`votedFor`).
    pub voted_for: Option<u32>,
    /// Its log.
    pub log: Log<C>,
}

/// What a log is from an index on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Suffix<C> {
    /// The last index that stays as it is.
    pub after: Index,
    /// All entries after it.
    pub entries: Arc<[Entry<C>]>,
}

/// A change of the persistent state, written as a whole or not at all.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Record<C> {
    /// The term from then on.
    pub term: Term,
    /// The vote from then on.
    pub voted_for: Option<u32>,
    /// The log from then on, if it has changed.
    pub suffix: Option<Suffix<C>>,
}

impl<C> Default for Durable<C> {
    fn default() -> Self {
        Self {
            term: 0,
            voted_for: None,
            log: Log::default(),
        }
    }
}

impl<C: Clone> Durable<C> {
    /// What the disk has once it has this record as well.
    pub fn write(&mut self, record: &Record<C>) {
        self.term = record.term;
        self.voted_for = record.voted_for;
        if let Some(suffix) = &record.suffix {
            self.log.truncate(suffix.after);
            let entries = suffix.entries.iter().cloned();
            entries.for_each(|entry| self.log.push(entry));
        }
    }

    fn record(&self, changed_after: Option<Index>) -> Record<C> {
        let suffix = changed_after.map(|after| Suffix {
            after,
            entries: self.log.slice(after, u64::MAX),
        });
        Record {
            term: self.term,
            voted_for: self.voted_for,
            suffix,
        }
    }
}

/// Volatile: how far the disk is behind memory.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Disk {
    /// The step has changed something that it has not handed out. False between steps.
    dirty: bool,
    /// The index after which the step has changed the log. `None` between steps.
    changed_after: Option<Index>,
    /// For each record that was handed out and is not durable: up to where the log in memory will be.
    unsynced: VecDeque<Index>,
    /// Up to where the log in memory is durable.
    durable: Index,
}

impl Disk {
    pub(super) fn holding(durable: Index) -> Self {
        Self {
            durable,
            ..Self::default()
        }
    }

    /// Term or vote have changed.
    pub(super) fn mark(&mut self) {
        self.dirty = true;
    }

    /// The log has changed after an index: what the disk has or will have from there on is something else.
    pub(super) fn mark_log(&mut self, after: Index) {
        self.dirty = true;
        self.changed_after = Some(self.changed_after.map_or(after, |before| before.min(after)));
        self.durable = self.durable.min(after);
        let later = self.unsynced.iter_mut();
        later.for_each(|index| *index = (*index).min(after));
    }

    pub(super) fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// Whether the disk has everything.
    pub(super) fn is_synced(&self) -> bool {
        !self.dirty && self.unsynced.is_empty()
    }

    /// The record of what the step has changed.
    pub(super) fn hand_out<C: Clone>(&mut self, state: &Durable<C>) -> Record<C> {
        self.unsynced.push_back(state.log.last().index);
        self.dirty = false;
        state.record(self.changed_after.take())
    }

    /// The disk has so many more records.
    pub(super) fn sync(&mut self, records: u64) {
        let count = self.unsynced.len().min(records as usize);
        if let Some(durable) = self.unsynced.drain(..count).next_back() {
            self.durable = durable;
        }
    }

    pub(super) fn durable(&self) -> Index {
        self.durable
    }
}

#[cfg(test)]
mod tests {
    use super::super::log::Payload;
    use super::*;

    fn append(state: &mut Durable<u8>, disk: &mut Disk, term: Term) -> Record<u8> {
        disk.mark_log(state.log.last().index);
        state.log.push(Entry {
            term,
            payload: Payload::Noop,
        });
        disk.hand_out(state)
    }

    #[test]
    fn records_rebuild_the_state() {
        let (mut state, mut disk) = (Durable::default(), Disk::default());
        let mut copy = Durable::default();
        copy.write(&append(&mut state, &mut disk, 1));
        copy.write(&append(&mut state, &mut disk, 1));
        state.log.truncate(1);
        disk.mark_log(1);
        state.voted_for = Some(2);
        copy.write(&append(&mut state, &mut disk, 3));
        assert_eq!(copy, state);
    }

    #[test]
    fn what_is_overwritten_before_the_disk_had_it_never_counts() {
        let (mut state, mut disk) = (Durable::default(), Disk::default());
        append(&mut state, &mut disk, 1);
        append(&mut state, &mut disk, 1);
        state.log.truncate(1);
        disk.mark_log(1);
        append(&mut state, &mut disk, 2);
        disk.sync(2);
        assert_eq!(disk.durable(), 1);
        disk.sync(1);
        assert_eq!((disk.durable(), disk.is_synced()), (2, true));
    }
    #[test]
    fn what_was_on_the_disk_at_the_start_counts_until_it_is_overwritten() {
        let mut disk = Disk::holding(3);
        assert_eq!((disk.durable(), disk.is_synced()), (3, true));
        disk.mark_log(2);
        assert_eq!((disk.durable(), disk.is_synced()), (2, false));
    }
}
