//! Installing what is missing: idempotent, and quick when nothing is.

mod apt;
mod browser;
mod cargo_tools;
mod npm;
mod wasm_std;

pub(crate) use browser::{Browser, FLAGS};

use crate::{Outcome, places};
use std::path::PathBuf;

/// Everything that any verb needs.
pub(crate) fn everything() -> Outcome {
    for_page()?;
    for_browser_tests()?;
    for_end_to_end()?;
    println!("Ready: `cargo xtask serve` shows the page, `cargo xtask test` tests it.");
    Ok(())
}

/// What building the page needs.
pub(crate) fn for_page() -> Outcome {
    wasm_std::install()?;
    cargo_tools::WASM_BINDGEN.install()?;
    cargo_tools::TRUNK.install()?;
    npm::install_wasm_opt()
}

/// What the tests of the compiled crates need: a browser, and the runner that wasm-bindgen brings.
pub(crate) fn for_browser_tests() -> Outcome<Browser> {
    wasm_std::install()?;
    cargo_tools::WASM_BINDGEN.install()?;
    browser::install()
}

/// What the end-to-end tests need besides the page.
pub(crate) fn for_end_to_end() -> Outcome<Browser> {
    npm::install_end_to_end()?;
    browser::install()
}

/// What the end-to-end tests need to run in Firefox: its program.
pub(crate) fn for_firefox() -> Outcome<PathBuf> {
    npm::install_end_to_end()?;
    browser::install_firefox()
}

/// What the lints need: the page is checked for its own target.
pub(crate) fn for_lint() -> Outcome {
    wasm_std::install()
}

/// The program that tests the tests.
pub(crate) fn for_mutants() -> Outcome<PathBuf> {
    cargo_tools::MUTANTS.ready()
}

/// The program that judges dependencies.
pub(crate) fn for_audit() -> Outcome<PathBuf> {
    cargo_tools::DENY.ready()
}

/// The folders that hold the pinned tools, to go first on the search path.
pub(crate) fn tool_folders() -> Outcome<Vec<PathBuf>> {
    let tools = [&cargo_tools::TRUNK, &cargo_tools::WASM_BINDGEN];
    let mut folders: Vec<PathBuf> = tools
        .into_iter()
        .map(cargo_tools::CargoTool::folder)
        .collect::<Outcome<_>>()?;
    folders.push(npm::wasm_opt_folder()?);
    Ok(folders)
}

/// Whether a program is on the search path.
fn has(program: &str) -> bool {
    places::on_path(program).is_some()
}
