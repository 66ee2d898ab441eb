//! The kernel and Raft of Netsplit beside other crates that do the same, in one process: `cargo xtask bench`, or
//! `cargo run --release --manifest-path peers/Cargo.toml`. Each is driven the way its own examples do.

#[path = "../../core/benches/kernel/mod.rs"]
mod kernel;
mod own_raft;
#[path = "../../core/benches/raft/mod.rs"]
mod raft_group;
mod simulacra_queue;
mod tikv_raft;

use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use kernel::Kernel;

/// Replicas of a group and entries in flight.
const GROUPS: &[(u32, u64)] = &[(3, 1), (3, 64), (5, 1), (5, 64)];

fn main() {
    divan::Divan::default().run_benches();
}

mod mm8 {
    use super::{Bencher, ItemsCount, Kernel, black_box, simulacra_queue};

    const EVENTS: u32 = 1_000_000;

    #[divan::bench(sample_count = 30)]
    fn netsplit(bencher: Bencher<'_, '_>) {
        let counted = bencher.counter(ItemsCount::new(EVENTS));
        counted.bench(|| Kernel::new().run(black_box(EVENTS)));
    }

    #[divan::bench(sample_count = 30)]
    fn simulacra(bencher: Bencher<'_, '_>) {
        let counted = bencher.counter(ItemsCount::new(EVENTS));
        counted.bench(|| simulacra_queue::run(black_box(EVENTS)));
    }
}

mod raft {
    use super::{Bencher, GROUPS, ItemsCount, own_raft, tikv_raft};

    const ENTRIES: u64 = 12_800;

    /// Groups with enough in flight for batches to mean something.
    const BUSY: &[(u32, u64)] = &[(3, 64), (5, 64)];

    #[divan::bench(args = GROUPS, sample_count = 20)]
    fn netsplit(bencher: Bencher<'_, '_>, (replicas, in_flight): (u32, u64)) {
        measure(bencher, replicas, in_flight, false);
    }

    #[divan::bench(args = BUSY, sample_count = 20)]
    fn netsplit_batched(bencher: Bencher<'_, '_>, (replicas, in_flight): (u32, u64)) {
        measure(bencher, replicas, in_flight, true);
    }

    #[divan::bench(args = GROUPS, sample_count = 20)]
    fn tikv(bencher: Bencher<'_, '_>, (replicas, in_flight): (u32, u64)) {
        measure_tikv(bencher, replicas, in_flight, false);
    }

    #[divan::bench(args = BUSY, sample_count = 20)]
    fn tikv_batched(bencher: Bencher<'_, '_>, (replicas, in_flight): (u32, u64)) {
        measure_tikv(bencher, replicas, in_flight, true);
    }

    fn measure(bencher: Bencher<'_, '_>, replicas: u32, in_flight: u64, batch: bool) {
        let counted = bencher.counter(ItemsCount::new(ENTRIES));
        counted
            .with_inputs(|| own_raft::group(replicas, batch))
            .bench_values(|mut group| {
                own_raft::replicate(&mut group, ENTRIES, in_flight);
                group
            });
    }

    fn measure_tikv(bencher: Bencher<'_, '_>, replicas: u32, in_flight: u64, batch: bool) {
        let counted = bencher.counter(ItemsCount::new(ENTRIES));
        counted
            .with_inputs(|| tikv_raft::Group::new(u64::from(replicas), batch))
            .bench_values(|mut group| {
                group.replicate(ENTRIES, in_flight);
                assert!(group.applied().all(|applied| applied == ENTRIES));
                group
            });
    }
}
