//! Allocations of a run, counted by a counting allocator.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use netsplit_core::experiment;
use netsplit_core::luck::Seed;
use netsplit_core::nodes::{Progress, Simulation};
use netsplit_core::scenario::Document;

/// 1000 requests a second to two servers with queues.
const BUSY: &str = include_str!("../../core/benches/busy.json");

fn busy() -> Simulation {
    let document = Document::parse(BUSY).expect("a scenario");
    let plan = experiment::plan(&document).expect("it is fine");
    Simulation::new(Arc::new(plan), Seed(1))
}

/// Once queues and tables have grown to their size, an event allocates nothing, and room for the recording is made before
/// the run. The exception is a queue that is longer than ever before.
#[test]
fn events_allocate_nothing() {
    const EVENTS: u32 = 400_000;
    let mut simulation = busy();
    assert_eq!(simulation.advance(EVENTS), Progress::Running);
    let counted = allocation_counter::measure(|| {
        assert_eq!(simulation.advance(EVENTS), Progress::Running);
    });
    assert!(
        counted.count_total < 4,
        "{} allocations in {EVENTS} events",
        counted.count_total
    );
}
