//! The trace of a run: what happened, when, in the order in which it happened.

use serde::Serialize;

use super::{BreakerState, ReplicaRole};
use crate::summary::Unit;
use crate::time::Instant;

/// In place of a request: the message is about none.
pub const NO_REQUEST: u32 = u32::MAX;

/// One thing that happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What can happen in a run, as an observer of the whole system sees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum What {
    /// A message left its sender.
    Sent {
        /// The link it travels on.
        link: u32,
        /// The request of a client that it is about.
        request: u32,
        /// When it arrives, as far as is known when it leaves.
        arrives: Instant,
        /// What it is.
        kind: MessageKind,
        /// Attempt of the call that it belongs to, from 1.
        attempt: u16,
    },
    /// A message reached its receiver.
    Received {
        /// The link it travelled on.
        link: u32,
        /// The request of a client that it is about.
        request: u32,
        /// What it is.
        kind: MessageKind,
        /// Attempt of the call that it belongs to, from 1.
        attempt: u16,
    },
    /// A message did not reach its receiver, or not yet: a stream sends it again.
    Lost {
        /// The link it was lost on.
        link: u32,
        /// The request of a client that it is about.
        request: u32,
        /// What it is.
        kind: MessageKind,
        /// Attempt of the call that it belongs to, from 1.
        attempt: u16,
    },
    /// A process works on so many requests now, and so many wait.
    Load {
        /// The process.
        process: u32,
        /// Requests that hold a slot.
        busy: u32,
        /// Requests that wait for a slot.
        queued: u32,
    },
    /// A process went up, down, or stands still.
    Status {
        /// The process.
        process: u32,
        /// How it is now.
        status: Status,
    },
    /// A machine reported a part of its state.
    Report {
        /// The process.
        process: u32,
        /// Which part.
        name: ReportName,
        /// Its value.
        value: u64,
    },
    /// A breaker of a process changed its state.
    Breaker {
        /// The process.
        process: u32,
        /// Index of the route that it guards.
        route: u16,
        /// The state from now on.
        state: BreakerState,
    },
    /// A fault began or ended.
    Fault {
        /// Index of the fault in the scenario.
        fault: u32,
        /// Whether it began.
        begins: bool,
    },
    /// A client sent a request for the first time.
    Invoked {
        /// The request.
        request: u32,
    },
    /// A client's request ended.
    Completed {
        /// The request.
        request: u32,
        /// How.
        outcome: Outcome,
    },
}

/// What a message is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A request for a read.
    Read,
    /// A request for a write.
    Write,
    /// A request for a write of what still has the expected value.
    CompareAndSet,
    /// An answer with what was asked for.
    Success,
    /// An answer that says no, or a connection that was refused.
    Failure,
    /// A replica asks whether it would be elected.
    PreVote,
    /// A candidate asks for votes.
    Vote,
    /// A replica gives its vote, or would.
    Granted,
    /// A replica refuses its vote, or would.
    Denied,
    /// A leader's heartbeat.
    Heartbeat,
    /// A leader's entries.
    Entries,
    /// A replica has what its leader sent.
    Acknowledge,
    /// A replica cannot take what was sent: its log differs before it, or the sender's term is over.
    Mismatch,
    /// A replica says which value it has.
    Value,
    /// An orchestrator orders a step of a saga.
    Act,
    /// An orchestrator orders a step to be compensated.
    Compensate,
    /// A participant says that a step is done.
    Acted,
    /// A participant says that it will never do a step.
    Refused,
    /// A participant says that a step is compensated.
    Compensated,
}

/// How a process is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It runs.
    #[default]
    Up,
    /// It stands still and answers late.
    Paused,
    /// It crashed; its host refuses connections.
    Crashed,
    /// Its host is down: silence.
    HostDown,
}

/// How a request, a call or an attempt ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// With what was asked for.
    Success,
    /// With what a caller on the way makes do with when a call of its own fails.
    Fallback,
    /// The callee answered with an error.
    Error,
    /// The queue of the callee was full.
    Rejected,
    /// The connection was refused or broken: the process was not there.
    Refused,
    /// No answer within the timeout, or no time left before the deadline.
    Timeout,
    /// The process is not the leader, and did nothing.
    NotLeader,
    /// The leader was deposed on the way: it may have taken effect or not.
    Deposed,
    /// The caller's breaker was open: nothing was sent.
    BreakerOpen,
    /// Too few replicas have answered in time: a write may have taken effect or not.
    Unavailable,
    /// The saga failed, and what it had done was compensated: it was as if nothing had happened.
    Compensated,
    /// A compare-and-set found another value than the expected one, and nothing was written.
    Conflict,
}

/// A part of the state of a machine that the page can show.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportName {
    /// Keys that a store has in memory.
    Keys,
    /// Writes that the disk does not have yet.
    Unsynced,
    /// How a replica stands in its term: the place of its [`ReplicaRole`] among all.
    Role,
    /// The latest term that a replica has seen.
    Term,
    /// Whom a replica has voted for in its term: the number of a replica from 1; 0 is nobody.
    Vote,
    /// Entries in a replica's log.
    LogLength,
    /// The last entry that a replica knows to be committed.
    CommitIndex,
    /// Operations that a coordinator waits for replicas for.
    UnderWay,
    /// Sagas that an orchestrator has under way.
    Sagas,
    /// What is on all accounts of a participant, in dollars: the bits of a signed number.
    Balance,
}

impl MessageKind {
    /// Whether it is the answer to a request of a call.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::Success | Self::Failure)
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::CompareAndSet => "compare-and-set",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::PreVote => "pre-vote",
            Self::Vote => "vote request",
            Self::Granted => "vote",
            Self::Denied => "no vote",
            Self::Heartbeat => "heartbeat",
            Self::Entries => "entries",
            Self::Acknowledge => "acknowledgement",
            Self::Mismatch => "mismatch",
            Self::Value => "value",
            Self::Act => "act",
            Self::Compensate => "compensate",
            Self::Acted => "acted",
            Self::Refused => "refused",
            Self::Compensated => "compensated",
        }
    }
}

impl Outcome {
    /// Every outcome, in the order in which they are counted.
    pub const ALL: [Self; 12] = [
        Self::Success,
        Self::Fallback,
        Self::Error,
        Self::Rejected,
        Self::Refused,
        Self::Timeout,
        Self::NotLeader,
        Self::Deposed,
        Self::BreakerOpen,
        Self::Unavailable,
        Self::Compensated,
        Self::Conflict,
    ];

    /// Whether the caller got an answer to go on with, if only a fallback's.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Success | Self::Fallback)
    }

    /// Whether it is settled for good: who asks again hears the same.
    pub fn is_settled(self) -> bool {
        match self {
            Self::Success | Self::Fallback | Self::Compensated => true,
            Self::Error
            | Self::Rejected
            | Self::Refused
            | Self::Timeout
            | Self::NotLeader
            | Self::Deposed
            | Self::BreakerOpen
            | Self::Unavailable
            | Self::Conflict => false,
        }
    }

    /// Whether the callee did what it should, if perhaps not what was asked for.
    pub fn is_sound(self) -> bool {
        self.is_settled() || self == Self::Conflict
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Fallback => "fallback",
            Self::Error => "error",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
            Self::Timeout => "timeout",
            Self::NotLeader => "not leader",
            Self::Deposed => "deposed",
            Self::BreakerOpen => "breaker open",
            Self::Unavailable => "unavailable",
            Self::Compensated => "compensated",
            Self::Conflict => "conflict",
        }
    }
}

impl Status {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Paused => "paused",
            Self::Crashed => "crashed",
            Self::HostDown => "host down",
        }
    }
}

impl ReportName {
    /// How many parts there are.
    pub const COUNT: usize = 10;

    /// Every part, in the order in which they are shown.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Role,
        Self::Term,
        Self::Vote,
        Self::LogLength,
        Self::CommitIndex,
        Self::Sagas,
        Self::Balance,
        Self::Keys,
        Self::Unsynced,
        Self::UnderWay,
    ];

    /// What stands before the value.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Unsynced => "writes not on disk",
            Self::Role => "role",
            Self::Term => "term",
            Self::Vote => "voted for",
            Self::LogLength => "log",
            Self::CommitIndex => "commit index",
            Self::UnderWay => "operations under way",
            Self::Sagas => "sagas under way",
            Self::Balance => "on all accounts",
        }
    }

    /// The value as people read it.
    pub fn print(self, value: u64) -> String {
        match self {
            Self::Role => ReplicaRole::ALL[value.min(3) as usize].word().to_owned(),
            Self::Vote if value == 0 => "nobody".to_owned(),
            Self::Vote => format!("replica {value}"),
            Self::LogLength => format!("{value} entries"),
            Self::Balance => Unit::Dollars.print(value.cast_signed() as f64),
            Self::Term
            | Self::CommitIndex
            | Self::Keys
            | Self::Unsynced
            | Self::UnderWay
            | Self::Sagas => value.to_string(),
        }
    }
}
