//! The kernel alone, on a queue that every simulation library can run.

use netsplit_core::kernel::{Class, Queue};
use netsplit_core::luck::{Distribution, DrawKey, Entity, Luck, Purpose, Sampler, Seed};
use netsplit_core::nodes::Event;
use netsplit_core::time::Instant;
use netsplit_core::traffic::{Admission, Pool};

/// M/M/8 at a load of 0.8 on the queue, the events, the draws and the slots of the engine, without nodes,
/// network and recording: what the rest is measured against.
pub(crate) struct Kernel {
    queue: Queue<Event>,
    pool: Pool<u32>,
    luck: Luck,
    gap: Sampler,
    work: Sampler,
    now: Instant,
}

impl Kernel {
    /// Nobody has arrived yet.
    pub(crate) fn new() -> Self {
        let sampler = |text: &str| text.parse::<Distribution>().expect("a time").sampler();
        Self {
            queue: Queue::new(),
            pool: Pool::default(),
            luck: Luck::new(Seed(1)),
            gap: sampler("exp(1ms)"),
            work: sampler("exp(6.4ms)"),
            now: Instant::ZERO,
        }
    }

    fn schedule(&mut self, purpose: Purpose, ordinal: u32, event: Event) {
        const ENTITY: Entity = Entity::named("servers");
        let draw = self
            .luck
            .draw(ENTITY, purpose, DrawKey::ordinal(u64::from(ordinal)));
        let law = if purpose == Purpose::Work {
            &self.work
        } else {
            &self.gap
        };
        let at = self.now + law.sample(draw);
        self.queue.schedule(at, Class::Normal, event);
    }

    fn arrive_later(&mut self, ordinal: u32) {
        let event = Event::Arrival { client: 0, ordinal };
        self.schedule(Purpose::Arrival, ordinal, event);
    }

    fn leave_later(&mut self, ordinal: u32) {
        let event = Event::Thought {
            client: 0,
            user: 0,
            ordinal,
        };
        self.schedule(Purpose::Work, ordinal, event);
    }

    fn handle(&mut self, event: Event) {
        if let Event::Arrival { ordinal, .. } = event {
            self.arrive_later(ordinal + 1);
            if self.pool.arrive(ordinal, Some(8), None) == Admission::Started {
                self.leave_later(ordinal);
            }
        } else {
            self.pool.leave();
            if let Some(next) = self.pool.start_next(Some(8)) {
                self.leave_later(next);
            }
        }
    }

    /// Simulates so many events. Returns the moment of the last one.
    pub(crate) fn run(mut self, events: u32) -> Instant {
        self.arrive_later(0);
        for _ in 0..events {
            if let Some((at, event)) = self.queue.pop() {
                self.now = at;
                self.handle(event);
            }
        }
        self.now
    }
}
