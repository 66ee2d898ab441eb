//! How fresh what stores return is, by real time.
//!
//! ```text
//! write 1   |------|
//! write 2              |------|
//! read                             |--- 1 ---|      stale: 2 was confirmed before it began, and began after 1 was
//! ```

use std::collections::BTreeMap;

use crate::plan::{Plan, Role};
use crate::recording::{OperationKind, Outcome, Recording, StoreCall};
use crate::time::Instant;

/// A successful read of a store, and whether it was stale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Read {
    /// When it began.
    pub(super) invoked: Instant,
    /// Whether it returned less than had surely been written before it began.
    pub(super) is_stale: bool,
}

/// Whether anything of a scenario is a store.
pub(super) fn has_stores(plan: &Plan) -> bool {
    plan.shape.roles.contains(&Role::Store)
}

/// Every successful read of a store, in the order in which they began.
///
/// Writes count as ordered where one was confirmed before the other began; which of two that overlap is the
/// newer one cannot be known from outside, so neither makes a read of the other stale.
pub(super) fn reads(recording: &Recording) -> Vec<Read> {
    let confirmed = confirmations(recording);
    let mut writes: Vec<&StoreCall> = recording
        .store_calls
        .iter()
        .filter(|call| succeeds(call, OperationKind::Write))
        .collect();
    writes.sort_by_key(|call| call.completed);
    let mut writes = writes.into_iter().peekable();
    // For each key of each store, when the latest of its writes that were confirmed by now began.
    let mut newest: BTreeMap<(u16, u32), Instant> = BTreeMap::new();
    let reads = recording
        .store_calls
        .iter()
        .filter(|call| succeeds(call, OperationKind::Read));
    let judged = reads.map(|read| {
        while let Some(write) = writes.next_if(|write| write.completed < read.invoked) {
            let began = newest.entry((write.store, write.key)).or_default();
            *began = (*began).max(write.invoked);
        }
        let returned = match read.value {
            0 => Some(Instant::ZERO),
            value => confirmed.get(&(read.store, value)).copied(),
        };
        let began = newest.get(&(read.store, read.key));
        Read {
            invoked: read.invoked,
            is_stale: began.is_some_and(|began| {
                returned.is_some_and(|returned| read.value == 0 || returned < *began)
            }),
        }
    });
    judged.collect()
}

fn succeeds(call: &StoreCall, kind: OperationKind) -> bool {
    call.kind == kind && call.outcome == Some(Outcome::Success)
}

/// When the write of each value was confirmed: the last of them, where a request has written it more than once.
fn confirmations(recording: &Recording) -> BTreeMap<(u16, u32), Instant> {
    let mut confirmed = BTreeMap::new();
    for call in &recording.store_calls {
        if call.kind == OperationKind::Write {
            let until = if succeeds(call, OperationKind::Write) {
                call.completed
            } else {
                Instant::NEVER
            };
            let latest = confirmed.entry((call.store, call.value)).or_insert(until);
            *latest = until.max(*latest);
        }
    }
    confirmed
}

/// The share of reads that were stale; `None` if there are none.
pub(super) fn share(reads: &[Read]) -> Option<f64> {
    let stale = reads.iter().filter(|read| read.is_stale).count();
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

    fn call(kind: OperationKind, value: u32, times: (u64, u64)) -> StoreCall {
        StoreCall {
            store: 0,
            attempts: 1,
            request: 0,
            kind,
            key: 7,
            value,
            invoked: Instant(times.0),
            completed: Instant(times.1),
            outcome: Some(Outcome::Success),
        }
    }

    fn write(value: u32, from: u64, to: u64) -> StoreCall {
        call(OperationKind::Write, value, (from, to))
    }

    fn stale(mut calls: Vec<StoreCall>, value: u32, from: u64) -> bool {
        calls.push(call(OperationKind::Read, value, (from, from + 5)));
        calls.sort_by_key(|call| call.invoked);
        let recording = Recording {
            store_calls: calls,
            ..Recording::default()
        };
        reads(&recording)[0].is_stale
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
        let read = |invoked, is_stale| Read {
            invoked: Instant(invoked),
            is_stale,
        };
        let reads = [read(1, true), read(2, false), read(3, false)];
        assert_eq!(share(between(&reads, Instant(1), Instant(3))), Some(0.5));
        assert_eq!(share(between(&reads, Instant(4), Instant(9))), None);
    }
}
