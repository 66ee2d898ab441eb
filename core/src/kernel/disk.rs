//! A disk: records are appended at once and durable after a sync.
//!
//! One sync runs at a time and covers all records that were appended before it began, so writes that wait together share
//! its cost (group commit). A crash keeps the synced records and drops the rest.

use std::collections::VecDeque;

/// A log of records `R` and the waiters `W` for their durability.
#[derive(Clone, Debug)]
pub struct Disk<R, W> {
    log: Vec<R>,
    /// Number of durable records.
    durable: usize,
    /// Length of the log that the running sync makes durable.
    syncing: Option<usize>,
    /// Length of the log when the process started; its own count begins there.
    base: usize,
    waiting: VecDeque<(usize, W)>,
}

impl<R, W> Default for Disk<R, W> {
    fn default() -> Self {
        Self {
            log: Vec::new(),
            durable: 0,
            syncing: None,
            base: 0,
            waiting: VecDeque::new(),
        }
    }
}

impl<R, W> Disk<R, W> {
    /// Appends a record; it is not durable yet.
    pub fn append(&mut self, record: R) {
        self.log.push(record);
    }

    /// Keeps `waiter` until every record so far is durable; returns it if all are durable already.
    pub fn wait(&mut self, waiter: W) -> Option<W> {
        if self.log.len() == self.durable {
            return Some(waiter);
        }
        self.waiting.push_back((self.log.len(), waiter));
        None
    }

    /// Begins a sync if there is something to sync and none runs. The caller ends it.
    pub fn begin_sync(&mut self) -> bool {
        let begins = self.syncing.is_none() && self.durable < self.log.len();
        if begins {
            self.syncing = Some(self.log.len());
        }
        begins
    }

    /// Ends the running sync. Returns the number of durable records of this life of the process.
    pub fn end_sync(&mut self) -> u64 {
        self.durable = self.syncing.take().unwrap_or(self.durable);
        (self.durable - self.base) as u64
    }

    /// The next waiter whose records are durable.
    pub fn next_ready(&mut self) -> Option<W> {
        let ready = self
            .waiting
            .front()
            .is_some_and(|(length, _)| *length <= self.durable);
        if ready {
            self.waiting.pop_front().map(|(_, waiter)| waiter)
        } else {
            None
        }
    }

    /// The process is gone: only durable records are left.
    pub fn crash(&mut self) {
        self.log.truncate(self.durable);
        self.base = self.durable;
        self.syncing = None;
        self.waiting.clear();
    }

    /// Number of records, durable or not.
    pub fn records(&self) -> u64 {
        self.log.len() as u64
    }

    /// All durable records, oldest first.
    pub fn durable(&self) -> &[R] {
        &self.log[..self.durable]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_that_wait_together_share_a_sync() {
        let mut disk = Disk::default();
        disk.append('a');
        assert!(disk.wait(1).is_none());
        assert!(disk.begin_sync());
        disk.append('b');
        assert!(disk.wait(2).is_none());
        assert!(!disk.begin_sync(), "one runs already");
        assert_eq!(disk.end_sync(), 1);
        assert_eq!((disk.next_ready(), disk.next_ready()), (Some(1), None));
        assert!(disk.begin_sync());
        assert_eq!(disk.end_sync(), 2);
        assert_eq!(disk.next_ready(), Some(2));
        assert_eq!(disk.wait(3), Some(3));
    }

    #[test]
    fn a_crash_keeps_what_was_synced() {
        let mut disk = Disk::<_, ()>::default();
        disk.append('a');
        disk.begin_sync();
        disk.end_sync();
        disk.append('b');
        disk.begin_sync();
        disk.crash();
        assert_eq!(disk.durable(), ['a']);
        assert_eq!(disk.end_sync(), 0, "the sync died with the process");
        disk.append('c');
        disk.begin_sync();
        assert_eq!(disk.end_sync(), 1);
        assert_eq!(disk.durable(), ['a', 'c']);
    }
}
