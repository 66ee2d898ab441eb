//! Keys of operations: a field of their own, or the first part of the value.
//!
//! ```text
//! {:f :write, :value [7 3]}         key 7, value 3            as in the independent tests of Jepsen and in Maelstrom's lin-kv
//! {:f :cas,   :value [7 [3 4]]}     key 7, from 3 to 4
//! {:f :read,  :value [7 nil]}       key 7, an invocation
//! ```
//!
//! Without a word about it, values are read as such tuples where no event has a field `key` and every read is invoked with
//! `[key nil]`: nobody asks a register for a pair. Source: jepsen.independent.

use std::str::FromStr;

use super::at_line;
use super::edn::Form;
use super::event::{Function, HistoryEvent, Kind, wrong};
use crate::params::{Issue, choose};

/// Where the key of an operation stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Keys {
    /// In tuples if reads are invoked so, else in the field.
    #[default]
    Detect,
    /// In the value: `[key value]`.
    Tuples,
    /// In the field `key`; without it there is one register.
    Field,
    /// Nowhere: all operations are on one register.
    None,
}

impl Keys {
    const ALL: [Self; 4] = [Self::Detect, Self::Tuples, Self::Field, Self::None];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Detect => "detect",
            Self::Tuples => "tuples",
            Self::Field => "field",
            Self::None => "none",
        }
    }
}

impl FromStr for Keys {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        choose(text, &Self::ALL.map(|keys| (keys.name(), keys)))
    }
}

/// Gives each event its key; tells where the keys stood.
pub(super) fn place(events: &mut [HistoryEvent], wanted: Keys) -> Result<Keys, Issue> {
    let keys = match wanted {
        Keys::Detect => detected(events)?,
        other => other,
    };
    match keys {
        Keys::Tuples => events.iter_mut().try_for_each(split)?,
        Keys::None => events.iter_mut().for_each(|event| event.key = None),
        Keys::Detect | Keys::Field => {}
    }
    Ok(keys)
}

fn detected(events: &[HistoryEvent]) -> Result<Keys, Issue> {
    let has_key = |event: &HistoryEvent| event.key.as_ref().is_some_and(|key| *key != Form::Nil);
    let is_tuple = |event: &HistoryEvent| match &event.value {
        Some(Form::List(pair)) => pair.len() == 2 && pair[1] == Form::Nil,
        _ => false,
    };
    let is_read =
        |event: &&HistoryEvent| event.kind == Kind::Invoke && event.function == Function::Read;
    let reads = || events.iter().filter(is_read);
    let Some(tuple) = reads().find(|event| is_tuple(event)) else {
        return Ok(Keys::Field);
    };
    if events.iter().any(has_key) {
        return Ok(Keys::Field);
    }
    match reads().find(|event| !is_tuple(event)) {
        None => Ok(Keys::Tuples),
        Some(other) => Err(wrong(
            other.line,
            "a read invoked with",
            other.value.as_ref().unwrap_or(&Form::Nil),
            &format!(
                "[key nil] as on line {}, or a word on how to read values: --keys tuples or --keys none",
                tuple.line
            ),
        )),
    }
}

/// Takes the key of an event out of its value.
fn split(event: &mut HistoryEvent) -> Result<(), Issue> {
    let says_nothing = match (event.kind, event.function, &event.value) {
        (Kind::Ok, Function::Read, _) | (Kind::Invoke, ..) => false,
        (_, _, None | Some(Form::Nil)) => true,
        (Kind::Fail | Kind::Info, _, Some(value)) => value.name().is_some(),
        (Kind::Ok, ..) => false,
    };
    if says_nothing {
        return Ok(());
    }
    match event.value.take() {
        Some(Form::List(pair)) if pair.len() == 2 => {
            let [key, value] = pair.try_into().unwrap_or([Form::Nil, Form::Nil]);
            event.key = Some(key);
            event.value = Some(value);
            Ok(())
        }
        other => {
            let found = other.unwrap_or(Form::Nil);
            let allowed = "a tuple [key value] such as [7 3], or --keys none";
            Err(wrong(event.line, "value", &found, allowed))
        }
    }
}

/// Refuses tuples where records name the key of an operation themselves.
pub(super) fn of_records(line: u32, wanted: Keys) -> Result<Keys, Issue> {
    match wanted {
        Keys::Detect | Keys::Field => Ok(Keys::Field),
        Keys::None => Ok(Keys::None),
        Keys::Tuples => Err(at_line(
            line,
            "found a record of a whole operation, whose key is a field of its input; allowed is --keys field or none",
        )),
    }
}
