//! Formats: reads a history in whichever of them it is written.

use super::event::Entry;
use super::keys::{self, Keys};
use super::{History, LARGEST, at_line, edn_maps, jepsen_log, json, pairing};
use crate::params::{Issue, shorten};

/// Options of reading, for what a file does not say of itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadOptions {
    /// Where keys stand.
    pub keys: Keys,
    /// Field in which a read that is ok has its value, where that is not `value`.
    pub read_value: Option<String>,
}

/// A history that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadHistory {
    /// The history.
    pub history: History,
    /// Where its keys stood; never [`Keys::Detect`].
    pub keys: Keys,
}

/// Reads a history as it says of itself how to.
///
/// # Errors
/// The first thing that is wrong: the line, what was found, and what is allowed.
pub fn read(bytes: &[u8]) -> Result<History, Issue> {
    read_with(bytes, &ReadOptions::default()).map(|read| read.history)
}

/// Reads a history with options.
///
/// # Errors
/// The first thing that is wrong: the line, what was found, and what is allowed.
pub fn read_with(bytes: &[u8], options: &ReadOptions) -> Result<ReadHistory, Issue> {
    if bytes.len() > LARGEST {
        return Err(Issue::whole(format!(
            "The history has {} bytes; allowed are at most {LARGEST}.",
            bytes.len()
        )));
    }
    let text = text(bytes)?;
    let entries = match format(text)? {
        Format::Json => json::entries(text, options)?,
        Format::EdnMaps => edn_maps::entries(text, options)?,
        Format::JepsenLog => jepsen_log::entries(text, options)?,
    };
    history(entries, options)
}

fn history(entries: Vec<Entry>, options: &ReadOptions) -> Result<ReadHistory, Issue> {
    let (mut events, mut records) = (Vec::new(), Vec::new());
    for entry in entries {
        let (line, is_mixed) = match &entry {
            Entry::Event(event) => (event.line, !records.is_empty()),
            Entry::Record(record) => (record.invocation.line, !events.is_empty()),
        };
        if is_mixed {
            let problem = "found an event among records of whole operations or the other way round, allowed is one of both";
            return Err(at_line(line, problem));
        }
        match entry {
            Entry::Event(event) => events.push(event),
            Entry::Record(record) => records.push(record),
        }
    }
    if let Some(first) = records.first() {
        let keys = keys::of_records(first.invocation.line, options.keys)?;
        if keys == Keys::None {
            for record in &mut records {
                record.invocation.key = None;
            }
        }
        let history = pairing::history_of_records(records)?;
        return Ok(ReadHistory { history, keys });
    }
    if events.is_empty() {
        return Err(Issue::whole(
            "The history has no operation; required is at least one invocation.",
        ));
    }
    let keys = keys::place(&mut events, options.keys)?;
    let history = pairing::history(events)?;
    Ok(ReadHistory { history, keys })
}

/// The beginnings of files that are no text, and what these are.
const PACKED: [(&[u8], &str); 8] = [
    (b"\x1f\x8b", "a file compressed by gzip"),
    (b"\x28\xb5\x2f\xfd", "a file compressed by Zstandard"),
    (b"\xfd7zXZ\0", "a file compressed by xz"),
    (b"BZh", "a file compressed by bzip2"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"JEPSEN", "a test of Jepsen in its binary format"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
];

fn text(bytes: &[u8]) -> Result<&str, Issue> {
    if let Some((_, name)) = PACKED.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Err(at_line(
            1,
            format!("found {name}, allowed is text in UTF-8"),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|problem| not_text(bytes, problem))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Notation of a file.
#[derive(Clone, Copy)]
enum Format {
    Json,
    EdnMaps,
    JepsenLog,
}

/// Looks at the first thing that is neither blank nor a comment: a character or two tell the formats apart.
fn format(text: &str) -> Result<Format, Issue> {
    let (line, start) = start(text);
    let mut marks = start.chars().filter(|c| !c.is_whitespace());
    match (marks.next(), marks.next(), marks.next()) {
        (None, ..) => Err(Issue::whole(format!(
            "The history is empty; allowed are {FORMATS}."
        ))),
        (Some('{'), Some('"'), _) | (Some('['), Some('{'), Some('"')) => Ok(Format::Json),
        (Some('{' | '[' | '(' | '#' | '^'), ..) => Ok(Format::EdnMaps),
        _ if jepsen_log::looks_like(text) => Ok(Format::JepsenLog),
        _ => Err(at_line(
            line,
            format!(
                "found \"{}\", allowed are {FORMATS}",
                shorten(start.lines().next().unwrap_or_default())
            ),
        )),
    }
}

const FORMATS: &str = "JSON objects, EDN operation maps or lines of a jepsen.log";

/// The first line that says something, its number first, and all that follows.
fn start(text: &str) -> (u32, &str) {
    let (mut line, mut rest) = (1, text);
    loop {
        let (first, others) = rest.split_once('\n').unwrap_or((rest, ""));
        let words = first.trim_start();
        if !words.is_empty() && !words.starts_with(';') || others.is_empty() {
            let rest = rest.trim_start();
            return (line, if rest.starts_with(';') { "" } else { rest });
        }
        (line, rest) = (line + 1, others);
    }
}

fn not_text(bytes: &[u8], problem: std::str::Utf8Error) -> Issue {
    let before = bytes[..problem.valid_up_to()].split(|byte| *byte == b'\n');
    at_line(
        before.count() as u32,
        "found bytes that are not UTF-8, allowed is text",
    )
}
