//! The page on this machine, built again as the sources change.

use crate::{Outcome, places, setup, toolchain};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

/// How many ports to try before giving up.
const TRIES: u16 = 100;

/// Serves the page until it is interrupted.
pub(crate) fn serve(port: u16, dev: bool) -> Outcome {
    setup::for_page()?;
    let port = free_port(port)?;
    println!("Building the page, then serving it at http://127.0.0.1:{port}/ (Ctrl-C ends it).");
    println!("It is built again as you save; reload to see it.");
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
    // A folder of its own, so that a build or a test beside it does not change what is served.
    trunk.arg("--dist").arg(places::target().join("serve"));
    if !dev {
        trunk.arg("--release");
    }
    Ok(trunk)
}

/// Becomes the server, so that whatever ends this process ends the server too.
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
    crate::run::run(server, "Look at the message above.")
}

/// The first port from this one on that nobody listens to.
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
