//! The commands, one file each.

mod claims;
mod digest;
mod labs;
mod link;
mod open;
mod run;
mod schema;
mod validate;

use netsplit_core::params::Issues;

use crate::arguments::Command;

/// Does what was asked and says whether all that was asked for holds.
///
/// # Errors
/// Everything that is wrong with the input.
pub(crate) fn obey(command: &Command) -> Result<bool, Issues> {
    match command {
        Command::Labs(labs) => labs::labs(labs),
        Command::Run(run) => run::run(run),
        Command::Claims(claims) => claims::claims(claims),
        Command::Link(address) => link::link(address),
        Command::Open(open) => open::open(open),
        Command::Validate(validate) => validate::validate(validate),
        Command::Schema => schema::schema(),
        Command::Digest(digest) => digest::digest(digest),
    }
}
