//! The standard library for WebAssembly.
//!
//! `rustup target add` installs it. Where rustup cannot download, Debian's security archive has a current Rust with the
//! sources of its library, from which the library for WebAssembly compiles in about a minute.

use super::{apt, has};
use crate::run::{command, printed, run, succeeds_within};
use crate::toolchain::{STAMP, Toolchain, WASM, present};
use crate::{Outcome, places};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Debian's current Rust; `rust-web-clippy` so that the page is linted for its own target.
const DEBIAN_RUST: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "rust-web-clippy",
];

/// Timeout of the download: long enough for 30 MB over a slow line, short enough where packets are dropped silently.
const DOWNLOAD: Duration = Duration::from_secs(180);

/// Installs a Rust that compiles for WebAssembly, if there is none.
pub(crate) fn install() -> Outcome {
    if present().is_some() || added_by_rustup() {
        return Ok(());
    }
    println!(
        "rustup cannot add {WASM} here: taking Debian's Rust and compiling its library, about 3 minutes, once"
    );
    install_debian_rust()?;
    compile_library()?;
    present()
        .map(|_| ())
        .ok_or_else(|| format!("no Rust here compiles for {WASM}: run `rustup target add {WASM}`"))
}

fn added_by_rustup() -> bool {
    if !has("rustup") {
        return false;
    }
    println!("adding {WASM} to the Rust toolchain, once");
    succeeds_within(&mut command("rustup", ["target", "add", WASM]), DOWNLOAD)
        && present().is_some()
}

fn install_debian_rust() -> Outcome {
    let what = format!("the Rust standard library for {WASM}");
    apt::install(&DEBIAN_RUST, &what)?;
    apt::install(&[&linker()?], "the linker for WebAssembly")?;
    if !has("rustup") {
        return Ok(());
    }
    run(
        &mut command("rustup", ["toolchain", "link", "debian", "/usr"]),
        "See `rustup toolchain list`.",
    )
}

/// The package of the linker has the version of the LLVM that the compiler uses.
fn linker() -> Outcome<String> {
    let version =
        printed(&mut command("/usr/bin/rustc", ["--version", "--verbose"])).unwrap_or_default();
    let major = llvm_major(&version).ok_or("Debian's rustc does not say which LLVM it uses")?;
    Ok(format!("lld-{major}"))
}

fn llvm_major(version: &str) -> Option<&str> {
    let line = version
        .lines()
        .find_map(|line| line.strip_prefix("LLVM version: "))?;
    line.split('.').next()
}

/// Compiles the standard library from its sources, through an empty crate, and puts it beside that of the host.
fn compile_library() -> Outcome {
    let scratch = places::cache()?.join("build").join("wasm-std");
    write_empty_crate(&scratch)
        .map_err(|cause| format!("{} cannot be written: {cause}", scratch.display()))?;
    let mut cargo = Toolchain::Debian.command("cargo");
    cargo.args(["build", "--release", "--target", WASM]);
    // `test` for the tests in the browser; without the bit code, link-time optimisation of the page fails.
    cargo.arg("-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test");
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    cargo
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .current_dir(&scratch);
    run(&mut cargo, "Is the crates registry reachable?")?;
    place_library(&scratch)?;
    let _ = fs::remove_dir_all(scratch);
    Ok(())
}

fn write_empty_crate(folder: &Path) -> std::io::Result<()> {
    let manifest =
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n";
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src").join("lib.rs"), "#![no_std]\n")?;
    fs::write(folder.join("Cargo.toml"), manifest)
}

fn place_library(scratch: &Path) -> Outcome {
    let library = Toolchain::Debian
        .wasm_library()
        .ok_or("Debian's rustc does not run")?;
    let stamp = scratch.join(STAMP);
    fs::write(&stamp, Toolchain::Debian.version().unwrap_or_default())
        .map_err(|cause| format!("{} cannot be written: {cause}", stamp.display()))?;
    let files = compiled(
        &scratch
            .join("target")
            .join(WASM)
            .join("release")
            .join("deps"),
    )?;
    let advice = "Run `cargo xtask setup` as a user who may write there.";
    // The library of an older compiler must not stay beside the new one.
    run(apt::as_root("rm").arg("-rf").arg(&library), advice)?;
    run(apt::as_root("mkdir").arg("-p").arg(&library), advice)?;
    run(
        apt::as_root("cp").args(files).arg(stamp).arg(&library),
        advice,
    )
}

fn compiled(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let files = fs::read_dir(folder)
        .map_err(|cause| format!("{} cannot be read: {cause}", folder.display()))?;
    let files = files.flatten().map(|file| file.path());
    Ok(files.filter(|file| is_library(file)).collect())
}

fn is_library(file: &Path) -> bool {
    let of_the_empty_crate = file
        .file_stem()
        .is_some_and(|name| name.to_string_lossy().starts_with("libempty-"));
    file.extension()
        .is_some_and(|extension| extension == "rlib")
        && !of_the_empty_crate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linker_follows_the_compiler() {
        assert_eq!(
            llvm_major("rustc 1.96.0\nrelease: 1.96.0\nLLVM version: 22.1.8\n"),
            Some("22")
        );
        assert_eq!(llvm_major("rustc 1.96.0"), None);
    }

    #[test]
    fn the_empty_crate_is_no_part_of_the_library() {
        assert!(is_library(Path::new("deps/libstd-0f.rlib")));
        assert!(!is_library(Path::new("deps/libempty-0f.rlib")));
        assert!(!is_library(Path::new("deps/libstd-0f.rmeta")));
    }
}
