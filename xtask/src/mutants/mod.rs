//! Tests of the tests: machines and checkers are changed in small ways, one at a time, and a test should notice.

use crate::run::command;
use crate::{Outcome, places, setup};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// What runs in production elsewhere, or judges others: machines, policies, verdicts.
const FILES: [&str; 6] = [
    "core/src/consensus/**/*.rs",
    "core/src/replication/**/*.rs",
    "core/src/resilience/**/*.rs",
    "core/src/transactions/**/*.rs",
    "core/src/traffic/**/*.rs",
    "core/src/verdicts/**/*.rs",
];

/// Seconds for the tests of one mutant, at least: some loop for ever, and a slow machine must not call others so.
const TIMEOUT: &str = "60";

/// Here compiling takes far longer than testing.
const QUICKLY_COMPILED: [&str; 2] = [
    "--cargo-arg=--config=profile.dev.package.netsplit-core.opt-level=1",
    "--cargo-arg=--config=profile.dev.debug=false",
];

/// The least share of the mutants that tests notice.
const NOTICED: f64 = 0.85;

/// Tests the tests of some files of the core, or of all machines and checkers.
///
/// Works in a copy of the checkout, one mutant at a time, with the unit tests of the core only.
pub(crate) fn mutants(files: &[String]) -> Outcome {
    let program = setup::for_mutants()?;
    let output = places::target().join("mutants");
    fs::create_dir_all(&output)
        .map_err(|cause| format!("{} cannot be written: {cause}", output.display()))?;
    let mut cargo = command(&program.to_string_lossy(), ["mutants"]);
    cargo.args(["--package", "netsplit-core", "--jobs", "1"]);
    cargo.args(["--minimum-test-timeout", TIMEOUT]);
    cargo.args(QUICKLY_COMPILED);
    cargo.arg("--output").arg(&output);
    let wanted: Vec<&str> = match files {
        [] => FILES.to_vec(),
        files => files.iter().map(String::as_str).collect(),
    };
    cargo.args(wanted.into_iter().flat_map(|file| ["--file", file]));
    cargo.args(["--", "--lib"]);
    // It fails where a mutant was missed; how many were is what decides here.
    cargo
        .status()
        .map_err(|cause| format!("cargo-mutants does not start ({cause})"))?;
    judge(&output.join("mutants.out").join("outcomes.json"))
}

fn judge(file: &Path) -> Outcome {
    let text = fs::read_to_string(file)
        .map_err(|cause| format!("{} cannot be read: {cause}", file.display()))?;
    let outcomes: Value = serde_json::from_str(&text)
        .map_err(|cause| format!("{} is not JSON: {cause}", file.display()))?;
    let (noticed, missed) = counts(&outcomes);
    let share = noticed / (noticed + missed).max(1.0);
    println!(
        "\n{noticed} mutants were noticed, {missed} were not: {:.1} %",
        share * 100.0
    );
    if share < NOTICED {
        return Err(format!(
            "tests notice fewer than {:.0} % of the mutants: add tests for those listed above",
            NOTICED * 100.0
        ));
    }
    Ok(())
}

/// How many mutants tests have noticed, by failing or by never ending, and how many not. Those that do not compile are neither.
fn counts(outcomes: &Value) -> (f64, f64) {
    let count = |name: &str| outcomes[name].as_f64().unwrap_or(0.0);
    (count("caught") + count("timeout"), count("missed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_mutant_that_never_ends_was_noticed() {
        let outcomes =
            json!({ "total_mutants": 20, "caught": 7, "timeout": 1, "missed": 2, "unviable": 10 });
        assert_eq!(counts(&outcomes), (8.0, 2.0));
    }
}
