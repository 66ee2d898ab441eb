//! Packets: everything that travels on a link, whatever it says.
//!
//! ```text
//! packet = header (link, luck, request, kind) + body
//! body   = request of a call | response to it | letter, which is kept apart because it is large
//! ```
//!
//! A packet is copied often, from queue to queue, so its body holds only what nearly every call needs. What a protocol says
//! beyond that (entries of a log, versions, tokens, topics) is a [`Letter`], and the packet carries its number.

use slotmap::new_key_type;

use crate::consensus::key_value::Command;
use crate::consensus::raft;
use crate::luck::Fortune;
use crate::replication::quorum;
use crate::time::Span;
use crate::transactions::saga;
use crate::vocabulary::{MessageKind, Outcome, Verb, written_by};

new_key_type! {
    /// A call that somebody waits for.
    pub struct CallId;
    /// A letter on its way.
    pub struct LetterId;
}

/// Something that travels between two processes. It carries all that its receiver needs: the sender may have given up.
#[derive(Clone, Copy, Debug)]
pub struct Packet {
    /// The luck of what it belongs to.
    pub fortune: Fortune,
    /// The link that it travels on.
    pub link: u32,
    /// The request of a client that it is about; `NO_REQUEST` if none.
    pub request: u32,
    /// Attempt of the call, from 1. Tells letters in flight on one link apart.
    pub attempt: u16,
    /// Kind of the message.
    pub kind: MessageKind,
    /// True if it is written to the trace.
    pub traced: bool,
    /// What it says.
    pub body: Body,
}

/// What a packet says.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    /// A request of a call.
    Request {
        /// The call, at the caller.
        call: CallId,
        /// The key.
        key: u32,
        /// The value that is written, or that a compare-and-set expects; 0 if none.
        value: u32,
        /// How long the caller will wait.
        left: TimeLeft,
        /// What the request does.
        verb: Verb,
        /// True if it is neither a retry nor caused by one.
        original: bool,
    },
    /// A response to a request.
    Response {
        /// The call, at the caller.
        call: CallId,
        /// The value that was read; 0 if none.
        value: u32,
        /// How the attempt ended.
        outcome: Outcome,
    },
    /// A message of a protocol.
    Letter(LetterId),
}

/// A request of a call, as its receiver keeps it.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The luck of the call.
    pub fortune: Fortune,
    /// The call, at the caller.
    pub call: CallId,
    /// The link that it came on.
    pub link: u32,
    /// The request of a client that it is about.
    pub request: u32,
    /// The key.
    pub key: u32,
    /// The value that is written, or that a compare-and-set expects; 0 if none.
    pub value: u32,
    /// Attempt of the call, from 1.
    pub attempt: u16,
    /// How long the caller will wait.
    pub left: TimeLeft,
    /// What it does.
    pub verb: Verb,
    /// True if it is neither a retry nor caused by one.
    pub original: bool,
    /// True if it is written to the trace.
    pub traced: bool,
}

/// What a protocol says to its other side. One variant a protocol.
#[derive(Clone, Debug)]
pub enum Letter {
    /// Between replicas of a Raft group.
    Raft(raft::RaftMessage<Command>),
    /// Between coordinators and replicas of quorums.
    Quorum(quorum::QuorumMessage),
    /// From an orchestrator to a participant.
    Order(saga::Order<saga::Command>),
    /// From a participant to an orchestrator.
    Report(saga::Report),
}

impl Request {
    /// The packet that carries it.
    pub fn packet(&self) -> Packet {
        Packet {
            fortune: self.fortune,
            link: self.link,
            request: self.request,
            attempt: self.attempt,
            kind: self.verb.traits().message,
            traced: self.traced,
            body: Body::Request {
                call: self.call,
                key: self.key,
                value: self.value,
                left: self.left,
                verb: self.verb,
                original: self.original,
            },
        }
    }

    /// The response to it, on the link back.
    pub fn response(&self, outcome: Outcome, value: u32) -> Packet {
        let kind = if outcome.is_success() {
            MessageKind::Success
        } else {
            MessageKind::Failure
        };
        Packet {
            fortune: self.fortune,
            // The two directions between two processes are neighbours, see `RoutePlan::link`.
            link: self.link ^ 1,
            request: self.request,
            attempt: self.attempt,
            kind,
            traced: self.traced,
            body: Body::Response {
                call: self.call,
                value,
                outcome,
            },
        }
    }

    /// The value to be written.
    pub fn written(&self) -> u32 {
        match self.verb {
            Verb::Read | Verb::Write => self.value,
            Verb::CompareAndSet => written_by(self.request),
        }
    }

    /// The value that a compare-and-set expects; `None`: the key must have none.
    pub fn expected(&self) -> Option<u32> {
        (self.value != 0).then_some(self.value)
    }
}

/// How long a caller will wait, as a message carries it: in 16 bits, rounded down by less than a thousandth.
///
/// A floating number without a sign, `mantissa x 2^exponent` nanoseconds with 11 bits and 5: up to 73 minutes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimeLeft(u16);

impl TimeLeft {
    /// The caller does not say.
    pub const UNSAID: Self = Self(u16::MAX);

    /// Bits of the mantissa.
    const BITS: u32 = 11;

    /// So much time.
    pub fn new(left: Option<Span>) -> Self {
        let Some(Span(nanos)) = left else {
            return Self::UNSAID;
        };
        let exponent = (u64::BITS - nanos.leading_zeros()).saturating_sub(Self::BITS);
        // The longest that fits is longer than any deadline of a scenario.
        let most = u16::MAX - 1;
        if exponent > u32::from(most >> Self::BITS) {
            return Self(most);
        }
        Self(((exponent as u16) << Self::BITS | (nanos >> exponent) as u16).min(most))
    }

    /// The time, if the caller says.
    pub fn span(self) -> Option<Span> {
        let mantissa = u64::from(self.0) & ((1 << Self::BITS) - 1);
        (self != Self::UNSAID).then(|| Span(mantissa << (self.0 >> Self::BITS)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_is_small() {
        assert!(size_of::<Packet>() <= 40, "{}", size_of::<Packet>());
    }

    #[test]
    fn time_left_is_rounded_down_by_less_than_a_thousandth() {
        assert_eq!(TimeLeft::new(None).span(), None);
        for nanos in [
            0,
            1,
            999,
            2047,
            2048,
            123_456_789,
            5_000_000_000,
            3_600_000_000_000,
        ] {
            let told = TimeLeft::new(Some(Span(nanos)))
                .span()
                .expect("it is said")
                .0;
            assert!(
                told <= nanos && told >= nanos - nanos / 1000,
                "{nanos}: {told}"
            );
        }
    }

    #[test]
    fn more_than_fits_is_the_most_that_does() {
        let most = TimeLeft::new(Some(Span(u64::MAX)))
            .span()
            .expect("it is said");
        assert!(most > Span::from_secs(3600.0));
    }
}
