//! Sending and receiving: what the network and the state of the receiver make of a message.

use super::event::{Event, Message};
use super::simulation::Simulation;
use crate::kernel::{Class, MessageLuck, Transit};
use crate::luck::{DrawKey, Entity, Fortune, Purpose};
use crate::recording::MessageNote;
use crate::time::Instant;
use crate::vocabulary::{MessageKind, Outcome};

impl Message {
    fn note(&self) -> MessageNote {
        MessageNote {
            link: self.link,
            request: self.request,
            kind: self.kind(),
            attempt: self.attempt,
        }
    }

    /// The answer to this request, on the link back.
    pub(super) fn answered(&self, outcome: Outcome, value: u32) -> Self {
        // The two directions between two processes are neighbours, see `RoutePlan::link`.
        Self {
            link: self.link ^ 1,
            answer: Some(outcome),
            value,
            ..*self
        }
    }
}

impl Simulation {
    /// The process at the end of a link.
    #[inline]
    pub(super) fn receiver(&self, link: u32) -> u32 {
        self.shape.topology.links[link as usize].to
    }

    /// Whether messages on a link are kept and sent again rather than lost.
    pub(super) fn is_stream(&self, link: u32) -> bool {
        let profile = self.shape.link_profiles[link as usize];
        self.settings.profiles[profile as usize].stream
    }

    /// Whether what has this luck is written to the trace. Where all is traced, nothing needs to be drawn.
    pub(super) fn is_traced(&self, entity: Entity, key: DrawKey) -> bool {
        let share = self.plan.tracing.share;
        share >= 1.0 || self.luck.draw(entity, Purpose::Sample, key).chance(share)
    }

    /// What the network makes of so many bytes that leave now. Fortune, attempt and direction name the luck of it.
    #[inline]
    pub(super) fn transmit(
        &mut self,
        link: u32,
        size: u64,
        fortune: Fortune,
        attempt: u16,
        kind: MessageKind,
    ) -> Transit {
        let place = link as usize;
        let route = self.shape.topology.links[place].route as usize;
        let luck = MessageLuck {
            luck: self.luck,
            entity: self.shape.routes[route].entity,
            fortune,
            attempt,
            answer: kind.is_response(),
        };
        let profile = &self.settings.profiles[self.shape.link_profiles[place] as usize];
        let mut condition = self.conditions.links[place];
        if let Some(longer) = self.settings.kinds[route].of(kind) {
            condition.extra = condition.extra + longer.sample(luck.draw(Purpose::Kind, 0));
        }
        self.network
            .send(self.now, link, profile, condition, size, luck)
    }

    /// Sends a message.
    pub(super) fn send(&mut self, message: Message) {
        let link = message.link as usize;
        let route = self.shape.topology.links[link].route as usize;
        let settings = &self.settings.routes[route];
        let answer = message.answer.is_some();
        let size = if answer {
            settings.response_size
        } else {
            settings.request_size
        };
        match self.transmit(
            message.link,
            size,
            message.fortune,
            message.attempt,
            message.kind(),
        ) {
            Transit::Arrives(at, second) => {
                self.travel(message, at);
                if let Some(second) = second {
                    self.travel(message, second);
                }
            }
            Transit::Lost => self.lose(message),
            Transit::Held => self.hold(message),
        }
    }

    fn travel(&mut self, message: Message, arrives: Instant) {
        if message.traced {
            self.recorder.sent(self.now, message.note(), arrives);
        }
        self.schedule(arrives, Event::Deliver(message));
    }

    fn lose(&mut self, message: Message) {
        if message.traced {
            self.recorder.lost(self.now, message.note());
        }
    }

    /// A stream keeps a message that does not get through, and tries again.
    fn hold(&mut self, message: Message) {
        self.lose(message);
        self.network
            .hold(message.link, self.now, Event::Deliver(message));
    }

    /// A message is at the end of its link.
    pub(super) fn deliver(&mut self, message: Message) {
        let link = message.link as usize;
        if self.conditions.links[link].cut {
            if self.is_stream(message.link) {
                self.hold(message);
            } else {
                self.lose(message);
            }
            return;
        }
        let condition = self.conditions.processes[self.receiver(message.link) as usize];
        if condition.host_down {
            return self.lose(message);
        }
        if message.traced {
            self.recorder.received(self.now, message.note());
        }
        match (message.answer, condition.crashed) {
            (None, true) => self.send(message.answered(Outcome::Refused, 0)),
            (None, false) => self.accept(message),
            (Some(_), true) => {}
            (Some(outcome), false) => self.answered(message, outcome),
        }
    }

    /// Links healed: what streams kept for them is tried again.
    pub(super) fn release_held(&mut self) {
        let (conditions, settings, shape) = (&self.conditions, &self.settings, &self.shape);
        let whole = |link: u32| {
            let profile = &settings.profiles[shape.link_profiles[link as usize] as usize];
            (!conditions.links[link as usize].cut).then_some(profile.retransmit)
        };
        for (next, kept) in self.network.release(self.now, whole) {
            let again = match kept {
                Event::Deliver(message) => Event::Resend(message),
                Event::Peer(message) => Event::ResendPeer(message),
                other => other,
            };
            match (next, again) {
                (Some(next), again) => self.queue.schedule(next, Class::Normal, again),
                (None, Event::ResendPeer(message)) => drop(self.mail.remove(message.mail)),
                (None, _) => {}
            }
        }
    }
}
