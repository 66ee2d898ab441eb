//! Leaderless replication by quorums: a write is confirmed when W of N replicas have it, a read when R have answered.
//!
//! ```text
//! client        coordinator            replicas 0, 1, 2                   N = 3, W = 2, R = 2
//!   | write x=5      |  Write x=5 (t, c)   |  |  |
//!   |--------------->|-------------------->|->|->|   each: newer? then Persist; Written
//!   |     written    |<--- Written --------|  |  |
//!   |<---------------|<--- Written -----------|  |   W of them: answer; the third may come whenever
//!   | read x         |  Read x             |  |  |
//!   |--------------->|-------------------->|->|->|
//!   |                |<--- Value (t, c) 5 -|  |  |
//!   |<------- 5 -----|<--- Value none ----------|   R of them: answer with the newest
//!   |                |---- Write x=5 (t, c) --->|   read repair, after the answer
//! ```
//!
//! Any process coordinates any request. With W + R > N every read sees every write that was confirmed before it. That
//! alone is not linearizable: while a write is in progress, one read may see it and a later one may not. To be
//! linearizable, a read writes back its result to W replicas before it answers, and a write first asks for the newest
//! version, so that it is newer whatever the clocks say (the ABD algorithm).
//!
//! Use it where writes must continue while any minority of replicas is down, without the pause of an election.
//! It costs waiting for W or R replicas, N messages per phase, and a second round trip each for write-back and
//! read-before-write. A write that found no quorum has an unknown outcome: its copies at some replicas stay, and a
//! later read may return it.
//!
//! Sources: `DeCandia` et al. 2007, "Dynamo", sections 4.4 to 4.6 (coordinators, quorums, read repair); Attiya,
//! Bar-Noy and Dolev 1995, "Sharing memory robustly in message-passing systems", section 3, and Lynch and
//! Shvartsman 1997 for several writers (write-back, read before write); Bailis et al. 2012, "Probabilistically
//! bounded staleness", section 3 (what W + R <= N gives).

mod coordinator;
mod overlap;
mod replica;
#[cfg(test)]
mod tests;

pub use overlap::{miss_probability, within_versions};

use crate::machine;
use crate::time::{Instant, Span};
use coordinator::Coordinator;
use replica::Replica;

/// Settings of a store with quorums.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct QuorumSettings {
    /// N: replicas of every key. Default: 3.
    pub replicas: u32,
    /// W: replicas that must have a write before it is confirmed. Default: 2.
    pub write: u32,
    /// R: replicas that must answer a read. Default: 2.
    pub read: u32,
    /// After a read, replicas that were seen to be behind get the newest version. Default: yes.
    pub read_repair: bool,
    /// A read is answered only when W replicas have what it shows. Default: no.
    pub write_back: bool,
    /// A write first asks R replicas for their versions, to be newer than all. Default: no, it trusts the clock.
    pub read_before_write: bool,
    /// Time to wait for a quorum, by the local clock. Default: 1 s.
    pub timeout: Span,
}

impl Default for QuorumSettings {
    fn default() -> Self {
        Self {
            replicas: 3,
            write: 2,
            read: 2,
            read_repair: true,
            write_back: false,
            read_before_write: false,
            timeout: Span::from_millis(1_000),
        }
    }
}

/// Identifier of an operation, unique at its coordinator across restarts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Round {
    /// Number of earlier starts of the coordinator.
    pub incarnation: u32,
    /// Ordinal of the operation since the start.
    pub number: u32,
}

/// Version of a write: the one with the later timestamp is newer; ties are broken by coordinator and round, so that every
/// replica decides alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    /// Nanoseconds by the clock of the coordinator, or one more than the newest timestamp that it found.
    pub timestamp: u64,
    /// The coordinator of the write.
    pub coordinator: u32,
    /// The write's round at that coordinator.
    pub round: Round,
}

/// A value and its version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Versioned {
    /// Version, which decides the order.
    pub version: Version,
    /// Value.
    pub value: u32,
}

/// Record that a replica persists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Record {
    /// The key.
    pub key: u32,
    /// New copy, unless the replica has a newer one.
    pub copy: Versioned,
}

/// Message between processes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum QuorumMessage {
    /// To a replica: report your copy.
    Read {
        /// The coordinator's operation.
        round: Round,
        /// The key.
        key: u32,
    },
    /// To a replica: take this copy, unless yours is newer.
    Write {
        /// The coordinator's operation.
        round: Round,
        /// The key.
        key: u32,
        /// The value and its version.
        copy: Versioned,
    },
    /// To a coordinator: this is my copy.
    Value {
        /// The coordinator's operation.
        round: Round,
        /// Copy, if there is one.
        copy: Option<Versioned>,
    },
    /// To a coordinator: this version or a newer one is durable here.
    Written {
        /// The coordinator's operation.
        round: Round,
    },
}

/// Input of a process. `T` identifies a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input<T> {
    /// Read request of a client.
    Read {
        /// The request.
        request: T,
        /// The key.
        key: u32,
    },
    /// Write request of a client.
    Write {
        /// The request.
        request: T,
        /// The key.
        key: u32,
        /// Value.
        value: u32,
    },
    /// A message arrives.
    Received {
        /// The sender.
        from: u32,
        /// The message.
        message: QuorumMessage,
    },
    /// The timer of an operation expires.
    TimedOut(Round),
    /// The first `records` records are durable. Optional: without it, replicas persist more than they must.
    Synced {
        /// Number of records since the process started.
        records: u64,
    },
}

/// Answer to a client.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum QuorumReply {
    /// Newest copy that was found, if any.
    Value(Option<Versioned>),
    /// The write is confirmed.
    Written(Version),
    /// Too few replicas answered in time. The outcome of a write is unknown.
    Unavailable {
        /// Number that answered.
        answered: u32,
        /// Number that must answer.
        needed: u32,
    },
}

/// Output of a process. A `Send` to the process itself is delivered like any other.
pub type Output<T> = machine::Output<QuorumMessage, Record, Round, T, QuorumReply>;

/// Process of a store with quorums: a coordinator, and a replica if its number is below N.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Quorum<T> {
    coordinator: Coordinator<T>,
    replica: Replica,
}

impl<T: Clone> Quorum<T> {
    /// State of process `me` at its start, from the records of its log. `incarnation` is the number of earlier starts; the
    /// driver keeps that count.
    pub fn recover(settings: QuorumSettings, me: u32, incarnation: u32, log: &[Record]) -> Self {
        Self {
            coordinator: Coordinator::new(settings, me, incarnation),
            replica: Replica::recover(log),
        }
    }

    /// Takes an input at the local time and appends the outputs.
    pub fn step(&mut self, now: Instant, input: Input<T>, out: &mut Vec<Output<T>>) {
        match input {
            Input::Read { request, key } => self.coordinator.read(request, key, out),
            Input::Write {
                request,
                key,
                value,
            } => {
                self.coordinator.write(now, request, key, value, out);
            }
            Input::Received { from, message } => self.receive(now, from, message, out),
            Input::TimedOut(round) => self.coordinator.give_up(round, out),
            Input::Synced { records } => self.replica.note_synced(records),
        }
    }

    fn receive(
        &mut self,
        now: Instant,
        from: u32,
        message: QuorumMessage,
        out: &mut Vec<Output<T>>,
    ) {
        match message {
            QuorumMessage::Read { round, key } => self.replica.read(from, round, key, out),
            QuorumMessage::Write { round, key, copy } => {
                self.replica.write(from, round, key, copy, out);
            }
            QuorumMessage::Value { round, copy } => {
                self.coordinator.value(now, from, round, copy, out);
            }
            QuorumMessage::Written { round } => self.coordinator.written(from, round, out),
        }
    }

    /// Changes the settings from the next operation on.
    pub fn configure(&mut self, settings: QuorumSettings) {
        self.coordinator.configure(settings);
    }

    /// The replica's copy of a key.
    pub fn copy(&self, key: u32) -> Option<Versioned> {
        self.replica.copy(key)
    }

    /// All copies of the replica, by key.
    pub fn copies(&self) -> impl Iterator<Item = (u32, Versioned)> + '_ {
        self.replica.copies()
    }

    /// Number of keys of the replica.
    pub fn keys(&self) -> u64 {
        self.replica.keys()
    }

    /// Number of operations in progress.
    pub fn under_way(&self) -> u64 {
        self.coordinator.under_way()
    }
}
