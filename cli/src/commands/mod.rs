//! The commands, one file each.

mod check;
mod claims;
mod digest;
mod labs;
mod link;
mod lint;
mod open;
mod run;
mod schema;
mod validate;

use netsplit_core::params::Issues;
use netsplit_core::summary::Holds;

use crate::arguments::Command;

/// Runs a command. The result says if all that it checks holds.
///
/// # Errors
/// The problems of the input.
pub(crate) fn obey(command: &Command) -> Result<Holds, Issues> {
    let all_holds = match command {
        Command::Check(check) => return check::check(check),
        Command::Labs(labs) => labs::labs(labs),
        Command::Run(run) => run::run(run),
        Command::Claims(claims) => claims::claims(claims),
        Command::Link(address) => link::link(address),
        Command::Open(open) => open::open(open),
        Command::Lint(lint) => lint::lint(lint),
        Command::Validate(validate) => validate::validate(validate),
        Command::Schema => schema::schema(),
        Command::Digest(digest) => digest::digest(digest),
    }?;
    Ok(if all_holds { Holds::Yes } else { Holds::No })
}
