//! Every chore of the project, as `cargo xtask <verb>`.

mod audit;
mod bench;
mod build;
mod fuzz;
mod lint;
mod mutants;
mod places;
mod run;
mod serve;
mod setup;
mod size;
mod test;
mod tidy;
mod toolchain;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Result of a chore; an error is a sentence that says what went wrong and what to do.
type Outcome<T = ()> = Result<T, String>;

/// Every chore of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Line {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Installs whatever is missing; a second time it only looks.
    Setup,
    /// Builds the page, serves it and rebuilds it as you save.
    Serve {
        /// The first port to try; ports in use are skipped.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Skips optimisation: builds faster, simulates far slower.
        #[arg(long)]
        dev: bool,
    },
    /// Leaves the finished site in `dist/`.
    Build,
    /// Runs the tests: all of them, or one part.
    Test {
        /// The part to run; without it, all of them.
        part: Option<test::Part>,
        /// End to end only: the tests whose name contains this.
        #[arg(long)]
        only: Option<String>,
        /// End to end only: the browser.
        #[arg(long, default_value = "chromium")]
        browser: test::In,
    },
    /// Checks format, lints, documentation and the rules of the code base.
    Lint,
    /// Checks the rules of the code base only.
    Tidy,
    /// Fuzzes links, scenarios and histories.
    Fuzz {
        /// The target; without it, all three at once.
        target: Option<fuzz::Target>,
        /// Seconds.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// Makes small changes to machines and checkers, and lists those that no test notices. Takes hours.
    Mutants {
        /// Limits it to areas, folders or files, such as `traffic` or `core/src/resilience/budget.rs`.
        wanted: Vec<String>,
        /// A sample: `k/n`, with k from 0, takes every n-th mutant from the k-th on.
        #[arg(long)]
        shard: Option<String>,
    },
    /// Looks for dependencies with known vulnerabilities, or with a licence or source that is not accepted.
    Audit,
    /// Measures the engine natively, beside its peers and in a browser, and then the page.
    Bench,
}

fn main() -> ExitCode {
    match perform(Line::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn perform(verb: Verb) -> Outcome {
    match verb {
        Verb::Setup => setup::everything(),
        Verb::Serve { port, dev } => serve::serve(port, dev),
        Verb::Build => build::build(),
        Verb::Test {
            part,
            only,
            browser,
        } => test::test(part, only.as_deref(), browser),
        Verb::Lint => lint::lint(),
        Verb::Tidy => tidy::tidy(),
        Verb::Fuzz { target, seconds } => fuzz::fuzz(target, seconds),
        Verb::Mutants { wanted, shard } => mutants::mutants(&wanted, shard.as_deref()),
        Verb::Audit => audit::audit(),
        Verb::Bench => bench::bench(),
    }
}
