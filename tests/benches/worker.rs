//! Speed of the engine in a browser's worker: what `core/benches/engine.rs` measures natively.
#![cfg(target_arch = "wasm32")]

#[path = "../../core/benches/kernel/mod.rs"]
mod kernel;

use std::hint::black_box;
use std::sync::Arc;

use kernel::Kernel;
use netsplit_core::experiment::catalogue;
use netsplit_core::luck::Seed;
use netsplit_core::nodes::Simulation;
use netsplit_core::plan::Plan;
use netsplit_core::presets;
use netsplit_core::recording::Recording;
use netsplit_core::scenario::Document;
use wasm_bindgen_test::{Criterion, wasm_bindgen_bench, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const LABS: [&str; 3] = ["start", "layered-architecture", "load-balancing"];

#[wasm_bindgen_bench]
fn kernel_mm8(criterion: &mut Criterion) {
    const EVENTS: u32 = 1_000_000;
    criterion.bench_function("kernel alone, 1,000,000 events", |bencher| {
        bencher.iter(|| Kernel::new().run(black_box(EVENTS)));
    });
}

#[wasm_bindgen_bench]
fn engine_busy(criterion: &mut Criterion) {
    let busy = include_str!("../../core/benches/busy.json");
    engine(
        criterion,
        "busy",
        &Document::parse(busy).expect("a scenario"),
    );
}

#[wasm_bindgen_bench]
fn engine_labs(criterion: &mut Criterion) {
    for lab in LABS {
        let preset = presets::find(lab).expect("a lab");
        engine(criterion, lab, &preset.document());
    }
}

fn engine(criterion: &mut Criterion, name: &str, document: &Document) {
    let scenario = document.scenario().expect("it is fine");
    let plan = Arc::new(Plan::new(&scenario, &catalogue()).expect("it is fine"));
    let events = record(&plan).events;
    criterion.bench_function(&format!("{name}, {events} events"), |bencher| {
        bencher.iter(|| record(black_box(&plan)));
    });
}

fn record(plan: &Arc<Plan>) -> Recording {
    Simulation::new(Arc::clone(plan), Seed(1)).run()
}
