//! Automatic checks of the code: format, lints, documentation, the rules of the code base.

use crate::run::{command, printed, step};
use crate::toolchain::{self, Toolchain, WASM};
use crate::{Outcome, setup, tidy};
use std::process::Command;

const PAGE: &str = "netsplit-web";
const FIX: &str =
    "Fix what is reported above; an exception needs `#[expect(.., reason = \"..\")]`.";

/// Runs every check, even if an earlier one fails.
pub(crate) fn lint() -> Outcome {
    setup::for_lint()?;
    let checks: [fn() -> Outcome; 5] = [format, clippy, clippy_of_page, documentation, tidy::tidy];
    let failures: Vec<String> = checks
        .into_iter()
        .filter_map(|check| check().err())
        .collect();
    println!(
        "\n{} passed, {} failed",
        checks.len() - failures.len(),
        failures.len()
    );
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\nerror: "))
    }
}

fn format() -> Outcome {
    step(
        &mut command("cargo", ["fmt", "--all", "--check"]),
        "Run `cargo fmt`.",
    )
}

fn clippy() -> Outcome {
    let mut native = command(
        "cargo",
        ["clippy", "--workspace", "--exclude", PAGE, "--all-targets"],
    );
    step(native.args(["--", "-D", "warnings"]), FIX)
}

fn clippy_of_page() -> Outcome {
    let (toolchain, target) = linter_of_page();
    let mut page = toolchain.command("cargo");
    page.args(["clippy", "--package", PAGE, "--all-targets"])
        .args(target);
    step(page.args(["--", "-D", "warnings"]), FIX)
}

/// The page is linted for its own target, unless the Rust that compiles it came without Clippy.
fn linter_of_page() -> (Toolchain, &'static [&'static str]) {
    let has_clippy = |toolchain: &Toolchain| {
        let mut cargo: Command = toolchain.command("cargo");
        printed(cargo.args(["clippy", "--version"])).is_some()
    };
    match toolchain::present().filter(has_clippy) {
        Some(toolchain) => (toolchain, &["--target", WASM]),
        None => (Toolchain::Default, &[]),
    }
}

fn documentation() -> Outcome {
    let advice = "Fix the links and examples reported above.";
    let mut native = command(
        "cargo",
        ["doc", "--workspace", "--exclude", PAGE, "--no-deps"],
    );
    step(native.env("RUSTDOCFLAGS", "-D warnings"), advice)?;
    let toolchain = toolchain::present().unwrap_or(Toolchain::Default);
    let mut page = toolchain.command("cargo");
    page.args(["doc", "--package", PAGE, "--no-deps", "--target", WASM]);
    step(page.env("RUSTDOCFLAGS", "-D warnings"), advice)
}
