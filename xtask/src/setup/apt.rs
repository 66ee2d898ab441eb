//! Packages of Debian and its derivatives.

use super::has;
use crate::Outcome;
use crate::run::{command, printed, run};
use std::process::Command;
use std::sync::OnceLock;

/// Installs packages; `what` describes them in the sentence of a failure.
pub(crate) fn install(packages: &[&str], what: &str) -> Outcome {
    let missing = format!(
        "{what} is missing; install it, on Debian with `apt-get install {}`",
        packages.join(" ")
    );
    if !has("apt-get") {
        return Err(missing);
    }
    let prefix = right_to_install().ok_or_else(|| format!("{missing} as root"))?;
    refresh(prefix)?;
    println!("installing {}, under a minute, once", packages.join(" "));
    let mut apt = apt_get(prefix);
    apt.args(["install", "--yes", "--quiet=2", "--no-install-recommends"])
        .args(packages);
    run(&mut apt, &format!("{missing}."))
}

/// Fetches the package lists, once: a fresh machine has none.
fn refresh(prefix: Prefix) -> Outcome {
    static DONE: OnceLock<Outcome> = OnceLock::new();
    let advice = "Is the package archive reachable?";
    DONE.get_or_init(|| run(apt_get(prefix).args(["update", "--quiet=2"]), advice))
        .clone()
}

/// Ways to become root.
#[derive(Clone, Copy)]
enum Prefix {
    Root,
    Sudo,
}

fn right_to_install() -> Option<Prefix> {
    if printed(&mut command("id", ["-u"]))? == "0" {
        return Some(Prefix::Root);
    }
    has("sudo").then_some(Prefix::Sudo)
}

fn apt_get(prefix: Prefix) -> Command {
    match prefix {
        Prefix::Root => {
            let mut apt = command("apt-get", []);
            apt.env("DEBIAN_FRONTEND", "noninteractive");
            apt
        }
        Prefix::Sudo => command("sudo", ["DEBIAN_FRONTEND=noninteractive", "apt-get"]),
    }
}

/// A command such as `cp` or `mkdir` that changes files of root, with sudo where needed.
pub(crate) fn as_root(program: &str) -> Command {
    match right_to_install() {
        Some(Prefix::Sudo) => command("sudo", [program]),
        Some(Prefix::Root) | None => command(program, []),
    }
}
