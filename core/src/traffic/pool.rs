//! Slots and the queue before them: the servers of queueing theory and their waiting room.
//!
//! ```text
//! arrive -> [ queue, first come first served ] -> [ slot | slot | ... ] -> leave
//!              full: rejected                        held until the answer is sent
//! ```
//!
//! With exponential work and arrivals this is M/M/c, and M/M/c/K with a bounded queue (Kleinrock 1975,
//! "Queueing Systems", volume 1, chapter 3).

use std::collections::VecDeque;

/// Slots and the queue before them. `T` identifies a request.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Pool<T> {
    busy: u32,
    waiting: VecDeque<T>,
}

/// Result of an arrival.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Admission {
    /// The request has a slot.
    Started,
    /// The request waits in the queue.
    Queued,
    /// The queue is full.
    Rejected,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self {
            busy: 0,
            waiting: VecDeque::new(),
        }
    }
}

impl<T> Pool<T> {
    /// Admits a request if a slot or a place in the queue is free. `None` means no limit.
    pub fn arrive(&mut self, request: T, slots: Option<u32>, queue: Option<u32>) -> Admission {
        if slots.is_none_or(|slots| self.busy < slots) {
            self.busy += 1;
            Admission::Started
        } else if queue.is_none_or(|queue| (self.waiting.len() as u32) < queue) {
            self.waiting.push_back(request);
            Admission::Queued
        } else {
            Admission::Rejected
        }
    }

    /// Frees a slot.
    pub fn leave(&mut self) {
        debug_assert!(self.busy > 0, "freed a slot that nobody held");
        self.busy = self.busy.saturating_sub(1);
    }

    /// Gives a free slot to the request that has waited longest.
    pub fn start_next(&mut self, slots: Option<u32>) -> Option<T> {
        if slots.is_some_and(|slots| self.busy >= slots) {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.busy += 1;
        Some(next)
    }

    /// Requests that hold a slot.
    pub fn busy(&self) -> u32 {
        self.busy
    }

    /// Requests that wait.
    pub fn queued(&self) -> u32 {
        self.waiting.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::Admission::{Queued, Rejected, Started};
    use super::*;

    #[test]
    fn slots_then_queue_then_no() {
        let mut pool = Pool::default();
        let admitted: Vec<_> = (0..4)
            .map(|request| pool.arrive(request, Some(2), Some(1)))
            .collect();
        assert_eq!(admitted, [Started, Started, Queued, Rejected]);
        assert_eq!((pool.busy(), pool.queued()), (2, 1));
        assert_eq!(pool.start_next(Some(2)), None);
        pool.leave();
        assert_eq!(pool.start_next(Some(2)), Some(2));
        assert_eq!((pool.busy(), pool.queued()), (2, 0));
    }

    #[test]
    fn without_limit_nothing_waits() {
        let mut pool = Pool::default();
        assert!((0..1000).all(|request| pool.arrive(request, None, Some(0)) == Admission::Started));
    }

    #[test]
    fn more_slots_let_the_waiting_in() {
        let mut pool = Pool::default();
        for request in 0..5 {
            pool.arrive(request, Some(1), None);
        }
        assert_eq!(pool.start_next(Some(3)), Some(1));
        assert_eq!(pool.start_next(Some(3)), Some(2));
        assert_eq!(pool.start_next(Some(3)), None);
    }
}
