//! How fast the engine is: `cargo bench --package netsplit-core`, or `... -- kernel` for one part.
//!
//! Divan, because it counts items: it prints events a second beside each time, medians included, and costs a
//! third of Criterion's dependencies. Requests a second follow from the first table.

use std::hint::black_box;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use netsplit_core::experiment::judge;
use netsplit_core::kernel::{Class, Queue};
use netsplit_core::luck::{Distribution, DrawKey, Entity, Luck, Purpose, Sampler, Seed};
use netsplit_core::nodes::{Event, Simulation};
use netsplit_core::plan::Plan;
use netsplit_core::presets;
use netsplit_core::recording::{Recording, Replay};
use netsplit_core::scenario::Document;
use netsplit_core::time::Instant;
use netsplit_core::traffic::{Admission, Pool};

const LABS: &[&str] = &["start", "layered-architecture", "load-balancing"];

/// The large scenario among the small ones of the gallery.
const BUSY: &str = "busy";

/// 1000 requests a second for 200 s, a balancer, two servers with queues, about 1.4 million events.
const BUSY_TEXT: &str = r#"{
    "v": 1,
    "duration": "200s",
    "nodes": {
        "users": { "kind": "client" },
        "lb": { "kind": "balancer" },
        "servers": { "kind": "service", "replicas": 2, "concurrency": 60, "handlers": { "any": [{ "work": "exp(100ms)" }] } }
    },
    "calls": { "lb->servers": {} },
    "workload": { "users": { "loop": "open", "to": "lb", "rate": "1000/s" } }
}"#;

fn main() {
    println!("| scenario | events | requests | events a request | trace entries |");
    println!("|---|---|---|---|---|");
    for name in LABS.iter().chain(&[BUSY]) {
        let recording = record(&plan(name));
        let (events, requests) = (recording.events, recording.operations.len());
        let each = events as f64 / requests as f64;
        let entries = recording.entries.len();
        println!("| {name} | {events} | {requests} | {each:.1} | {entries} |");
    }
    println!("\n```text");
    divan::main();
    println!("```");
}

fn document(name: &str) -> Document {
    match name {
        BUSY => Document::parse(BUSY_TEXT).expect("written above"),
        name => presets::find(name).expect("a lab").document(),
    }
}

fn plan(name: &str) -> Arc<Plan> {
    let scenario = document(name).scenario().expect("it is fine");
    Arc::new(Plan::new(&scenario).expect("it is fine"))
}

fn record(plan: &Arc<Plan>) -> Recording {
    Simulation::new(Arc::clone(plan), Seed(1)).run()
}

/// M/M/8 at a load of 0.8 on the queue, the events, the draws and the slots of the engine, without nodes,
/// network and recording: what the rest is measured against.
struct Kernel {
    queue: Queue<Event>,
    pool: Pool<u32>,
    luck: Luck,
    gap: Sampler,
    work: Sampler,
    now: Instant,
}

impl Kernel {
    fn new() -> Self {
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

    fn run(mut self, events: u32) -> Instant {
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

#[divan::bench(sample_count = 20)]
fn kernel_mm8(bencher: Bencher<'_, '_>) {
    const EVENTS: u32 = 1_000_000;
    bencher
        .counter(ItemsCount::new(EVENTS))
        .bench(|| Kernel::new().run(black_box(EVENTS)));
}

/// Events a second of the whole engine, recording included.
#[divan::bench(args = LABS, sample_count = 20)]
fn engine(bencher: Bencher<'_, '_>, lab: &str) {
    run(bencher, lab);
}

/// The same on a long and busy run.
#[divan::bench(sample_count = 10)]
fn engine_busy(bencher: Bencher<'_, '_>) {
    run(bencher, BUSY);
}

fn run(bencher: Bencher<'_, '_>, name: &str) {
    let plan = plan(name);
    let events = record(&plan).events;
    bencher
        .counter(ItemsCount::new(events))
        .bench(|| record(black_box(&plan)));
}

/// From the document to the plan.
#[divan::bench(args = LABS, sample_count = 50)]
fn read_and_plan(bencher: Bencher<'_, '_>, lab: &str) {
    let document = document(lab);
    bencher.bench(|| Plan::new(&black_box(&document).scenario().expect("it is fine")));
}

/// From the recording to all that is shown.
#[divan::bench(args = ["start", "layered-architecture", "load-balancing", BUSY], sample_count = 20)]
fn judge_run(bencher: Bencher<'_, '_>, name: &str) {
    let plan = plan(name);
    let recording = record(&plan);
    bencher.bench(|| judge(&plan, black_box(&recording)));
}

/// Before the first frame: the keyframes.
#[divan::bench(args = ["start", BUSY], sample_count = 10)]
fn prepare_replay(bencher: Bencher<'_, '_>, name: &str) {
    let plan = plan(name);
    let recording = Arc::new(record(&plan));
    bencher.bench(|| Replay::new(Arc::clone(&plan), Arc::clone(&recording)));
}

/// One frame, at moments all over the run.
#[divan::bench(args = ["start", BUSY])]
fn frame(bencher: Bencher<'_, '_>, name: &str) {
    let plan = plan(name);
    let replay = Replay::new(Arc::clone(&plan), Arc::new(record(&plan)));
    let step = plan.duration.0 / 997;
    let mut at = Instant::ZERO;
    bencher.bench_local(|| {
        at = Instant((at.0 + 389 * step) % plan.duration.0);
        replay.frame(at)
    });
}
