//! The trace of a run: what happened, when, in the order in which it happened.

use crate::time::Instant;
use crate::vocabulary::{BreakerState, MessageKind, Outcome, ReportName, Status};

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
