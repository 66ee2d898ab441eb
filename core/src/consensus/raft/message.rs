//! What a replica hears and says: messages, timers, inputs and answers, in the paper's names.

use super::super::Stamp;
use super::durable::Record;
use super::log::{Entry, Index, Position, Term};
use crate::machine::Output;
use std::sync::Arc;

/// What a replica is in its term (section 5.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Answers leaders and candidates.
    Follower,
    /// Asks whether it would be elected, before it raises its term.
    PreCandidate,
    /// Stands for election.
    Candidate,
    /// Takes requests and replicates them.
    Leader,
}

/// The timers of a replica.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// No word from a leader, or no outcome of an election, for too long.
    Election,
    /// A leader's next heartbeat is due.
    Heartbeat,
    /// A leader looks whether it has heard from a majority.
    Quorum,
}

/// `AppendEntries`: a leader's log from some point on; without entries, a heartbeat (section 5.3).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AppendEntries<C> {
    /// The leader's term.
    pub term: Term,
    /// The entry before the first of `entries` (`prevLogIndex`, `prevLogTerm`).
    pub previous: Position,
    /// What comes after it; shared by all messages with the same entries.
    pub entries: Arc<[Entry<C>]>,
    /// The leader's commit index.
    pub leader_commit: Index,
    /// How many times this leader has asked for confirmation that it leads; the reply repeats it.
    pub round: u64,
}

/// What became of an `AppendEntries`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Appended {
    /// The logs agree up to `index`, durably.
    Matched {
        /// The last index that is known to agree.
        index: Index,
    },
    /// The follower has another entry at the previous index, or none (end of section 5.3).
    Conflict {
        /// The previous index that was refused.
        previous: Index,
        /// The term of the follower's entry there; `None` if its log is shorter.
        term: Option<Term>,
        /// The first index that the follower has of that term, or the one after its last.
        first: Index,
    },
    /// The sender's term is over.
    Stale,
}

/// What replicas tell each other; who sent it comes with the input.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RaftMessage<C> {
    /// Would you vote for me in the term after this one? (dissertation, section 9.6)
    PreVote {
        /// The sender's term, which it has not raised.
        term: Term,
        /// Where its log ends.
        last_log: Position,
    },
    /// The answer to `PreVote`, which binds nobody.
    PreVoteReply {
        /// The sender's term.
        term: Term,
        /// The term of the question.
        asked: Term,
        /// Whether it would vote so.
        granted: bool,
    },
    /// `RequestVote`: vote for me (section 5.2).
    RequestVote {
        /// The candidate's term.
        term: Term,
        /// Where its log ends.
        last_log: Position,
    },
    /// The answer to `RequestVote`; a granted vote is durable.
    RequestVoteReply {
        /// The sender's term.
        term: Term,
        /// Whether it voted so.
        granted: bool,
    },
    /// Entries, or a heartbeat.
    AppendEntries(AppendEntries<C>),
    /// The answer to `AppendEntries`.
    AppendEntriesReply {
        /// The sender's term.
        term: Term,
        /// What became of it.
        appended: Appended,
        /// The round of the message that is answered.
        round: u64,
    },
}

impl<C> RaftMessage<C> {
    /// The term that its receiver must have seen. A `PreVote` changes nobody's.
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

/// What a client asks for; `Q` is a query of the state machine.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClientCommand<C, Q> {
    /// Put a command into the log and carry it out.
    Execute {
        /// Which command of which session, the same for each attempt; none for at-least-once.
        stamp: Option<Stamp>,
        /// The command.
        command: C,
    },
    /// Answer a question, as the read mode says.
    Read(Q),
}

/// What happens to a replica. `R` names a request.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Input<C, Q, R> {
    /// A message has arrived.
    Received {
        /// The sender, by its index among the replicas.
        from: u32,
        /// The message.
        message: RaftMessage<C>,
    },
    /// A timer has run out.
    Timer(Timer),
    /// A client asks.
    Request {
        /// What its answer will be called by.
        request: R,
        /// What it asks for.
        command: ClientCommand<C, Q>,
    },
    /// The disk has so many records more than at the last such input: one for each `Persist`, in their order.
    Persisted {
        /// How many.
        records: u64,
    },
}

/// What a client is answered; `A` is the answer of the state machine.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RaftReply<A> {
    /// Committed and carried out, or read.
    Done(A),
    /// Nothing was done: ask the leader.
    NotLeader {
        /// Who that is, as far as this replica knows.
        hint: Option<u32>,
    },
    /// The leader was deposed before the command committed: it may take effect or not. A retry under the same
    /// stamp is carried out at most once.
    Deposed,
    /// A late attempt at a command whose answer the client has confirmed. Nothing was done.
    Expired,
}

/// One thing a replica wants done: commands `C`, answers `A` of the state machine, requests named `R`.
pub type Effect<C, A, R> = Output<RaftMessage<C>, Record<C>, Timer, R, RaftReply<A>>;

/// What a replica wants done, in order.
pub type Effects<C, A, R> = Vec<Effect<C, A, R>>;
