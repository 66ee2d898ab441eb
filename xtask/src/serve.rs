//! The page on this machine, rebuilt as the sources change.

use crate::{Outcome, places, setup, toolchain};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

/// Number of ports to try before giving up.
const TRIES: u16 = 100;

/// Serves the page until it is interrupted.
pub(crate) fn serve(port: u16, dev: bool) -> Outcome {
    setup::for_page()?;
    let port = free_port(port)?;
    println!("Building the page, then serving it at http://127.0.0.1:{port}/ (Ctrl-C ends it).");
    println!("It is rebuilt as you save; reload to see the changes.");
    hand_over(&mut trunk(port, dev)?)
}

fn trunk(port: u16, dev: bool) -> Outcome<Command> {
    let mut trunk = toolchain::page_command("trunk")?;
    trunk.args([
        "serve",
        "--address",
        "127.0.0.1",
        "--port",
        &port.to_string(),
    ]);
    // A folder of its own, so that a concurrent build or test does not change the served files.
    trunk.arg("--dist").arg(places::target().join("serve"));
    if !dev {
        trunk.arg("--release");
    }
    Ok(trunk)
}

/// Replaces this process by the server, so that ending one ends the other.
#[cfg(unix)]
fn hand_over(server: &mut Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    let cause = server.exec();
    Err(format!(
        "Trunk does not start ({cause}): run `cargo xtask setup`"
    ))
}

#[cfg(not(unix))]
fn hand_over(server: &mut Command) -> Outcome {
    crate::run::run(server, "See the message above.")
}

/// The first free port from this one on.
fn free_port(first: u16) -> Outcome<u16> {
    (first..=first.saturating_add(TRIES))
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .ok_or_else(|| format!("every port from {first} on is taken: name another with --port"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
        let port = taken.local_addr().expect("it is bound").port();
        assert_ne!(free_port(port), Ok(port));
    }
}
