//! Netsplit in a terminal: runs scenarios, tests the claims of labs, and turns links into files and back.
//!
//! Exit codes: 0 if all checks hold, 1 if one does not, 2 for input that is refused, 3 if a check cannot decide.

mod arguments;
mod commands;
mod output;
mod report;
mod source;
mod table;

use std::process::ExitCode;

use arguments::Arguments;
use clap::Parser;
use netsplit_core::summary::Holds;

/// Exit code for input that is refused.
const REFUSED: u8 = 2;

/// Exit code for a history that is too hard to decide.
const UNDECIDED: u8 = 3;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return arguments::answer(&error),
    };
    match commands::obey(&arguments.command) {
        Ok(Holds::Yes) => ExitCode::SUCCESS,
        Ok(Holds::No) => ExitCode::FAILURE,
        Ok(Holds::Undecided) => ExitCode::from(UNDECIDED),
        Err(issues) => {
            output::complain(&issues);
            ExitCode::from(REFUSED)
        }
    }
}
