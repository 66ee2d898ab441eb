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
//! | JSON, an object a line or one array | `{"process":0,"type":"invoke","f":"write","value":3}` | `json` |
//! | EDN operation maps, one after another or in a vector or list | `{:process 0, :type :invoke, :f :write, :value 3}` | `edn_maps` |
//! | lines of a jepsen.log | `INFO  jepsen.util - 0 :invoke :write 3` | `jepsen_log` |
//! | records of whole operations, in JSON or EDN | `{"client":0,"input":{"op":"put","value":3},"call":1,"output":{},"return":2}` | `record` |
//!
//! But for records, an operation is an invocation and, later, a completion of the same process: `ok` (it happened),
//! `fail` (it did not) or `info` (nobody knows). A process does one thing at a time; when it invokes again without a
//! completion, or never completes, the outcome is unknown too. A completion that names another key or value than its invocation is
//! refused. `order` says which event came first, `keys` where keys stand, `completion` what a failure says.
//! Source: Herlihy and Wing 1990, "Linearizability", section 2; jepsen.history.

mod completion;
mod edn;
mod edn_maps;
mod event;
mod format;
mod jepsen_log;
mod json;
mod keys;
mod number;
mod order;
mod pairing;
mod record;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

pub use format::{ReadHistory, ReadOptions, read, read_with};
pub use keys::Keys;

use crate::params::{Issue, shorten};
use crate::sort;

/// Larger files are refused: a checker that swaps is a checker that hangs.
pub const LARGEST: usize = 100_000_000;

/// Operations of clients: what each asked for and was told, and when.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// Unit of its moments.
    pub clock: Clock,
    /// Names of the processes (the clients, one thing at a time each), by index; none if each is known by the request that it made.
    pub processes: Vec<String>,
    /// Names of the keys, by index; a history of one register has the one key [`Value::Nil`].
    pub keys: Vec<Value>,
    /// The operations, in the order of their invocations.
    pub operations: Vec<Operation>,
}

/// Unit of moments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Clock {
    /// Nanoseconds.
    #[default]
    Nanoseconds,
    /// Indices of events, where times or lines contradict them.
    Index,
    /// Lines of a file, where there are no times.
    Lines,
}

/// A moment of a history. Two things at the same moment happen in either order, unless one process does both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Moment {
    /// Nanoseconds, the index of an event, or its line.
    pub at: u64,
    /// Place in the order of events, which decides between equals; 0 where nothing does.
    pub turn: u32,
}

/// One operation of one client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Operation {
    /// Index of the process that invoked it.
    pub process: u32,
    /// Index of the key that it is about.
    pub key: u32,
    /// Request of the client.
    pub call: Call,
    /// When it was invoked.
    pub invoked: Moment,
    /// When it completed. Without completion it may take effect at any later time, or never.
    pub completed: Option<Moment>,
    /// Outcome; [`Completion::Unknown`] counts as no completion.
    pub outcome: Completion,
    /// Line of its invocation in the file, or number of the request in the recording.
    pub source: u32,
}

/// Request of an operation.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Call {
    /// Returns the value of the key.
    Read,
    /// Replaces the value.
    Write(Value),
    /// Replaces the value if it is the expected one.
    CompareAndSet {
        /// The value that is expected.
        expected: Value,
        /// The value that replaces it.
        new: Value,
    },
    /// Puts text at the end of the value.
    Append(Value),
}

/// Outcome of an operation.
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

/// A value of a history, compared for equality only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Value {
    /// No value; what it means is an option of the checker.
    #[default]
    Nil,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Anything else, in the one spelling that equal values have: `:a`, `[1 2]`, `#{1 2}`, `true`, `18446744073709551616`.
    Form(String),
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

impl Moment {
    /// The moment in seconds, exactly, with so many decimals.
    pub fn seconds(self, decimals: usize) -> String {
        const NANOS: u64 = 1_000_000_000;
        let fraction = format!("{:09}", self.at % NANOS);
        format!(
            "{}.{} s",
            self.at / NANOS,
            &fraction[..decimals.clamp(1, 9)]
        )
    }
}

/// As many decimals of seconds as tell moments apart: milli-, micro- or nanoseconds.
pub fn decimals(moments: impl IntoIterator<Item = Moment>) -> usize {
    let mut moments: Vec<u64> = moments.into_iter().map(|moment| moment.at).collect();
    sort::ascending(&mut moments);
    moments.dedup();
    let apart = |unit: u64| moments.windows(2).all(|two| two[0] / unit != two[1] / unit);
    match () {
        () if apart(1_000_000) => 3,
        () if apart(1_000) => 6,
        () => 9,
    }
}

impl FromStr for Value {
    type Err = String;

    /// A value as given on a command line: `nil`, `3`, `"3"` in quotes for the text, what only EDN has (`:a`,
    /// `true`, `3.5`, `[1 2]`) or JSON has (`{"a": 1}`) as histories have it, else the text itself. What begins as EDN and is not
    /// whole is no text by mistake.
    fn from_str(text: &str) -> Result<Self, String> {
        let as_text = || Self::Text(text.to_owned());
        let read =
            edn::only_form(text).or_else(|issue| json::only_form(text).map(Some).ok_or(issue));
        match read {
            Ok(Some(edn::Form::Symbol(word))) if word == "null" => Ok(Self::Nil),
            Ok(None | Some(edn::Form::Symbol(_))) => Ok(as_text()),
            Ok(Some(form)) => Ok(Self::from(form)),
            Err(_) if !begins_as_edn(text) => Ok(as_text()),
            Err(issue) => Err(format!(
                "{}; a text that looks like EDN stands in quotes",
                issue.problem
            )),
        }
    }
}

/// Tells whether the beginning of a text is one of EDN, rather than of any text.
fn begins_as_edn(text: &str) -> bool {
    let text = text.trim_start();
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    text.starts_with(['{', '[', '(', ')', ']', '}', '#', '"', ':', '^', '\\'])
        || unsigned.starts_with(|letter: char| letter.is_ascii_digit())
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
