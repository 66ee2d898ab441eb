//! Why operations cannot be ordered, in one sentence.
//!
//! The last operation to complete is what cannot be explained, so the sentence is about it: what it saw, and what speaks
//! against that. Mostly this is an operation that had completed before it began; then the sentence names that one.

use super::options::{FailedCas, Options};
use crate::history::{Call, Clock, Completion, History, Moment, Operation, Value, decimals};
use crate::params::shorten;

/// Why the operations `shown` cannot be ordered; `last` is the one that shows it, `all` are those of the key.
pub(super) fn sentence(
    history: &History,
    options: &Options,
    all: &[&Operation],
    shown: &[&Operation],
    last: &Operation,
) -> String {
    let case = Case {
        history,
        options,
        all,
        shown,
        last,
        completed: last.known().unwrap_or_default(),
    };
    let on = match &history.keys[last.key as usize] {
        Value::Nil => String::new(),
        key => format!("on key {key}, "),
    };
    let more = match shown.len() {
        0..=3 => String::new(),
        count => format!("; {count} operations show it together"),
    };
    let saw = case.saw();
    let against = case.against();
    format!("{on}{saw}{against}{more}.")
}

/// Where an operation stands: the line of a file, or the number of a request.
pub(super) fn place(history: &History, operation: &Operation) -> String {
    let what = match history.clock {
        Clock::Lines | Clock::Index => "line",
        Clock::Nanoseconds => "operation",
    };
    format!("{what} {}", operation.source)
}

struct Case<'a> {
    history: &'a History,
    options: &'a Options,
    all: &'a [&'a Operation],
    shown: &'a [&'a Operation],
    last: &'a Operation,
    /// When the last operation completed.
    completed: Moment,
}

impl Case<'_> {
    /// Describes the last operation and its outcome.
    fn saw(&self) -> String {
        let (client, at) = (self.client(self.last), self.at(self.completed));
        match (&self.last.call, &self.last.outcome) {
            (Call::Read, Completion::Returned(value)) => {
                format!("read by {client} {at} returned {value}")
            }
            (Call::CompareAndSet { expected, .. }, Completion::Mismatch)
                if self.options.failed_cas == FailedCas::Observed =>
            {
                let call = &self.last.call;
                format!("{call} by {client} {at} failed, as if the value were not {expected}")
            }
            (call @ Call::CompareAndSet { .. }, _) => format!("{call} by {client} {at} succeeded"),
            (call, _) => format!("{call} by {client} completed {at}"),
        }
    }

    /// Names the contradiction: the operation that excludes that outcome.
    fn against(&self) -> String {
        let sought = self.sought();
        sought
            .and_then(|value| self.never_written(value))
            .or_else(|| self.lost_append())
            .or_else(|| {
                self.blocker()
                    .map(|blocker| self.because_of(blocker, sought))
            })
            .unwrap_or_else(|| self.unexplained())
    }

    /// The value that the last operation says was there.
    fn sought(&self) -> Option<&Value> {
        match (&self.last.call, &self.last.outcome) {
            (Call::Read, Completion::Returned(value)) => Some(value),
            (_, Completion::Mismatch) => None,
            (Call::CompareAndSet { expected, .. }, _) => Some(expected),
            _ => None,
        }
    }

    /// A value that was not there from the beginning, and that nothing had written. Appends leave no whole values to compare.
    fn never_written(&self, value: &Value) -> Option<String> {
        let appends = |operation: &&&Operation| matches!(operation.call, Call::Append(_));
        if *value == self.options.initial || self.all.iter().any(|operation| appends(&operation)) {
            return None;
        }
        let mut writers = self
            .all
            .iter()
            .filter(|operation| writes(operation) == Some(value));
        match writers.next() {
            None => Some(format!(", but nothing had written {value}")),
            Some(first) if first.invoked > self.completed => Some(format!(
                ", but the {} by {} was invoked only {}",
                first.call,
                self.client(first),
                self.at(first.invoked)
            )),
            Some(_) => None,
        }
    }

    /// An append that had completed before the last operation began, but is not in what that returned.
    fn lost_append(&self) -> Option<String> {
        let (Call::Read, Some(returned)) = (&self.last.call, self.sought()) else {
            return None;
        };
        let is_lost = |operation: &&&Operation| match (&operation.call, returned) {
            (Call::Append(Value::Text(piece)), Value::Text(text)) => !text.contains(piece),
            (Call::Append(_), Value::Nil) => true,
            _ => false,
        };
        let lost = self.before().filter(is_lost).last()?;
        Some(format!(
            ", but the {} by {} had completed {}",
            lost.call,
            self.client(lost),
            self.at(lost.known().unwrap_or_default())
        ))
    }

    /// The operations of the evidence that had completed when the last one was invoked.
    fn before(&self) -> impl Iterator<Item = &&Operation> {
        self.shown
            .iter()
            .filter(|operation| operation.known().is_some_and(|at| at < self.last.invoked))
    }

    /// The operation that spoke against the last one latest.
    fn blocker(&self) -> Option<&Operation> {
        let speaks = |operation: &&&Operation| match self.sought() {
            Some(value) => tells(operation).is_some_and(|told| told != value),
            None => tells(operation) == expected(self.last),
        };
        self.before()
            .filter(speaks)
            .max_by_key(|operation| operation.known())
            .copied()
    }

    fn because_of(&self, blocker: &Operation, sought: Option<&Value>) -> String {
        let as_if = match sought {
            Some(value) if *value == self.options.initial && !self.is_written(value) => {
                ", as if nothing had been written"
            }
            _ => "",
        };
        let (client, at) = (
            self.client(blocker),
            self.at(blocker.known().unwrap_or_default()),
        );
        match (&blocker.call, &blocker.outcome) {
            (Call::Read, Completion::Returned(value)) => {
                format!("{as_if}, but a read by {client} had returned {value} {at}")
            }
            (call, _) => format!("{as_if}, but the {call} by {client} had completed {at}"),
        }
    }

    fn is_written(&self, value: &Value) -> bool {
        self.all
            .iter()
            .any(|operation| writes(operation) == Some(value))
    }

    /// Nothing had completed that speaks against it alone.
    fn unexplained(&self) -> String {
        let others: Vec<String> = self
            .shown
            .iter()
            .filter(|operation| **operation != self.last)
            .take(5)
            .map(|operation| self.describe(operation))
            .collect();
        match (others.is_empty(), expected(self.last)) {
            (true, Some(value)) if *value == self.options.initial => {
                format!(", but the value had been {value} from the beginning")
            }
            (true, _) => ", which no order of the other operations allows".to_owned(),
            (false, _) => format!(", which cannot be ordered with {}", others.join(", ")),
        }
    }

    fn describe(&self, operation: &Operation) -> String {
        let at = self.at(operation.known().unwrap_or_default());
        let client = self.client(operation);
        match (&operation.call, &operation.outcome) {
            (Call::Read, Completion::Returned(value)) => {
                format!("the read of {value} by {client} {at}")
            }
            (call, Completion::Mismatch) => format!("the failed {call} by {client} {at}"),
            (call, _) => format!("the {call} by {client} {at}"),
        }
    }

    fn client(&self, operation: &Operation) -> String {
        let Some(name) = self.history.processes.get(operation.process as usize) else {
            return format!("request {}", operation.source);
        };
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("client {name}")
        } else {
            shorten(name)
        }
    }

    /// Milliseconds are what people read; where two moments of the evidence differ by less, more decimals are shown.
    fn at(&self, moment: Moment) -> String {
        match self.history.clock {
            Clock::Lines => return format!("on line {}", moment.at),
            Clock::Index => return format!("at index {}", moment.at),
            Clock::Nanoseconds => {}
        }
        let ends = self.shown.iter().filter_map(|operation| operation.known());
        let starts = self.shown.iter().map(|operation| operation.invoked);
        let others = starts.chain(ends).map(|other| other.at);
        let before = others.clone().filter(|other| *other < moment.at).max();
        let behind = others.filter(|other| *other > moment.at).min();
        let near = [before, Some(moment.at), behind].into_iter().flatten();
        let decimals = decimals(near.map(Moment::nanos));
        format!("at {}", moment.seconds(decimals))
    }
}

/// The value that an operation writes, or may write.
fn writes(operation: &Operation) -> Option<&Value> {
    match (&operation.call, &operation.outcome) {
        (_, Completion::Failed | Completion::Mismatch) | (Call::Read | Call::Append(_), _) => None,
        (Call::Write(value) | Call::CompareAndSet { new: value, .. }, _) => Some(value),
    }
}

/// The value that was there for certain when an operation took effect.
fn tells(operation: &Operation) -> Option<&Value> {
    match &operation.outcome {
        Completion::Returned(value) => Some(value),
        _ => writes(operation),
    }
}

fn expected(operation: &Operation) -> Option<&Value> {
    match &operation.call {
        Call::CompareAndSet { expected, .. } => Some(expected),
        _ => None,
    }
}
