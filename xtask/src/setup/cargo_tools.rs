//! Tools that Cargo compiles and installs, each of one pinned version, in the cache.

use crate::run::{command, run};
use crate::{Outcome, places};
use std::fs;
use std::path::PathBuf;

/// A tool from the crates registry.
pub(crate) struct CargoTool {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    program: &'static str,
    options: &'static [&'static str],
    minutes: u32,
}

/// The bundler. Newer ones need a newer Rust than the project does.
pub(crate) const TRUNK: CargoTool = CargoTool {
    name: "trunk",
    package: "trunk",
    version: "0.21.14",
    program: "trunk",
    // Without the self-update and TLS that its default features bring, half the crates fall away.
    options: &["--locked", "--no-default-features"],
    minutes: 5,
};

/// The glue between Rust and the browser, and the runner of browser tests. Its version is that of the
/// `wasm-bindgen` crate, to the last digit.
pub(crate) const WASM_BINDGEN: CargoTool = CargoTool {
    name: "wasm-bindgen",
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    program: "wasm-bindgen",
    // Not locked: its lock file names a crate that was withdrawn.
    options: &[],
    minutes: 4,
};

/// Changes the code in small ways and looks whether a test notices.
pub(crate) const MUTANTS: CargoTool = CargoTool {
    name: "cargo-mutants",
    package: "cargo-mutants",
    version: "27.1.0",
    program: "cargo-mutants",
    options: &["--locked"],
    minutes: 3,
};

/// Looks for dependencies with known faults, or with a licence or source that is not accepted.
pub(crate) const DENY: CargoTool = CargoTool {
    name: "cargo-deny",
    package: "cargo-deny",
    version: "0.20.2",
    program: "cargo-deny",
    options: &["--locked"],
    minutes: 8,
};

impl CargoTool {
    /// The program, installed unless it is there.
    pub(crate) fn ready(&self) -> Outcome<PathBuf> {
        self.install()?;
        Ok(self.folder()?.join(self.program))
    }

    /// Where the program lies once it is installed.
    pub(crate) fn folder(&self) -> Outcome<PathBuf> {
        Ok(places::tool(self.name, self.version)?.join("bin"))
    }

    /// Installs the tool unless it is there.
    pub(crate) fn install(&self) -> Outcome {
        let program = self.folder()?.join(self.program);
        if program.is_file() || program.with_extension("exe").is_file() {
            return Ok(());
        }
        let Self {
            package,
            version,
            minutes,
            ..
        } = self;
        println!("installing {package} {version}, about {minutes} minutes, once");
        self.compile()
    }

    fn compile(&self) -> Outcome {
        let scratch = places::cache()?.join("build").join(self.name);
        let mut cargo = command(
            "cargo",
            ["install", self.package, "--version", self.version],
        );
        cargo.args(self.options);
        cargo
            .arg("--root")
            .arg(places::tool(self.name, self.version)?);
        cargo.arg("--target-dir").arg(&scratch);
        run(
            &mut cargo,
            "Look at the compiler's message above; without a network, connect and try again.",
        )?;
        // What was built on the way is of no further use; that it stays when it cannot be removed does no harm.
        let _ = fs::remove_dir_all(scratch);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tool_has_the_version_of_the_crate() {
        let workspace = include_str!("../../../Cargo.toml");
        assert!(workspace.contains(&format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)));
    }

    #[test]
    fn the_bundler_asks_for_the_pinned_tools() {
        let settings = include_str!("../../../Trunk.toml");
        assert!(settings.contains(&format!("wasm_bindgen = \"{}\"", WASM_BINDGEN.version)));
        assert!(settings.contains(&format!("trunk-version = \"={}\"", TRUNK.version)));
    }
}
