//! Copy of the core on which mutants are tried: the whole core, or an area with the modules it uses and nothing else.
//!
//! The copy stays in its place, so that the compiler finds its earlier output there, and a broken copy harms nobody.

use super::area::Area;
use crate::{Outcome, places};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// An area with the modules it uses: it compiles in seconds, and would not if it used more.
pub(super) fn small(base: &Path, area: &Area) -> Outcome<PathBuf> {
    match area.knows {
        None => whole(base),
        Some(known) => lay(&base.join("small"), |root| {
            small_root(root, area.folder, known)
        }),
    }
}

/// The whole core.
pub(super) fn whole(base: &Path) -> Outcome<PathBuf> {
    lay(&base.join("whole"), str::to_string)
}

/// Copies the present core, with another root module.
fn lay(ground: &Path, root: impl Fn(&str) -> String) -> Outcome<PathBuf> {
    copied(ground, root)
        .map_err(|cause| format!("{} cannot be written: {cause}", ground.display()))?;
    Ok(ground.to_path_buf())
}

fn copied(ground: &Path, root: impl Fn(&str) -> String) -> io::Result<()> {
    let (from, core) = (places::root(), ground.join("core"));
    if core.exists() {
        fs::remove_dir_all(&core)?;
    }
    copy_folder(&from.join("core"), &core)?;
    fs::copy(from.join("Cargo.lock"), ground.join("Cargo.lock"))?;
    let workspace = fs::read_to_string(from.join("Cargo.toml"))?;
    fs::write(ground.join("Cargo.toml"), core_only(&workspace))?;
    let lib = core.join("src").join("lib.rs");
    let text = fs::read_to_string(&lib)?;
    fs::write(&lib, root(&text))
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to)?;
        }
    }
    Ok(())
}

/// The workspace without its other members.
fn core_only(workspace: &str) -> String {
    let line = |line: &str| match line.split_once(" = ") {
        Some(("members", _)) => "members = [\"core\"]\n".to_string(),
        Some(("default-members", _)) => String::new(),
        Some(_) | None => format!("{line}\n"),
    };
    workspace.lines().map(line).collect()
}

/// The root module with only an area and the modules it uses.
fn small_root(root: &str, area: &str, known: &[&str]) -> String {
    let kept = root.lines().filter(|line| !line.starts_with("pub mod "));
    let kept = kept.map(ToString::to_string);
    let lines = kept.chain(known.iter().copied().chain([area]).map(declared));
    lines.map(|line| line + "\n").collect()
}

/// The declaration of a module by its folder.
fn declared(folder: &str) -> String {
    match folder.split_once('/') {
        None => format!("pub mod {folder};"),
        Some((outer, inner)) => format!("pub mod {outer} {{ {} }}", declared(inner)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_ground_holds_an_area_and_what_it_knows() {
        let root = "//! The core.\n\npub mod consensus;\npub mod time;\npub mod verdicts;\n\npub const ENGINE: u8 = 1;\n";
        assert_eq!(
            small_root(root, "verdicts/linearizability", &["time"]),
            "//! The core.\n\n\npub const ENGINE: u8 = 1;\npub mod time;\npub mod verdicts { pub mod linearizability; }\n"
        );
    }

    #[test]
    fn the_workspace_loses_its_other_members_only() {
        let workspace = "[workspace]\nmembers = [\"core\", \"web\"]\ndefault-members = [\"core\"]\n\n[profile.dev]\nopt-level = 1\n";
        assert_eq!(
            core_only(workspace),
            "[workspace]\nmembers = [\"core\"]\n\n[profile.dev]\nopt-level = 1\n"
        );
    }
}
