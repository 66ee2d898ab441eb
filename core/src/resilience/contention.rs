//! The simulation of the source of the jitters: clients compete for one row with conditional writes.
//!
//! ```text
//! client -- read --> row -- version --> client -- write if version --> row -- done, or try again --> client
//! ```
//!
//! It runs as a test: the published table must come out of [`Backoff`] and nothing else.
//! Source: Brooker 2015, "Exponential Backoff And Jitter", AWS Architecture Blog.

use super::{Backoff, Growth, Jitter};
use crate::luck::{Distribution, DrawKey, Entity, Luck, Purpose, Sampler, Seed};
use crate::time::{Instant, Span};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What reaches the row, or a client.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Start,
    Read,
    Write(u32),
    Lost,
    Won,
}

struct Contest {
    luck: Luck,
    hop: Sampler,
    backoff: Backoff,
    version: u32,
    calls: u32,
    draws: u64,
    events: BinaryHeap<Reverse<(Instant, u64, u32, Step)>>,
    /// For each client its failed attempts and its last wait.
    clients: Vec<(u32, Span)>,
}

impl Contest {
    fn new(clients: u32, backoff: Backoff, seed: u64) -> Self {
        let hop: Distribution = "normal(10ms, 2ms)".parse().expect("a distribution");
        let mut contest = Self {
            luck: Luck::new(Seed(seed)),
            hop: hop.sampler(),
            backoff,
            version: 0,
            calls: 0,
            draws: 0,
            events: BinaryHeap::new(),
            clients: vec![(0, Span::ZERO); clients as usize],
        };
        (0..clients).for_each(|client| contest.after(Instant::ZERO, client, Step::Start));
        contest
    }

    fn draw(&mut self, purpose: Purpose) -> crate::luck::Draw {
        self.draws += 1;
        let key = DrawKey::ordinal(self.draws);
        self.luck.draw(Entity::named("row"), purpose, key)
    }

    fn after(&mut self, at: Instant, client: u32, step: Step) {
        self.draws += 1;
        self.events.push(Reverse((at, self.draws, client, step)));
    }

    fn hop(&mut self, at: Instant, client: u32, step: Step) {
        let draw = self.draw(Purpose::Latency);
        let delay = self.hop.sample(draw);
        self.after(at + delay, client, step);
    }

    /// When the last client has written, and how many writes that took.
    fn run(mut self) -> (f64, f64) {
        let mut last = Instant::ZERO;
        while let Some(Reverse((at, _, client, step))) = self.events.pop() {
            last = at;
            match step {
                Step::Start => self.hop(at, client, Step::Read),
                // The version is read when the request reaches the row.
                Step::Read => {
                    let seen = self.version;
                    let draw = self.draw(Purpose::Latency);
                    let back = self.hop.sample(draw);
                    self.hop(at + back, client, Step::Write(seen));
                }
                Step::Write(seen) => {
                    self.calls += 1;
                    let won = seen == self.version;
                    self.version += u32::from(won);
                    self.hop(at, client, if won { Step::Won } else { Step::Lost });
                }
                Step::Lost => {
                    let draw = self.draw(Purpose::Jitter);
                    let (failed, previous) = &mut self.clients[client as usize];
                    *failed += 1;
                    // The source counts from 0 what is counted from 1 here: its first wait is twice the base.
                    *previous = self.backoff.wait(*failed + 1, *previous, draw);
                    let wait = *previous;
                    self.after(at + wait, client, Step::Start);
                }
                Step::Won => {}
            }
        }
        (last.as_secs() * 1000.0, f64::from(self.calls))
    }
}

fn mean(clients: u32, backoff: Backoff) -> (f64, f64) {
    let trials = 100;
    let results = (0..trials).map(|seed| Contest::new(clients, backoff, seed).run());
    let (millis, calls) = results.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    (
        millis / f64::from(trials as u32),
        calls / f64::from(trials as u32),
    )
}

#[test]
fn the_published_table_comes_out() {
    let growth = Growth::Exponential {
        base: Span::from_millis(5),
        cap: Span::from_millis(2_000),
        factor: 2.0,
    };
    let exponential = |jitter| Backoff { growth, jitter };
    let none = Backoff {
        growth: Growth::None,
        jitter: Jitter::None,
    };
    let rows = [
        (
            none,
            [
                (10, 381.0, 50.0),
                (50, 1144.0, 689.0),
                (100, 2029.0, 2429.0),
            ],
        ),
        (
            exponential(Jitter::None),
            [
                (10, 3339.0, 50.0),
                (50, 36115.0, 619.0),
                (100, 63164.0, 1856.0),
            ],
        ),
        (
            exponential(Jitter::Decorrelated),
            [
                (10, 441.0, 37.0),
                (50, 2175.0, 374.0),
                (100, 4634.0, 1002.0),
            ],
        ),
        (
            exponential(Jitter::Equal),
            [(10, 720.0, 42.0), (50, 4207.0, 346.0), (100, 6642.0, 812.0)],
        ),
        (
            exponential(Jitter::Full),
            [(10, 465.0, 39.0), (50, 2904.0, 332.0), (100, 4912.0, 795.0)],
        ),
    ];
    for (backoff, cells) in rows {
        for (clients, published_ms, published_calls) in cells {
            let (millis, calls) = mean(clients, backoff);
            let what = format!(
                "{:?}, {clients} clients: {millis:.0} ms, {calls:.0} calls",
                backoff.jitter
            );
            assert!((millis / published_ms - 1.0).abs() < 0.08, "{what}");
            assert!((calls / published_calls - 1.0).abs() < 0.05, "{what}");
        }
    }
}
