//! Tools that Cargo compiles and installs in the cache, each with a pinned version.

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

/// The bundler. Newer versions need a newer Rust than the project does.
pub(crate) const TRUNK: CargoTool = CargoTool {
    name: "trunk",
    package: "trunk",
    version: "0.21.14",
    program: "trunk",
    // Without the self-update and TLS of its default features, half of its crates are not needed.
    options: &["--locked", "--no-default-features"],
    minutes: 5,
};

/// The glue between Rust and the browser, and the runner of browser tests. Its version must be exactly that of the
/// `wasm-bindgen` crate.
pub(crate) const WASM_BINDGEN: CargoTool = CargoTool {
    name: "wasm-bindgen",
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    program: "wasm-bindgen",
    // Not locked: its lock file names a crate that was yanked.
    options: &[],
    minutes: 4,
};

/// Makes small changes to the code and checks that a test notices them.
pub(crate) const MUTANTS: CargoTool = CargoTool {
    name: "cargo-mutants",
    package: "cargo-mutants",
    version: "27.1.0",
    program: "cargo-mutants",
    options: &["--locked"],
    minutes: 3,
};

/// Looks for dependencies with known vulnerabilities, or with a licence or source that is not accepted.
pub(crate) const DENY: CargoTool = CargoTool {
    name: "cargo-deny",
    package: "cargo-deny",
    version: "0.20.2",
    program: "cargo-deny",
    options: &["--locked"],
    minutes: 8,
};

impl CargoTool {
    /// Path of the program, which is installed if it is missing.
    pub(crate) fn ready(&self) -> Outcome<PathBuf> {
        self.install()?;
        Ok(self.folder()?.join(self.program))
    }

    /// Folder of the installed program.
    pub(crate) fn folder(&self) -> Outcome<PathBuf> {
        Ok(places::tool(self.name, self.version)?.join("bin"))
    }

    /// Installs the tool if it is missing.
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
            "See the message of the compiler above; without a network, connect and try again.",
        )?;
        // Intermediate output is of no further use; if it cannot be removed, it does no harm.
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
