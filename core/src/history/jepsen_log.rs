//! Lines of a jepsen.log, among whatever else was logged.
//!
//! ```text
//! INFO  jepsen.util - 0   :invoke :read   nil
//! 2026-01-28 20:06:12,345 INFO  jepsen.util - 0   :ok     :read   3
//! INFO  jepsen.util - 4   :info   :cas    :timed-out
//! ```
//!
//! A line is of interest where a process is followed by `:invoke`, `:ok`, `:fail` or `:info`; then come the function and
//! the value. All other lines are ignored. The time of day that some have is ignored too: it is too coarse to
//! order operations, and the order of the lines is exact. Source: jepsen.util/log-op.

use super::edn::{Form, Reader};
use super::event::{Fields, HistoryEvent};
use crate::params::Issue;

/// The words that say what a line is about.
const KINDS: [&str; 4] = [":invoke", ":ok", ":fail", ":info"];

/// Whether any line could be of interest.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines().any(|line| split(line).is_some())
}

/// The events of a text.
pub(super) fn events(text: &str) -> Result<Vec<HistoryEvent>, Issue> {
    let mut events = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some((process, rest)) = split(line) {
            events.extend(event(index as u32 + 1, process, rest)?);
        }
    }
    Ok(events)
}

/// The process, and the line from the type on.
fn split(line: &str) -> Option<(&str, &str)> {
    let mut process = "";
    for word in line.split_whitespace() {
        if KINDS.contains(&word) && is_process(process) {
            let at = word.as_ptr() as usize - line.as_ptr() as usize;
            return Some((process, &line[at..]));
        }
        process = word;
    }
    None
}

fn is_process(word: &str) -> bool {
    word == ":nemesis" || (!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()))
}

fn event(number: u32, process: &str, rest: &str) -> Result<Option<HistoryEvent>, Issue> {
    let mut reader = Reader::at_line(rest, number);
    let process = match process.strip_prefix(':') {
        Some(name) => Form::Keyword(name.to_owned()),
        None => Form::Text(process.to_owned()),
    };
    if process.name() == Some("nemesis") {
        return Ok(None);
    }
    let fields = Fields {
        process: Some(process),
        kind: reader.form()?,
        function: reader.form()?,
        value: reader.form()?,
        ..Fields::default()
    };
    fields.event(number)
}
