//! Records of whole operations, as users of Porcupine log them: when it was called, when it returned, input and output.
//!
//! ```text
//! {"ClientId": 0, "Input": {"Op": 1, "Key": "x", "Value": "a"}, "Call": 10, "Output": {}, "Return": 20}
//! {"client": 1, "input": {"op": "get", "key": "x"}, "call": 30, "output": {"value": "a"}, "return": 40}
//! ```
//!
//! | field | meaning | allowed |
//! |---|---|---|
//! | `client`, `client_id` or `process` | the client, optional | a number or a name |
//! | `call` | when it was called | nanoseconds, a whole number |
//! | `return` | when it returned | the same; without it, or with nil, the outcome is unknown |
//! | `input` | what is asked for: `op`, `key` (optional), `value`; of a `cas` also `expected` and `new`, `arg1` and `arg2`, or a pair as `value` | `op` as a name, or by Porcupine's numbers: 0 get, 1 put, 2 append, or `cas` where there is a pair; or `true` get, `false` put |
//! | `output` | what came back: `value` of a get (`exists: false`: nil), `ok` of a `cas`, `unknown`, `error` | an object, or the value itself |
//!
//! Case and underscores of these names do not matter. A client may have several operations in flight. Source:
//! github.com/anishathalye/porcupine, `Operation` and the models of its tests.

use super::at_line;
use super::completion;
use super::edn::Form;
use super::event::{
    Field, Fields, Function, HistoryEvent, Kind, is_error, process, whole, without_value, wrong,
};
use crate::params::Issue;

/// A whole operation: its invocation, and its completion if it has one.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Record {
    pub(super) invocation: HistoryEvent,
    pub(super) completion: Option<HistoryEvent>,
    /// False for an operation of nobody in particular.
    pub(super) has_client: bool,
}

const NANOSECONDS: &str = "a whole number of nanoseconds, 0 or more";
const OPERATIONS: &str =
    "get, put, append, read, write or cas, or a number from 0 (get), 1 (put) to 2 (append or cas)";

impl Record {
    /// The operation that fields tell of.
    pub(super) fn of(fields: &mut Fields<'_>, read_value: Option<&str>) -> Result<Self, Issue> {
        let line = fields.line;
        let input = Object::of(fields.take(Field::Input), line, "input")?;
        let called = times(fields.take(Field::Call), line, "call")?;
        let client = fields
            .take(Field::Client)
            .or_else(|| fields.take(Field::Process));
        let client = client.map(|form| process(line, Field::Client, form));
        let client = client.transpose()?;
        let has_client = client.is_some();
        let function = function(&input, line)?;
        let invocation = HistoryEvent {
            line,
            process: client.unwrap_or_else(|| format!("the caller of line {line}")),
            kind: Kind::Invoke,
            function,
            key: input.get(&["key", "k"]).cloned(),
            value: input_value(&input, function),
            error: None,
            time: called,
            index: None,
        };
        let returned = times(fields.take(Field::Return), line, "return")?;
        let output = Output {
            form: fields.take(Field::Output),
            error: fields.take(Field::Error).filter(is_error),
            read_value,
        };
        let completion = match returned {
            None => None,
            Some(_) if returned < called => {
                let problem = "found a return before the call, allowed is one at or after it";
                return Err(at_line(line, problem));
            }
            Some(at) => output.completion(&invocation, at)?,
        };
        Ok(Self {
            invocation,
            completion,
            has_client,
        })
    }
}

fn times(form: Option<Form>, line: u32, name: &str) -> Result<Option<u64>, Issue> {
    match form {
        None | Some(Form::Nil) if name == "return" => Ok(None),
        form => whole(line, name, &form.unwrap_or(Form::Nil), NANOSECONDS).map(Some),
    }
}

/// A name without what spellings differ in.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| !matches!(letter, '_' | '-'));
    letters.flat_map(char::to_lowercase).collect()
}

/// A map whose names are compared without case and underscores.
struct Object(Vec<(String, Form)>);

impl Object {
    fn of(form: Option<Form>, line: u32, name: &str) -> Result<Self, Issue> {
        match form {
            Some(Form::Map(pairs)) => Ok(Self::new(pairs)),
            other => {
                let found = other.unwrap_or(Form::Nil);
                Err(wrong(
                    line,
                    name,
                    &found,
                    "an object with op, key and value",
                ))
            }
        }
    }

    fn new(pairs: Vec<(Form, Form)>) -> Self {
        let named = |(name, form): (Form, Form)| Some((plain(name.name()?), form));
        Self(pairs.into_iter().filter_map(named).collect())
    }

    /// The field with the first of these names that is there.
    fn get(&self, names: &[&str]) -> Option<&Form> {
        let field = |name: &&str| self.0.iter().find(|(other, _)| other == name);
        names.iter().find_map(field).map(|(_, form)| form)
    }
}

fn function(input: &Object, line: u32) -> Result<Function, Issue> {
    let Some(op) = input.get(&["op", "f", "operation", "function", "type", "kind"]) else {
        return Err(at_line(
            line,
            format!("found an input without op, allowed is {OPERATIONS}"),
        ));
    };
    let found = match op {
        Form::Int(0) => Some(Function::Read),
        Form::Int(1) => Some(Function::Write),
        Form::Int(2) if pair(input).is_some() => Some(Function::CompareAndSet),
        Form::Int(2) => Some(Function::Append),
        Form::Literal(literal) if literal == "true" => Some(Function::Read),
        Form::Literal(literal) if literal == "false" => Some(Function::Write),
        other => other.name().and_then(|name| match plain(name).as_str() {
            "compareandset" | "compareandswap" => Some(Function::CompareAndSet),
            name => Function::of(name),
        }),
    };
    found.ok_or_else(|| wrong(line, "op", op, OPERATIONS))
}

/// The two values of a compare-and-set: the expected one and the new one.
fn pair(input: &Object) -> Option<Form> {
    const NAMES: [(&str, &str); 4] = [
        ("expected", "new"),
        ("old", "new"),
        ("from", "to"),
        ("arg1", "arg2"),
    ];
    let both = |(expected, new): &(&str, &str)| {
        let pair = vec![
            input.get(&[*expected])?.clone(),
            input.get(&[*new])?.clone(),
        ];
        Some(Form::List(pair))
    };
    let listed = || match input.get(&VALUE) {
        Some(list @ Form::List(items)) if items.len() == 2 => Some(list.clone()),
        _ => None,
    };
    NAMES.iter().find_map(both).or_else(listed)
}

const VALUE: [&str; 3] = ["value", "val", "v"];

fn input_value(input: &Object, function: Function) -> Option<Form> {
    match function {
        Function::Read => None,
        Function::CompareAndSet => pair(input).or_else(|| input.get(&VALUE).cloned()),
        Function::Write | Function::Append => {
            let names = [&VALUE[..], &["arg1", "arg"]].concat();
            input.get(&names).cloned()
        }
    }
}

/// Answer of an operation.
struct Output<'o> {
    form: Option<Form>,
    error: Option<Form>,
    read_value: Option<&'o str>,
}

impl Output<'_> {
    /// The completion at that time; none if nobody knows whether the operation took effect.
    fn completion(self, invocation: &HistoryEvent, at: u64) -> Result<Option<HistoryEvent>, Issue> {
        let function = invocation.function;
        let object = match &self.form {
            Some(Form::Map(pairs)) => Some(Object::new(pairs.clone())),
            _ => None,
        };
        let field = |name| object.as_ref().and_then(|object| object.get(&[name]));
        let is = |name, wanted: &str| matches!(field(name), Some(Form::Literal(found)) if found == wanted);
        let error = self.error.clone();
        let error = error.or_else(|| field("error").or(field("err")).cloned());
        let error = error.filter(|error| is_error(error) && !is_fine(error));
        let is_refused = is("ok", "false") || self.form == Some(Form::Literal("false".to_owned()));
        let kind = match error {
            _ if is("unknown", "true") => return Ok(None),
            Some(error)
                if function == Function::CompareAndSet && completion::is_mismatch(&error) =>
            {
                Kind::Fail
            }
            Some(_) => return Ok(None),
            None if function == Function::CompareAndSet && is_refused => Kind::Fail,
            None => Kind::Ok,
        };
        let value = match function {
            Function::Read => Some(self.returned(object.as_ref(), invocation.line)?),
            _ => None,
        };
        Ok(Some(HistoryEvent {
            kind,
            value,
            time: Some(at),
            key: None,
            ..invocation.clone()
        }))
    }

    fn returned(&self, object: Option<&Object>, line: u32) -> Result<Form, Issue> {
        let Some(object) = object else {
            let missing = || without_value(line, "output");
            return self.form.clone().ok_or_else(missing);
        };
        let named = self.read_value.map(plain);
        let value = match &named {
            Some(name) => object.get(&[name]),
            None => object.get(&VALUE),
        };
        let absent = Form::Literal("false".to_owned());
        match value {
            _ if object.get(&["exists"]) == Some(&absent) => Ok(Form::Nil),
            Some(value) => Ok(value.clone()),
            None => Err(without_value(line, "a value in its output")),
        }
    }
}

/// Some services say that there is no error by an error of that name.
fn is_fine(error: &Form) -> bool {
    error.name().is_some_and(|name| plain(name) == "ok")
}
