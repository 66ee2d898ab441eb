//! A bulkhead gives a caller so many permits for calls to one callee, so that a slow callee cannot take every thread.
//!
//! ```text
//! enter -> [ permit | permit | ... ] -> leave
//!    |         ^ free again
//!    +-> [ queue, first come first served ] -- waited too long --> full
//!    +-> full
//! ```
//!
//! Use it where one process calls several others: without it the slowest callee ends up with all of the caller's threads, and the
//! calls to the rest wait for nothing. It costs calls that would have succeeded: those refused while permits are out. With
//! independent arrivals and no queue the share of refused calls is Erlang's B formula, with a queue without end the share that
//! waits is his C formula.
//!
//! Sources: Nygard 2018, "Release It!", 2nd edition, section 5.3; resilience4j's `SemaphoreBulkhead` (permits, wait), which lets
//! any number wait, and Hystrix's thread pool (permits, queue).

use std::collections::VecDeque;

use crate::time::Span;

/// How many may enter, and wait.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BulkheadSettings {
    /// Calls under way at once.
    pub permits: u32,
    /// Calls that may wait.
    pub queue: u32,
    /// How long one may wait.
    pub wait: Span,
}

/// The answer to a call that wants to enter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Entry {
    /// It has a permit.
    Entered,
    /// It waits, for so long at most.
    Queued(Span),
    /// There is no room.
    Full,
}

/// Permits and the queue for them. `T` names a call.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Bulkhead<T> {
    settings: BulkheadSettings,
    out: u32,
    waiting: VecDeque<T>,
}

impl<T: PartialEq> Bulkhead<T> {
    /// With all permits in.
    pub fn new(settings: BulkheadSettings) -> Self {
        Self {
            settings,
            out: 0,
            waiting: VecDeque::new(),
        }
    }

    /// Takes other settings. Permits that are out stay out.
    pub fn configure(&mut self, settings: BulkheadSettings) {
        self.settings = settings;
    }

    /// A call wants to enter. It does not overtake those that wait.
    pub fn enter(&mut self, call: T) -> Entry {
        if self.waiting.is_empty() && self.out < self.settings.permits {
            self.out += 1;
            Entry::Entered
        } else if (self.waiting.len() as u32) < self.settings.queue {
            self.waiting.push_back(call);
            Entry::Queued(self.settings.wait)
        } else {
            Entry::Full
        }
    }

    /// A call that entered has ended.
    pub fn leave(&mut self) {
        debug_assert!(self.out > 0, "a permit came back that was not out");
        self.out = self.out.saturating_sub(1);
    }

    /// Gives a free permit to the call that has waited longest.
    pub fn enter_next(&mut self) -> Option<T> {
        if self.out >= self.settings.permits {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.out += 1;
        Some(next)
    }

    /// A call waits no longer. Returns false if it did not wait.
    pub fn give_up(&mut self, call: &T) -> bool {
        let place = self.waiting.iter().position(|waiting| waiting == call);
        place.and_then(|place| self.waiting.remove(place)).is_some()
    }

    /// Permits that are out.
    pub fn under_way(&self) -> u32 {
        self.out
    }

    /// Calls that wait.
    pub fn waiting(&self) -> u32 {
        self.waiting.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Span = Span::from_millis(50);

    fn bulkhead(permits: u32, queue: u32) -> Bulkhead<u32> {
        Bulkhead::new(BulkheadSettings {
            permits,
            queue,
            wait: WAIT,
        })
    }

    #[test]
    fn permits_then_queue_then_full() {
        let mut own = bulkhead(2, 1);
        let entries: Vec<_> = (0..4).map(|call| own.enter(call)).collect();
        assert_eq!(
            entries,
            [
                Entry::Entered,
                Entry::Entered,
                Entry::Queued(WAIT),
                Entry::Full
            ]
        );
        assert_eq!((own.under_way(), own.waiting()), (2, 1));
        assert_eq!(own.enter_next(), None);
        own.leave();
        assert_eq!(own.enter_next(), Some(2));
        assert_eq!((own.under_way(), own.waiting()), (2, 0));
    }

    #[test]
    fn nobody_overtakes_those_that_wait() {
        let mut own = bulkhead(1, 5);
        own.enter(0);
        own.enter(1);
        own.leave();
        assert_eq!(own.enter(2), Entry::Queued(WAIT));
        assert_eq!(own.enter_next(), Some(1));
    }

    #[test]
    fn whoever_gives_up_gets_no_permit() {
        let mut own = bulkhead(1, 5);
        for call in 0..3 {
            own.enter(call);
        }
        assert!(own.give_up(&1) && !own.give_up(&1) && !own.give_up(&0));
        own.leave();
        assert_eq!(own.enter_next(), Some(2));
    }

    #[test]
    fn fewer_permits_call_nobody_back() {
        let mut own = bulkhead(3, 2);
        for call in 0..4 {
            own.enter(call);
        }
        own.configure(BulkheadSettings {
            permits: 1,
            queue: 2,
            wait: WAIT,
        });
        own.leave();
        own.leave();
        assert_eq!((own.under_way(), own.enter_next()), (1, None));
        own.leave();
        assert_eq!(own.enter_next(), Some(3));
    }
}
