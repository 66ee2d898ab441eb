//! Messages between machines - processes of one store, the two sides of a saga - and their timers.

use super::Simulation;
use super::quorum::QuorumReplica;
use super::raft::RaftReplica;
use crate::consensus::key_value::Command;
use crate::consensus::raft;
use crate::kernel::Transit;
use crate::luck::{DrawKey, Fortune};
use crate::nodes::event::{Event, PeerMessage};
use crate::recording::MessageNote;
use crate::replication::quorum;
use crate::time::Instant;
use crate::transactions::saga;
use crate::vocabulary::{MessageKind, NO_REQUEST};

/// What a message between machines says.
#[derive(Clone, Debug)]
pub(in crate::nodes) enum Mail {
    /// Between replicas of a Raft group.
    Raft(raft::RaftMessage<Command>),
    /// Between coordinators and replicas of quorums.
    Quorum(quorum::QuorumMessage),
    /// From an orchestrator to a participant.
    Order(saga::Order<saga::Command>),
    /// From a participant to an orchestrator.
    Report(saga::Report),
}

/// Size of a message between machines on the wire, in bytes.
const SIZE: u64 = 500;

impl Mail {
    /// What it is, for the trace.
    fn kind(&self) -> MessageKind {
        match self {
            Self::Raft(message) => raft_kind(message),
            Self::Quorum(message) => quorum_kind(message),
            Self::Order(saga::Order::Act { .. }) => MessageKind::Act,
            Self::Order(saga::Order::Compensate { .. }) => MessageKind::Compensate,
            Self::Report(saga::Report::Acted(_)) => MessageKind::Acted,
            Self::Report(saga::Report::Refused(_)) => MessageKind::Refused,
            Self::Report(saga::Report::Compensated(_)) => MessageKind::Compensated,
        }
    }
}

fn raft_kind(message: &raft::RaftMessage<Command>) -> MessageKind {
    use raft::{Appended, RaftMessage};
    match message {
        RaftMessage::PreVote { .. } => MessageKind::PreVote,
        RaftMessage::RequestVote { .. } => MessageKind::Vote,
        RaftMessage::PreVoteReply { granted, .. }
        | RaftMessage::RequestVoteReply { granted, .. } => {
            if *granted {
                MessageKind::Granted
            } else {
                MessageKind::Denied
            }
        }
        RaftMessage::AppendEntries(append) if append.entries.is_empty() => MessageKind::Heartbeat,
        RaftMessage::AppendEntries(_) => MessageKind::Entries,
        RaftMessage::AppendEntriesReply { appended, .. } => match appended {
            Appended::Matched { .. } => MessageKind::Acknowledge,
            Appended::Conflict { .. } | Appended::Stale => MessageKind::Mismatch,
        },
    }
}

const fn quorum_kind(message: &quorum::QuorumMessage) -> MessageKind {
    use quorum::QuorumMessage;
    match message {
        QuorumMessage::Read { .. } => MessageKind::Read,
        QuorumMessage::Write { .. } => MessageKind::Write,
        QuorumMessage::Value { .. } => MessageKind::Value,
        QuorumMessage::Written { .. } => MessageKind::Acknowledge,
    }
}

impl PeerMessage {
    fn note(&self) -> MessageNote {
        MessageNote {
            link: self.link,
            request: self.request,
            kind: self.kind,
            attempt: self.ordinal,
        }
    }
}

/// How a message between machines travels.
#[derive(Clone, Copy, Debug)]
pub(in crate::nodes) struct Envelope {
    pub(in crate::nodes) fortune: Fortune,
    pub(in crate::nodes) link: u32,
    pub(in crate::nodes) request: u32,
    pub(in crate::nodes) ordinal: u16,
    pub(in crate::nodes) traced: bool,
}

impl Simulation {
    /// Sends mail from one process of a store to the one of that number.
    pub(super) fn send_mail(&mut self, process: u32, to: u32, ordinal: u32, mail: Mail) {
        let plan = self.shape.processes[process as usize];
        let Some(route) = self.shape.peer_routes[plan.node as usize] else {
            return;
        };
        let fortune = Fortune::of_request(plan.entity, to, ordinal);
        let envelope = Envelope {
            fortune,
            link: self.shape.routes[route as usize].link(plan.replica, to),
            request: NO_REQUEST,
            // The low half is enough to tell messages in flight on one link apart.
            ordinal: ordinal as u16,
            traced: self.is_traced(self.shape.entities[0], DrawKey::leg(fortune, 1, 0)),
        };
        self.recorder.attempt(self.now, route, true);
        self.post(envelope, mail);
    }

    /// Sends mail.
    pub(in crate::nodes) fn post(&mut self, envelope: Envelope, mail: Mail) {
        let Envelope {
            fortune,
            link,
            request,
            ordinal,
            traced,
        } = envelope;
        let kind = mail.kind();
        let mail = self.mail.insert(mail);
        self.send_peer(PeerMessage {
            fortune,
            mail,
            link,
            request,
            ordinal,
            kind,
            traced,
        });
    }

    /// Size of a message between machines on the wire, in bytes.
    fn size_of_mail(&self, message: &PeerMessage) -> u64 {
        let route = self.shape.topology.links[message.link as usize].route;
        let settings = &self.settings.routes[route as usize];
        match message.kind {
            MessageKind::Act | MessageKind::Compensate => settings.request_size,
            MessageKind::Acted | MessageKind::Refused | MessageKind::Compensated => {
                settings.response_size
            }
            MessageKind::PreVote
            | MessageKind::Vote
            | MessageKind::Granted
            | MessageKind::Denied
            | MessageKind::Mismatch
            | MessageKind::Heartbeat
            | MessageKind::Entries
            | MessageKind::Acknowledge
            | MessageKind::Value
            | MessageKind::Read
            | MessageKind::Write
            | MessageKind::CompareAndSet
            | MessageKind::Success
            | MessageKind::Failure => SIZE,
        }
    }

    /// Sends a message between machines, for the first time or again.
    pub(in crate::nodes) fn send_peer(&mut self, message: PeerMessage) {
        let size = self.size_of_mail(&message);
        match self.transmit(message.link, size, message.fortune, 0, message.kind) {
            Transit::Arrives(at, second) => {
                self.travel_peer(message, at);
                if let (Some(second), Some(copy)) = (second, self.mail.get(message.mail).cloned()) {
                    let mail = self.mail.insert(copy);
                    self.travel_peer(PeerMessage { mail, ..message }, second);
                }
            }
            Transit::Lost => self.lose_peer(message),
            Transit::Held => self.hold_peer(message),
        }
    }

    fn travel_peer(&mut self, message: PeerMessage, arrives: Instant) {
        if message.traced {
            self.recorder.sent(self.now, message.note(), arrives);
        }
        self.schedule(arrives, Event::Peer(message));
    }

    fn note_lost(&mut self, message: &PeerMessage) {
        if message.traced {
            self.recorder.lost(self.now, message.note());
        }
    }

    fn lose_peer(&mut self, message: PeerMessage) {
        self.note_lost(&message);
        self.mail.remove(message.mail);
    }

    fn hold_peer(&mut self, message: PeerMessage) {
        self.note_lost(&message);
        self.network
            .hold(message.link, self.now, Event::Peer(message));
    }

    /// A message between machines is at the end of its link.
    pub(in crate::nodes) fn deliver_peer(&mut self, message: PeerMessage) {
        let link = message.link as usize;
        if self.conditions.links[link].cut {
            if self.is_stream(message.link) {
                self.hold_peer(message);
            } else {
                self.lose_peer(message);
            }
            return;
        }
        let process = self.receiver(message.link);
        if !self.conditions.processes[process as usize].is_running() {
            return self.lose_peer(message);
        }
        if message.traced {
            self.recorder.received(self.now, message.note());
        }
        let sender = self.shape.topology.links[link].from;
        let from = self.shape.processes[sender as usize].replica;
        match self.mail.remove(message.mail) {
            Some(Mail::Raft(message)) => self.receive::<RaftReplica>(process, from, message),
            Some(Mail::Quorum(message)) => self.receive::<QuorumReplica>(process, from, message),
            Some(Mail::Order(order)) => self.take_order(process, &message, order),
            Some(Mail::Report(report)) => self.take_report(process, report),
            None => {}
        }
    }
}
