//! M/M/8 at a load of 0.8 on the crate `simulacra`: its loop, its queue of events, its random numbers.
//!
//! The same model as [`crate::kernel`]: exponential gaps of 1 ms, exponential work of 6.4 ms, eight slots.

use std::collections::VecDeque;

use simulacra::{Duration, SimRng, Simulation};

const GAP: f64 = 1e6;
const WORK: f64 = 6.4e6;
const SLOTS: u32 = 8;

#[derive(Debug)]
enum Event {
    Arrival(u32),
    Departure,
}

struct Station {
    rng: SimRng,
    busy: u32,
    waiting: VecDeque<u32>,
}

impl Station {
    fn exponential(&mut self, mean: f64) -> Duration {
        let nanos = -mean * (1.0 - self.rng.f64()).ln();
        Duration::from_nanos(nanos as u64)
    }

    fn handle(&mut self, simulation: &mut Simulation<Event>, event: &Event) {
        match event {
            Event::Arrival(request) => {
                let gap = self.exponential(GAP);
                simulation.schedule_in(gap, Event::Arrival(request + 1));
                if self.busy < SLOTS {
                    self.busy += 1;
                    self.start(simulation);
                } else {
                    self.waiting.push_back(*request);
                }
            }
            Event::Departure if self.waiting.pop_front().is_some() => self.start(simulation),
            Event::Departure => self.busy -= 1,
        }
    }

    fn start(&mut self, simulation: &mut Simulation<Event>) {
        let work = self.exponential(WORK);
        simulation.schedule_in(work, Event::Departure);
    }
}

/// Simulates so many events. Returns the moment of the last one in nanoseconds.
pub(crate) fn run(events: u32) -> u64 {
    let mut station = Station {
        rng: SimRng::new(1),
        busy: 0,
        waiting: VecDeque::new(),
    };
    let mut simulation = Simulation::new();
    simulation.schedule_in(Duration::from_nanos(0), Event::Arrival(0));
    for _ in 0..events {
        if let Some(next) = simulation.step() {
            station.handle(&mut simulation, &next.event);
        }
    }
    simulation.now().as_nanos()
}
