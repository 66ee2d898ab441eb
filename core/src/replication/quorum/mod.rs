//! Leaderless replication by quorums: a write is done when W of N replicas have it, a read when R have answered.
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
//! Any process coordinates any request. With W + R > N every read meets every write that was confirmed
//! before it. That alone is not linearizable: while a write is under way, one read may see it and a later
//! one not. For that a read writes back what it found to W replicas before it answers, and a write first asks
//! for the newest version, so that it is newer whatever the clocks say (the algorithm ABD).
//!
//! Use it where writes must go on while any minority of replicas is away, without the pause of an election.
//! It costs W + R replicas in the path of requests, N messages each, and two round trips for what
//! write-back and read-before-write add. A request that found no quorum is of unknown outcome: what it has
//! written at some replicas stays, and may show later.
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

/// How many replicas must answer, and what is done beyond that.
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
    /// How long to wait for a quorum, by the local clock. Default: 1 s.
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

/// One operation of a coordinator. No two of it are ever the same, across all of its starts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Round {
    /// How often the coordinator had been started.
    pub incarnation: u32,
    /// Which operation since then.
    pub number: u32,
}

/// Which write is the newer one: that with the later timestamp; among equals coordinator and round decide, so
/// that every replica decides the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    /// Nanoseconds by the clock of the coordinator, or one more than the newest that it found.
    pub timestamp: u64,
    /// The coordinator of the write.
    pub coordinator: u32,
    /// The write, at that coordinator.
    pub round: Round,
}

/// A value and its version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Versioned {
    /// The version, which decides the order.
    pub version: Version,
    /// The value.
    pub value: u32,
}

/// What a replica makes durable.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Record {
    /// The key.
    pub key: u32,
    /// What it is from then on, unless a newer version is there.
    pub copy: Versioned,
}

/// What processes say to each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum QuorumMessage {
    /// To a replica: what do you have?
    Read {
        /// The coordinator's operation.
        round: Round,
        /// The key.
        key: u32,
    },
    /// To a replica: have this, unless you have newer.
    Write {
        /// The coordinator's operation.
        round: Round,
        /// The key.
        key: u32,
        /// The value and its version.
        copy: Versioned,
    },
    /// To a coordinator: this is what I have.
    Value {
        /// The coordinator's operation.
        round: Round,
        /// The copy, if there is one.
        copy: Option<Versioned>,
    },
    /// To a coordinator: I have it, or newer, and it is durable.
    Written {
        /// The coordinator's operation.
        round: Round,
    },
}

/// What happens to a process. `T` names a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input<T> {
    /// A client asks to read.
    Read {
        /// The request.
        request: T,
        /// The key.
        key: u32,
    },
    /// A client asks to write.
    Write {
        /// The request.
        request: T,
        /// The key.
        key: u32,
        /// The value.
        value: u32,
    },
    /// A message arrives.
    Received {
        /// The sender.
        from: u32,
        /// The message.
        message: QuorumMessage,
    },
    /// The timer of an operation has run out.
    TimedOut(Round),
    /// The disk has the first so many records. Optional: without it, replicas persist more than they must.
    Synced {
        /// How many records, since the process started.
        records: u64,
    },
}

/// What a client is answered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum QuorumReply {
    /// The newest copy that was found, if any has a value.
    Value(Option<Versioned>),
    /// The write is confirmed.
    Written(Version),
    /// Too few replicas have answered in time. A write is of unknown outcome.
    Unavailable {
        /// How many have.
        answered: u32,
        /// How many must.
        needed: u32,
    },
}

/// What a process wants done. A `Send` to the process itself is delivered like any other.
pub type Output<T> = machine::Output<QuorumMessage, Record, Round, T, QuorumReply>;

/// One process: a coordinator, and a replica if its number is below N.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Quorum<T> {
    coordinator: Coordinator<T>,
    replica: Replica,
}

impl<T: Clone> Quorum<T> {
    /// The process number `me` as it starts: what the log says, in the order of the log. `incarnation` is how
    /// often it was started before; whoever runs it keeps that count.
    pub fn recover(settings: QuorumSettings, me: u32, incarnation: u32, log: &[Record]) -> Self {
        Self {
            coordinator: Coordinator::new(settings, me, incarnation),
            replica: Replica::recover(log),
        }
    }

    /// Takes an input at the local time and appends what is to be done.
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

    /// Takes other settings from the next operation on.
    pub fn configure(&mut self, settings: QuorumSettings) {
        self.coordinator.configure(settings);
    }

    /// What the replica has for a key.
    pub fn copy(&self, key: u32) -> Option<Versioned> {
        self.replica.copy(key)
    }

    /// All that the replica has, by key.
    pub fn copies(&self) -> impl Iterator<Item = (u32, Versioned)> + '_ {
        self.replica.copies()
    }

    /// How many keys the replica has.
    pub fn keys(&self) -> u64 {
        self.replica.keys()
    }

    /// Operations that are not over.
    pub fn under_way(&self) -> u64 {
        self.coordinator.under_way()
    }
}
