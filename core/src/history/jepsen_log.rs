//! Lines of a jepsen.log, among whatever else was logged.
//!
//! ```text
//! INFO  jepsen.util - 0   :invoke :read   nil
//! 2026-01-28 20:06:12,345 INFO  jepsen.util - 0   :ok     :read   3
//! INFO  jepsen.util - 4   :info   :cas    :timed-out
//! INFO  jepsen.util - 5   :fail   :cas    [1 2]   [:temporarily-unavailable "not a leader"]
//! ```
//!
//! A line is of interest where a process is followed by `:invoke`, `:ok`, `:fail` or `:info`; then come the function,
//! the value, and the error if there is one, which may be any text. All other lines are ignored. The time of day that some have
//! is ignored too: it is too coarse to order operations, and the order of the lines is exact. Source: jepsen.util/log-op.

use super::edn::{self, Form, Reader};
use super::event::{Entry, Field, Fields};
use super::{ReadOptions, at_line};
use crate::params::Issue;

/// The words that stand for the type of a line.
const KINDS: [&str; 4] = [":invoke", ":ok", ":fail", ":info"];

/// Tells whether any line is of interest.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines().any(|line| split(line).is_some())
}

/// The entries of a text.
pub(super) fn entries(text: &str, options: &ReadOptions) -> Result<Vec<Entry>, Issue> {
    let mut entries = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some((process, rest)) = split(line) {
            entries.extend(entry(index as u32 + 1, process, rest, options)?);
        }
    }
    Ok(entries)
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

fn entry(
    line: u32,
    process: &str,
    rest: &str,
    options: &ReadOptions,
) -> Result<Option<Entry>, Issue> {
    if process.starts_with(':') {
        return Ok(None);
    }
    if options.read_value.is_some() {
        let problem = "found a line of a jepsen.log, which has no field by name; allowed are JSON objects or EDN maps";
        return Err(at_line(line, problem));
    }
    let mut reader = Reader::at_line(rest, line);
    let mut fields = Fields::new(line, options);
    fields.set(Field::Process, Some(Form::Text(process.to_owned())))?;
    let kind = reader.form()?;
    let says_why = matches!(kind.as_ref().and_then(Form::name), Some("fail" | "info"));
    fields.set(Field::Type, kind)?;
    fields.set(Field::Function, reader.form()?)?;
    let before = reader.rest();
    match reader.form() {
        Ok(value) => {
            fields.set(Field::Value, value)?;
            fields.set(Field::Error, error(reader.rest()))?;
        }
        // In place of the value an exception may stand, printed as nobody can read it.
        Err(_) if says_why => fields.set(Field::Error, error(before))?,
        Err(issue) => return Err(issue),
    }
    fields.entry()
}

/// An error as the form that it is, or as the text that it is.
fn error(text: &str) -> Option<Form> {
    let text = text.trim();
    let form = edn::only_form(text).ok().flatten();
    let as_text = || (!text.is_empty()).then(|| Form::Text(text.to_owned()));
    form.or_else(as_text)
}
