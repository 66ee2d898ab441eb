//! Is what callers saw of each store linearizable? Each call to a store is an operation, from its first attempt to its end.

use crate::history::{Call, Clock, Completion, History, Moment, Operation, Value};
use crate::observer::{Facts, Judgement};
use crate::recording::StoreCall;
use crate::summary::Holds;
use crate::time::Instant;
use crate::verdicts::linearizability::{self, Finding, Options};
use crate::vocabulary::{Outcome, Verb};

/// Checks every store of a recording; of several the worst is shown.
pub(super) fn check(facts: &Facts<'_>) -> Judgement {
    let traits = facts.plan.shape.traits.iter().enumerate();
    let stores = traits.filter(|(_, traits)| traits.is_store);
    let found = stores.map(|(store, _)| check_store(facts, store));
    let worst = found.min_by_key(|found| match found.holds {
        Holds::No => 0,
        Holds::Undecided => 1,
        Holds::Yes => 2,
    });
    worst.unwrap_or_else(|| Judgement::by("There is no store.".to_owned(), None))
}

fn check_store(facts: &Facts<'_>, store: usize) -> Judgement {
    let history = history(&facts.calls_of(store));
    let finding =
        linearizability::check(&history, &Options::default()).unwrap_or_else(|issue| Finding {
            holds: Holds::Undecided,
            says: issue.to_string(),
            violation: None,
        });
    let mut verdict = linearizability::verdict(&history, &finding);
    let node = &facts.plan.shape.topology.nodes[store];
    if let Some(evidence) = &mut verdict.evidence {
        evidence.processes = node.processes().collect();
    }
    Judgement {
        holds: verdict.holds,
        says: format!("{}: {}", node.label, verdict.says),
        evidence: verdict.evidence,
    }
}

fn history(calls: &[&StoreCall]) -> History {
    let mut keys: Vec<u32> = calls.iter().map(|call| call.key).collect();
    keys.sort_unstable();
    keys.dedup();
    let place = |key: u32| keys.partition_point(|other| *other < key) as u32;
    let operation = |(index, call): (usize, &&StoreCall)| Operation {
        process: index as u32,
        key: place(call.key),
        call: match call.kind {
            Verb::Read => Call::Read,
            Verb::Write => Call::Write(value(call.value)),
            Verb::CompareAndSet => Call::CompareAndSet {
                expected: value(call.expected),
                new: value(call.value),
            },
        },
        invoked: moment(call.invoked),
        completed: (call.completed != Instant::NEVER).then(|| moment(call.completed)),
        outcome: outcome(call),
        source: call.request,
    };
    History {
        clock: Clock::Nanoseconds,
        processes: Vec::new(),
        keys: keys.iter().map(|key| Value::Int(i64::from(*key))).collect(),
        operations: calls.iter().enumerate().map(operation).collect(),
    }
}

/// The value of a key; 0 is none.
fn value(value: u32) -> Value {
    match value {
        0 => Value::Nil,
        value => Value::Int(i64::from(value)),
    }
}

fn moment(instant: Instant) -> Moment {
    Moment {
        at: instant.0,
        turn: 0,
    }
}

/// What the caller knows of what became of it.
fn outcome(call: &StoreCall) -> Completion {
    match (call.outcome, call.kind) {
        (Some(Outcome::Success), Verb::Write | Verb::CompareAndSet) => Completion::Done,
        (Some(Outcome::Success), Verb::Read) => Completion::Returned(value(call.value)),
        // A later attempt may have met what an earlier one has written.
        (Some(Outcome::Conflict), _) if call.is_conflict() => Completion::Mismatch,
        // What was read and not answered has changed nothing.
        (Some(Outcome::Unavailable), Verb::Read) => Completion::Failed,
        (Some(Outcome::Rejected | Outcome::NotLeader | Outcome::BreakerOpen), _)
            if call.attempts == 1 =>
        {
            Completion::Failed
        }
        (Some(_) | None, _) => Completion::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;
    use crate::recording::Recording;
    use crate::scenario::Document;
    use Verb::{CompareAndSet, Read, Write};

    fn call(kind: Verb, outcome: Option<Outcome>, attempts: u16) -> StoreCall {
        StoreCall {
            store: 0,
            attempts,
            request: 7,
            kind,
            key: 3,
            value: 5,
            expected: 0,
            invoked: Instant(1),
            completed: outcome.map_or(Instant::NEVER, |_| Instant(2)),
            outcome,
        }
    }

    #[test]
    fn an_outcome_is_known_only_where_it_is_certain() {
        for (kind, outcome, attempts, expected) in [
            (Write, Some(Outcome::Success), 1, Completion::Done),
            (CompareAndSet, Some(Outcome::Success), 3, Completion::Done),
            (
                Read,
                Some(Outcome::Success),
                2,
                Completion::Returned(value(5)),
            ),
            (
                CompareAndSet,
                Some(Outcome::Conflict),
                1,
                Completion::Mismatch,
            ),
            (
                CompareAndSet,
                Some(Outcome::Conflict),
                2,
                Completion::Unknown,
            ),
            (Read, Some(Outcome::Unavailable), 2, Completion::Failed),
            (Write, Some(Outcome::Unavailable), 1, Completion::Unknown),
            (Write, Some(Outcome::Rejected), 1, Completion::Failed),
            (Write, Some(Outcome::Rejected), 2, Completion::Unknown),
            (Write, Some(Outcome::Timeout), 1, Completion::Unknown),
            (Write, None, 1, Completion::Unknown),
        ] {
            let found = super::outcome(&call(kind, outcome, attempts));
            assert_eq!(found, expected, "{kind:?} {outcome:?} after {attempts}");
        }
    }

    #[test]
    fn a_history_has_the_keys_in_order_and_each_call_with_its_time() {
        let other = StoreCall {
            key: 1,
            expected: 4,
            ..call(CompareAndSet, None, 1)
        };
        let calls = [call(Read, Some(Outcome::Success), 1), other];
        let history = history(&calls.each_ref());
        assert_eq!(history.keys, [Value::Int(1), Value::Int(3)]);
        let requests = history.operations.iter().map(|operation| operation.source);
        assert_eq!(requests.collect::<Vec<_>>(), [7, 7]);
        let [read, swap] = &history.operations[..] else {
            panic!("two calls are two operations");
        };
        assert_eq!((read.process, read.key, &read.call), (0, 1, &Call::Read));
        assert_eq!(read.invoked, moment(Instant(1)));
        assert_eq!(read.completed, Some(moment(Instant(2))));
        let (expected, new) = (Value::Int(4), Value::Int(5));
        assert_eq!((swap.process, swap.key), (1, 0));
        assert_eq!(swap.call, Call::CompareAndSet { expected, new });
        assert_eq!(swap.completed, None);
    }

    /// A service that calls two stores of three processes each.
    fn plan() -> Plan {
        let store = serde_json::json!({
            "kind": "store", "replication": { "mode": "raft", "replicas": 3 }
        });
        let value = serde_json::json!({
            "v": 1,
            "nodes": {
                "left": store, "right": store,
                "users": { "kind": "client" },
                "web": { "kind": "service", "handlers": { "any": [{ "call": "left" }, { "call": "right" }] } }
            },
            "workload": { "users": { "loop": "open", "to": "web", "rate": "1/s" } }
        });
        crate::experiment::plan(&Document::from_value(value).unwrap()).unwrap()
    }

    #[test]
    fn of_several_stores_the_one_that_lies_is_shown() {
        let plan = plan();
        let read = |store, value| StoreCall {
            store,
            value,
            ..call(Read, Some(Outcome::Success), 1)
        };
        for (lies, processes) in [(0, [0, 1, 2]), (1, [3, 4, 5])] {
            let recording = Recording {
                store_calls: vec![read(lies, 5), read(1 - lies, 0)],
                ..Recording::default()
            };
            let verdict = check(&Facts::new(&plan, &recording));
            assert_eq!(verdict.holds, Holds::No);
            let label = ["left: ", "right: "][usize::from(lies)];
            assert!(verdict.says.starts_with(label), "{}", verdict.says);
            let evidence = verdict.evidence.expect("what is wrong is shown");
            assert_eq!(
                (evidence.requests, evidence.processes),
                (vec![7], processes.to_vec())
            );
        }
    }

    #[test]
    fn zero_is_no_value() {
        assert_eq!(value(0), Value::Nil);
    }
}
