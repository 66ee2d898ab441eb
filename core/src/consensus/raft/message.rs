//! Messages, timers, inputs and replies of a replica, in the paper's names.

use super::super::Stamp;
use super::durable::Record;
use super::log::{Entry, Index, Position, Term};
use crate::machine::Output;
use std::sync::Arc;

/// Role of a replica in its term (section 5.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Answers leaders and candidates.
    Follower,
    /// Asks if it would be elected, before it raises its term.
    PreCandidate,
    /// Stands for election.
    Candidate,
    /// Takes requests and replicates them.
    Leader,
}

/// The timers of a replica.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// No message from a leader, or no result of an election, for too long.
    Election,
    /// A leader's next heartbeat is due.
    Heartbeat,
    /// A leader checks that it has heard from a majority.
    Quorum,
}

/// `AppendEntries`: a leader's log from some index on; without entries, a heartbeat (section 5.3).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AppendEntries<C> {
    /// The leader's term.
    pub term: Term,
    /// The entry before the first of `entries` (`prevLogIndex`, `prevLogTerm`).
    pub previous: Position,
    /// Entries after `previous`, shared by all messages with the same entries.
    pub entries: Arc<[Entry<C>]>,
    /// The leader's commit index.
    pub leader_commit: Index,
    /// Round in which this leader asks for confirmation that it leads; the reply repeats it.
    pub round: u64,
}

/// Result of an `AppendEntries`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Appended {
    /// The logs agree up to `index`, durably.
    Matched {
        /// Last index that is known to agree.
        index: Index,
    },
    /// The follower has another entry at the previous index, or none (end of section 5.3).
    Conflict {
        /// Previous index that was refused.
        previous: Index,
        /// Term of the follower's entry there; `None` if its log is shorter.
        term: Option<Term>,
        /// First index of that term in the follower's log, or the one after its last.
        first: Index,
    },
    /// The sender's term is over.
    Stale,
}

/// Message between replicas; the input carries the sender.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RaftMessage<C> {
    /// Would you vote for me in the term after this one? (dissertation, section 9.6)
    PreVote {
        /// The sender's term, which it has not raised.
        term: Term,
        /// Position of its last entry.
        last_log: Position,
    },
    /// Reply to `PreVote`, not binding.
    PreVoteReply {
        /// The sender's term.
        term: Term,
        /// Term of the request.
        asked: Term,
        /// True if it would vote for the sender.
        granted: bool,
    },
    /// `RequestVote`: vote for me (section 5.2).
    RequestVote {
        /// The candidate's term.
        term: Term,
        /// Position of its last entry.
        last_log: Position,
    },
    /// Reply to `RequestVote`; a granted vote is durable.
    RequestVoteReply {
        /// The sender's term.
        term: Term,
        /// True if it voted for the candidate.
        granted: bool,
    },
    /// Entries, or a heartbeat.
    AppendEntries(AppendEntries<C>),
    /// Reply to `AppendEntries`.
    AppendEntriesReply {
        /// The sender's term.
        term: Term,
        /// Result.
        appended: Appended,
        /// Round of the message that is answered.
        round: u64,
    },
}

impl<C> RaftMessage<C> {
    /// Term that its receiver must adopt if it is newer; a `PreVote` has none.
    pub(super) fn binding_term(&self) -> Option<Term> {
        match self {
            Self::PreVote { .. } => None,
            Self::AppendEntries(AppendEntries { term, .. })
            | Self::PreVoteReply { term, .. }
            | Self::RequestVote { term, .. }
            | Self::RequestVoteReply { term, .. }
            | Self::AppendEntriesReply { term, .. } => Some(*term),
        }
    }
}

/// Request of a client; `Q` is a query of the state machine.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClientCommand<C, Q> {
    /// Append a command to the log and apply it.
    Execute {
        /// Identity of the command, the same for each attempt; `None` for at-least-once semantics.
        stamp: Option<Stamp>,
        /// The command.
        command: C,
    },
    /// Answer a query, as the read mode says.
    Read(Q),
}

/// Input of a replica. `R` identifies a request.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Input<C, Q, R> {
    /// A message arrives.
    Received {
        /// The sender, by its index among the replicas.
        from: u32,
        /// The message.
        message: RaftMessage<C>,
    },
    /// A timer expires.
    Timer(Timer),
    /// A client makes a request.
    Request {
        /// Identifier of the request, repeated in the reply.
        request: R,
        /// The request.
        command: ClientCommand<C, Q>,
    },
    /// More records are durable since the last such input: one for each `Persist`, in their order.
    Persisted {
        /// Number of these records.
        records: u64,
    },
}

/// Reply to a client; `A` is the reply of the state machine.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RaftReply<A> {
    /// The command was committed and applied, or the query was answered.
    Done(A),
    /// Nothing was done: ask the leader.
    NotLeader {
        /// The leader, if this replica knows it.
        hint: Option<u32>,
    },
    /// The leader was deposed before the command was committed: it may take effect or not. A retry with the same stamp is
    /// applied at most once.
    Deposed,
    /// A late attempt at a command whose reply the client has confirmed. Nothing was done.
    Expired,
}

/// An output of a replica: commands `C`, replies `A` of the state machine, request identifiers `R`.
pub type Effect<C, A, R> = Output<RaftMessage<C>, Record<C>, Timer, R, RaftReply<A>>;

/// Outputs of a replica, in order.
pub type Effects<C, A, R> = Vec<Effect<C, A, R>>;
