//! The page on this machine, built again as the sources change.

use crate::{Outcome, places, run, setup, toolchain};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;
use std::thread::{self, sleep};
use std::time::Duration;

/// How many ports to try before giving up.
const TRIES: u16 = 100;

/// Serves the page until it is interrupted.
pub(crate) fn serve(port: u16, dev: bool) -> Outcome {
    setup::for_page()?;
    let port = free_port(port)?;
    println!("Building the page, then serving it at http://127.0.0.1:{port}/ (Ctrl-C ends it).");
    thread::spawn(move || announce(port));
    run::run(&mut trunk(port, dev)?, "Look at the message above.")
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

/// The first port from this one on that nobody listens to.
fn free_port(first: u16) -> Outcome<u16> {
    (first..=first.saturating_add(TRIES))
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .ok_or_else(|| format!("every port from {first} on is taken: name another with --port"))
}

/// Says so once the page can be opened: the first build takes a while.
fn announce(port: u16) {
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        sleep(Duration::from_millis(300));
    }
    println!(
        "\nNetsplit is at http://127.0.0.1:{port}/ - it is built again as you save; reload to see it.\n"
    );
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
