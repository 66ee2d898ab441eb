//! Table of references: every row holds, and is measured precisely enough.
//!
//! `figures.txt` holds the results of the topic "calls", to the last bit: here, compiled for the browser, and in the page
//! itself. After an intended change of the engine, `UPDATE_FIGURES=1 cargo test -p netsplit-tests calls_give` writes it
//! anew.

use netsplit_core::validation::{Figure, Reference, Row, TOPICS, Tolerance, Topic};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Largest meaningful value of four standard errors, as a share of the figure: a larger one would accept anything.
const COARSEST: f64 = 0.15;

/// Minimum of other tolerances, in standard errors.
const ERRORS: f64 = 2.0;

fn topic(id: &str) -> Topic {
    let source = TOPICS.iter().find(|source| source.id == id);
    let topic = Topic::parse(source.expect("there is such a topic").text);
    topic.unwrap_or_else(|issues| panic!("{id}: {issues}"))
}

fn check(id: &str) {
    let topic = topic(id);
    for reference in &topic.references {
        let rows = rows(&topic, reference);
        for (figure, row) in reference.figures.iter().zip(&rows) {
            assert!(row.holds, "{row:?}");
            assert!(means_something(figure, row), "says too little: {row:?}");
        }
    }
}

fn rows(topic: &Topic, reference: &Reference) -> Vec<Row> {
    let sample = |run| {
        let sample = topic.sample(reference, run);
        sample.unwrap_or_else(|issues| panic!("{}, run {run}: {issues}", reference.name))
    };
    let samples: Vec<_> = (1..=reference.runs).map(sample).collect();
    reference.rows(&samples)
}

/// True if the standard error is small enough for the row to be meaningful.
fn means_something(figure: &Figure, row: &Row) -> bool {
    let error = row.standard_error.unwrap_or_default();
    match figure.tolerance {
        Tolerance::Errors(_) => row.tolerance <= COARSEST * row.expected.abs(),
        Tolerance::Relative(_) | Tolerance::Absolute(_) => error * ERRORS <= row.tolerance,
    }
}

/// A test for each topic, so that they run in parallel. In a browser, on one thread, the whole table would take minutes;
/// there one topic is compared to the last bit.
#[cfg(not(target_arch = "wasm32"))]
macro_rules! topics {
    ($($name:ident,)+) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })+

        #[test]
        fn every_topic_is_checked() {
            let ids: Vec<_> = TOPICS.iter().map(|source| source.id).collect();
            assert_eq!(ids, [$(stringify!($name)),+]);
        }
    };
}

#[cfg(not(target_arch = "wasm32"))]
topics![
    queues,
    calls,
    staleness,
    quorums,
    contention,
    balancing,
    availability,
    elections,
    commits,
];

#[cfg(target_arch = "wasm32")]
#[test]
fn calls() {
    check("calls");
}

#[test]
fn calls_give_the_same_figures_everywhere() {
    let topic = topic("calls");
    let references = topic.references.iter();
    let rows = references.flat_map(|reference| rows(&topic, reference));
    let line = |row: Row| {
        let error = row.standard_error.unwrap_or_default();
        format!("{}\t{:?}\t{error:?}\n", row.name, row.measured)
    };
    let found: String = rows.map(line).collect();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE_FIGURES").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/suites/figures.txt");
        return std::fs::write(file, found).expect("the figures can be written");
    }
    assert_eq!(found, include_str!("figures.txt"));
}
