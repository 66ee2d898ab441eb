//! What a machine can say about the code: format, lints, documentation, the rules of the code base.

use crate::run::{command, printed, step};
use crate::toolchain::{self, Toolchain, WASM};
use crate::{Outcome, setup, tidy};
use std::process::Command;

const PAGE: &str = "netsplit-web";
const FIX: &str =
    "Mend what is reported above; an exception needs `#[expect(.., reason = \"..\")]`.";

/// Runs every check.
pub(crate) fn lint() -> Outcome {
    setup::for_lint()?;
    step(
        &mut command("cargo", ["fmt", "--all", "--check"]),
        "Run `cargo fmt`.",
    )?;
    clippy()?;
    documentation()?;
    tidy::tidy()
}

fn clippy() -> Outcome {
    let mut native = command(
        "cargo",
        ["clippy", "--workspace", "--exclude", PAGE, "--all-targets"],
    );
    step(native.args(["--", "-D", "warnings"]), FIX)?;
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
    let mut rustdoc = command(
        "cargo",
        ["doc", "--workspace", "--exclude", PAGE, "--no-deps"],
    );
    step(
        rustdoc.env("RUSTDOCFLAGS", "-D warnings"),
        "Mend the links and examples reported above.",
    )
}
