//! Raft elections: the basis of the rows of the table, and the order of the curves of figure 16.
//!
//! The paper prints figures for few of its curves, but shows their order: the less timeouts differ, the longer an election
//! takes, and the shorter they are, the faster it is (Ongaro and Ousterhout 2014, section 9.3).

use netsplit_core::replay::Replay;
use netsplit_core::scenario::Document;
use netsplit_core::time::Instant;
use netsplit_core::validation::{TOPICS, Topic};
use netsplit_tests::labs;
use serde_json::json;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::metric;

const RUNS: u32 = if cfg!(target_arch = "wasm32") { 15 } else { 60 };

/// Run `run` of an election with timeouts in milliseconds, in the scenario of the table.
fn election(low: u32, high: u32, run: u32) -> Document {
    let source = TOPICS.iter().find(|source| source.id == "elections");
    let topic = Topic::parse(source.expect("there is such a topic").text);
    let topic = topic.expect("a test reads every topic");
    let mut document = topic
        .document(&topic.references[0], run)
        .expect("a test runs every reference");
    let shift = f64::from(low) / 2.0 * (f64::from(run) - 0.5) / f64::from(RUNS);
    for (path, value) in [
        ("duration", "12s".to_owned()),
        ("faults.0.lasts", format!("{:.3}ms", 10.0 + shift)),
        ("nodes.db.replication.election_timeout", format!("{low}ms")),
        (
            "nodes.db.replication.election_spread",
            format!("{}ms", high - low),
        ),
        (
            "nodes.db.replication.heartbeat",
            format!("{}ms", f64::from(low) / 2.0),
        ),
    ] {
        document.set(path, json!(value)).expect("it is there");
    }
    document
}

fn median(low: u32, high: u32) -> f64 {
    let time = |run| metric(&labs::run(&election(low, high, run), run), "first_leader");
    let mut times: Vec<_> = (1..=RUNS).map(time).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Checks that the median falls from one pair of timeouts to the next.
fn falls(timeouts: &[(u32, u32)]) {
    let medians: Vec<_> = timeouts
        .iter()
        .map(|(low, high)| median(*low, *high))
        .collect();
    println!("{timeouts:?}: {medians:?}");
    assert!(medians.is_sorted_by(|one, next| one > next), "{medians:?}");
}

/// Beyond that only the tail becomes shorter, because a wider range also means a longer wait.
#[test]
fn the_more_timeouts_differ_the_sooner_there_is_a_leader() {
    falls(&[(150, 150), (150, 151), (150, 155), (150, 200)]);
}

#[test]
fn the_shorter_timeouts_are_the_sooner_there_is_a_leader() {
    falls(&[(100, 200), (50, 100), (25, 50), (12, 24)]);
}

#[test]
fn the_leader_dies_with_four_logs_of_different_length_behind_it() {
    for (low, high) in [(150, 155), (12, 24)] {
        for run in [1, RUNS / 2, RUNS] {
            let run = labs::run(&election(low, high, run), run);
            let replay = Replay::new(run.plan.clone(), run.recording.clone());
            let frame = replay.frame(Instant::from_secs(0.699));
            let length = |process: usize| -> u64 {
                let rows = frame.processes[process].rows.iter();
                let row = rows.clone().find(|row| row.label == "log");
                let text = &row.expect("a replica shows it").value;
                text.split(' ')
                    .next()
                    .and_then(|text| text.parse().ok())
                    .expect(text)
            };
            let lengths = [0, 1, 2, 3, 4].map(length);
            let [leader, rest @ ..] = lengths;
            assert_eq!(leader, rest[0]);
            assert!(rest.is_sorted_by(|one, next| one > next), "{lengths:?}");
            let mark = frame.processes[0].mark.as_ref();
            assert!(mark.is_some_and(|mark| mark.letter == "L"));
        }
    }
}
