//! Links: whether and when a message arrives.
//!
//! ```text
//! send --> wait for the line (bandwidth) --> latency (drawn, plus what faults add) --> receive
//!             stream:   a loss costs a retransmission timeout, doubled each time; order holds
//!             datagram: a loss is a loss; may arrive twice, may be overtaken
//! ```
//!
//! A stream over a cut link keeps its messages and retries until the link heals or the stream gives up; the doubling
//! timeout is that of TCP (RFC 6298, section 5.5).

use std::collections::BTreeMap;

use crate::kernel::LinkCondition;
use crate::luck::{DrawKey, Entity, Fortune, Luck, Purpose, Sampler};
use crate::sort;
use crate::time::{Instant, SECOND, Span};

/// Properties of a link.
#[derive(Clone, Debug)]
pub struct LinkProfile {
    /// Latency, one way.
    pub latency: Sampler,
    /// Share of transmissions lost.
    pub loss: f64,
    /// Share of datagrams that arrive twice.
    pub duplicate: f64,
    /// Share of datagrams that are held back.
    pub reorder: f64,
    /// Delay of datagrams that are held back.
    pub reorder_by: Span,
    /// Bytes per second; `None` means no limit.
    pub bandwidth: Option<u64>,
    /// True for a stream, false for datagrams.
    pub stream: bool,
    /// First retransmission timeout of a stream.
    pub retransmit: Span,
}

/// Fate of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transit {
    /// It arrives, perhaps twice.
    Arrives(Instant, Option<Instant>),
    /// It is lost for good.
    Lost,
    /// The link is cut, and the stream keeps the message until it heals.
    Held,
}

/// Inputs of the draws for a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MessageLuck {
    /// The source of draws.
    pub luck: Luck,
    /// The route that the message takes, by name.
    pub entity: Entity,
    /// The fortune of the call.
    pub fortune: Fortune,
    /// The attempt of the call that it belongs to.
    pub attempt: u16,
    /// True for an answer.
    pub answer: bool,
}

/// Number of tries after which a stream gives up: with a first timeout of 200 ms, after 102 s.
const TRIES: u32 = 10;

/// The state of every link. `M` is a message.
#[derive(Clone, Debug)]
pub struct Network<M> {
    links: Vec<Line>,
    /// Sending process of each link.
    senders: Vec<u32>,
    /// Messages that streams keep while their links are cut, by sender and link, oldest first. Together, so that the end
    /// of a cut or of a process costs what it concerns.
    held: BTreeMap<(u32, u32), Vec<Held<M>>>,
    /// Number of messages that were ever held.
    ever_held: u64,
    /// Number of messages that are held.
    now_held: usize,
}

/// The state of one link.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Line {
    /// Departure of the last byte so far.
    free_at: Instant,
    /// Arrival of the last message so far: a stream keeps the order.
    last_arrival: Instant,
}

/// A message that a stream keeps while its link is cut.
#[derive(Clone, Debug)]
struct Held<M> {
    /// Ordinal among all messages that were ever held.
    number: u64,
    sent: Instant,
    message: M,
}

impl MessageLuck {
    /// The draw for a purpose; `try_number` distinguishes the draws of one message.
    pub fn draw(self, purpose: Purpose, try_number: u32) -> crate::luck::Draw {
        let leg = (try_number << 1) as u16 | u16::from(self.answer);
        self.luck.draw(
            self.entity,
            purpose,
            DrawKey::leg(self.fortune, self.attempt, leg),
        )
    }
}

impl<M> Network<M> {
    /// Idle links, given the sending process of each.
    pub fn new(senders: Vec<u32>) -> Self {
        Self {
            links: vec![Line::default(); senders.len()],
            senders,
            held: BTreeMap::new(),
            ever_held: 0,
            now_held: 0,
        }
    }

    /// Sends a message of `size` bytes on a link.
    #[inline]
    pub fn send(
        &mut self,
        now: Instant,
        link: u32,
        profile: &LinkProfile,
        condition: LinkCondition,
        size: u64,
        luck: MessageLuck,
    ) -> Transit {
        if condition.cut {
            return if profile.stream {
                Transit::Held
            } else {
                Transit::Lost
            };
        }
        let line = &mut self.links[link as usize];
        let departs = line.departure(now, profile.bandwidth, size);
        let loss = profile.loss.max(condition.loss);
        let Some(losses) = losses(loss, profile.stream, luck) else {
            return Transit::Lost;
        };
        let travel = profile.latency.sample(luck.draw(Purpose::Latency, 0)) + condition.extra;
        let arrives = departs + waits(profile.retransmit, losses) + travel;
        if profile.stream {
            line.last_arrival = arrives.max(line.last_arrival);
            Transit::Arrives(line.last_arrival, None)
        } else {
            datagram(arrives, profile, luck)
        }
    }

    /// Keeps a message of a stream until its link heals.
    pub fn hold(&mut self, link: u32, sent: Instant, message: M) {
        let held = Held {
            number: self.ever_held,
            sent,
            message,
        };
        let place = (self.senders[link as usize], link);
        self.held.entry(place).or_default().push(held);
        self.ever_held += 1;
        self.now_held += 1;
    }

    /// Hands over the messages kept for links that healed, oldest first, each with the moment of its next try; `None` for
    /// the moment if the stream has given up. Each link comes with the first wait of its stream.
    pub fn release(
        &mut self,
        now: Instant,
        healed: impl IntoIterator<Item = (u32, Span)>,
    ) -> Vec<(Option<Instant>, M)> {
        let mut released = Vec::new();
        for (link, wait) in healed {
            let place = (self.senders[link as usize], link);
            let held = self.held.remove(&place).unwrap_or_default();
            released.extend(held.into_iter().map(|held| (wait, held)));
        }
        self.now_held -= released.len();
        sort::by_key(&mut released, |(_, held)| held.number);
        released
            .into_iter()
            .map(|(wait, held)| (next_try(wait, held.sent, now), held.message))
            .collect()
    }

    /// Forgets the messages kept for a process that is gone, and hands them over, oldest first.
    pub fn forget(&mut self, sender: u32) -> impl Iterator<Item = M> {
        let its_own = self.held.range((sender, 0)..=(sender, u32::MAX));
        let places: Vec<_> = its_own.map(|(place, _)| *place).collect();
        let forgotten = places.iter().filter_map(|place| self.held.remove(place));
        let mut forgotten: Vec<_> = forgotten.flatten().collect();
        self.now_held -= forgotten.len();
        sort::by_key(&mut forgotten, |held| held.number);
        forgotten.into_iter().map(|held| held.message)
    }

    /// Number of messages that are kept.
    pub fn held(&self) -> usize {
        self.now_held
    }
}

impl Line {
    /// Departure of the last byte of a message.
    fn departure(&mut self, now: Instant, bandwidth: Option<u64>, size: u64) -> Instant {
        let Some(bandwidth) = bandwidth else {
            return now;
        };
        let sending = u128::from(size) * u128::from(SECOND) / u128::from(bandwidth.max(1));
        self.free_at = self.free_at.max(now) + Span(sending as u64);
        self.free_at
    }
}

/// Number of losses before a message gets through; `None` if it never does.
fn losses(loss: f64, stream: bool, luck: MessageLuck) -> Option<u32> {
    if loss <= 0.0 {
        return Some(0);
    }
    let tries = if stream { TRIES } else { 1 };
    (0..tries).find(|try_number| !luck.draw(Purpose::Loss, *try_number).chance(loss))
}

/// Sum of doubling timeouts.
fn waits(first: Span, losses: u32) -> Span {
    // Most messages are not lost, and in a browser this multiplication is a call.
    if losses == 0 {
        return Span::ZERO;
    }
    first * ((1 << losses) - 1)
}

/// The next try of a stream that first sent at `sent`; `None` if it has given up.
fn next_try(first: Span, sent: Instant, now: Instant) -> Option<Instant> {
    (1..TRIES)
        .map(|tries| sent + waits(first, tries))
        .find(|next| *next >= now)
}

fn datagram(arrives: Instant, profile: &LinkProfile, luck: MessageLuck) -> Transit {
    let late = profile.reorder > 0.0 && luck.draw(Purpose::Reorder, 0).chance(profile.reorder);
    let arrives = if late {
        arrives + profile.reorder_by
    } else {
        arrives
    };
    let twice =
        profile.duplicate > 0.0 && luck.draw(Purpose::Duplicate, 0).chance(profile.duplicate);
    let second = twice.then(|| arrives + profile.latency.sample(luck.draw(Purpose::Latency, 1)));
    Transit::Arrives(arrives, second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::luck::{Distribution, Seed};

    fn profile(text: &str) -> LinkProfile {
        LinkProfile {
            latency: text.parse::<Distribution>().unwrap().sampler(),
            loss: 0.0,
            duplicate: 0.0,
            reorder: 0.0,
            reorder_by: Span::from_millis(10),
            bandwidth: None,
            stream: true,
            retransmit: Span::from_millis(200),
        }
    }

    fn luck(ordinal: u32) -> MessageLuck {
        let entity = Entity::named("a->b");
        let fortune = Fortune::of_request(entity, 0, ordinal);
        MessageLuck {
            luck: Luck::new(Seed(1)),
            entity,
            fortune,
            attempt: 1,
            answer: false,
        }
    }

    fn arrivals(profile: &LinkProfile, count: u32) -> Vec<Transit> {
        let mut network = Network::<()>::new(vec![0]);
        let usual = LinkCondition::default();
        (0..count)
            .map(|key| network.send(Instant(u64::from(key)), 0, profile, usual, 1000, luck(key)))
            .collect()
    }

    fn first(transit: &Transit) -> Option<Instant> {
        match transit {
            Transit::Arrives(at, _) => Some(*at),
            Transit::Lost | Transit::Held => None,
        }
    }

    #[test]
    fn a_stream_loses_nothing_and_keeps_its_order() {
        let lossy = LinkProfile {
            loss: 0.3,
            ..profile("exp(10ms)")
        };
        let arrived: Vec<_> = arrivals(&lossy, 500).iter().filter_map(first).collect();
        assert_eq!(arrived.len(), 500);
        assert!(arrived.is_sorted());
        assert!(
            arrived[499] >= Instant::from_secs(0.2),
            "a loss costs a retransmission"
        );
    }

    #[test]
    fn datagrams_are_lost_doubled_and_overtaken_as_often_as_said() {
        let raw = LinkProfile {
            loss: 0.2,
            duplicate: 0.1,
            reorder: 0.5,
            stream: false,
            ..profile("1ms")
        };
        let sent = arrivals(&raw, 20_000);
        let share = |count: usize| count as f64 / 20_000.0;
        let lost = sent
            .iter()
            .filter(|transit| **transit == Transit::Lost)
            .count();
        assert!((share(lost) - 0.2).abs() < 0.01);
        let twice = sent
            .iter()
            .filter(|transit| matches!(transit, Transit::Arrives(_, Some(_))))
            .count();
        assert!((share(twice) - 0.08).abs() < 0.01);
        assert!(!sent.iter().filter_map(first).is_sorted());
    }

    #[test]
    fn bandwidth_makes_messages_wait_for_the_line() {
        let slow = LinkProfile {
            bandwidth: Some(1_000_000),
            ..profile("5ms")
        };
        let arrived: Vec<_> = arrivals(&slow, 3).iter().filter_map(first).collect();
        assert_eq!(arrived, [6, 7, 8].map(|millis| Instant(millis * 1_000_000)));
    }

    #[test]
    fn a_cut_holds_streams_and_swallows_datagrams() {
        let mut network = Network::<&str>::new(vec![0]);
        let cut = LinkCondition {
            cut: true,
            ..LinkCondition::default()
        };
        let stream = profile("1ms");
        assert_eq!(
            network.send(Instant(0), 0, &stream, cut, 0, luck(0)),
            Transit::Held
        );
        let datagram = LinkProfile {
            stream: false,
            ..stream
        };
        assert_eq!(
            network.send(Instant(0), 0, &datagram, cut, 0, luck(0)),
            Transit::Lost
        );
        network.hold(0, Instant(0), "kept");
        let wait = Span::from_millis(200);
        assert_eq!(network.release(Instant(1), []), []);
        let released = network.release(Instant::from_secs(0.7), [(0, wait)]);
        assert_eq!(released, [(Some(Instant::from_secs(1.4)), "kept")]);
        assert_eq!(network.held(), 0);
    }

    /// Links 0 and 2 begin at one process, 1 and 3 at another; two messages wait for each, the last link first.
    fn with_held_messages() -> Network<u32> {
        let mut network = Network::new(vec![7, 8, 7, 8]);
        for message in 0..8 {
            network.hold(3 - message % 4, Instant(0), message);
        }
        network
    }

    #[test]
    fn links_that_heal_together_let_go_in_the_order_of_holding() {
        let mut network = with_held_messages();
        let wait = Span::from_millis(200);
        let released = network.release(Instant(1), [(0, wait), (1, wait), (3, wait)]);
        let order: Vec<_> = released.iter().map(|(_, message)| *message).collect();
        assert_eq!(order, [0, 2, 3, 4, 6, 7]);
        assert_eq!(network.held(), 2, "link 2 is still cut");
    }

    #[test]
    fn a_process_that_is_gone_leaves_the_messages_of_others() {
        let mut network = with_held_messages();
        let forgotten: Vec<_> = network.forget(7).collect();
        assert_eq!(forgotten, [1, 3, 5, 7]);
        assert_eq!(network.forget(7).count(), 0);
        assert_eq!(network.held(), 4);
    }

    #[test]
    fn a_stream_gives_up_in_the_end() {
        assert_eq!(
            next_try(
                Span::from_millis(200),
                Instant::ZERO,
                Instant::from_secs(200.0)
            ),
            None
        );
        let dead = LinkProfile {
            loss: 1.0,
            ..profile("1ms")
        };
        assert_eq!(arrivals(&dead, 1), [Transit::Lost]);
    }
}
