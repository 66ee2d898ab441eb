//! Completions: what the end of an operation says, and whether it speaks of the operation that began.
//!
//! A failed compare-and-set says that another value was there, if nothing else is given as the reason. An error such as
//! `:connection-refused` or `[:temporarily-unavailable "..."]` says only that nothing happened; one that is called mismatch, precondition failed or
//! the like says what the failure alone does. The reason stands in a field of its own or, as in old logs, in place of the value
//! (`:fail :cas :timed-out`).

use super::edn::Form;
use super::event::{Function, HistoryEvent, Kind};
use super::{Completion, Value, at_line};
use crate::params::Issue;

/// The outcome that an event gives to its operation.
pub(super) fn outcome(event: &HistoryEvent) -> Completion {
    match (event.kind, event.function) {
        (Kind::Invoke | Kind::Info, _) => Completion::Unknown,
        (Kind::Ok, Function::Read) => {
            Completion::Returned(event.value.clone().map_or(Value::Nil, Value::from))
        }
        (Kind::Ok, _) => Completion::Done,
        (Kind::Fail, Function::CompareAndSet) if reason(event).is_none_or(is_mismatch) => {
            Completion::Mismatch
        }
        (Kind::Fail, _) => Completion::Failed,
    }
}

/// The reason of a failure.
fn reason(event: &HistoryEvent) -> Option<&Form> {
    let named = event.value.as_ref().filter(|value| value.name().is_some());
    event.error.as_ref().or(named)
}

/// Words for "the value was not the expected one".
const MISMATCH: [&str; 12] = [
    "mismatch",
    "precondition",
    "notmatch",
    "nomatch",
    "unmatched",
    "notequal",
    "unequal",
    "didnotsucceed",
    "casfailed",
    "comparefailed",
    "unexpectedvalue",
    "wrongvalue",
];

/// Words for things other than the value that may not match: nothing is known of the value then.
const OF_OTHERS: [&str; 8] = [
    "version", "revision", "epoch", "leader", "cluster", "type", "schema", "checksum",
];

/// Tells whether an error says that a compare-and-set met another value than the expected one.
///
/// The first word of a vector decides, or the type of a map: the rest is prose.
pub(super) fn is_mismatch(error: &Form) -> bool {
    let name = match error {
        Form::List(items) => return items.first().is_some_and(is_mismatch),
        Form::Tagged(_, form) => return is_mismatch(form),
        Form::Map(pairs) => {
            let is_type = |name: &Form| matches!(name.name(), Some("type" | "name" | "kind"));
            let named = pairs.iter().find(|(name, _)| is_type(name));
            return named.is_some_and(|(_, form)| is_mismatch(form));
        }
        other => other.name().unwrap_or_default(),
    };
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    let plain: String = letters.flat_map(char::to_lowercase).collect();
    let has = |word: &&str| plain.contains(word);
    MISMATCH.iter().any(has) && !OF_OTHERS.iter().any(has)
}

/// Tells whether a completion can be that of an invocation.
pub(super) fn is_of(invocation: &HistoryEvent, completion: &HistoryEvent) -> bool {
    invocation.function == completion.function
        && !other_key(invocation, completion)
        && !(invocation.function != Function::Read && other_value(invocation, completion))
}

/// Refuses a completion that speaks of another operation than the one that its process began.
pub(super) fn matching(invocation: &HistoryEvent, completion: &HistoryEvent) -> Result<(), Issue> {
    let of_value = || invocation.function != Function::Read && other_value(invocation, completion);
    let (name, found, began) = if other_key(invocation, completion) {
        ("key", &completion.key, &invocation.key)
    } else if of_value() {
        ("value", &completion.value, &invocation.value)
    } else {
        return Ok(());
    };
    let value = |form: &Option<Form>| form.clone().map_or(Value::Nil, Value::from);
    Err(at_line(
        completion.line,
        format!(
            "found {name} {} in the completion of {}, allowed is {}, with which it was invoked on line {}",
            value(found),
            invocation.function.name(),
            value(began),
            invocation.line,
        ),
    ))
}

fn other_key(invocation: &HistoryEvent, completion: &HistoryEvent) -> bool {
    let began = invocation.key.as_ref().unwrap_or(&Form::Nil);
    said(completion.key.as_ref()).is_some_and(|key| key != began)
}

/// A completion need not repeat the value, and where nothing came of it, the reason may stand in its place.
fn other_value(invocation: &HistoryEvent, completion: &HistoryEvent) -> bool {
    let began = invocation.value.as_ref().unwrap_or(&Form::Nil);
    let is_reason = |value: &Form| {
        let is_free = completion.kind != Kind::Ok && completion.error.is_none();
        is_free && value.name().is_some()
    };
    said(completion.value.as_ref()).is_some_and(|value| value != began && !is_reason(value))
}

/// A field that says something: nil is what many libraries write where there is nothing to say.
fn said(field: Option<&Form>) -> Option<&Form> {
    field.filter(|form| **form != Form::Nil)
}
