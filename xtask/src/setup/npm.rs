//! Packages from npm: the optimiser of the page, and the driver of the end-to-end tests.

use super::has;
use crate::run::{command, run};
use crate::{Outcome, places};
use std::fs;
use std::path::PathBuf;

/// Version of the optimiser; `Trunk.toml` has the same.
const BINARYEN: &str = "132";

const QUIET: [&str; 3] = ["--no-audit", "--no-fund", "--loglevel=error"];

/// Installs the optimiser in the cache, if it is missing.
pub(crate) fn install_wasm_opt() -> Outcome {
    if wasm_opt_folder()?.join("wasm-opt").exists() {
        return Ok(());
    }
    println!("installing wasm-opt {BINARYEN}, a few seconds, once");
    let folder = places::tool("binaryen", BINARYEN)?;
    fs::create_dir_all(&folder)
        .map_err(|cause| format!("{} cannot be made: {cause}", folder.display()))?;
    let package = format!("binaryen@{BINARYEN}");
    npm(
        &[
            "install",
            "--no-save",
            "--no-package-lock",
            "--prefix",
            ".",
            &package,
        ],
        folder,
    )
}

/// Folder of the installed optimiser.
pub(crate) fn wasm_opt_folder() -> Outcome<PathBuf> {
    Ok(places::tool("binaryen", BINARYEN)?
        .join("node_modules")
        .join(".bin"))
}

/// Installs the packages of the end-to-end tests by their lock file, if they are missing.
pub(crate) fn install_end_to_end() -> Outcome {
    let lock = places::e2e().join("package-lock.json");
    let stamp = places::e2e()
        .join("node_modules")
        .join(".installed-lock.json");
    let wanted =
        fs::read(&lock).map_err(|cause| format!("{} cannot be read: {cause}", lock.display()))?;
    if fs::read(&stamp).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    println!("installing the packages of the end-to-end tests, a few seconds, once");
    npm(&["ci"], places::e2e())?;
    fs::write(&stamp, wanted)
        .map_err(|cause| format!("{} cannot be written: {cause}", stamp.display()))
}

fn npm(arguments: &[&str], folder: PathBuf) -> Outcome {
    if !has("npm") || !has("node") {
        return Err("Node 20 or newer and npm are needed: install them (Debian: `apt-get install nodejs npm`)".into());
    }
    let mut npm = command("npm", []);
    npm.args(arguments).args(QUIET).current_dir(folder);
    run(&mut npm, "Is the npm registry reachable?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundler_asks_for_the_pinned_optimiser() {
        let settings = include_str!("../../../Trunk.toml");
        assert!(settings.contains(&format!("wasm_opt = \"version_{BINARYEN}\"")));
    }

    #[test]
    fn the_lock_file_names_no_host() {
        let lock = include_str!("../../../tests/e2e/package-lock.json");
        assert!(
            !lock.contains("resolved"),
            "delete the lock file and run `npm install` in tests/e2e"
        );
    }
}
