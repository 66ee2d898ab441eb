//! The kernel alone, on a queue that every simulation library can run.

use netsplit_core::kernel::{Class, Queue};
use netsplit_core::luck::{Distribution, DrawKey, Entity, Luck, Purpose, Sampler, Seed};
use netsplit_core::nodes::Event;
use netsplit_core::time::{Instant, Span};
use netsplit_core::traffic::{Admission, Gaps, Pool};

/// Who draws.
const SERVERS: Entity = Entity::named("servers");

/// Mean time between two arrivals.
const GAP: Span = Span::from_millis(1);

/// M/M/8 at a load of 0.8 on the queue, the events, the draws and the slots of the engine, without nodes,
/// network and recording: what the rest is measured against.
pub(crate) struct Kernel {
    queue: Queue<Event>,
    pool: Pool<u32>,
    luck: Luck,
    gaps: Gaps,
    work: Sampler,
    now: Instant,
}

impl Kernel {
    /// Nobody has arrived yet.
    pub(crate) fn new() -> Self {
        let work: Distribution = "exp(6.4ms)".parse().expect("a time");
        let luck = Luck::new(Seed(1));
        Self {
            queue: Queue::new(),
            pool: Pool::default(),
            luck,
            gaps: Gaps::new(luck, SERVERS),
            work: work.sampler(),
            now: Instant::ZERO,
        }
    }

    fn arrive_later(&mut self, ordinal: u32) {
        let at = self.now + GAP.scaled(self.gaps.take());
        let event = Event::Arrival { client: 0, ordinal };
        self.queue.schedule(at, Class::Normal, event);
    }

    fn leave_later(&mut self, ordinal: u32) {
        let key = DrawKey::ordinal(u64::from(ordinal));
        let draw = self.luck.draw(SERVERS, Purpose::Work, key);
        let event = Event::Thought {
            client: 0,
            user: 0,
            ordinal,
        };
        let at = self.now + self.work.sample(draw);
        self.queue.schedule(at, Class::Normal, event);
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
