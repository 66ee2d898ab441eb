//! The queue of events: ordered by time, then class, then the order in which they were scheduled.
//!
//! A four-ary heap: half the levels of a binary one, and the four children lie beside each other.

use crate::time::Instant;

/// Which events go first at the same instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Class {
    /// Faults and interventions: a message that arrives at the very moment of a crash finds it done.
    Fault = 0,
    /// All else.
    Normal = 1,
}

/// Events to come.
#[derive(Clone, Debug)]
pub struct Queue<E> {
    heap: Vec<Slot<E>>,
    scheduled: u64,
}

#[derive(Clone, Copy, Debug)]
struct Slot<E> {
    at: Instant,
    /// Class in the highest bits, then the order of scheduling.
    order: u64,
    event: E,
}

impl<E> Slot<E> {
    fn before(&self, other: &Self) -> bool {
        (self.at, self.order) < (other.at, other.order)
    }
}

const ARITY: usize = 4;

impl<E: Copy> Default for Queue<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Copy> Queue<E> {
    /// A queue without events.
    pub fn new() -> Self {
        Self {
            heap: Vec::new(),
            scheduled: 0,
        }
    }

    /// Schedules an event. One at [`Instant::NEVER`] never happens and is dropped.
    #[inline]
    pub fn schedule(&mut self, at: Instant, class: Class, event: E) {
        if at == Instant::NEVER {
            return;
        }
        let order = (class as u64) << 56 | self.scheduled;
        self.scheduled += 1;
        self.heap.push(Slot { at, order, event });
        self.sift_up(self.heap.len() - 1);
    }

    /// When the next event happens.
    #[inline]
    pub fn next_at(&self) -> Option<Instant> {
        self.heap.first().map(|slot| slot.at)
    }

    /// Takes the next event.
    #[inline]
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        let last = self.heap.pop()?;
        let Some(first) = self.heap.first_mut() else {
            return Some((last.at, last.event));
        };
        let next = std::mem::replace(first, last);
        self.sift_down();
        Some((next.at, next.event))
    }

    /// How many events are to come.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether no event is to come.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    #[inline]
    fn sift_up(&mut self, mut index: usize) {
        let moving = self.heap[index];
        while index > 0 {
            let parent = (index - 1) / ARITY;
            if !moving.before(&self.heap[parent]) {
                break;
            }
            self.heap[index] = self.heap[parent];
            index = parent;
        }
        self.heap[index] = moving;
    }

    #[inline]
    fn sift_down(&mut self) {
        let moving = self.heap[0];
        let mut index = 0;
        while let Some(child) = self.first_child(index) {
            if !self.heap[child].before(&moving) {
                break;
            }
            self.heap[index] = self.heap[child];
            index = child;
        }
        self.heap[index] = moving;
    }

    /// The child of `index` that happens first.
    #[inline]
    fn first_child(&self, index: usize) -> Option<usize> {
        let from = index * ARITY + 1;
        let to = (from + ARITY).min(self.heap.len());
        let mut first = from;
        for child in from + 1..to {
            if self.heap[child].before(&self.heap[first]) {
                first = child;
            }
        }
        (from < to).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn never_is_never() {
        let mut queue = Queue::new();
        queue.schedule(Instant::NEVER, Class::Normal, ());
        assert!(queue.is_empty());
        assert_eq!(queue.pop(), None);
    }
}
