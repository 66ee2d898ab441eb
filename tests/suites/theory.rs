//! Closed forms: those that the table of references expects, and a few that need more than a row.
//!
//! A figure of this suite is measured on several seeds. It holds if the mean of the seeds is within `ERRORS` standard errors
//! of what theory says, and if that error is small enough to mean something. Nothing is fitted: a figure
//! that does not hold is a finding.

mod elections;
mod formulas;
mod loops;
mod outages;

use netsplit_core::experiment::Run;
use netsplit_core::scenario::Document;
use netsplit_tests::labs;

const SEEDS: u32 = 10;
const ERRORS: f64 = 4.0;

/// A standard error of more than this share of the figure would let anything pass.
const COARSEST: f64 = 0.05;

/// What one run says about a figure.
type Reading<'a> = &'a dyn Fn(&Run) -> f64;

/// Runs a scenario on every seed.
fn runs(document: &Document) -> Vec<Run> {
    let run = |seed| {
        let run = labs::run(document, seed);
        assert_eq!(
            run.summary.truncated, None,
            "a run cut short measures something else"
        );
        run
    };
    (1..=SEEDS).map(run).collect()
}

/// Checks figures: name, what theory says, and how to read it from a run.
fn check(system: &str, runs: &[Run], figures: &[(&str, f64, Reading<'_>)]) {
    for (name, expected, read) in figures {
        let readings: Vec<_> = runs.iter().map(read).collect();
        let (mean, error) = mean_and_error(&readings);
        println!("{system}, {name}: expected {expected:.6}, measured {mean:.6} +- {error:.6}");
        assert!(
            error <= COARSEST * expected,
            "{system}, {name}: {mean} +- {error} says too little"
        );
        assert!(
            (mean - expected).abs() <= ERRORS * error + 1e-9,
            "{system}, {name}: expected {expected}, measured {mean} +- {error}"
        );
    }
}

/// The mean of independent readings, and its standard error.
fn mean_and_error(readings: &[f64]) -> (f64, f64) {
    let count = readings.len() as f64;
    let mean = readings.iter().sum::<f64>() / count;
    let squares: f64 = readings
        .iter()
        .map(|reading| (reading - mean) * (reading - mean))
        .sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

/// A metric of a run.
fn metric(run: &Run, id: &str) -> f64 {
    let metric = run.summary.metric(id).and_then(|metric| metric.value);
    metric.unwrap_or_else(|| panic!("{id} was not measured"))
}
