//! Sending and receiving: what the network and the state of the receiver make of a packet.

use super::event::Event;
use super::simulation::Simulation;
use crate::kernel::{Class, MessageLuck, Transit};
use crate::luck::{DrawKey, Entity, Purpose};
use crate::packet::{Body, Packet, Request};
use crate::recording::MessageNote;
use crate::time::Instant;
use crate::vocabulary::Outcome;

/// Size of a letter between processes of one node on the wire, in bytes.
const PEER_SIZE: u64 = 500;

impl Packet {
    fn note(&self) -> MessageNote {
        MessageNote {
            link: self.link,
            request: self.request,
            kind: self.kind,
            attempt: self.attempt,
        }
    }

    /// What tells the luck of its way from that of other attempts. Each letter has a luck of its own.
    fn leg(&self) -> u16 {
        match self.body {
            Body::Request { .. } | Body::Response { .. } => self.attempt,
            Body::Letter(_) => 0,
        }
    }
}

impl Simulation {
    /// The process at the end of a link.
    #[inline]
    pub(super) fn receiver(&self, link: u32) -> u32 {
        self.shape.topology.links[link as usize].to
    }

    /// The route of a link.
    pub(super) fn route_of(&self, link: u32) -> u16 {
        self.shape.topology.links[link as usize].route as u16
    }

    /// True if messages on a link are kept and sent again rather than lost.
    fn is_stream(&self, link: u32) -> bool {
        let profile = self.shape.link_profiles[link as usize];
        self.settings.profiles[profile as usize].stream
    }

    /// True if what has this luck is written to the trace. Where all is traced, nothing needs to be drawn.
    pub(super) fn is_traced(&self, entity: Entity, key: DrawKey) -> bool {
        let share = self.plan.tracing.share;
        share >= 1.0 || self.luck.draw(entity, Purpose::Sample, key).chance(share)
    }

    /// What the network makes of a packet that leaves now. Fortune, attempt and direction name the luck of it.
    #[inline]
    fn transmit(&mut self, packet: &Packet) -> Transit {
        let place = packet.link as usize;
        let route = self.shape.topology.links[place].route as usize;
        let luck = MessageLuck {
            luck: self.luck,
            entity: self.shape.routes[route].entity,
            fortune: packet.fortune,
            attempt: packet.leg(),
            answer: packet.kind.is_response(),
        };
        let profile = &self.settings.profiles[self.shape.link_profiles[place] as usize];
        let mut condition = self.conditions.links[place];
        if let Some(longer) = self.settings.message_times[route].of(packet.kind) {
            condition.extra = condition.extra + longer.sample(luck.draw(Purpose::Kind, 0));
        }
        let size = self.size_on(packet.link, route);
        self.network
            .send(self.now, packet.link, profile, condition, size, luck)
    }

    /// Size of what travels on a link, in bytes: requests go out on even links, responses come back on odd ones.
    fn size_on(&self, link: u32, route: usize) -> u64 {
        let settings = &self.settings.routes[route];
        if self.shape.is_between_peers(route as u16) {
            PEER_SIZE
        } else if link.is_multiple_of(2) {
            settings.request_size
        } else {
            settings.response_size
        }
    }

    /// Sends a packet, for the first time or again.
    pub(super) fn send(&mut self, packet: Packet) {
        match self.transmit(&packet) {
            Transit::Arrives(at, second) => {
                self.travel(packet, at);
                if let Some(second) = second
                    && let Some(copy) = self.copied(packet)
                {
                    self.travel(copy, second);
                }
            }
            Transit::Lost => self.lose(packet),
            Transit::Held => self.hold(packet),
        }
    }

    /// The packet once more; a letter is copied with it.
    fn copied(&mut self, packet: Packet) -> Option<Packet> {
        let body = match packet.body {
            Body::Letter(letter) => {
                let copy = self.letters.get(letter).cloned()?;
                Body::Letter(self.letters.insert(copy))
            }
            Body::Request { .. } | Body::Response { .. } => packet.body,
        };
        Some(Packet { body, ..packet })
    }

    fn travel(&mut self, packet: Packet, arrives: Instant) {
        if packet.traced {
            self.recorder.sent(self.now, packet.note(), arrives);
        }
        self.schedule(arrives, Event::Deliver(packet));
    }

    fn note_lost(&mut self, packet: &Packet) {
        if packet.traced {
            self.recorder.lost(self.now, packet.note());
        }
    }

    fn lose(&mut self, packet: Packet) {
        self.note_lost(&packet);
        self.discard(&packet);
    }

    /// Nobody will read it.
    fn discard(&mut self, packet: &Packet) {
        if let Body::Letter(letter) = packet.body {
            self.letters.remove(letter);
        }
    }

    /// A stream keeps a packet that does not get through, and tries again.
    fn hold(&mut self, packet: Packet) {
        self.note_lost(&packet);
        self.network
            .hold(packet.link, self.now, Event::Deliver(packet));
    }

    /// A packet is at the end of its link.
    pub(super) fn deliver(&mut self, packet: Packet) {
        if self.conditions.links[packet.link as usize].cut {
            if self.is_stream(packet.link) {
                self.hold(packet);
            } else {
                self.lose(packet);
            }
            return;
        }
        let process = self.receiver(packet.link);
        let condition = self.conditions.processes[process as usize];
        match packet.body {
            Body::Letter(letter) => {
                if !condition.is_running() {
                    return self.lose(packet);
                }
                self.note_received(&packet);
                if let Some(letter) = self.letters.remove(letter) {
                    let sender = self.shape.topology.links[packet.link as usize].from;
                    let from = self.shape.processes[sender as usize].replica;
                    self.drive(process, |driver, run| {
                        driver.receive(from, &packet, letter, run);
                    });
                }
            }
            _ if condition.host_down => self.lose(packet),
            Body::Request {
                call,
                key,
                value,
                left,
                verb,
                original,
            } => {
                self.note_received(&packet);
                let request = Request {
                    fortune: packet.fortune,
                    call,
                    link: packet.link,
                    request: packet.request,
                    key,
                    value,
                    attempt: packet.attempt,
                    left,
                    verb,
                    original,
                    traced: packet.traced,
                };
                if condition.crashed {
                    self.send(request.response(Outcome::Refused, 0));
                } else {
                    self.accept(request);
                }
            }
            Body::Response {
                call,
                value,
                outcome,
            } => {
                self.note_received(&packet);
                if !condition.crashed {
                    self.answered(call, packet.attempt, outcome, value);
                }
            }
        }
    }

    fn note_received(&mut self, packet: &Packet) {
        if packet.traced {
            self.recorder.received(self.now, packet.note());
        }
    }

    /// Links healed: what streams kept for them is tried again.
    pub(super) fn release_held(&mut self, healed: &[u32]) {
        let (settings, shape) = (&self.settings, &self.shape);
        let with_first_wait = |link: &u32| {
            let profile = shape.link_profiles[*link as usize];
            (*link, settings.profiles[profile as usize].retransmit)
        };
        let healed = healed.iter().map(with_first_wait);
        for (next, kept) in self.network.release(self.now, healed) {
            let Event::Deliver(packet) = kept else {
                continue;
            };
            match next {
                Some(next) => self
                    .queue
                    .schedule(next, Class::Normal, Event::Resend(packet)),
                None => self.discard(&packet),
            }
        }
    }

    /// A process is gone, and with it what its streams kept.
    pub(super) fn forget_held_by(&mut self, process: u32) {
        for forgotten in self.network.forget(process) {
            if let Event::Deliver(Packet {
                body: Body::Letter(letter),
                ..
            }) = forgotten
            {
                self.letters.remove(letter);
            }
        }
    }
}
