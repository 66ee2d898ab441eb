//! Persistent state on all servers, as in figure 2, and the records that persist it.
//!
//! ```text
//! step      memory changes, Persist(record)            answers that depend on it come after, and wait
//! Persisted the disk has the record                    a leader counts its own copy, a candidate its vote
//! crash     records that the disk does not have are gone; what waited for them never leaves
//! ```
//!
//! Records become durable in the order in which they were issued, as in a log file.

use super::log::{Entry, Index, Log, Term};
use std::collections::VecDeque;
use std::sync::Arc;

/// State that a replica keeps across crashes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Durable<C> {
    /// Latest term the replica has seen (`currentTerm`).
    pub term: Term,
    /// Candidate it voted for in that term (`votedFor`).
    pub voted_for: Option<u32>,
    /// The log.
    pub log: Log<C>,
}

/// New contents of a log from an index on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Suffix<C> {
    /// Last index that does not change.
    pub after: Index,
    /// All entries after that index.
    pub entries: Arc<[Entry<C>]>,
}

/// A change of the persistent state, written atomically.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Record<C> {
    /// New term.
    pub term: Term,
    /// New vote.
    pub voted_for: Option<u32>,
    /// New suffix of the log, if it has changed.
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
    /// Applies a record.
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

/// Volatile: the difference between disk and memory.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Disk {
    /// True if the step has changed something that no record holds yet. False between steps.
    dirty: bool,
    /// Index after which the step has changed the log. `None` between steps.
    changed_after: Option<Index>,
    /// For each issued record that is not durable: the index up to which it makes the log in memory durable.
    unsynced: VecDeque<Index>,
    /// Index up to which the log in memory is durable.
    durable: Index,
}

impl Disk {
    pub(super) fn holding(durable: Index) -> Self {
        Self {
            durable,
            ..Self::default()
        }
    }

    /// The term or the vote has changed.
    pub(super) fn mark(&mut self) {
        self.dirty = true;
    }

    /// The log has changed after an index: records on disk or on their way differ from there on.
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

    /// True if everything is durable.
    pub(super) fn is_synced(&self) -> bool {
        !self.dirty && self.unsynced.is_empty()
    }

    /// The record of the changes of the step.
    pub(super) fn hand_out<C: Clone>(&mut self, state: &Durable<C>) -> Record<C> {
        self.unsynced.push_back(state.log.last().index);
        self.dirty = false;
        state.record(self.changed_after.take())
    }

    /// This many more records are durable.
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
