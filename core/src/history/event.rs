//! Entries of a history from elsewhere: events, each the beginning or the end of an operation, and records of whole operations.

use super::edn::Form;
use super::record::{self, Record};
use super::{ReadOptions, Value, at_line};
use crate::params::{Issue, shorten};

/// One entry of a history.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Entry {
    Event(HistoryEvent),
    Record(Record),
}

/// The beginning or the end of an operation.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct HistoryEvent {
    pub(super) line: u32,
    pub(super) process: String,
    pub(super) kind: Kind,
    pub(super) function: Function,
    pub(super) key: Option<Form>,
    pub(super) value: Option<Form>,
    /// Reason of a failure.
    pub(super) error: Option<Form>,
    /// Nanoseconds.
    pub(super) time: Option<u64>,
    /// Place in the order of all events.
    pub(super) index: Option<u64>,
}

/// Type of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Invoke,
    Ok,
    Fail,
    Info,
}

/// Function of an operation. `get` and `put` are the words of key-value stores for `read` and `write`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Function {
    Read,
    Write,
    CompareAndSet,
    Append,
}

/// The fields that mean something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Field {
    Process,
    Type,
    Function,
    Key,
    Value,
    Error,
    Time,
    Index,
    Client,
    Call,
    Return,
    Input,
    Output,
    /// The field that was named as the one where the value of a read stands.
    ReadValue,
}

/// Number of [`Field`]s.
const FIELDS: usize = 14;

impl Field {
    /// The field of that name. Of records, which libraries in many languages write, case and underscores do not matter.
    fn of(name: &str) -> Option<Self> {
        let exact = match name {
            "process" => Some(Self::Process),
            "type" => Some(Self::Type),
            "f" => Some(Self::Function),
            "key" => Some(Self::Key),
            "value" => Some(Self::Value),
            "error" | "exception" => Some(Self::Error),
            "time" => Some(Self::Time),
            "index" => Some(Self::Index),
            _ => None,
        };
        exact.or_else(|| match record::plain(name).as_str() {
            "client" | "clientid" => Some(Self::Client),
            "call" => Some(Self::Call),
            "return" => Some(Self::Return),
            "input" => Some(Self::Input),
            "output" => Some(Self::Output),
            _ => None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Type => "type",
            Self::Function => "f",
            Self::Key => "key",
            Self::Value => "value",
            Self::Error => "error",
            Self::Time => "time",
            Self::Index => "index",
            Self::Client => "client",
            Self::Call => "call",
            Self::Return => "return",
            Self::Input => "input",
            Self::Output => "output",
            Self::ReadValue => "the value of a read",
        }
    }
}

/// The fields of an entry as found, before anything is known of them.
pub(super) struct Fields<'o> {
    pub(super) line: u32,
    options: &'o ReadOptions,
    found: [Option<Form>; FIELDS],
}

impl<'o> Fields<'o> {
    pub(super) fn new(line: u32, options: &'o ReadOptions) -> Self {
        Self {
            line,
            options,
            found: Default::default(),
        }
    }

    /// Tells whether a field of that name means something.
    pub(super) fn has(&self, name: &str) -> bool {
        self.is_read_value(name) || Field::of(name).is_some()
    }

    fn is_read_value(&self, name: &str) -> bool {
        self.options.read_value.as_deref() == Some(name)
    }

    /// Keeps a field, if its name means something.
    pub(super) fn put(&mut self, name: &str, form: Form) -> Result<(), Issue> {
        if self.is_read_value(name) {
            self.set(Field::ReadValue, Some(form.clone()))?;
        }
        match Field::of(name) {
            Some(field) => self.set(field, Some(form)),
            None => Ok(()),
        }
    }

    /// Keeps a field, which must not stand there twice.
    pub(super) fn set(&mut self, field: Field, form: Option<Form>) -> Result<(), Issue> {
        let slot = &mut self.found[field as usize];
        if slot.is_some() {
            let problem = format!("found {} twice, allowed is each field once", field.name());
            return Err(at_line(self.line, problem));
        }
        *slot = form;
        Ok(())
    }

    pub(super) fn take(&mut self, field: Field) -> Option<Form> {
        self.found[field as usize].take()
    }

    fn required(&mut self, field: Field) -> Result<Form, Issue> {
        self.take(field).ok_or_else(|| {
            let name = field.name();
            at_line(
                self.line,
                format!("found no {name}, required are process, type and f"),
            )
        })
    }

    /// The entry, or nothing if the nemesis speaks: what it does to the system is no operation of a client.
    pub(super) fn entry(mut self) -> Result<Option<Entry>, Issue> {
        let has = |field: Field| self.found[field as usize].is_some();
        if !has(Field::Type) && has(Field::Call) && has(Field::Input) {
            let read_value = self.options.read_value.as_deref();
            return Record::of(&mut self, read_value).map(|record| Some(Entry::Record(record)));
        }
        Ok(self.event()?.map(Entry::Event))
    }

    fn event(mut self) -> Result<Option<HistoryEvent>, Issue> {
        let line = self.line;
        let process = match self.required(Field::Process)? {
            form if form.name() == Some("nemesis") => return Ok(None),
            form => process(line, Field::Process, form)?,
        };
        let kind = kind(line, &self.required(Field::Type)?)?;
        let function = function(line, &self.required(Field::Function)?)?;
        let value = match (kind, function) {
            (Kind::Ok, Function::Read) => Some(self.returned()?),
            _ => self.take(Field::Value),
        };
        Ok(Some(HistoryEvent {
            line,
            process,
            kind,
            function,
            key: self.take(Field::Key),
            value,
            error: self.take(Field::Error).filter(is_error),
            time: self.whole(Field::Time, "a whole number of nanoseconds, 0 or more")?,
            index: self.whole(Field::Index, "a whole number, 0 or more")?,
        }))
    }

    /// The value that a read returned. None is no nil: the value may stand elsewhere.
    fn returned(&mut self) -> Result<Form, Issue> {
        let (field, name) = match &self.options.read_value {
            Some(name) => (Field::ReadValue, shorten(name)),
            None => (Field::Value, Field::Value.name().to_owned()),
        };
        self.take(field)
            .ok_or_else(|| without_value(self.line, &name))
    }

    fn whole(&mut self, field: Field, allowed: &str) -> Result<Option<u64>, Issue> {
        let form = self.take(field);
        form.map(|form| whole(self.line, field.name(), &form, allowed))
            .transpose()
    }
}

/// A read that completed without saying what it returned.
pub(super) fn without_value(line: u32, name: &str) -> Issue {
    at_line(
        line,
        format!(
            "found a read that is ok without {name}, required is what it returned, or nil; where another field holds it, --read-value names that"
        ),
    )
}

fn is_whole(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of a process.
pub(super) fn process(line: u32, field: Field, form: Form) -> Result<String, Issue> {
    match form {
        Form::Int(number) => Ok(number.to_string()),
        Form::Number(digits) if is_whole(&digits) => Ok(digits),
        Form::Text(name) | Form::Keyword(name) => Ok(name),
        other => Err(wrong(line, field.name(), &other, "a number or a name")),
    }
}

/// A whole number that is not negative.
pub(super) fn whole(line: u32, name: &str, form: &Form, allowed: &str) -> Result<u64, Issue> {
    let number = match form {
        Form::Int(number) => u64::try_from(*number).ok(),
        Form::Number(digits) => digits.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| wrong(line, name, form, allowed))
}

/// Languages without options write an error that there is not as false or as an empty text.
pub(super) fn is_error(form: &Form) -> bool {
    let is_nothing = match form {
        Form::Nil => true,
        Form::Text(text) => text.is_empty(),
        Form::Literal(literal) => literal == "false",
        _ => false,
    };
    !is_nothing
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
    let function = form.name().and_then(Function::of);
    function.ok_or_else(|| wrong(line, "f", form, "read, write, cas, get, put or append"))
}

impl Function {
    /// The function of that name.
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "read" | "get" => Some(Self::Read),
            "write" | "put" => Some(Self::Write),
            "cas" => Some(Self::CompareAndSet),
            "append" => Some(Self::Append),
            _ => None,
        }
    }

    /// The name in a sentence, with its article.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Read => "a read",
            Self::Write => "a write",
            Self::CompareAndSet => "a cas",
            Self::Append => "an append",
        }
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
