//! The slow and obvious checker: tries every order, by the definition, on plain values.

use super::*;

/// The value after an operation, and its answer.
pub(super) fn apply(state: &Value, call: &Call) -> (Value, Completion) {
    match call {
        Call::Read => (state.clone(), Completion::Returned(state.clone())),
        Call::Write(value) => (value.clone(), Completion::Done),
        Call::CompareAndSet { expected, new } if state == expected => {
            (new.clone(), Completion::Done)
        }
        Call::CompareAndSet { .. } => (state.clone(), Completion::Mismatch),
        Call::Append(piece) => (Value::Text(text(state) + &text(piece)), Completion::Done),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Nil => String::new(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) | Value::Form(text) => text.clone(),
    }
}

/// Tells whether some order explains all operations.
pub(super) fn is_linearizable(operations: &[Operation], options: &Options) -> bool {
    let left: Vec<usize> = (0..operations.len()).collect();
    continues(operations, options, &left, &options.initial)
}

fn continues(all: &[Operation], options: &Options, left: &[usize], state: &Value) -> bool {
    left.iter().all(|index| all[*index].known().is_none())
        || left.iter().any(|index| {
            let rest: Vec<usize> = left
                .iter()
                .copied()
                .filter(|other| other != index)
                .collect();
            !rest.iter().any(|other| precedes(all, *other, *index))
                && after(options, state, &all[*index])
                    .is_some_and(|next| continues(all, options, &rest, &next))
        })
}

fn precedes(all: &[Operation], first: usize, second: usize) -> bool {
    let (a, b) = (&all[first], &all[second]);
    a.known().is_some_and(|completed| {
        completed < b.invoked || completed == b.invoked && a.process == b.process && first < second
    })
}

/// Where an operation leads, if it may answer as it did.
fn after(options: &Options, state: &Value, operation: &Operation) -> Option<Value> {
    let (next, answer) = apply(state, &operation.call);
    let same = match options.model {
        Model::KeyValue => |a: &Value, b: &Value| text(a) == text(b),
        _ => |a: &Value, b: &Value| a == b,
    };
    let right = match (&operation.outcome, &answer) {
        (Completion::Unknown, _) => return Some(next),
        (Completion::Failed, _) => return Some(state.clone()),
        (Completion::Returned(Value::Nil), _) if options.nil == Nil::Unknown => true,
        (Completion::Returned(found), Completion::Returned(there)) => same(found, there),
        (Completion::Mismatch, _) if options.failed_cas == FailedCas::NoEffect => {
            return Some(state.clone());
        }
        (found, answer) => found == answer,
    };
    right.then_some(next)
}
