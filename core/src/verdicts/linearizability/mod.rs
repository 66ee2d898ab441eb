//! Linearizability, exactly: can all operations be put in one order that respects real time and in which every read returns
//! what was written last?
//!
//! ```text
//!   client 0   |-- write 1 --|   |-- write 2 --|
//!   client 1                                      |-- read -> 1 --|      stale: no such order
//! ```
//!
//! Each key is checked for itself: a history is linearizable if and only if its part on every key is (locality: Herlihy
//! and Wing 1990, "Linearizability: a correctness condition for concurrent objects", theorem 1). The answer is exact,
//! or "undecided" when the limit of steps is reached; it is never wrong. A violation comes with a minimal set of operations that
//! cannot be ordered, and a sentence that says why.

mod explain;
mod memo;
mod model;
mod options;
mod problem;
mod search;
mod sequence;
mod shrink;
#[cfg(test)]
mod tests;
mod value_counts;

pub use options::{FailedCas, Model, Nil, Options};

use crate::history::{Clock, History, Operation};
use crate::params::Issue;
use crate::summary::{Evidence, Holds, Verdict};
use problem::{Problem, Role, Timeline};
use search::{SearchResult, search};
use shrink::{Set, shrink};

/// Verdict on a history.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// Holds if the history is linearizable.
    pub holds: Holds,
    /// The verdict in one sentence.
    pub says: String,
    /// Evidence that it is not.
    pub violation: Option<Violation>,
}

/// Operations that cannot be ordered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// The operations, as indices into the history, in the order of their invocations.
    ///
    /// They cannot be ordered even if the outcome of every other operation is forgotten; as soon as the outcome of one
    /// of these is forgotten too, what completed by then can be ordered.
    pub operations: Vec<usize>,
    /// The operation whose completion shows it: what completed before can be ordered.
    pub last: usize,
    /// True if the set is known to be minimal; if not, the limit of steps was reached on the way.
    pub minimal: bool,
    /// Why they cannot be ordered, in one sentence.
    pub says: String,
}

/// Checks a history.
///
/// # Errors
/// An operation that the model does not have.
pub fn check(history: &History, options: &Options) -> Result<Finding, Issue> {
    allowed(history, options)?;
    let keys = by_key(history);
    let mut steps = options.steps;
    let mut undecided = 0;
    let mut first: Option<(&[&Operation], Set)> = None;
    for operations in &keys {
        if sequence::fits(operations, options) {
            continue;
        }
        let timeline = Timeline::new(operations);
        let problem = Problem::new(options, &timeline, |_| Role::Counts);
        match search(&problem, &mut steps) {
            SearchResult::Ordered => {}
            SearchResult::Undecided => undecided += 1,
            SearchResult::Stuck(index) => {
                let shown = |(key, set): &(&[&Operation], Set)| key[set.last].known();
                let is_later = first.as_ref().map(shown) <= Some(operations[index].known());
                if first.is_none() || !is_later {
                    let found = (operations.as_slice(), shrink(options, &timeline, index));
                    let both = first.into_iter().chain([found]);
                    first = both.min_by_key(shown);
                }
            }
        }
    }
    Ok(match first {
        Some((operations, set)) => violated(history, options, operations, &set),
        None => satisfied(history, undecided, keys.len()),
    })
}

/// The finding as a verdict: requests and processes are those of the recording that the history was made from.
pub fn verdict(history: &History, finding: &Finding) -> Verdict {
    let evidence = finding.violation.as_ref().map(|violation| {
        let operations = || {
            violation
                .operations
                .iter()
                .map(|index| &history.operations[*index])
        };
        let at = history.operations[violation.last]
            .known()
            .unwrap_or_default()
            .at as f64;
        Evidence {
            at: match history.clock {
                Clock::Nanoseconds => at / 1e9,
                Clock::Lines | Clock::Index => at,
            },
            requests: operations().map(|operation| operation.source).collect(),
            processes: Vec::new(),
            says: violation.says.clone(),
        }
    });
    Verdict {
        id: "linearizable".to_owned(),
        name: "Linearizable".to_owned(),
        holds: finding.holds,
        says: finding.says.clone(),
        evidence,
    }
}

fn allowed(history: &History, options: &Options) -> Result<(), Issue> {
    let model = options.model;
    let wrong = |operation: &&Operation| !model.allows(&operation.call);
    match history.operations.iter().find(wrong) {
        None => Ok(()),
        Some(operation) => Err(Issue {
            path: explain::place(history, operation),
            problem: format!(
                "found {}, allowed by the model {} is {}",
                operation.call,
                model.name(),
                model.calls()
            ),
        }),
    }
}

fn by_key(history: &History) -> Vec<Vec<&Operation>> {
    let mut keys = vec![Vec::new(); history.keys.len()];
    for operation in &history.operations {
        keys[operation.key as usize].push(operation);
    }
    keys
}

fn violated(history: &History, options: &Options, operations: &[&Operation], set: &Set) -> Finding {
    let shown: Vec<&Operation> = set
        .operations
        .iter()
        .map(|index| operations[*index])
        .collect();
    let says = explain::sentence(history, options, operations, &shown, operations[set.last]);
    let indices = indices(history, operations);
    Finding {
        holds: Holds::No,
        says: format!("Not linearizable: {says}"),
        violation: Some(Violation {
            operations: set.operations.iter().map(|index| indices[*index]).collect(),
            last: indices[set.last],
            minimal: set.minimal,
            says,
        }),
    }
}

/// Indices in the history of the operations of one key, which stand there in the same order.
fn indices(history: &History, operations: &[&Operation]) -> Vec<usize> {
    let key = operations.first().map(|operation| operation.key);
    let of_key =
        |(index, operation): (usize, &Operation)| (Some(operation.key) == key).then_some(index);
    history
        .operations
        .iter()
        .enumerate()
        .filter_map(of_key)
        .collect()
}

fn satisfied(history: &History, undecided: usize, keys: usize) -> Finding {
    let (holds, says) = match undecided {
        0 => (Holds::Yes, ordered(history.operations.len(), keys)),
        _ => (
            Holds::Undecided,
            format!(
                "Undecided: with {undecided} of {keys} keys left open, the limit of steps was reached."
            ),
        ),
    };
    Finding {
        holds,
        says,
        violation: None,
    }
}

/// The sentence for a history that is linearizable.
fn ordered(operations: usize, keys: usize) -> String {
    let (count, fit) = match operations {
        1 => ("1 operation".to_owned(), "fits"),
        _ => (format!("{operations} operations"), "fit"),
    };
    match keys {
        1 => format!("Linearizable: {count} on one key {fit} into one order."),
        _ => format!("Linearizable: {count} on {keys} keys {fit} into one order for each key."),
    }
}
