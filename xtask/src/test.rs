//! The tests: native, counting steps, compiled for the browser, and end to end.

use crate::run::{command, printed, step};
use crate::setup::{self, Browser, FLAGS};
use crate::toolchain::{self, WASM};
use crate::{Outcome, build, places, size};
use clap::ValueEnum;
use serde_json::json;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Everything that runs without a browser.
    Native,
    /// The tests that count steps, built with counters.
    Growth,
    /// The tests compiled for WebAssembly, in a headless browser.
    Wasm,
    /// The finished site, used as a person would.
    E2e,
}

/// The browser of the end-to-end tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum In {
    /// Chromium or Chrome.
    Chromium,
    /// Firefox without changes.
    Firefox,
}

/// Packages with tests for the browser.
const IN_BROWSER: [&str; 2] = ["netsplit-tests", "netsplit-web"];

/// Timeout of one binary of browser tests, in seconds: whole suites of simulations run in it, on slow machines too.
const BROWSER_TESTS: &str = "1800";

/// Timeout of the browser's driver, in seconds.
const DRIVER: &str = "60";

/// Runs one part, or all; `only` selects end-to-end tests, which run in `browser`.
pub(crate) fn test(part: Option<Part>, only: Option<&str>, browser: In) -> Outcome {
    let wanted = |this| part.is_none_or(|part| part == this);
    if wanted(Part::Native) {
        native()?;
    }
    if wanted(Part::Growth) {
        growth()?;
    }
    if wanted(Part::Wasm) {
        wasm()?;
    }
    if wanted(Part::E2e) {
        end_to_end(only, browser)?;
    }
    Ok(())
}

fn native() -> Outcome {
    let advice =
        "A failing test prints its seed or its input: run it alone with `cargo test <name>`.";
    let mut tests = if printed(&mut command("cargo", ["nextest", "--version"])).is_some() {
        command("cargo", ["nextest", "run", "--no-tests=pass"])
    } else {
        command("cargo", ["test", "--lib", "--bins", "--tests"])
    };
    // The logic of the page is tested natively too: only code that uses the browser needs one.
    step(tests.args(["--workspace", "--no-fail-fast"]), advice)?;
    let mut examples = command("cargo", ["test", "--workspace", "--doc"]);
    step(
        &mut examples,
        "An example in the documentation no longer holds.",
    )
}

/// Builds the suites with a counter in every branch, in a folder of their own, and runs the tests that compare counts.
fn growth() -> Outcome {
    let folder = places::target().join("counted");
    let mut tests = command("cargo", ["test", "--package", "netsplit-tests"]);
    tests.args(["--test", "suites", "growth::with", "--", "--ignored"]);
    tests
        .env("RUSTFLAGS", "-C instrument-coverage")
        // Programs that run during the build have counters too, which are of no use.
        .env("LLVM_PROFILE_FILE", folder.join("build.profraw"))
        .env("CARGO_TARGET_DIR", &folder);
    step(
        &mut tests,
        "Something looks at more than it has to: add `--nocapture` to see all counts.",
    )
}

fn wasm() -> Outcome {
    let mut cargo = in_browser("test")?;
    cargo.args(["--no-fail-fast", "--lib", "--bins", "--tests"]);
    cargo.args(
        IN_BROWSER
            .into_iter()
            .flat_map(|package| ["--package", package]),
    );
    step(
        &mut cargo,
        "What holds natively must hold in the browser: compare with `cargo xtask test native`.",
    )
}

/// Cargo, set up to run tests or benchmarks in a browser.
pub(crate) fn in_browser(verb: &str) -> Outcome<Command> {
    let browser = setup::for_browser_tests()?;
    let mut cargo = toolchain::page_command("cargo")?;
    cargo.args([verb, "--target", WASM]);
    cargo.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        "wasm-bindgen-test-runner",
    );
    cargo.env("WASM_BINDGEN_USE_BROWSER", "1");
    cargo.env("CHROMEDRIVER", &browser.driver);
    cargo.env(
        "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
        write_capabilities(&browser)?,
    );
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TESTS);
    cargo.env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", DRIVER);
    Ok(cargo)
}

/// Writes the file that tells the runner which browser to start, and how.
fn write_capabilities(browser: &Browser) -> Outcome<PathBuf> {
    let file = places::target().join("webdriver.json");
    let options = json!({ "goog:chromeOptions": { "binary": browser.program, "args": FLAGS } });
    fs::create_dir_all(places::target())
        .and_then(|()| fs::write(&file, options.to_string()))
        .map_err(|cause| format!("{} cannot be written: {cause}", file.display()))?;
    Ok(file)
}

fn end_to_end(only: Option<&str>, browser: In) -> Outcome {
    let (variable, program) = match browser {
        In::Chromium => ("CHROME", setup::for_end_to_end()?.program),
        In::Firefox => ("FIREFOX", setup::for_firefox()?),
    };
    build::build()?;
    size::within_budget(&places::dist())?;
    let mut node = command("node", ["tests/e2e/run.mjs"]);
    node.args(only)
        .env_remove("FIREFOX")
        .env(variable, program)
        .env("NETSPLIT_DIST", places::dist());
    step(
        &mut node,
        "Pictures of the failing tests are in tests/e2e/results; run one with `--only <name>`.",
    )
}
