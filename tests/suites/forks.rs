//! An intervention changes the future and never the past.
//!
//! For every preset, and for cursors spread over its run: the recording before the cursor is the same with and without an
//! intervention there, to the bit.

use netsplit_core::presets::{self, Preset};
use netsplit_core::recording::{Entry, Recording, What};
use netsplit_core::replay::Replay;
use netsplit_core::scenario::Document;
use netsplit_core::summary::Summary;
use netsplit_core::time::Instant;
use netsplit_core::vocabulary::Status;
use netsplit_tests::architecture::architecture;
use netsplit_tests::dice::Dice;
use netsplit_tests::intervention::{Intervention, faults, sets};
use netsplit_tests::labs;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const CURSORS: u32 = 20;

/// Number of interventions tried at each cursor; over all cursors every kind has its turn.
const EACH: usize = if cfg!(target_arch = "wasm32") { 1 } else { 4 };

const SEED: u32 = 1;

const ARCHITECTURES: u64 = if cfg!(target_arch = "wasm32") {
    20
} else {
    200
};

/// The run of a preset without interventions.
struct Untouched {
    preset: &'static Preset,
    document: Document,
    replay: Replay,
    summary: Summary,
}

impl Untouched {
    fn new(preset: &'static Preset) -> Self {
        let document = preset.document();
        let run = labs::run(&document, SEED);
        Self {
            preset,
            document,
            replay: Replay::new(run.plan, run.recording),
            summary: run.summary,
        }
    }

    /// Cursors, none of them at a round number of seconds.
    fn cursors(&self) -> Vec<f64> {
        let place = |cursor| (f64::from(cursor) + 0.37) / f64::from(CURSORS);
        let moment = |place: f64| (place * self.summary.duration * 1e6).round() / 1e6;
        (0..CURSORS).map(place).map(moment).collect()
    }

    /// Nodes that serve, the busiest first.
    fn servers(&self) -> Vec<String> {
        let of = |name: &str| self.summary.nodes.iter().find(|node| node.node == name);
        let nodes = self.summary.topology.nodes.iter();
        let mut servers: Vec<_> = nodes.filter(|node| node.kind != "client").collect();
        servers.sort_by_key(|node| of(&node.name).map_or(0, |node| -(node.throughput as i64)));
        servers.into_iter().map(|node| node.name.clone()).collect()
    }

    /// True if a request reaches a node soon after a moment, so that no breaker before it is open.
    fn is_asked(&self, node: &str, at: f64) -> bool {
        const SOON: f64 = 0.25;
        let topology = &self.summary.topology;
        let to = |link: u32| topology.processes[topology.links[link as usize].to as usize].node;
        let soon = |entry: &&Entry| (at..at + SOON).contains(&entry.at.as_secs());
        let mut entries = self.replay.recording().entries.iter().filter(soon);
        entries.any(|entry| match entry.what {
            What::Received { link, .. } => topology.nodes[to(link) as usize].name == node,
            _ => false,
        })
    }

    /// True if every process of a node is up at a moment, so that a fault has an effect.
    fn is_up(&self, node: &str, at: f64) -> bool {
        let frame = self.replay.frame(Instant::from_secs(at));
        let topology = &self.summary.topology;
        let mut own = topology.processes.iter().zip(&frame.processes);
        own.all(|(process, now)| {
            topology.nodes[process.node as usize].name != node || now.status == Status::Up.word()
        })
    }

    /// Checks that an intervention leaves the past unchanged, and changes the future where it must.
    fn check(&self, at: f64, intervention: &Intervention) {
        let mut document = self.document.clone();
        document.intervene(intervention.fault.clone());
        let touched = labs::record(&document, SEED);
        let cursor = Instant::from_secs(at);
        assert_eq!(
            touched.digest_before(cursor),
            self.replay.recording().digest_before(cursor),
            "{}: the past of {at} s is another after {}",
            self.preset.id,
            intervention.name
        );
        if intervention.shows {
            let untouched = happenings(self.replay.recording());
            assert!(
                happenings(&touched).ne(untouched),
                "{}: {} shows nowhere",
                self.preset.id,
                intervention.name
            );
        }
    }
}

/// The trace without the faults and the states of processes that they cause.
fn happenings(recording: &Recording) -> impl Iterator<Item = &Entry> {
    let entries = recording.entries.iter();
    entries.filter(|entry| !matches!(entry.what, What::Fault { .. } | What::Status { .. }))
}

/// A part of all interventions, another one at each cursor.
fn turn(all: Vec<Intervention>, cursor: usize) -> impl Iterator<Item = Intervention> {
    let count = all.len();
    let chosen: Vec<_> = (0..EACH)
        .map(|step| (cursor * EACH + step) % count)
        .collect();
    let mut all: Vec<_> = all.into_iter().map(Some).collect();
    chosen
        .into_iter()
        .filter_map(move |index| all[index].take())
}

#[test]
fn faults_leave_the_past_alone_and_change_the_future() {
    for preset in presets::all() {
        let untouched = Untouched::new(preset);
        let servers = untouched.servers();
        for (cursor, at) in untouched.cursors().into_iter().enumerate() {
            let node = &servers[cursor % servers.len()];
            let asked = untouched.is_up(node, at) && untouched.is_asked(node, at);
            for mut intervention in turn(faults(node, at), cursor) {
                intervention.shows &= asked;
                untouched.check(at, &intervention);
            }
        }
    }
}

#[test]
fn settings_leave_the_past_alone() {
    for preset in presets::all() {
        let untouched = Untouched::new(preset);
        for (cursor, at) in untouched.cursors().into_iter().enumerate() {
            for intervention in turn(sets(&untouched.document, at), cursor) {
                untouched.check(at, &intervention);
            }
        }
    }
}

/// The same in architectures that mix all features, with stores of several processes.
#[test]
fn interventions_leave_the_past_of_random_architectures_alone() {
    for seed in 0..ARCHITECTURES {
        let document = architecture(seed);
        let mut dice = Dice::new(seed);
        let untouched = record(&document);
        let scenario = document.scenario().expect("it is fine");
        let servers: Vec<_> = scenario
            .nodes
            .keys()
            .filter(|name| !name.starts_with("client"))
            .collect();
        for _ in 0..4 {
            let at = f64::from(dice.between(1, 1999)) / 1000.0;
            let mut all = faults(dice.pick(&servers).as_str(), at);
            all.extend(sets(&document, at));
            let intervention = dice.pick(&all);
            let mut touched = document.clone();
            touched.intervene(intervention.fault);
            let cursor = Instant::from_secs(at);
            assert_eq!(
                record(&touched).digest_before(cursor),
                untouched.digest_before(cursor),
                "architecture {seed}: the past of {at} s is another after {}",
                intervention.name
            );
        }
    }
}

/// A run with a limited number of events: some architectures multiply their load.
fn record(document: &Document) -> Recording {
    labs::simulation(document, SEED).with_budget(40_000).run()
}

/// The comparison can tell recordings apart: it sees any change at or after the cursor.
#[test]
fn a_digest_of_the_past_sees_what_came_before_and_only_that() {
    let untouched = Untouched::new(&presets::all()[0]);
    let (at, later) = (Instant::from_secs(5.0), Instant::from_secs(9.0));
    let fault = &faults(&untouched.servers()[0], 5.0)[0];
    let mut document = untouched.document.clone();
    document.intervene(fault.fault.clone());
    let touched = labs::record(&document, SEED);
    assert_eq!(
        touched.digest_before(at),
        untouched.replay.recording().digest_before(at)
    );
    assert_ne!(
        touched.digest_before(later),
        untouched.replay.recording().digest_before(later)
    );
}
