//! A long run of the fuzz targets; a short one is a part of the tests.

use crate::Outcome;
use crate::run::{command, step};
use clap::ValueEnum;

/// Target of fuzzing.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Target {
    /// Queries and fragments of links.
    Links,
    /// Scenarios, to the end of a short run.
    Scenarios,
    /// Histories from elsewhere.
    Histories,
}

impl Target {
    /// The module that holds its tests.
    fn module(self) -> &'static str {
        match self {
            Self::Links => "links::",
            Self::Scenarios => "scenarios::",
            Self::Histories => "histories::",
        }
    }
}

/// Fuzzes one target, or all, for a number of seconds.
pub(crate) fn fuzz(target: Option<Target>, seconds: u64) -> Outcome {
    let mut cargo = command("cargo", ["test", "--package", "netsplit-tests"]);
    cargo.args(["--test", "fuzz", "--"]);
    cargo.args(target.map(Target::module));
    cargo.env("BOLERO_RANDOM_TEST_TIME_MS", (seconds * 1000).to_string());
    step(
        &mut cargo,
        "The input that broke it is printed above. Keep it as a file in tests/fuzz/found/ and fix the cause.",
    )
}
