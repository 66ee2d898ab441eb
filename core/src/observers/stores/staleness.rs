//! How fresh what stores return is, by real time.
//!
//! ```text
//! write 1   |------|
//! write 2              |------|
//! read                             |--- 1 ---|      stale: 2 was confirmed before it began, and began after 1 was
//! ```

use std::collections::BTreeMap;

use crate::observer::{Derived, Facts};
use crate::recording::{Recording, StoreCall};
use crate::time::{Instant, Span};
use crate::vocabulary::{Outcome, Verb};

/// A successful read of a store, and how it compares with what had surely been written before it began.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Read {
    /// When it began.
    pub(super) invoked: Instant,
    /// When it ended.
    pub(super) completed: Instant,
    /// How many writes that it had to see, one after the other, are newer than what it returned.
    pub(super) behind: u32,
    /// How long before it the newest write that it had to see was confirmed; `None` if there was none.
    pub(super) age: Option<Span>,
}

impl Read {
    /// True if it returned less than had surely been written before it began.
    pub(super) fn is_stale(&self) -> bool {
        self.behind > 0
    }
}

/// The writes of a key that were confirmed by some moment.
#[derive(Default)]
struct Confirmed {
    /// When each began, in order.
    began: Vec<Instant>,
    /// When the one was confirmed that began last.
    newest: Instant,
}

impl Confirmed {
    fn add(&mut self, write: &StoreCall) {
        let place = self.began.partition_point(|began| *began <= write.invoked);
        if place == self.began.len() {
            self.newest = write.completed;
        }
        self.began.insert(place, write.invoked);
    }

    /// A read that returned what was confirmed at a moment, or nothing; `None`: what cannot be ordered.
    fn judge(&self, read: &StoreCall, returned: Option<Instant>) -> Read {
        let newer = |returned| {
            let seen = self.began.partition_point(|began| *began <= returned);
            (self.began.len() - seen) as u32
        };
        Read {
            invoked: read.invoked,
            completed: read.completed,
            behind: match (read.value, returned) {
                (0, _) => self.began.len() as u32,
                (_, None) => 0,
                (_, Some(returned)) => newer(returned),
            },
            age: (!self.began.is_empty()).then(|| read.invoked - self.newest),
        }
    }
}

/// Every successful read of a store, in the order in which they began.
pub(super) struct Reads(pub(super) Vec<Read>);

impl Derived for Reads {
    fn of(facts: &Facts<'_>) -> Self {
        Self(reads(facts.recording))
    }
}

impl Reads {
    /// Those that began in the measured window.
    pub(super) fn measured(&self, facts: &Facts<'_>) -> &[Read] {
        let (from, to) = facts.window();
        between(&self.0, from, to)
    }
}

/// Every successful read of a store, in the order in which they began.
///
/// Writes count as ordered where one was confirmed before the other began; which of two that overlap is the
/// newer one cannot be known from outside, so neither makes a read of the other stale.
fn reads(recording: &Recording) -> Vec<Read> {
    let confirmed = confirmations(recording);
    let mut writes: Vec<&StoreCall> = recording
        .store_calls
        .iter()
        .filter(|call| writes(call) && succeeds(call))
        .collect();
    writes.sort_by_key(|call| call.completed);
    let mut writes = writes.into_iter().peekable();
    let mut known: BTreeMap<(u16, u32), Confirmed> = BTreeMap::new();
    let reads = recording
        .store_calls
        .iter()
        .filter(|call| call.kind == Verb::Read && succeeds(call));
    let judged = reads.map(|read| {
        while let Some(write) = writes.next_if(|write| write.completed < read.invoked) {
            let of_key = known.entry((write.store, write.key)).or_default();
            of_key.add(write);
        }
        let returned = confirmed.of(read.store, read.value);
        let of_key = known.entry((read.store, read.key)).or_default();
        of_key.judge(read, returned)
    });
    judged.collect()
}

fn succeeds(call: &StoreCall) -> bool {
    call.outcome == Some(Outcome::Success)
}

/// True if it may have written something.
fn writes(call: &StoreCall) -> bool {
    match call.kind {
        Verb::Read => false,
        Verb::Write => true,
        Verb::CompareAndSet => !call.is_conflict(),
    }
}

/// When the write of each value was confirmed, by store and value: the last of them, where a request has written it more than once.
struct Confirmations(Vec<((u16, u32), Instant)>);

impl Confirmations {
    fn of(&self, store: u16, value: u32) -> Option<Instant> {
        let found = self.0.binary_search_by_key(&(store, value), |(of, _)| *of);
        found.ok().map(|place| self.0[place].1)
    }
}

fn confirmations(recording: &Recording) -> Confirmations {
    let until = |call: &StoreCall| {
        if succeeds(call) {
            call.completed
        } else {
            Instant::NEVER
        }
    };
    let written = recording.store_calls.iter().filter(|call| writes(call));
    let mut confirmed: Vec<_> = written
        .map(|call| ((call.store, call.value), until(call)))
        .collect();
    // The last comes first, and the others go.
    confirmed.sort_unstable_by_key(|(of, until)| (*of, std::cmp::Reverse(*until)));
    confirmed.dedup_by_key(|(of, _)| *of);
    Confirmations(confirmed)
}

/// The share of reads that were stale; `None` if there are none.
pub(super) fn share(reads: &[Read]) -> Option<f64> {
    let stale = reads.iter().filter(|read| read.is_stale()).count();
    (!reads.is_empty()).then(|| stale as f64 / reads.len() as f64)
}

/// The reads that began in a stretch of time, its end not included.
pub(super) fn between(reads: &[Read], from: Instant, to: Instant) -> &[Read] {
    let before = |moment| reads.partition_point(|read| read.invoked < moment);
    &reads[before(from)..before(to).max(before(from))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(kind: Verb, value: u32, times: (u64, u64)) -> StoreCall {
        StoreCall {
            store: 0,
            attempts: 1,
            request: 0,
            kind,
            key: 7,
            value,
            expected: 0,
            invoked: Instant(times.0),
            completed: Instant(times.1),
            outcome: Some(Outcome::Success),
        }
    }

    fn write(value: u32, from: u64, to: u64) -> StoreCall {
        call(Verb::Write, value, (from, to))
    }

    fn read(mut calls: Vec<StoreCall>, value: u32, from: u64) -> Read {
        calls.push(call(Verb::Read, value, (from, from + 5)));
        calls.sort_by_key(|call| call.invoked);
        let recording = Recording {
            store_calls: calls,
            ..Recording::default()
        };
        reads(&recording)[0]
    }

    fn stale(calls: Vec<StoreCall>, value: u32, from: u64) -> bool {
        read(calls, value, from).is_stale()
    }

    #[test]
    fn a_read_is_stale_if_a_write_after_the_one_that_it_returned_was_confirmed_before_it_began() {
        let two = || vec![write(1, 10, 20), write(2, 30, 40)];
        assert!(stale(two(), 1, 41));
        assert!(!stale(two(), 2, 41));
        assert!(!stale(two(), 1, 40), "not yet confirmed when it began");
        assert!(stale(two(), 0, 41), "nothing is older than any write");
        assert!(!stale(Vec::new(), 0, 41));
    }

    #[test]
    fn a_read_is_as_far_behind_as_there_are_newer_writes_that_it_had_to_see() {
        let three = || vec![write(1, 10, 20), write(2, 30, 40), write(3, 50, 60)];
        let behind = |value, from| read(three(), value, from).behind;
        assert_eq!([0, 1, 2, 3].map(|value| behind(value, 65)), [3, 2, 1, 0]);
        assert_eq!([0, 1, 2].map(|value| behind(value, 55)), [2, 1, 0]);
        assert_eq!(read(three(), 2, 65).age, Some(Span(5)));
        assert_eq!(
            read(three(), 2, 60).age,
            Some(Span(20)),
            "not yet confirmed"
        );
        assert_eq!(read(Vec::new(), 0, 60).age, None);
        // The one that began last counts, whichever was confirmed last.
        let overlapping = vec![write(1, 10, 50), write(2, 20, 40)];
        assert_eq!(read(overlapping, 2, 60).age, Some(Span(20)));
    }

    #[test]
    fn what_cannot_be_ordered_is_not_stale() {
        assert!(!stale(vec![write(1, 10, 30), write(2, 20, 40)], 1, 50));
        let unconfirmed = StoreCall {
            outcome: Some(Outcome::Timeout),
            ..write(1, 10, 20)
        };
        assert!(!stale(vec![unconfirmed, write(2, 30, 40)], 1, 50));
        let failed = StoreCall {
            outcome: Some(Outcome::Unavailable),
            ..write(2, 30, 40)
        };
        assert!(!stale(vec![write(1, 10, 20), failed], 1, 50));
    }

    #[test]
    fn shares_are_of_what_began_in_the_window() {
        let read = |invoked, behind| Read {
            invoked: Instant(invoked),
            completed: Instant(invoked + 5),
            behind,
            age: None,
        };
        let reads = [read(1, 1), read(2, 0), read(3, 0)];
        assert_eq!(share(between(&reads, Instant(1), Instant(3))), Some(0.5));
        assert_eq!(share(between(&reads, Instant(4), Instant(9))), None);
    }
}
