//! Installation of what is missing: idempotent, and quick if nothing is.

mod apt;
mod browser;
mod cargo_tools;
mod npm;
mod wasm_std;

pub(crate) use browser::{Browser, FLAGS};

use crate::{Outcome, places};
use std::path::PathBuf;

/// Requirements of all verbs.
pub(crate) fn everything() -> Outcome {
    for_page()?;
    for_browser_tests()?;
    for_end_to_end()?;
    println!("Ready: `cargo xtask serve` shows the page, `cargo xtask test` tests it.");
    Ok(())
}

/// Requirements of building the page.
pub(crate) fn for_page() -> Outcome {
    wasm_std::install()?;
    cargo_tools::WASM_BINDGEN.install()?;
    cargo_tools::TRUNK.install()?;
    npm::install_wasm_opt()
}

/// Requirements of the tests in WebAssembly: a browser, and the runner of wasm-bindgen.
pub(crate) fn for_browser_tests() -> Outcome<Browser> {
    wasm_std::install()?;
    cargo_tools::WASM_BINDGEN.install()?;
    browser::install()
}

/// Requirements of the end-to-end tests, apart from the page.
pub(crate) fn for_end_to_end() -> Outcome<Browser> {
    npm::install_end_to_end()?;
    browser::install()
}

/// Path of Firefox, for the end-to-end tests.
pub(crate) fn for_firefox() -> Outcome<PathBuf> {
    npm::install_end_to_end()?;
    browser::install_firefox()
}

/// Requirements of the lints: the page is checked for its own target.
pub(crate) fn for_lint() -> Outcome {
    wasm_std::install()
}

/// Path of cargo-mutants.
pub(crate) fn for_mutants() -> Outcome<PathBuf> {
    cargo_tools::MUTANTS.ready()
}

/// Path of cargo-deny.
pub(crate) fn for_audit() -> Outcome<PathBuf> {
    cargo_tools::DENY.ready()
}

/// Folders of the pinned tools, to be put first on the search path.
pub(crate) fn tool_folders() -> Outcome<Vec<PathBuf>> {
    let tools = [&cargo_tools::TRUNK, &cargo_tools::WASM_BINDGEN];
    let mut folders: Vec<PathBuf> = tools
        .into_iter()
        .map(cargo_tools::CargoTool::folder)
        .collect::<Outcome<_>>()?;
    folders.push(npm::wasm_opt_folder()?);
    Ok(folders)
}

/// True if a program is on the search path.
fn has(program: &str) -> bool {
    places::on_path(program).is_some()
}
