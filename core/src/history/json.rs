//! JSON: objects one after another, mostly one a line, or in one array; the format for histories of one's own.
//!
//! ```text
//! {"process": 0, "type": "invoke", "f": "write", "key": "x", "value": 3, "time": 120}
//! {"process": 0, "type": "ok",     "f": "write", "key": "x", "value": 3, "time": 250}
//! ```
//!
//! | field | meaning | allowed |
//! |---|---|---|
//! | `process` | the client: does one thing at a time | a number or a text; lines of `"nemesis"` are ignored |
//! | `type` | beginning or end | `invoke`; `ok`: it happened; `fail`: it did not; `info`: nobody knows |
//! | `f` | what is asked for | `read` or `get`, `write` or `put`, `cas`, `append` |
//! | `key` | of which register, optional | anything; without it there is one register, or `value` holds the key too (see `keys`) |
//! | `value` | written, appended, or returned by an `ok` read; of a `cas` the pair expected, new | anything; `null` is nil |
//! | `time` | moment, optional: counts if every line has it | nanoseconds, a whole number |
//! | `index` | place in the order, optional: counts if every line has it, and before `time` | a whole number, each once |
//! | `error` | reason of a failure, optional | anything; see `completion` |
//!
//! Other fields are ignored. Records of whole operations are in `record`. Numbers are compared exactly, as decimals of any length;
//! JSON has one kind of number, so `1`, `1.0` and `10e-1` are equal.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::edn::Form;
use super::event::{Entry, Fields};
use super::number::Decimal;
use super::{ReadOptions, at_line};
use crate::params::{Issue, shorten};

/// Deeper nesting of a value is refused, as in EDN.
const DEEPEST: u32 = 64;

/// The entries of a text.
pub(super) fn entries(text: &str, options: &ReadOptions) -> Result<Vec<Entry>, Issue> {
    let objects = if text.trim_start().starts_with('[') {
        array(text)?
    } else {
        stream(text)?
    };
    let mut lines = Lines {
        text,
        at: 0,
        line: 1,
    };
    let mut entries = Vec::new();
    for object in objects {
        let line = lines.line_of(object.get());
        entries.extend(entry(line, object.get(), options)?);
    }
    Ok(entries)
}

fn array(text: &str) -> Result<Vec<&RawValue>, Issue> {
    serde_json::from_str(text).map_err(|error| {
        let line = error.line() as u32;
        let found = text.lines().nth(error.line().saturating_sub(1));
        refused(
            line,
            found.unwrap_or_default(),
            "one whole JSON array",
            &error,
        )
    })
}

/// All values of a text, one after another.
fn stream(text: &str) -> Result<Vec<&RawValue>, Issue> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    let mut read = Vec::new();
    loop {
        let at = values.byte_offset();
        match values.next() {
            None => return Ok(read),
            Some(Ok(value)) => read.push(value),
            Some(Err(error)) => {
                let begin = text.len() - text[at..].trim_start().len();
                let mut lines = Lines {
                    text,
                    at: 0,
                    line: 1,
                };
                let line = lines.line_at(begin);
                let found = text[begin..].lines().next().unwrap_or_default();
                return Err(refused(line, found, "one whole JSON object", &error));
            }
        }
    }
}

/// The lines of a text, asked for in the order in which they stand.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line on which a part of the text begins.
    fn line_of(&mut self, part: &str) -> u32 {
        self.line_at(part.as_ptr() as usize - self.text.as_ptr() as usize)
    }

    fn line_at(&mut self, offset: usize) -> u32 {
        let between = &self.text.as_bytes()[self.at..offset];
        self.line += between.split(|byte| *byte == b'\n').count() as u32 - 1;
        self.at = offset;
        self.line
    }
}

fn refused(line: u32, found: &str, allowed: &str, error: &serde_json::Error) -> Issue {
    let error = error.to_string();
    let why = error.split(" at line ").next().unwrap_or_default();
    at_line(
        line,
        format!(
            "found \"{}\", allowed is {allowed} ({why})",
            shorten(found.trim())
        ),
    )
}

fn entry(line: u32, text: &str, options: &ReadOptions) -> Result<Option<Entry>, Issue> {
    let wrong = |error| refused(line, text, "a JSON object", &error);
    let object: Object<'_> = serde_json::from_str(text).map_err(wrong)?;
    let mut fields = Fields::new(line, options);
    for (name, value) in object.0 {
        if fields.has(&name) {
            fields.put(&name, form(line, value.get(), 0)?)?;
        }
    }
    fields.entry()
}

/// An object whose values are not read yet, in the order in which it stands.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Object(fields))
    }
}

/// The form of a value. Numbers are read from their text, since floats and 64 bits would round them.
fn form(line: u32, text: &str, depth: u32) -> Result<Form, Issue> {
    let wrong = |error| refused(line, text, "a JSON value", &error);
    let inner = |value: &RawValue| form(line, value.get(), depth + 1);
    if depth > DEEPEST {
        let problem = format!("found deeper nesting, allowed is at most {DEEPEST} levels");
        return Err(at_line(line, problem));
    }
    match text.as_bytes().first() {
        Some(b'n') => Ok(Form::Nil),
        Some(b't' | b'f') => Ok(Form::Literal(text.to_owned())),
        Some(b'"') => serde_json::from_str(text).map(Form::Text).map_err(wrong),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(wrong)?;
            let items: Result<_, _> = items.into_iter().map(inner).collect();
            items.map(Form::List)
        }
        Some(b'{') => {
            let object: Object<'_> = serde_json::from_str(text).map_err(wrong)?;
            let pair = |(name, value)| Ok((Form::Text(name), inner(value)?));
            let pairs: Result<_, Issue> = object.0.into_iter().map(pair).collect();
            Form::map(pairs?).map_err(|name| twice(line, &name))
        }
        _ => number(line, text),
    }
}

fn number(line: u32, text: &str) -> Result<Form, Issue> {
    if let Ok(whole) = text.parse() {
        return Ok(Form::Int(whole));
    }
    let number = Decimal::parse(text).map(|number| Form::number(number.to_string()));
    number.ok_or_else(|| {
        let problem = format!(
            "found the number {}, allowed is a smaller exponent",
            shorten(text)
        );
        at_line(line, problem)
    })
}

fn twice(line: u32, name: &Form) -> Issue {
    let name = shorten(&name.to_string());
    at_line(
        line,
        format!("found {name} twice, allowed is each name of an object once"),
    )
}

/// The form of a text that is one JSON value.
pub(super) fn only_form(text: &str) -> Option<Form> {
    let value: &RawValue = serde_json::from_str(text).ok()?;
    form(1, value.get(), 0).ok()
}
