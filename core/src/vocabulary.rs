//! Words that every layer shares: what messages say, what requests do, how they end, what machines do and report.
//!
//! A machine that brings new words adds its lines here; nobody else lists them. The order within an enum is part of every
//! digest: new words go to the end.

use crate::resilience;
use crate::time::Instant;
use crate::transactions::saga::{Effect, Phase};
use crate::unit::Unit;

/// In place of a request: the message is about none.
pub const NO_REQUEST: u32 = u32::MAX;

/// Declares an enum of words, with the list of all and the word of each.
macro_rules! words {
    (
        $(#[doc = $about:literal])+
        $(#[derive($derived:ident)])?
        pub enum $name:ident {
            $( $(#[doc = $help:literal])+ $(#[$default:meta])? $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug $(, $derived)?)]
        pub enum $name {
            $( $(#[doc = $help])+ $(#[$default])? $variant, )+
        }

        impl $name {
            /// How many there are.
            pub const COUNT: usize = [$(Self::$variant),+].len();

            /// All of them, in the order of their numbers.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$variant),+];

            /// The word for it.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }
    };
}

words! {
    /// What a message is.
    pub enum MessageKind {
        /// A request for a read.
        Read = "read",
        /// A request for a write.
        Write = "write",
        /// A request for a write of what still has the expected value.
        CompareAndSet = "compare-and-set",
        /// A response with what was asked for.
        Success = "success",
        /// A response that says no, or a connection that was refused.
        Failure = "failure",
        /// A replica asks whether it would be elected.
        PreVote = "pre-vote",
        /// A candidate asks for votes.
        Vote = "vote request",
        /// A replica gives its vote, or would.
        Granted = "vote",
        /// A replica refuses its vote, or would.
        Denied = "no vote",
        /// A leader's heartbeat.
        Heartbeat = "heartbeat",
        /// A leader's entries.
        Entries = "entries",
        /// A replica has what its leader sent.
        Acknowledge = "acknowledgement",
        /// A replica cannot take what was sent: its log differs before it, or the sender's term is over.
        Mismatch = "mismatch",
        /// A replica's value of a key.
        Value = "value",
        /// An orchestrator orders a step of a saga.
        Act = "act",
        /// An orchestrator orders a step to be compensated.
        Compensate = "compensate",
        /// A participant has done a step.
        Acted = "acted",
        /// A participant will never do a step.
        Refused = "refused",
        /// A participant has compensated a step.
        Compensated = "compensated",
    }
}

impl MessageKind {
    /// Whether it is the response to a request of a call.
    pub const fn is_response(self) -> bool {
        matches!(self, Self::Success | Self::Failure)
    }

    /// Whether it says no.
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Failure | Self::Refused)
    }
}

words! {
    /// What a request does.
    pub enum Verb {
        /// Reads a key.
        Read = "read",
        /// Writes a key.
        Write = "write",
        /// Writes a key if it has the expected value.
        CompareAndSet = "compare-and-set",
    }
}

/// What is true of a verb, whoever carries it out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VerbTraits {
    /// As a sentence has it: `reads`.
    pub says: &'static str,
    /// Whether it changes what it is about.
    pub mutates: bool,
    /// HTTP's method of the same kind: whether it may be repeated follows from it.
    pub method: resilience::Method,
    /// The kind of its message.
    pub message: MessageKind,
}

impl Verb {
    /// The table of verbs.
    pub const fn traits(self) -> VerbTraits {
        use resilience::Method;
        let (says, mutates, method, message) = match self {
            Self::Read => ("reads", false, Method::Get, MessageKind::Read),
            Self::Write => ("writes", true, Method::Post, MessageKind::Write),
            // Once it has written, the value is another one, and the second time does nothing.
            Self::CompareAndSet => (
                "compares and sets",
                true,
                Method::Put,
                MessageKind::CompareAndSet,
            ),
        };
        VerbTraits {
            says,
            mutates,
            method,
            message,
        }
    }

    /// Whether it changes what it is about.
    pub const fn mutates(self) -> bool {
        self.traits().mutates
    }
}

/// The value that a request writes, wherever it writes: one of its own.
pub const fn written_by(request: u32) -> u32 {
    request + 1
}

words! {
    /// The condition of a process.
    #[derive(Default)]
    pub enum Status {
        /// It runs.
        #[default]
        Up = "up",
        /// It stands still and answers late.
        Paused = "paused",
        /// It crashed; its host refuses connections.
        Crashed = "crashed",
        /// Its host is down: silence.
        HostDown = "host down",
    }
}

words! {
    /// How a request, a call or an attempt ended.
    pub enum Outcome {
        /// With what was asked for.
        Success = "success",
        /// With what a caller on the way makes do with when a call of its own fails.
        Fallback = "fallback",
        /// The callee answered with an error.
        Error = "error",
        /// The queue of the callee was full.
        Rejected = "rejected",
        /// The connection was refused or broken: the process was not there.
        Refused = "refused",
        /// No answer within the timeout, or no time left before the deadline.
        Timeout = "timeout",
        /// The process is not the leader, and did nothing.
        NotLeader = "not leader",
        /// The leader was deposed on the way: it may have taken effect or not.
        Deposed = "deposed",
        /// The caller's breaker was open: nothing was sent.
        BreakerOpen = "breaker open",
        /// Too few replicas have answered in time: a write may have taken effect or not.
        Unavailable = "unavailable",
        /// The saga failed, and what it had done was compensated: it was as if nothing had happened.
        Compensated = "compensated",
        /// A compare-and-set found another value than the expected one, and nothing was written.
        Conflict = "conflict",
        /// The caller's bulkhead had no permit in time: nothing was sent.
        BulkheadFull = "bulkhead full",
    }
}

impl Outcome {
    /// Whether the caller got an answer to go on with, if only a fallback's.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Success | Self::Fallback)
    }

    /// Whether it is settled for good: who asks again hears the same.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Success | Self::Fallback | Self::Compensated)
    }

    /// Whether the callee did what it should, if perhaps not what was asked for.
    pub const fn is_sound(self) -> bool {
        self.is_settled() || matches!(self, Self::Conflict)
    }

    /// A failure in the words of the retry rules; a success is none.
    pub const fn failure(self) -> Option<resilience::Failure> {
        use resilience::Failure;
        Some(match self {
            Self::Success | Self::Fallback | Self::Compensated => return None,
            Self::Error => Failure::Internal,
            // The connection may have broken, or the quorum been missed, after something was done.
            Self::Refused | Self::Unavailable => Failure::BadGateway,
            Self::Timeout | Self::Deposed => Failure::Timeout,
            // Nothing was done.
            Self::Rejected | Self::NotLeader | Self::BreakerOpen | Self::BulkheadFull => {
                Failure::Refused
            }
            Self::Conflict => Failure::Conflict,
        })
    }
}

words! {
    /// A part of the state of a machine that the page can show.
    pub enum ReportName {
        /// Keys that a store has in memory.
        Keys = "keys",
        /// Writes that the disk does not have yet.
        Unsynced = "writes not on disk",
        /// The role of a replica in its term: the number of its [`ReplicaRole`].
        Role = "role",
        /// The latest term that a replica has seen.
        Term = "term",
        /// Whom a replica has voted for in its term: the number of a replica from 1; 0 is nobody.
        Vote = "voted for",
        /// Entries in a replica's log.
        LogLength = "log",
        /// The last entry that a replica knows to be committed.
        CommitIndex = "commit index",
        /// Operations that a coordinator waits for replicas for.
        UnderWay = "operations under way",
        /// Sagas that an orchestrator has under way.
        Sagas = "sagas under way",
        /// What is on all accounts of a participant, in dollars: the bits of a signed number.
        Balance = "on all accounts",
    }
}

impl ReportName {
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

words! {
    /// The role of a replica in the election of a leader.
    pub enum ReplicaRole {
        /// It follows whoever leads.
        Follower = "follower",
        /// It asks whether it would be elected.
        PreCandidate = "pre-candidate",
        /// It stands for election.
        Candidate = "candidate",
        /// It leads.
        Leader = "leader",
    }
}

words! {
    /// What a breaker does with calls.
    #[derive(Default)]
    pub enum BreakerState {
        /// It lets them pass and watches.
        #[default]
        Closed = "closed",
        /// It refuses them.
        Open = "open",
        /// It lets a few pass, to see.
        HalfOpen = "half open",
    }
}

words! {
    /// What changed the state of a breaker.
    pub enum Cause {
        /// How calls ended.
        Calls = "calls",
        /// It was open long enough.
        Time = "time",
        /// Its process crashed, and a new life begins with a closed breaker.
        Crash = "crash",
    }
}

/// What machines do that verdicts are about.
///
/// What is said of a log is all that ever happens to it: folded from the start, it is the log of that moment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Observed {
    /// A replica has another role in the election of a leader, or another term.
    Became {
        /// The role.
        role: ReplicaRole,
        /// The term.
        term: u32,
    },
    /// A replica put an entry at the end of its log.
    Appended {
        /// Its index, from 1.
        index: u32,
        /// The term of the leader that made it.
        term: u32,
        /// The key that it writes.
        key: u32,
        /// The value that it writes; 0 if it writes none.
        value: u32,
    },
    /// A replica dropped the entries after an index.
    Truncated {
        /// The last index that stays.
        after: u32,
    },
    /// A replica carried out what it had not, up to an index.
    Applied {
        /// The last index that is carried out.
        index: u32,
    },
    /// A replica crashed. It has carried out nothing, and its log beyond an index is gone; older entries that
    /// its disk still had in their place follow as appended.
    Crashed {
        /// The last index that stays.
        after: u32,
    },
    /// A replica has a copy for good: no crash can take it away. It counts unless the replica has a newer one.
    Stored {
        /// The key.
        key: u32,
        /// The value.
        value: u32,
        /// The timestamp of the version: the greater is the newer.
        timestamp: u64,
        /// The coordinator of the version, which decides among equal timestamps.
        coordinator: u8,
    },
    /// A saga got further.
    Saga {
        /// The saga; its low half is the request of a client that it is for.
        saga: u64,
        /// How.
        change: SagaChange,
    },
    /// The breaker of a caller changed its state.
    Breaker {
        /// Index of the route that it guards.
        route: u16,
        /// The state from now on; after a crash it is closed whatever it was.
        to: BreakerState,
        /// Why.
        cause: Cause,
        /// When, by the caller's clock.
        local: Instant,
        /// Its turn among all that happens to breakers.
        turn: u32,
    },
}

/// How a saga gets further. All of it is durable when it is observed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SagaChange {
    /// The log of its orchestrator says that it is so far.
    Phase(Phase),
    /// Its orchestrator gave it up in the middle of its compensations.
    GivenUp,
    /// The disk of a participant has what became of an order.
    Step {
        /// The step.
        step: u32,
        /// What became of it.
        effect: Effect,
        /// What was added to the balance, in dollars: a million at most.
        change: i32,
    },
}

impl Observed {
    /// What happened, in a few words, if it marks a moment; what happens all the time says nothing.
    pub fn says(&self) -> Option<String> {
        match self {
            Self::Became { role, term } => match role {
                ReplicaRole::Leader => Some(format!("leads term {term}")),
                ReplicaRole::Candidate => Some(format!("stands in term {term}")),
                ReplicaRole::Follower | ReplicaRole::PreCandidate => None,
            },
            Self::Truncated { after } => Some(format!("drops entries after {after}")),
            Self::Breaker { to, cause, .. } => {
                (*cause != Cause::Crash).then(|| format!("breaker is {}", to.word()))
            }
            Self::Appended { .. }
            | Self::Applied { .. }
            | Self::Crashed { .. }
            | Self::Stored { .. }
            | Self::Saga { .. } => None,
        }
    }
}
