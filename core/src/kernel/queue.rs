//! Event queue, ordered by time, then class, then order of scheduling.
//!
//! ```text
//!            soon: sorted                      later: a heap
//!   next <-- [ 3 | 4 | 4 | 7 | ... | 60 ] <--- { 61, 90, 75, ... }
//!                  ^ most events go in here
//! ```
//!
//! Most events are scheduled to happen soon: the next arrival, a message in flight. So the soonest are kept sorted, where
//! the next one is taken without a comparison and a new one finds its place after a few. Their number is limited, since
//! an insertion moves keys; the rest wait in a heap. Events stay where they were put, and only their keys move.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::time::Instant;

/// Class of an event: decides which goes first at the same instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Class {
    /// Faults and interventions: a message that arrives at the very moment of a crash finds it done.
    Fault = 0,
    /// All other events.
    Normal = 1,
}

/// Queue of pending events.
#[derive(Clone, Debug)]
pub struct Queue<E> {
    /// Keys of the soonest events, the next one last. No key in `later` is below one of these.
    soon: Vec<Key>,
    /// Keys of the other events.
    later: BinaryHeap<Reverse<Key>>,
    /// Events, each in a place of its own.
    events: Vec<E>,
    /// Places of events that have happened.
    free: Vec<u32>,
    scheduled: u64,
}

/// Sort key of an event, with the place where it is kept.
///
/// From the highest bit down: time, class, order of scheduling, place. No two events have the first three in common, so
/// the place decides nothing. It is one number, because that is compared without a branch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Key(u128);

/// Bits of a place: room for 134 million pending events.
const PLACE_BITS: u32 = 27;

/// Bits of the order of scheduling: room for 68 billion events in a run, hours of computing.
const SCHEDULED_BITS: u32 = 63 - PLACE_BITS;

/// Maximum number of sorted keys. With twice as many, insertions cost more than a heap would.
const SOON: usize = 256;

/// Number of keys that are compared one by one before the place of a new one is found by bisection.
const FEW: usize = 8;

impl Key {
    #[inline]
    fn new(at: Instant, class: Class, scheduled: u64, place: u32) -> Self {
        debug_assert!(place >> PLACE_BITS == 0 && scheduled >> SCHEDULED_BITS == 0);
        let order = (class as u64) << 63 | scheduled << PLACE_BITS | u64::from(place);
        Self(u128::from(at.0) << 64 | u128::from(order))
    }

    #[inline]
    fn at(self) -> Instant {
        Instant((self.0 >> 64) as u64)
    }

    #[inline]
    fn place(self) -> u32 {
        (self.0 & ((1 << PLACE_BITS) - 1)) as u32
    }
}

impl<E: Copy> Default for Queue<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Copy> Queue<E> {
    /// A queue without events.
    pub fn new() -> Self {
        Self {
            soon: Vec::with_capacity(SOON),
            later: BinaryHeap::new(),
            events: Vec::new(),
            free: Vec::new(),
            scheduled: 0,
        }
    }

    /// Schedules an event. One at [`Instant::NEVER`] never happens and is dropped.
    ///
    /// Inlined, so that the caller writes the event where it stays, without a copy.
    #[inline]
    pub fn schedule(&mut self, at: Instant, class: Class, event: E) {
        if at == Instant::NEVER {
            return;
        }
        let place = self.keep(event);
        let key = Key::new(at, class, self.scheduled, place);
        self.scheduled += 1;
        self.insert(key);
    }

    /// Time of the next event.
    #[inline]
    pub fn next_at(&self) -> Option<Instant> {
        self.soon.last().map(|key| key.at())
    }

    /// Takes the next event.
    #[inline]
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        let key = self.soon.pop()?;
        if self.soon.is_empty() {
            self.refill();
        }
        self.free.push(key.place());
        Some((key.at(), self.events[key.place() as usize]))
    }

    /// Number of pending events.
    pub fn len(&self) -> usize {
        self.soon.len() + self.later.len()
    }

    /// True if no event is pending.
    pub fn is_empty(&self) -> bool {
        self.soon.is_empty()
    }

    /// Stores an event in a free place. Returns the place.
    #[inline]
    fn keep(&mut self, event: E) -> u32 {
        if let Some(place) = self.free.pop() {
            self.events[place as usize] = event;
            return place;
        }
        self.events.push(event);
        (self.events.len() - 1) as u32
    }

    #[inline(never)]
    fn insert(&mut self, key: Key) {
        if self.soon.len() == SOON {
            self.make_room();
        }
        let is_later = self.later.peek().is_some_and(|Reverse(first)| *first < key);
        if is_later {
            return self.later.push(Reverse(key));
        }
        self.insert_in_order(key);
    }

    /// Moves the keys of sooner events up by one: one by one at first, then the rest at once.
    #[inline]
    fn insert_in_order(&mut self, key: Key) {
        self.soon.push(key);
        let cells = Cell::from_mut(&mut self.soon[..]).as_slice_of_cells();
        for neighbours in cells.windows(2).rev().take(FEW) {
            let sooner = neighbours[0].get();
            if sooner > key {
                return;
            }
            neighbours[1].set(sooner);
            neighbours[0].set(key);
        }
        let reached = self.soon.len().saturating_sub(FEW + 1);
        let place = self.soon[..reached].partition_point(|other| *other > key);
        self.soon.copy_within(place..reached, place + 1);
        self.soon[place] = key;
    }

    /// Moves the later half of the sorted keys to the heap.
    #[cold]
    fn make_room(&mut self) {
        self.later.extend(self.soon.drain(..SOON / 2).map(Reverse));
    }

    /// Moves the soonest keys of the heap to the sorted ones.
    fn refill(&mut self) {
        let soonest = std::iter::from_fn(|| self.later.pop());
        self.soon
            .extend(soonest.take(SOON / 2).map(|Reverse(key)| key));
        self.soon.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    #[test]
    fn events_come_in_order_of_time_class_and_scheduling() {
        let mut queue = Queue::new();
        let schedule = [
            (3, Class::Normal),
            (1, Class::Normal),
            (1, Class::Fault),
            (2, Class::Normal),
            (1, Class::Normal),
        ];
        for (name, (at, class)) in schedule.into_iter().enumerate() {
            queue.schedule(Instant(at), class, name);
        }
        let order: Vec<_> = std::iter::from_fn(|| queue.pop())
            .map(|(_, name)| name)
            .collect();
        assert_eq!(order, [2, 1, 4, 3, 0]);
    }

    #[test]
    fn many_events_leave_sorted() {
        let mut queue = Queue::new();
        let mut state = 1_u64;
        for name in 0..10_000_u64 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            queue.schedule(Instant(state >> 54), Class::Normal, name);
        }
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order.len(), 10_000);
        assert!(order.is_sorted());
    }

    #[test]
    fn events_leave_in_order_while_others_come() {
        let mut queue = Queue::new();
        let mut state = 1_u64;
        let mut now = Instant::ZERO;
        for name in 0..100_000_u64 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            // Most happen soon, some much later; the queue grows far beyond the sorted keys, and empties again.
            let reach = if state >> 62 == 0 { 40 } else { 50 };
            queue.schedule(now + Span(state >> reach), Class::Normal, name);
            let takes = if name < 50_000 { name % 2 } else { 2 };
            for _ in 0..takes {
                if let Some((at, _)) = queue.pop() {
                    assert!(at >= now);
                    now = at;
                }
            }
        }
        assert_eq!(queue.len(), 0);
        assert!(
            queue.events.len() < 30_000,
            "places of past events are used again"
        );
    }

    #[test]
    fn never_is_never() {
        let mut queue = Queue::new();
        queue.schedule(Instant::NEVER, Class::Normal, ());
        assert!(queue.is_empty());
        assert_eq!(queue.pop(), None);
    }
}
