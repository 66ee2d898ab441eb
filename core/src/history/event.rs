//! Events: the lines of a history from elsewhere, each the beginning or the end of an operation.

use super::edn::Form;
use super::{Value, at_line};
use crate::params::Issue;

/// One line of a history.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct HistoryEvent {
    pub(super) line: u32,
    pub(super) process: String,
    pub(super) kind: Kind,
    pub(super) function: Function,
    pub(super) key: Value,
    pub(super) value: Form,
    /// Nanoseconds, where the line says so.
    pub(super) time: Option<u64>,
}

/// What a line says of its operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Invoke,
    Ok,
    Fail,
    Info,
}

/// What an operation is called. `get` and `put` are the words of key-value stores for `read` and `write`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Function {
    Read,
    Write,
    CompareAndSet,
    Append,
}

/// The fields of a line as found, before anything is known of them.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) process: Option<Form>,
    pub(super) kind: Option<Form>,
    pub(super) function: Option<Form>,
    pub(super) key: Option<Form>,
    pub(super) value: Option<Form>,
    pub(super) time: Option<Form>,
}

impl Fields {
    /// Where the field of that name goes; `None` for names that are not ours, which are ignored.
    pub(super) fn slot(&mut self, name: &str) -> Option<&mut Option<Form>> {
        match name {
            "process" => Some(&mut self.process),
            "type" => Some(&mut self.kind),
            "f" => Some(&mut self.function),
            "key" => Some(&mut self.key),
            "value" => Some(&mut self.value),
            "time" => Some(&mut self.time),
            _ => None,
        }
    }

    /// The event, or nothing if the nemesis speaks: what it does to the system is no operation of a client.
    pub(super) fn event(self, line: u32) -> Result<Option<HistoryEvent>, Issue> {
        let process = match required(line, "process", self.process)? {
            form if form.name() == Some("nemesis") => return Ok(None),
            Form::Int(number) => number.to_string(),
            Form::Text(name) | Form::Keyword(name) => name,
            other => return Err(wrong(line, "process", &other, "a number or a name")),
        };
        Ok(Some(HistoryEvent {
            line,
            process,
            kind: kind(line, &required(line, "type", self.kind)?)?,
            function: function(line, &required(line, "f", self.function)?)?,
            key: self.key.map_or(Value::Nil, Value::from),
            value: self.value.unwrap_or(Form::Nil),
            time: self.time.map(|form| time(line, &form)).transpose()?,
        }))
    }
}

fn required(line: u32, name: &str, field: Option<Form>) -> Result<Form, Issue> {
    field.ok_or_else(|| {
        at_line(
            line,
            format!("found no {name}, required are process, type and f"),
        )
    })
}

fn kind(line: u32, form: &Form) -> Result<Kind, Issue> {
    match form.name() {
        Some("invoke") => Ok(Kind::Invoke),
        Some("ok") => Ok(Kind::Ok),
        Some("fail") => Ok(Kind::Fail),
        Some("info") => Ok(Kind::Info),
        _ => Err(wrong(line, "type", form, "invoke, ok, fail or info")),
    }
}

fn function(line: u32, form: &Form) -> Result<Function, Issue> {
    match form.name() {
        Some("read" | "get") => Ok(Function::Read),
        Some("write" | "put") => Ok(Function::Write),
        Some("cas") => Ok(Function::CompareAndSet),
        Some("append") => Ok(Function::Append),
        _ => Err(wrong(
            line,
            "f",
            form,
            "read, write, cas, get, put or append",
        )),
    }
}

fn time(line: u32, form: &Form) -> Result<u64, Issue> {
    match form {
        Form::Int(nanos) if *nanos >= 0 => Ok(*nanos as u64),
        _ => Err(wrong(
            line,
            "time",
            form,
            "a whole number of nanoseconds, 0 or more",
        )),
    }
}

/// A field that is there, but is not what it should be.
pub(super) fn wrong(line: u32, name: &str, found: &Form, allowed: &str) -> Issue {
    let found = Value::from(found.clone());
    at_line(line, format!("found {name} {found}, allowed is {allowed}"))
}

impl From<Form> for Value {
    fn from(form: Form) -> Self {
        match form {
            Form::Nil => Self::Nil,
            Form::Int(number) => Self::Int(number),
            Form::Text(text) => Self::Text(text),
            other => Self::Form(other.to_string()),
        }
    }
}
