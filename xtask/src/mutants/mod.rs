//! Tests of the tests: machines and checkers get small changes, one at a time, and a test should notice each.

mod area;
mod counts;
mod ground;

use crate::run::command;
use crate::{Outcome, places, setup};
use area::Part;
use counts::Counts;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Minimum timeout for the tests of one mutant, in seconds: some mutants loop for ever, and a slow machine must not take
/// others for such.
const TIMEOUT: &str = "30";

/// Options for short compile times: only unit tests are compiled, and a changed function is not inlined elsewhere.
const QUICK: [&str; 3] = [
    "--cargo-arg=--lib",
    "--cargo-arg=--config=profile.dev.debug=false",
    "--cargo-arg=--config=profile.dev.lto=\"off\"",
];

/// Tests that take seconds because they enumerate every case: mutants that other tests notice need not wait for them.
const SLOW: &str = "::exhaustive::";

/// Minimum share of mutants that tests notice.
const NOTICED: f64 = 0.85;

/// Tests the tests of some areas or files of the core, or of all machines and checkers; with a shard such as `0/4`,
/// only every fourth mutant of each.
///
/// The quick tests of their own area notice most mutants, so these run first, compiled with no more of the core than the
/// area uses; mutants that they miss are tried with all unit tests of the core.
pub(crate) fn mutants(wanted: &[String], shard: Option<&str>) -> Outcome {
    let parts = area::parts(wanted)?;
    let program = setup::for_mutants()?;
    let mut all = Counts::default();
    for part in &parts {
        let counts = test(part, &program, shard)?;
        println!("\n{}: {}", part.files, counts.sentence());
        all = all.and(&counts);
    }
    println!("\nTogether: {}", all.sentence());
    if all.share() < NOTICED {
        return Err(format!(
            "tests notice fewer than {:.0} % of the mutants: add tests for those listed as missed",
            NOTICED * 100.0
        ));
    }
    Ok(())
}

fn test(part: &Part, program: &Path, shard: Option<&str>) -> Outcome<Counts> {
    let base = places::target().join("mutants");
    // Both now: changes of the checkout during the run must not affect the second pass.
    let (small, whole) = (ground::small(&base, part.area)?, ground::whole(&base)?);
    let sample = shard.map(|shard| ["--sharding", "round-robin", "--shard", shard]);
    let own = part.area.tests();
    let quick = Pass {
        // If the whole core is compiled at each change, that takes longer than the area's own tests.
        level: u8::from(small != whole),
        ground: &small,
        which: sample.into_iter().flatten().map(String::from).collect(),
        tests: &[&own, "--", "--skip", SLOW],
    };
    let output = quick.run(part, program)?;
    let first = Counts::read(&output.join("outcomes.json"))?;
    let missed_first = missed(&output.join("missed.txt"))?;
    if missed_first.is_empty() {
        return Ok(first);
    }
    let thorough = Pass {
        level: 1,
        ground: &whole,
        which: only(&missed_first),
        tests: &[],
    };
    let output = thorough.run(part, program)?;
    let missed = missed(&output.join("missed.txt"))?;
    // By name: cargo-mutants also tries mutants that leave out a field, whatever was selected.
    let left = missed_first.iter().filter(|name| missed.contains(name));
    Ok(first.after(left.count()))
}

/// Pass over the mutants of a part, with a selection of tests.
struct Pass<'a> {
    ground: &'a Path,
    /// Optimisation level of the core.
    level: u8,
    /// Options that select mutants.
    which: Vec<String>,
    /// Arguments that select tests; none selects all.
    tests: &'a [&'a str],
}

impl Pass<'_> {
    /// Tries the mutants. Returns the folder of the results.
    fn run(&self, part: &Part, program: &Path) -> Outcome<PathBuf> {
        println!("\n== {}, tests: {}", part.files, self.tests.join(" "));
        let output = self.ground.join("found").join(part.area.name());
        fs::create_dir_all(&output)
            .map_err(|cause| format!("{} cannot be written: {cause}", output.display()))?;
        let status = self
            .command(part, program, &output)
            .status()
            .map_err(|cause| format!("cargo-mutants does not start ({cause})"))?;
        match status.code() {
            // All noticed; some missed; some timed out.
            Some(0 | 2 | 3) => Ok(output.join("mutants.out")),
            Some(_) | None => Err(format!(
                "`cargo mutants` failed in {}: fix the problem that it reports above",
                self.ground.display()
            )),
        }
    }

    fn command(&self, part: &Part, program: &Path, output: &Path) -> Command {
        let level = format!("profile.dev.package.netsplit-core.opt-level={}", self.level);
        let mut cargo = command(&program.to_string_lossy(), ["mutants", "--in-place"]);
        cargo
            .current_dir(self.ground)
            .env_remove("CARGO_TARGET_DIR");
        cargo.args(["--package", "netsplit-core"]).args(QUICK);
        cargo.arg(format!("--cargo-arg=--config={level}"));
        cargo.args(["--minimum-test-timeout", TIMEOUT]);
        cargo.arg("--output").arg(output);
        cargo.args(part.selection()).args(&self.which);
        cargo.arg("--").args(self.tests);
        cargo
    }
}

/// Names of missed mutants.
fn missed(file: &Path) -> Outcome<Vec<String>> {
    let names = fs::read_to_string(file)
        .map_err(|cause| format!("{} cannot be read: {cause}", file.display()))?;
    Ok(names.lines().map(ToString::to_string).collect())
}

/// The options that select mutants by name.
fn only(names: &[String]) -> Vec<String> {
    let options = names.iter().map(|name| ["--re".to_string(), exactly(name)]);
    options.flatten().collect()
}

/// A pattern that matches exactly this text.
fn exactly(text: &str) -> String {
    let mut pattern = String::from("^");
    for char in text.chars() {
        // Not every character may be escaped: `\<` is the beginning of a word.
        if r"\.+*?()|[]{}^$".contains(char) {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern + "$"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_matched_as_it_stands() {
        assert_eq!(
            exactly("a.rs:7:1: replace + with * in Pool<T>::arrive"),
            r"^a\.rs:7:1: replace \+ with \* in Pool<T>::arrive$"
        );
    }
}
