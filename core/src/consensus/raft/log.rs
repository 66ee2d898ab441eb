//! Log: entries by index from 1, each with the term of the leader that created it (section 5.3).

use super::super::Stamp;
use std::sync::Arc;

/// Number of a term; terms increase, and each has at most one leader.
pub type Term = u64;

/// Index of an entry in the log; the first is 1, and 0 means "before the first".
pub type Index = u64;

/// Position of an entry. The order is that of section 5.4.1, which decides which of two logs is more up-to-date: by the
/// term of the last entry, then by length.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Position {
    /// Term of the entry.
    pub term: Term,
    /// Index of the entry.
    pub index: Index,
}

/// Contents of an entry.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Payload<C> {
    /// No command: the first entry of a leader, whose commitment commits all entries before it (section 8).
    Noop,
    /// A command of a client.
    Command {
        /// Identity of the command; `None` for at-least-once semantics.
        stamp: Option<Stamp>,
        /// The command.
        command: C,
    },
}

/// An entry of the log.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Entry<C> {
    /// Term of the leader that created it.
    pub term: Term,
    /// Contents.
    pub payload: Payload<C>,
}

/// A log without snapshots: it is never compacted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Log<C> {
    entries: Vec<Entry<C>>,
}

impl<C> Default for Log<C> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<C> Log<C> {
    /// Position of the last entry.
    pub fn last(&self) -> Position {
        let index = self.entries.len() as u64;
        let term = self.entries.last().map_or(0, |last| last.term);
        Position { term, index }
    }

    /// The entry at an index, if the log has it.
    pub fn get(&self, index: Index) -> Option<&Entry<C>> {
        let before = index.checked_sub(1)?;
        self.entries.get(before as usize)
    }

    /// The entries with their indices, first to last.
    pub fn iter(&self) -> impl Iterator<Item = (Index, &Entry<C>)> {
        (1..).zip(&self.entries)
    }

    /// Position at an index, including 0, before the first entry; `None` after the last.
    pub(super) fn position(&self, index: Index) -> Option<Position> {
        if index == 0 {
            return Some(Position::default());
        }
        let term = self.get(index)?.term;
        Some(Position { term, index })
    }

    pub(super) fn push(&mut self, entry: Entry<C>) {
        self.entries.push(entry);
    }

    /// Drops the entries after an index.
    pub(super) fn truncate(&mut self, after: Index) {
        self.entries.truncate(after as usize);
    }

    /// First index with the term of the entry at `index`.
    pub(super) fn first_of_same_term(&self, Position { term, index }: Position) -> Index {
        let of_term = |index: &Index| self.get(*index).is_some_and(|entry| entry.term == term);
        let before = (1..index).rev().take_while(of_term).count() as u64;
        index - before
    }

    /// Last index with a term, if the log has one; terms never decrease along a log.
    pub(super) fn last_of_term(&self, term: Term) -> Option<Index> {
        let not_later = self.entries.partition_point(|entry| entry.term <= term) as u64;
        self.get(not_later).filter(|entry| entry.term == term)?;
        Some(not_later)
    }
}

impl<C: Clone> Log<C> {
    /// At most `limit` entries after an index.
    pub(super) fn slice(&self, after: Index, limit: u64) -> Arc<[Entry<C>]> {
        let entries = &self.entries;
        let start = (after as usize).min(entries.len());
        let end = start.saturating_add(limit as usize).min(entries.len());
        entries[start..end].into()
    }

    /// `AppendEntries`, receiver rules 3 and 4: drops entries that conflict with those after `previous`, appends missing
    /// ones, and keeps all others, since a late message must not shorten the log. Returns the index after which the log has
    /// changed, if it has.
    pub(super) fn merge(&mut self, previous: Index, entries: &[Entry<C>]) -> Option<Index> {
        let same = |(index, entry): &(Index, &Entry<C>)| {
            self.get(*index).is_some_and(|own| own.term == entry.term)
        };
        let known = (previous + 1..).zip(entries).take_while(same).count();
        let missing = &entries[known..];
        if missing.is_empty() {
            return None;
        }
        let after = previous + known as u64;
        self.truncate(after);
        self.entries.extend_from_slice(missing);
        Some(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(term: Term) -> Entry<u8> {
        let payload = Payload::Noop;
        Entry { term, payload }
    }

    fn log(terms: &[Term]) -> Log<u8> {
        let mut log = Log::default();
        for term in terms {
            log.push(entry(*term));
        }
        log
    }

    #[test]
    fn a_later_term_beats_a_longer_log() {
        assert!(log(&[1, 2]).last() > log(&[1, 1, 1]).last());
        assert!(log(&[1, 1, 1]).last() > log(&[1, 1]).last());
        assert!(log(&[]).last() < log(&[1]).last());
    }

    #[test]
    fn merging_drops_only_what_conflicts() {
        let two = [entry(2), entry(2)];
        for (own, previous, changed, length) in [
            (vec![1], 1, Some(1), 3),
            (vec![1, 1, 1, 1], 1, Some(1), 3),
            (vec![1, 2, 2, 2], 1, None, 4),
            (vec![1, 2, 1], 1, Some(2), 3),
        ] {
            let mut merged = log(&own);
            assert_eq!(merged.merge(previous, &two), changed, "{own:?}");
            assert_eq!(merged.last().index, length, "{own:?}");
        }
    }

    #[test]
    fn terms_are_found_from_both_ends() {
        let log = log(&[1, 1, 4, 4, 4, 6]);
        let at = |index| log.position(index).unwrap();
        assert_eq!(
            (log.first_of_same_term(at(5)), log.first_of_same_term(at(2))),
            (3, 1)
        );
        let last = [1, 2, 4, 6, 7].map(|term| log.last_of_term(term));
        assert_eq!(last, [Some(2), None, Some(5), Some(6), None]);
    }

    #[test]
    fn slices_end_where_the_log_or_the_batch_ends() {
        let log = log(&[1, 2, 3]);
        let terms = |after, limit| -> Vec<Term> {
            let slice = log.slice(after, limit);
            slice.iter().map(|entry| entry.term).collect()
        };
        assert_eq!(
            (terms(0, 2), terms(2, 9), terms(3, 9)),
            (vec![1, 2], vec![3], vec![])
        );
    }
}
