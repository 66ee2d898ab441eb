//! Measurements: the engine natively, beside its peers, and in a browser's worker; then the page.

use crate::run::{command, step};
use crate::test::in_browser;
use crate::{Outcome, build, places, setup};

/// Runs all benchmarks; that of the page prints a Markdown table on standard output.
pub(crate) fn bench() -> Outcome {
    step(
        &mut command("cargo", ["bench", "--package", "netsplit-core"]),
        "See the message above.",
    )?;
    let peers = ["run", "--release", "--manifest-path", "peers/Cargo.toml"];
    step(
        &mut command("cargo", peers),
        "The peers come from crates.io: is it reachable?",
    )?;
    let mut worker = in_browser("bench")?;
    worker.args(["--package", "netsplit-tests", "--bench", "worker"]);
    step(&mut worker, "Does `cargo xtask test wasm` pass?")?;
    let browser = setup::for_end_to_end()?;
    build::build()?;
    let mut node = command("node", ["tests/e2e/bench.mjs"]);
    node.env("CHROME", &browser.program)
        .env("NETSPLIT_DIST", places::dist());
    step(&mut node, "Does `cargo xtask test e2e` pass?")
}
