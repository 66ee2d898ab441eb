//! Coordinator: asks all replicas, and answers when enough of them have.
//!
//! ```text
//! read:   READING --R values--> [WRITING BACK --W have it-->] answer --> [REPAIRING --all N, or timeout-->]
//! write:  [ASKING --R values-->] WRITING --W have it--> answer
//! ```
//!
//! All of its state is volatile: a crash forgets the operations, and their clients get no answer.

use super::{Output, QuorumMessage, QuorumReply, QuorumSettings, Round, Version, Versioned};
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// Phase of an operation: the answers that its coordinator waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Phase {
    /// R values, to answer a read with.
    Reading,
    /// W replicas to confirm the version that a read has found.
    WritingBack(Versioned),
    /// The values of the other replicas, to repair those that are behind. The read is answered.
    Repairing,
    /// R values, to find the version that a write must exceed.
    Asking {
        /// Value to write.
        value: u32,
    },
    /// W replicas to confirm a write.
    Writing(Versioned),
}

/// An operation in progress.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Pending<T> {
    request: T,
    key: u32,
    phase: Phase,
    settings: QuorumSettings,
    /// Copies that replicas have reported.
    copies: BTreeMap<u32, Option<Versioned>>,
    /// Replicas that have the version being written.
    holders: BTreeSet<u32>,
}

impl<T> Pending<T> {
    fn newest(&self) -> Option<Versioned> {
        self.copies.values().copied().max().flatten()
    }

    fn has_read_quorum(&self) -> bool {
        self.copies.len() as u32 >= self.settings.read
    }

    fn has_write_quorum(&self) -> bool {
        self.holders.len() as u32 >= self.settings.write
    }
}

impl<T: Clone> Pending<T> {
    fn start_writing(&mut self, round: Round, copy: Versioned, out: &mut Vec<Output<T>>) {
        self.phase = Phase::Writing(copy);
        self.write_all(round, copy, out);
    }

    /// R replicas have answered a read. Returns true if there is more to do.
    fn found(&mut self, round: Round, out: &mut Vec<Output<T>>) -> bool {
        let newest = self.newest();
        if self.settings.write_back
            && let Some(copy) = newest
        {
            let held = self.copies.iter().filter(|(_, held)| **held == newest);
            self.holders = held.map(|(replica, _)| *replica).collect();
            if !self.has_write_quorum() {
                self.phase = Phase::WritingBack(copy);
                self.write_all(round, copy, out);
                return true;
            }
        }
        self.reply(QuorumReply::Value(newest), out);
        self.phase = Phase::Repairing;
        self.settings.read_repair && self.repair(round, out)
    }

    /// Sends the newest version to replicas that are behind. Returns true if others have yet to answer.
    fn repair(&mut self, round: Round, out: &mut Vec<Output<T>>) -> bool {
        let newest = self.newest();
        let key = self.key;
        if let Some(copy) = newest {
            let behind = self.copies.iter_mut().filter(|(_, had)| **had < newest);
            for (to, had) in behind {
                *had = newest;
                let message = QuorumMessage::Write { round, key, copy };
                out.push(Output::Send { to: *to, message });
            }
        }
        (self.copies.len() as u32) < self.settings.replicas
    }

    /// Asks every replica for its copy.
    fn ask_all(&self, round: Round, out: &mut Vec<Output<T>>) {
        let message = QuorumMessage::Read {
            round,
            key: self.key,
        };
        out.extend((0..self.settings.replicas).map(|to| Output::Send { to, message }));
    }

    /// Sends a version to all replicas that are not known to have it.
    fn write_all(&self, round: Round, copy: Versioned, out: &mut Vec<Output<T>>) {
        let key = self.key;
        let message = QuorumMessage::Write { round, key, copy };
        let others = (0..self.settings.replicas).filter(|to| !self.holders.contains(to));
        out.extend(others.map(|to| Output::Send { to, message }));
    }

    fn reply(&self, answer: QuorumReply, out: &mut Vec<Output<T>>) {
        let request = self.request.clone();
        out.push(Output::Reply { request, answer });
    }
}

/// State of a coordinator.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Coordinator<T> {
    settings: QuorumSettings,
    versions: Versions,
    /// Round of the next operation.
    round: Round,
    operations: BTreeMap<Round, Pending<T>>,
}

/// Generator of versions.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Versions {
    me: u32,
    /// Latest timestamp, so that two writes of one moment differ.
    last: u64,
}

impl Versions {
    /// A version newer than all before it and than the known one.
    fn next(&mut self, now: Instant, round: Round, known: Option<Versioned>) -> Version {
        let newest = known.map_or(0, |copy| copy.version.timestamp);
        self.last = now.0.max(self.last + 1).max(newest + 1);
        Version {
            timestamp: self.last,
            coordinator: self.me,
            round,
        }
    }
}

impl<T: Clone> Coordinator<T> {
    pub(super) fn new(settings: QuorumSettings, me: u32, incarnation: u32) -> Self {
        let number = 0;
        Self {
            settings,
            versions: Versions { me, last: 0 },
            round: Round {
                incarnation,
                number,
            },
            operations: BTreeMap::new(),
        }
    }

    pub(super) fn configure(&mut self, settings: QuorumSettings) {
        self.settings = settings;
    }

    pub(super) fn under_way(&self) -> u64 {
        self.operations.len() as u64
    }

    pub(super) fn read(&mut self, request: T, key: u32, out: &mut Vec<Output<T>>) {
        let round = self.begin(out);
        let operation = self.operation(request, key, Phase::Reading);
        operation.ask_all(round, out);
        self.operations.insert(round, operation);
    }

    pub(super) fn write(
        &mut self,
        now: Instant,
        request: T,
        key: u32,
        value: u32,
        out: &mut Vec<Output<T>>,
    ) {
        let round = self.begin(out);
        let mut operation = self.operation(request, key, Phase::Asking { value });
        if self.settings.read_before_write {
            operation.ask_all(round, out);
        } else {
            let version = self.versions.next(now, round, operation.newest());
            operation.start_writing(round, Versioned { version, value }, out);
        }
        self.operations.insert(round, operation);
    }

    /// A replica reports its copy.
    pub(super) fn value(
        &mut self,
        now: Instant,
        from: u32,
        round: Round,
        copy: Option<Versioned>,
        out: &mut Vec<Output<T>>,
    ) {
        // A late answer to an operation that is over is ignored.
        let Some(operation) = self.operations.get_mut(&round) else {
            return;
        };
        let goes_on = match operation.phase {
            Phase::Reading => {
                operation.copies.insert(from, copy);
                !operation.has_read_quorum() || operation.found(round, out)
            }
            Phase::Repairing => {
                // A replica that answers twice was repaired the first time.
                operation.copies.entry(from).or_insert(copy);
                operation.repair(round, out)
            }
            Phase::Asking { value } => {
                operation.copies.insert(from, copy);
                if operation.has_read_quorum() {
                    let version = self.versions.next(now, round, operation.newest());
                    operation.start_writing(round, Versioned { version, value }, out);
                }
                true
            }
            Phase::WritingBack(_) | Phase::Writing(_) => true,
        };
        if !goes_on {
            self.end(round, out);
        }
    }

    /// A replica confirms a write.
    pub(super) fn written(&mut self, from: u32, round: Round, out: &mut Vec<Output<T>>) {
        let Some(operation) = self.operations.get_mut(&round) else {
            return;
        };
        let answer = match operation.phase {
            Phase::WritingBack(copy) => Some(QuorumReply::Value(Some(copy))),
            Phase::Writing(copy) => Some(QuorumReply::Written(copy.version)),
            // Nobody waits for the confirmation of a repair.
            Phase::Reading | Phase::Repairing | Phase::Asking { .. } => None,
        };
        operation.holders.insert(from);
        let answer = answer.filter(|_| operation.has_write_quorum());
        if let Some(answer) = answer {
            operation.reply(answer, out);
            self.end(round, out);
        }
    }

    /// The operation timed out without a quorum.
    pub(super) fn give_up(&mut self, round: Round, out: &mut Vec<Output<T>>) {
        let Some(operation) = self.operations.remove(&round) else {
            return;
        };
        let QuorumSettings { read, write, .. } = operation.settings;
        let unavailable = |answered: usize, needed| QuorumReply::Unavailable {
            answered: answered as u32,
            needed,
        };
        match operation.phase {
            Phase::Reading | Phase::Asking { .. } => {
                operation.reply(unavailable(operation.copies.len(), read), out);
            }
            Phase::WritingBack(_) | Phase::Writing(_) => {
                operation.reply(unavailable(operation.holders.len(), write), out);
            }
            Phase::Repairing => {}
        }
    }

    fn begin(&mut self, out: &mut Vec<Output<T>>) -> Round {
        let round = self.round;
        self.round.number += 1;
        out.push(Output::SetTimer {
            timer: round,
            min: self.settings.timeout,
            max: self.settings.timeout,
        });
        round
    }

    fn operation(&self, request: T, key: u32, phase: Phase) -> Pending<T> {
        Pending {
            request,
            key,
            phase,
            settings: self.settings,
            copies: BTreeMap::new(),
            holders: BTreeSet::new(),
        }
    }

    fn end(&mut self, round: Round, out: &mut Vec<Output<T>>) {
        self.operations.remove(&round);
        out.push(Output::CancelTimer(round));
    }
}
