//! Closed forms: those behind the table of references, and a few that need more than a row.
//!
//! A figure of this suite is measured on several seeds. It holds if the mean is within `ERRORS` standard errors of the
//! theoretical value, and if the error is small enough to be meaningful. Nothing is fitted: a figure that does not hold
//! is a finding.

mod elections;
mod formulas;
mod loops;
mod outages;

use netsplit_core::experiment::Run;
use netsplit_core::scenario::Document;
use netsplit_tests::labs;

const SEEDS: u32 = 10;
const ERRORS: f64 = 4.0;

/// Largest meaningful standard error, as a share of the figure: a larger one would accept anything.
const COARSEST: f64 = 0.05;

/// Measurement of a figure in one run.
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

/// Checks figures, each with its name, its theoretical value and its measurement in a run.
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

/// Mean of independent measurements, and its standard error.
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
