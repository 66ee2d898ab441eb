//! JSON lines: one object a line, the format for histories of one's own.
//!
//! ```text
//! {"process": 0, "type": "invoke", "f": "write", "key": "x", "value": 3, "time": 120}
//! {"process": 0, "type": "ok",     "f": "write", "key": "x", "value": 3, "time": 250}
//! ```
//!
//! | field | meaning | allowed |
//! |---|---|---|
//! | `process` | who: does one thing at a time | a number or a text; lines of `"nemesis"` are ignored |
//! | `type` | what the line says | `invoke`; `ok`: it happened; `fail`: it did not; `info`: nobody knows |
//! | `f` | what is asked for | `read` or `get`, `write` or `put`, `cas`, `append` |
//! | `key` | of which register, optional | anything; without it there is one register |
//! | `value` | written, appended, or returned by an `ok` read; of a `cas` the pair expected, new | anything; `null` is nil |
//! | `time` | when, optional: counts if every line has it | nanoseconds, a whole number |
//!
//! Other fields are ignored, and so are blank lines. Depth of nesting is limited by the parser (128).

use serde_json::Value as Json;

use super::at_line;
use super::edn::Form;
use super::event::{Fields, HistoryEvent};
use crate::params::{Issue, shorten};

/// The events of a text.
pub(super) fn events(text: &str) -> Result<Vec<HistoryEvent>, Issue> {
    let mut events = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if !line.trim().is_empty() {
            events.extend(event(index as u32 + 1, line)?);
        }
    }
    Ok(events)
}

fn event(number: u32, line: &str) -> Result<Option<HistoryEvent>, Issue> {
    let Ok(Json::Object(object)) = serde_json::from_str(line) else {
        return Err(at_line(
            number,
            format!(
                "found \"{}\", allowed is one whole JSON object a line",
                shorten(line.trim())
            ),
        ));
    };
    let mut fields = Fields::default();
    for (name, value) in object {
        if let Some(slot) = fields.slot(&name) {
            *slot = Some(form(value));
        }
    }
    fields.event(number)
}

fn form(json: Json) -> Form {
    match json {
        Json::Null => Form::Nil,
        Json::Bool(truth) => Form::Word(truth.to_string()),
        Json::Number(number) => number
            .as_i64()
            .map_or_else(|| Form::Word(number.to_string()), Form::Int),
        Json::String(text) => Form::Text(text),
        Json::Array(items) => Form::List(items.into_iter().map(form).collect()),
        Json::Object(object) => Form::Map(
            object
                .into_iter()
                .map(|(name, value)| (Form::Text(name), form(value)))
                .collect(),
        ),
    }
}
