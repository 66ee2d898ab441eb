//! What is printed, and where: results on the standard output, complaints and progress on the standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use netsplit_core::params::{Issue, Issues};
use serde::Serialize;

/// Prints text and says whether anybody still reads: `netsplit ... | head` closes the pipe early.
///
/// # Errors
/// If it cannot be written, such as to a disk that is full.
pub(crate) fn print(text: &str) -> Result<bool, Issues> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(unwritable(&error.to_string())),
    }
}

/// Prints a value as JSON that people can read.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn print_json(value: &impl Serialize) -> Result<bool, Issues> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| unwritable(&error.to_string()))?;
    print(&(text + "\n"))
}

fn unwritable(why: &str) -> Issues {
    Issue::whole(format!("the output cannot be written: {why}")).into()
}

/// Says what is wrong, one sentence a line.
pub(crate) fn complain(issues: &Issues) {
    note(&issues.to_string());
}

/// Says something beside the results.
pub(crate) fn note(text: &str) {
    // Nobody can be told that nobody listens.
    let _ = writeln!(io::stderr(), "{}", harmless(text));
}

/// Text without the control characters with which a scenario from elsewhere could steer a terminal.
pub(crate) fn harmless(text: &str) -> String {
    let clean = |letter: char| match letter {
        '\n' => letter,
        _ if letter.is_control() => '\u{fffd}',
        _ => letter,
    };
    text.chars().map(clean).collect()
}

/// One line of progress on a terminal; nothing where the standard error is none.
pub(crate) struct Progress {
    is_seen: bool,
}

impl Progress {
    /// Progress that has not been shown yet.
    pub(crate) fn new() -> Self {
        Self {
            is_seen: io::stderr().is_terminal(),
        }
    }

    /// Shows how far it is, in place of what was shown before.
    pub(crate) fn show(&self, text: &str) {
        if self.is_seen {
            let _ = write!(io::stderr(), "\r\x1b[K{}", harmless(text));
        }
    }

    /// Takes the line away, before results are printed.
    pub(crate) fn clear(&self) {
        self.show("");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
