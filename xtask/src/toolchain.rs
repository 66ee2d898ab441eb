//! Toolchain that compiles for WebAssembly: the default one if it can, else that of Debian.

use crate::run::printed;
use crate::{Outcome, places, setup};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target of the page.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// File beside the standard library for Debian's Rust that names the compiler it was built with.
pub(crate) const STAMP: &str = "netsplit-built-with";

/// A Rust with the standard library for WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The toolchain that runs this program.
    Default,
    /// Debian's, known to rustup as `debian`.
    Debian,
}

impl Toolchain {
    /// Makes a command and its child processes use this toolchain.
    pub(crate) fn apply(self, command: &mut Command) {
        match self {
            Self::Default => {}
            Self::Debian => {
                command.env("RUSTUP_TOOLCHAIN", "debian");
            }
        }
    }

    /// A command of this toolchain.
    pub(crate) fn command(self, program: &str) -> Command {
        let mut command = crate::run::command(program, []);
        self.apply(&mut command);
        command
    }

    /// Folder of the standard library for WebAssembly, present or not.
    pub(crate) fn wasm_library(self) -> Option<PathBuf> {
        let mut rustc = self.command("rustc");
        printed(rustc.args(["--print", "target-libdir", "--target", WASM])).map(PathBuf::from)
    }

    /// The version of the compiler.
    pub(crate) fn version(self) -> Option<String> {
        printed(self.command("rustc").arg("--version"))
    }

    /// True if it can compile for WebAssembly, with a library of its own version.
    pub(crate) fn compiles_wasm(self) -> bool {
        let Some(library) = self.wasm_library() else {
            return false;
        };
        let stamp = fs::read_to_string(library.join(STAMP)).ok();
        holds_std(&library) && (stamp.is_none() || stamp == self.version())
    }
}

fn holds_std(library: &Path) -> bool {
    let Ok(files) = fs::read_dir(library) else {
        return false;
    };
    let mut names = files.flatten().map(|file| file.file_name());
    names.any(|name| name.to_string_lossy().starts_with("libstd-"))
}

/// The toolchain that compiles for WebAssembly, if there is one.
pub(crate) fn present() -> Option<Toolchain> {
    [Toolchain::Default, Toolchain::Debian]
        .into_iter()
        .find(|toolchain| toolchain.compiles_wasm())
}

/// A command for the page: the toolchain that compiles it, and the pinned tools first on the search path.
pub(crate) fn page_command(program: &str) -> Outcome<Command> {
    let toolchain =
        present().ok_or("no Rust here compiles for WebAssembly: run `cargo xtask setup`")?;
    let mut command = toolchain.command(program);
    command.env("PATH", path_with_tools()?);
    command.env("NETSPLIT_BUILD", build_id());
    if let Some(flags) = page_flags() {
        command.env("CARGO_ENCODED_RUSTFLAGS", flags);
    }
    Ok(command)
}

/// Compiler flags for the page. A panic names its place, and places in libraries are in Cargo's home folder: with a fixed
/// name for that, the same sources give the same program everywhere. `None` if the folder cannot be found.
fn page_flags() -> Option<OsString> {
    let folder = places::cargo()?;
    let mut renamed = OsString::from("--remap-path-prefix=");
    renamed.push(folder);
    renamed.push("=cargo");
    let given = env::var("RUSTFLAGS").unwrap_or_default();
    let mut flags: Vec<OsString> = given.split_whitespace().map(OsString::from).collect();
    flags.push(renamed);
    // Cargo expects this separator between flags, as paths may contain spaces.
    Some(flags.join(OsStr::new("\x1f")))
}

fn path_with_tools() -> Outcome<OsString> {
    let mut dirs = setup::tool_folders()?;
    dirs.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    env::join_paths(dirs).map_err(|cause| format!("the search path cannot be extended: {cause}"))
}

/// Name of this state of the sources, so that a browser never pairs a page with the worker of another build.
fn build_id() -> String {
    let mut git = crate::run::command("git", ["describe", "--always", "--dirty", "--abbrev=12"]);
    printed(git.current_dir(places::root())).unwrap_or_else(|| env!("CARGO_PKG_VERSION").into())
}
