//! Operations that follow one another have one order only, so it is enough to go through them: no search, no memory.
//!
//! Most keys of a store are like that: asked for now and then, by one request at a time.

use super::options::{FailedCas, Model, Nil, Options};
use crate::history::{Call, Completion, Operation, Value};

/// Tells whether each operation of a key, in the order of their invocations, began after the one before had completed, and saw the
/// value that it left behind.
///
/// If not, nothing is known: the search has to say.
pub(super) fn fits(operations: &[&Operation], options: &Options) -> bool {
    let mut value = &options.initial;
    let mut free = None;
    options.model != Model::KeyValue
        && operations.iter().all(|operation| {
            let follows = free < Some(operation.invoked);
            free = operation.known();
            let left = after(value, operation, options);
            value = left.unwrap_or(value);
            follows && free.is_some() && left.is_some()
        })
}

/// The value that an operation of known outcome leaves behind; `None` if it cannot have seen the value, or if its outcome is not known.
fn after<'h>(value: &'h Value, operation: &'h Operation, options: &Options) -> Option<&'h Value> {
    let if_so = |holds: bool, left| holds.then_some(left);
    match (&operation.call, &operation.outcome) {
        (Call::Read, Completion::Returned(Value::Nil)) if options.nil == Nil::Unknown => {
            Some(value)
        }
        (Call::Read, Completion::Returned(returned)) => if_so(returned == value, value),
        (Call::Write(new), Completion::Done) => Some(new),
        (Call::CompareAndSet { expected, new }, Completion::Done) => if_so(expected == value, new),
        (Call::CompareAndSet { expected, .. }, Completion::Mismatch) => {
            let observed = options.failed_cas == FailedCas::Observed;
            if_so(!observed || expected != value, value)
        }
        (_, Completion::Failed) => Some(value),
        _ => None,
    }
}
