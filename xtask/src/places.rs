//! Paths: the checkout, the cache of tools, build output.

use crate::Outcome;
use std::env;
use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    // Cargo sets the variable when it runs this program; the compiled-in value is for a binary started by hand.
    let own = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let own = own.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    own.parent().map(Path::to_path_buf).unwrap_or(own)
}

/// Target folder of Cargo.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The finished site.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The end-to-end tests, a Node package.
pub(crate) fn e2e() -> PathBuf {
    root().join("tests").join("e2e")
}

/// Home folder of Cargo, with the sources of libraries.
pub(crate) fn cargo() -> Option<PathBuf> {
    let own = env::var_os("CARGO_HOME").map(PathBuf::from);
    own.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// Cache of tools of pinned versions, shared by all checkouts.
pub(crate) fn cache() -> Outcome<PathBuf> {
    if let Some(dir) = env::var_os("NETSPLIT_CACHE") {
        return Ok(PathBuf::from(dir));
    }
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    base.or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .map(|cache| cache.join("netsplit"))
        .ok_or_else(|| {
            "there is no home directory: set NETSPLIT_CACHE to a folder for tools".into()
        })
}

/// Folder of one tool in the cache.
pub(crate) fn tool(name: &str, version: &str) -> Outcome<PathBuf> {
    Ok(cache()?.join("tools").join(format!("{name}-{version}")))
}

/// The first file of this name on the search path.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .flat_map(|dir| [dir.join(program), dir.join(format!("{program}.exe"))])
        .find(|file| file.is_file())
}
