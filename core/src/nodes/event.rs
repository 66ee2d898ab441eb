//! What can happen in a simulation.

use slotmap::new_key_type;

use super::call::TimeLeft;
use crate::consensus::raft;
use crate::luck::{DrawKey, Fortune};
use crate::plan::Change;
use crate::replication::quorum;
use crate::vocabulary::{MessageKind, Outcome, Verb};

new_key_type! {
    /// A call that somebody waits for.
    pub struct CallId;
    /// A request inside a process.
    pub struct TaskId;
    /// What a message between machines says.
    pub struct MailId;
}

/// Something that will happen. Small and plain, because the queue moves it about.
///
/// What tells the kinds apart takes 8 bytes, so that all else is copied in the pieces in which it was written: a
/// processor waits when it is to read at once what lies across two of them.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub enum Event {
    /// The next request of an open loop arrives.
    Arrival {
        /// The client.
        client: u16,
        /// Which of its requests it is, from 0.
        ordinal: u32,
    },
    /// A user of a closed loop has thought enough.
    Thought {
        /// The client.
        client: u16,
        /// The user.
        user: u32,
        /// Which of the user's requests follows, from 0.
        ordinal: u32,
    },
    /// A message is sent again after its link healed.
    Resend(Message),
    /// A message between machines is sent again after its link healed.
    ResendPeer(PeerMessage),
    /// A message arrives.
    Deliver(Message),
    /// A piece of work is done.
    Worked(TaskId),
    /// An attempt has taken as long as it may.
    TimedOut {
        /// The call.
        call: CallId,
        /// The attempt.
        attempt: u16,
    },
    /// A call was refused by its caller's own breaker.
    FailedFast(CallId),
    /// A caller has waited long enough before the next attempt.
    Retry {
        /// The call.
        call: CallId,
    },
    /// A disk has finished a sync.
    Synced {
        /// The process.
        process: u32,
        /// Which life of the process began the sync.
        life: u32,
    },
    /// A message between machines arrives.
    Peer(PeerMessage),
    /// A participant has worked on an order.
    Obeyed {
        /// The process.
        process: u32,
        /// Which of the orders that reached it.
        order: u32,
    },
    /// A timer of a process has run out.
    Timer {
        /// The process.
        process: u32,
        /// Which setting of which timer.
        setting: Setting,
    },
    /// A fault begins or ends, or an intervention changes settings.
    Change(Change),
    /// A process fails at random, or is back.
    Outage(Outage),
}

/// A process goes down or up, by a fault that makes it fail at random.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outage {
    /// The fault.
    pub fault: u32,
    /// The process.
    pub process: u32,
    /// How often the fault has changed how it is: an even number of times, and it is up.
    pub number: u32,
}

/// One setting of a timer of a machine.
#[derive(Clone, Copy, Debug)]
pub enum Setting {
    /// Of a replica of a Raft group, and the how-manieth of that timer; another one since has made it void.
    Raft(raft::Timer, u32),
    /// Of an operation of a coordinator: there is but one, and none needs it when the operation is over.
    Quorum(quorum::Round),
    /// Of a saga.
    Saga(u32),
}

/// A message between two processes. It carries all that its receiver needs: the caller may have given up.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// The luck of the call.
    pub fortune: Fortune,
    /// The call that it belongs to, at the caller.
    pub call: CallId,
    /// The link that it travels on.
    pub link: u32,
    /// The request of a client that it is about.
    pub request: u32,
    /// The key.
    pub key: u32,
    /// The value that is written, that a compare-and-set expects, or that was read; 0 if none.
    pub value: u32,
    /// Attempt of the call, from 1.
    pub attempt: u16,
    /// How long the caller will wait, if it says so.
    pub left: TimeLeft,
    /// What the request does.
    pub operation: Verb,
    /// How an answer says that it went; `None` for a request.
    pub answer: Option<Outcome>,
    /// Neither a retry nor because of one.
    pub original: bool,
    /// Whether it is written to the trace.
    pub traced: bool,
}

/// A message between machines: processes of one store, or the two sides of a saga. What it says is too large to
/// move about, and kept apart.
#[derive(Clone, Copy, Debug)]
pub struct PeerMessage {
    /// The luck of the message.
    pub fortune: Fortune,
    /// What it says.
    pub mail: MailId,
    /// The link that it travels on.
    pub link: u32,
    /// The request of a client that it is about; `NO_REQUEST` if none.
    pub request: u32,
    /// Tells messages in flight on one link apart, and is shown as the attempt where there is a request.
    pub ordinal: u16,
    /// What it is, for the trace.
    pub kind: MessageKind,
    /// Whether it is written to the trace.
    pub traced: bool,
}

impl Setting {
    /// What tells the draw of its time from all others of the process.
    pub fn key(self) -> DrawKey {
        let (high, low) = match self {
            Self::Raft(timer, number) => (timer as u32, number),
            Self::Quorum(round) => (round.incarnation, round.number),
            Self::Saga(number) => (0, number),
        };
        DrawKey::ordinal(u64::from(high) << 32 | u64::from(low))
    }
}

impl Message {
    /// What it is, for the trace.
    pub fn kind(&self) -> MessageKind {
        match (self.answer, self.operation) {
            (None, Verb::Read) => MessageKind::Read,
            (None, Verb::Write) => MessageKind::Write,
            (None, Verb::CompareAndSet) => MessageKind::CompareAndSet,
            (Some(outcome), _) if outcome.is_success() => MessageKind::Success,
            (Some(_), _) => MessageKind::Failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_small() {
        // With its place in the queue it fits in a cache line.
        assert!(size_of::<Event>() <= 48, "{}", size_of::<Event>());
    }
}
