//! Histories: what clients asked for and were told, and when; the input of the linearizability checker.
//!
//! ```text
//!   client 0   |--- write 3 ---|        |---- read -> 3 ----|
//!   client 1          |------ compare-and-set 3 -> 4 ......          outcome unknown
//!            invocation      completion
//! ```
//!
//! A history comes from a recording, or from elsewhere: [`read`] tells these formats apart by their content.
//!
//! | format | looks like | read by |
//! |---|---|---|
//! | JSON lines | `{"process":0,"type":"invoke","f":"write","value":3}` | `json_lines` |
//! | EDN operation maps, one after another or in a vector or list | `{:process 0, :type :invoke, :f :write, :value 3}` | `edn_maps` |
//! | lines of a jepsen.log | `INFO  jepsen.util - 0 :invoke :write 3` | `jepsen_log` |
//!
//! In all of them an operation is an invocation and, later, a completion of the same process:
//! `ok` (it happened), `fail` (it did not) or `info` (nobody knows). A process does one thing at a time; when it
//! invokes again without a completion, or never completes, the outcome is unknown too. The order of the
//! file is the order of what happened, unless every operation carries a time in nanoseconds; then time decides,
//! and the file only between equals. Source: Herlihy and Wing 1990, "Linearizability", section 2; jepsen.history.

mod edn;
mod edn_maps;
mod event;
mod jepsen_log;
mod json_lines;
mod pairing;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use crate::params::{Issue, shorten};

/// Larger files are refused: a checker that swaps is a checker that hangs.
pub const LARGEST: usize = 100_000_000;

/// What clients asked for and were told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// What moments count.
    pub clock: Clock,
    /// Names of the processes (the clients, one thing at a time each), by index; none if each is known by the request that it made.
    pub processes: Vec<String>,
    /// Names of the keys, by index; a history of one register has the one key [`Value::Nil`].
    pub keys: Vec<Value>,
    /// The operations, in the order of their invocations.
    pub operations: Vec<Operation>,
}

/// What moments of a history count.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Clock {
    /// Nanoseconds.
    #[default]
    Nanoseconds,
    /// Lines of a file without times.
    Lines,
}

/// A moment of a history. Two things at the same moment happen in either order, unless one process does both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Moment {
    /// Nanoseconds, or the line of a file without times.
    pub at: u64,
    /// Position in the file, which decides between equal times; 0 where nothing does.
    pub turn: u32,
}

/// One operation of one client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Operation {
    /// Index of the process that invoked it.
    pub process: u32,
    /// Index of the key that it is about.
    pub key: u32,
    /// What was asked for.
    pub call: Call,
    /// When it was invoked.
    pub invoked: Moment,
    /// When it completed. Without completion it may take effect at any later time, or never.
    pub completed: Option<Moment>,
    /// How it completed; [`Completion::Unknown`] counts as no completion.
    pub outcome: Completion,
    /// Line of its invocation in the file, or number of the request in the recording.
    pub source: u32,
}

/// What an operation asks for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Call {
    /// The value of the key.
    Read,
    /// To replace the value.
    Write(Value),
    /// To replace the value if it is the expected one.
    CompareAndSet {
        /// The value that is expected.
        expected: Value,
        /// The value that replaces it.
        new: Value,
    },
    /// To put text at the end of the value.
    Append(Value),
}

/// How an operation ended.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Completion {
    /// Nobody knows whether it took effect, or will.
    Unknown,
    /// It took effect.
    Done,
    /// A read took effect and returned this.
    Returned(Value),
    /// A compare-and-set found another value than the expected one, if failures say that much.
    Mismatch,
    /// It did not take effect, and says nothing about the value.
    Failed,
}

/// A value of a history: kept as it was written, compared for equality only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Value {
    /// No value; what it means is an option of the checker.
    #[default]
    Nil,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Anything else, as printed: `:a`, `[1 2]`, `true`.
    Form(String),
}

/// Reads a history, in whichever of the formats it is.
///
/// # Errors
/// The first thing that is wrong: the line, what was found, and what is allowed.
pub fn read(bytes: &[u8]) -> Result<History, Issue> {
    if bytes.len() > LARGEST {
        return Err(Issue::whole(format!(
            "The history has {} bytes; allowed are at most {LARGEST}.",
            bytes.len()
        )));
    }
    let text = std::str::from_utf8(bytes).map_err(|problem| not_text(bytes, problem))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let events = match format(text)? {
        Format::JsonLines => json_lines::events(text)?,
        Format::EdnMaps => edn_maps::events(text)?,
        Format::JepsenLog => jepsen_log::events(text)?,
    };
    pairing::history(events)
}

/// What a file is written in.
#[derive(Clone, Copy)]
enum Format {
    JsonLines,
    EdnMaps,
    JepsenLog,
}

/// Looks at the first thing that is neither blank nor a comment: a character or two tell the formats apart.
fn format(text: &str) -> Result<Format, Issue> {
    let (line, start) = start(text);
    let mut marks = start.chars().filter(|c| !c.is_whitespace());
    match (marks.next(), marks.next()) {
        (None, _) => Err(Issue::whole(format!(
            "The history is empty; allowed are {FORMATS}."
        ))),
        (Some('{'), Some('"')) => Ok(Format::JsonLines),
        (Some('['), Some('{')) if marks.next() == Some('"') => Err(at_line(
            line,
            "found a JSON array, allowed is one JSON object a line",
        )),
        (Some('{' | '[' | '(' | '#'), _) => Ok(Format::EdnMaps),
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

/// Something wrong on a line.
fn at_line(line: u32, problem: impl Into<String>) -> Issue {
    Issue {
        path: format!("line {line}"),
        problem: problem.into(),
    }
}

impl Moment {
    /// A moment in nanoseconds, at which things happen in either order.
    pub const fn nanos(at: u64) -> Self {
        Self { at, turn: 0 }
    }
}

impl Operation {
    /// When it completed, if its outcome is known.
    pub fn known(&self) -> Option<Moment> {
        self.completed
            .filter(|_| self.outcome != Completion::Unknown)
    }
}

impl FromStr for Value {
    type Err = std::convert::Infallible;

    /// A value as given on a command line: `nil`, `3`, `"3"` in quotes for the text, what only EDN has (`:a`,
    /// `true`, `3.5`, `[1 2]`) as histories have it, else the text itself.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let as_text = || Self::Text(text.to_owned());
        Ok(match edn::only_form(text) {
            Some(edn::Form::Word(word)) if word == "null" => Self::Nil,
            Some(edn::Form::Word(word)) if !is_literal(&word) => as_text(),
            Some(form) => Self::from(form),
            None => as_text(),
        })
    }
}

/// Whether a word of EDN is a value of its own: a boolean or a number that is not whole.
fn is_literal(word: &str) -> bool {
    let number = word.strip_prefix(['-', '+']).unwrap_or(word);
    word == "true" || word == "false" || number.starts_with(|first: char| first.is_ascii_digit())
}

impl fmt::Display for Value {
    /// The value in a sentence: one line, not long.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("nil"),
            Self::Int(number) => number.fmt(f),
            Self::Text(text) => write!(f, "\"{}\"", shorten(text)),
            Self::Form(form) => f.write_str(&shorten(form)),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read => f.write_str("read"),
            Self::Write(value) => write!(f, "write of {value}"),
            Self::CompareAndSet { expected, new } => {
                write!(f, "compare-and-set from {expected} to {new}")
            }
            Self::Append(value) => write!(f, "append of {value}"),
        }
    }
}
