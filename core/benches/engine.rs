//! How fast the engine is: `cargo bench --package netsplit-core`, or `... -- kernel` for one part.
//!
//! Divan, because it counts items: it prints events a second beside each time, medians included, and costs a
//! third of Criterion's dependencies. Requests a second follow from the first table.

mod history;
mod kernel;
mod raft;

use std::hint::black_box;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use kernel::Kernel;
use netsplit_core::consensus::Stamp;
use netsplit_core::consensus::key_value::{Command, KeyValue};
use netsplit_core::consensus::raft::{ClientCommand, Parameters};
use netsplit_core::experiment::{self, catalogue, judge};
use netsplit_core::luck::Seed;
use netsplit_core::nodes::Simulation;
use netsplit_core::plan::Plan;
use netsplit_core::presets;
use netsplit_core::recording::{Budget, Recording};
use netsplit_core::replay::Replay;
use netsplit_core::scenario::Document;
use netsplit_core::summary::Holds;
use netsplit_core::time::Instant;
use netsplit_core::verdicts::linearizability::{self, Options};
use raft::Group;

const LABS: &[&str] = &["start", "layered-architecture", "load-balancing"];

/// The large scenario among the small ones of the gallery.
const BUSY: &str = "busy";

/// 1000 requests a second for 200 s, a balancer, two servers with queues, about 1.2 million events.
const BUSY_TEXT: &str = include_str!("busy.json");

/// Events of one run of a scenario that goes on for much longer: cost should grow with them and with nothing else.
const LENGTHS: &[u64] = &[10_000, 100_000, 1_000_000, 10_000_000];

/// The same load on handlers of more steps, which have more events a request, for an hour.
const LONG_TEXT: &str = r#"{
    "v": 1,
    "duration": "1h",
    "nodes": {
        "users": { "kind": "client" },
        "lb": { "kind": "balancer" },
        "servers": { "kind": "service", "replicas": 2, "concurrency": 60, "handlers": { "any": [
            { "work": "exp(20ms)" }, { "work": "exp(20ms)" }, { "work": "exp(20ms)" }, { "work": "exp(20ms)" }, { "work": "exp(20ms)" }
        ] } }
    },
    "calls": { "lb->servers": {} },
    "workload": { "users": { "loop": "open", "to": "lb", "rate": "1000/s" } }
}"#;

/// A Raft group of three that nothing holds up, and users who write one key after the other.
const RAFT_TEXT: &str = r#"{
    "v": 1,
    "duration": "100ms",
    "warm_up": "0s",
    "cool_down": "0s",
    "nodes": {
        "users": { "kind": "client" },
        "db": {
            "kind": "store",
            "concurrency": 1000,
            "read": "0s",
            "write": "0s",
            "fsync": "0s",
            "replication": { "mode": "raft", "election_timeout": "20ms", "election_spread": "10ms", "heartbeat": "10ms" }
        }
    },
    "calls": { "users->db": { "retry": { "attempts": 50, "backoff": "exponential", "base": "1ms", "cap": "1ms" } } },
    "network": { "latency": "2us" },
    "workload": { "users": { "loop": "closed", "to": "db", "users": 1, "think": "0s", "mix": { "reads": "0%" } } }
}"#;

/// Writes in flight.
const IN_FLIGHT: &[u64] = &[1, 64];

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
        BUSY => Document::parse(BUSY_TEXT).expect("a scenario"),
        name => presets::find(name).expect("a lab").document(),
    }
}

fn plan(name: &str) -> Arc<Plan> {
    let scenario = document(name).scenario().expect("it is fine");
    Arc::new(Plan::new(&scenario, &catalogue()).expect("it is fine"))
}

fn record(plan: &Arc<Plan>) -> Recording {
    Simulation::new(Arc::clone(plan), Seed(1)).run()
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

/// The first so many events of a run that has more.
#[divan::bench(args = LENGTHS, sample_count = 3)]
fn engine_long(bencher: Bencher<'_, '_>, events: u64) {
    let document = Document::parse(LONG_TEXT).expect("written above");
    let scenario = document.scenario().expect("it is fine");
    let plan = Arc::new(Plan::new(&scenario, &catalogue()).expect("it is fine"));
    bencher.counter(ItemsCount::new(events)).bench(|| {
        let simulation = Simulation::new(Arc::clone(&plan), Seed(1)).with_budget(events);
        let recording = simulation.run();
        assert_eq!(recording.truncated, Some(Budget::Events));
        recording
    });
}

/// A history of 10,000 operations of 10 clients on one register, from its text to the verdict.
#[divan::bench(sample_count = 20)]
fn check_history(bencher: Bencher<'_, '_>) {
    let text = history::text(10_000, 10);
    bencher.bench(|| {
        let history = netsplit_core::history::read(black_box(&text)).expect("written by `text`");
        let finding = linearizability::check(&history, &Options::default()).expect("a register");
        assert_eq!(finding.holds, Holds::Yes);
    });
}

/// A Raft group of three on keys and values, driven by hand: the machine alone, with so many writes in flight.
#[divan::bench(args = IN_FLIGHT, sample_count = 20)]
fn raft_machine(bencher: Bencher<'_, '_>, in_flight: u64) {
    const WRITES: u64 = 10_000;
    let write = |request: u64| ClientCommand::Execute {
        stamp: Some(Stamp {
            session: request,
            sequence: 0,
            unanswered: 0,
        }),
        command: Command::Write {
            key: request as u32 % 1000,
            value: request as u32,
        },
    };
    bencher
        .counter(ItemsCount::new(WRITES))
        .with_inputs(|| Group::<_, KeyValue>::new(3, Parameters::default()))
        .bench_values(|mut group| {
            group.replicate(WRITES, in_flight, write);
            assert_eq!(group.answered(), WRITES);
            assert!(group.states().all(|state| state.get(999).is_some()));
            group
        });
}

/// The same machine in a whole simulation, recording included; as many users as there were writes in flight.
#[divan::bench(args = IN_FLIGHT, sample_count = 20)]
fn raft_simulated(bencher: Bencher<'_, '_>, users: u64) {
    raft(bencher, users, |plan| drop(black_box(record(plan))));
}

/// The same, and judged: what Raft promises by every change of every log, and whether callers saw one register a key.
#[divan::bench(args = IN_FLIGHT, sample_count = 20)]
fn raft_judged(bencher: Bencher<'_, '_>, users: u64) {
    raft(bencher, users, |plan| {
        drop(black_box(judge(plan, &record(plan))));
    });
}

/// What is done with the plan of so many writes in flight, counted in writes.
fn raft(bencher: Bencher<'_, '_>, users: u64, run: fn(&Arc<Plan>)) {
    let plan = raft_plan(users);
    let writes = writes(&record(&plan));
    bencher
        .counter(ItemsCount::new(writes))
        .bench(|| run(black_box(&plan)));
}

fn raft_plan(users: u64) -> Arc<Plan> {
    let mut document = Document::parse(RAFT_TEXT).expect("written above");
    let duration = format!("{}ms", if users == 1 { 150 } else { 30 });
    for (path, value) in [
        ("workload.users.users", users.into()),
        ("duration", duration.into()),
    ] {
        document.set(path, value).expect("it is there");
    }
    let scenario = document.scenario().expect("it is fine");
    Arc::new(Plan::new(&scenario, &catalogue()).expect("it is fine"))
}

fn writes(recording: &Recording) -> usize {
    assert_eq!(recording.truncated, None);
    let writes = recording.operations.len();
    assert!(writes > 5_000, "{writes} say little");
    writes
}

/// From the document to the plan.
#[divan::bench(args = LABS, sample_count = 50)]
fn read_and_plan(bencher: Bencher<'_, '_>, lab: &str) {
    let document = document(lab);
    bencher.bench(|| experiment::plan(black_box(&document)));
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
