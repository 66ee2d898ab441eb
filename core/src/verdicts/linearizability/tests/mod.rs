//! Tests of the checker: known answers, a slow and obvious checker beside it, evidence, hostile histories.

mod brute;
mod data;
mod evidence;
mod random;

use super::*;
use crate::history::{Call, Completion, Moment, Operation, Value};
use random::Dice;

/// A history of one key of some operations.
fn history(operations: Vec<Operation>) -> History {
    let processes = operations.iter().map(|operation| operation.process).max();
    History {
        clock: Clock::Nanoseconds,
        processes: (0..=processes.unwrap_or(0))
            .map(|p| p.to_string())
            .collect(),
        keys: vec![Value::Nil],
        operations,
    }
}

fn operation(process: u32, call: Call, from: u64, to: u64, outcome: Completion) -> Operation {
    Operation {
        process,
        key: 0,
        call,
        invoked: Moment::nanos(from),
        completed: (outcome != Completion::Unknown).then_some(Moment::nanos(to)),
        outcome,
        source: 0,
    }
}

/// The verdict on a register in so many steps.
fn within(steps: u64, operations: Vec<Operation>) -> Holds {
    let options = Options {
        steps,
        ..Options::default()
    };
    check(&history(operations), &options).unwrap().holds
}

/// One process reads these values, one after the other, from moment 200 on.
fn read_afterwards(values: [i64; 3]) -> impl Iterator<Item = Operation> {
    let from = (200..).step_by(10);
    let read = |(value, from)| {
        let returned = Completion::Returned(Value::Int(value));
        operation(50, Call::Read, from, from + 5, returned)
    };
    values.into_iter().zip(from).map(read)
}

/// Agreement on thousands of small histories: all models, all options, outcomes unknown, moments that coincide.
#[test]
fn agrees_with_trying_every_order() {
    let mut answers = [0, 0];
    for seed in 0..12_000 {
        let mut dice = Dice::new(seed);
        let options = random::options(&mut dice);
        let history = random::history(&mut dice, &options);
        let expected = brute::is_linearizable(&history.operations, &options);
        let found = check(&history, &options).unwrap();
        let wanted = if expected { Holds::Yes } else { Holds::No };
        assert_eq!(found.holds, wanted, "seed {seed}: {options:?} {history:#?}");
        answers[usize::from(expected)] += 1;
    }
    assert!(answers.iter().all(|count| *count > 2000), "{answers:?}");
}

/// Operations that follow one another are judged without a search; those that overlap, or do not fit, are left to it.
#[test]
fn operations_that_follow_one_another_take_no_step() {
    let write = |from, to| operation(0, Call::Write(Value::Int(1)), from, to, Completion::Done);
    let read = |from, value| {
        let returned = Completion::Returned(Value::Int(value));
        operation(1, Call::Read, from, from + 1, returned)
    };
    let found = |operations| within(0, operations);
    assert_eq!(found(vec![write(1, 2), read(3, 1)]), Holds::Yes);
    let swap = |from, expected, outcome| {
        let (expected, new) = (Value::Int(expected), Value::Int(2));
        let call = Call::CompareAndSet { expected, new };
        operation(2, call, from, from + 1, outcome)
    };
    let swapped = vec![
        write(1, 2),
        swap(3, 7, Completion::Mismatch),
        swap(5, 1, Completion::Done),
        swap(7, 2, Completion::Failed),
        read(9, 2),
    ];
    assert_eq!(found(swapped), Holds::Yes);
    assert_eq!(found(vec![write(1, 3), read(3, 1)]), Holds::Undecided);
    assert_eq!(found(vec![write(1, 2), read(3, 2)]), Holds::Undecided);
    let nothing = operation(1, Call::Read, 3, 4, Completion::Returned(Value::Nil));
    let options = Options {
        nil: Nil::Unknown,
        steps: 0,
        ..Options::default()
    };
    let unknown = check(&history(vec![write(1, 2), nothing]), &options).unwrap();
    assert_eq!(unknown.holds, Holds::Yes);
}

/// Where the limit is reached the answer is "undecided" or right, and with more steps it is right.
#[test]
fn few_steps_leave_it_undecided_never_wrong() {
    let mut undecided = 0;
    for seed in 0..2000 {
        let mut dice = Dice::new(seed);
        let mut options = random::options(&mut dice);
        let history = random::history(&mut dice, &options);
        let truth = check(&history, &options).unwrap().holds;
        options.steps = dice.below(12);
        let found = check(&history, &options).unwrap().holds;
        assert!(found == truth || found == Holds::Undecided, "seed {seed}");
        undecided += u32::from(found == Holds::Undecided);
    }
    assert!(undecided > 500, "{undecided}");
}

/// Cost must not grow with the number of subsets of what may have happened.
#[test]
fn many_unknown_outcomes_do_no_harm() {
    let mut operations = Vec::new();
    for n in 0..400 {
        let write = Call::Write(Value::Int(n));
        operations.push(operation(n as u32, write, n as u64, 0, Completion::Unknown));
    }
    for n in 0..400 {
        let read = Completion::Returned(Value::Int(399 - n));
        let at = 1000 + 10 * n as u64;
        operations.push(operation(500, Call::Read, at, at + 5, read));
    }
    assert_eq!(within(2_000_000, operations.clone()), Holds::Yes);
    let again = Completion::Returned(Value::Int(7));
    operations.push(operation(500, Call::Read, 9000, 9001, again));
    assert_eq!(within(2_000_000, operations), Holds::No);
}

/// Writes of seven values, each read by somebody, all at the same time; afterwards one reads two of the values in turns.
fn back_again() -> Vec<Operation> {
    let value = |n: u32| Value::Int(i64::from(n));
    let mut operations = Vec::new();
    for n in 0..7 {
        let write = Call::Write(value(n));
        operations.push(operation(2 * n, write, 0, 100, Completion::Done));
        let read = Completion::Returned(value(n));
        operations.push(operation(2 * n + 1, Call::Read, 0, 100, read));
    }
    operations.extend(read_afterwards([3, 4, 3]));
    operations
}

/// Once a value is replaced for good while a read of it is still to come, nothing can follow. Seen only when the read is due,
/// that takes three times the steps.
#[test]
fn values_that_are_lost_for_good_are_noticed_at_once() {
    assert_eq!(within(8_000, back_again()), Holds::No);
}

/// Appends in all orders but one make a text that nobody reads: there are as many beginnings of such orders as there are subsets.
#[test]
fn texts_that_lead_nowhere_are_noticed_at_once() {
    let text = |text: &str| Value::Text(text.to_owned());
    let pieces = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    // Those that come last are tried first.
    let appends = (0..).zip(pieces.iter().rev());
    let mut operations: Vec<_> = appends
        .map(|(process, piece)| {
            let append = Call::Append(text(piece));
            operation(process, append, 0, 100, Completion::Done)
        })
        .collect();
    let returned = Completion::Returned(text(&pieces.concat()));
    operations.push(operation(50, Call::Read, 200, 201, returned));
    let options = Options {
        model: Model::KeyValue,
        steps: 200,
        ..Options::default()
    };
    let found = check(&history(operations), &options).unwrap();
    assert_eq!(found.holds, Holds::Yes);
}

/// Of operations of unknown outcome that do the same it matters how many took effect, not which.
#[test]
fn what_may_have_happened_is_interchangeable() {
    let swap = |process, expected, new| {
        let (expected, new) = (Value::Int(expected), Value::Int(new));
        let call = Call::CompareAndSet { expected, new };
        operation(process, call, 1, 0, Completion::Unknown)
    };
    let there = (0..9).map(|process| swap(process, 1, 2));
    let back = (20..29).map(|process| swap(process, 2, 1));
    let write = Call::Write(Value::Int(1));
    let begin = operation(40, write, 0, 1, Completion::Done);
    let mut operations: Vec<_> = [begin].into_iter().chain(there).chain(back).collect();
    // There and back as often as can be, and once more.
    for turn in 0..20 {
        let returned = Completion::Returned(Value::Int(1 + turn % 2));
        let at = 10 * (turn.cast_unsigned() + 1);
        operations.push(operation(50, Call::Read, at, at + 5, returned));
    }
    assert_eq!(within(2_000, operations), Holds::No);
}

/// Reads that may come now are ordered and never reconsidered: there are as many orders of them as there are subsets.
#[test]
fn many_reads_at_the_same_time_do_no_harm() {
    let write = Call::Write(Value::Int(1));
    let mut operations = vec![operation(0, write, 0, 100, Completion::Done)];
    for process in 1..60 {
        let value = if process % 2 == 0 {
            Value::Nil
        } else {
            Value::Int(1)
        };
        let read = Completion::Returned(value);
        operations.push(operation(process, Call::Read, 0, 100, read));
    }
    let never = Completion::Returned(Value::Int(2));
    operations.push(operation(0, Call::Read, 200, 201, never));
    assert_eq!(within(20_000, operations), Holds::No);
}

/// Writes at which nobody looks go before any other, in one order: there are as many orders of them as there are subsets.
#[test]
fn many_writes_that_nobody_reads_do_no_harm() {
    let mut operations = Vec::new();
    for n in 0..24 {
        let write = Call::Write(Value::Int(100 + n));
        operations.push(operation(n as u32, write, 0, 100, Completion::Done));
    }
    for n in 0..4 {
        let write = Call::Write(Value::Int(n));
        operations.push(operation(30 + n as u32, write, 0, 100, Completion::Done));
        let read = Completion::Returned(Value::Int(n));
        operations.push(operation(40 + n as u32, Call::Read, 0, 100, read));
    }
    operations.extend(read_afterwards([1, 2, 1]));
    assert_eq!(within(20_000, operations), Holds::No);
}

/// The same happens again and again: what was tried in one round is not what is tried in the next.
#[test]
fn a_long_history_that_repeats_itself_is_not_taken_for_its_beginning() {
    let write = |n| Call::Write(Value::Int(n));
    let mut operations = Vec::new();
    for round in 0..64 {
        let at = 100 * round;
        operations.push(operation(0, write(1), at, at + 20, Completion::Done));
        operations.push(operation(1, write(2), at + 10, at + 30, Completion::Done));
        for (process, from) in [(2, at + 40), (3, at + 50)] {
            let read = Completion::Returned(Value::Int(1));
            operations.push(operation(process, Call::Read, from, from + 20, read));
        }
    }
    let options = Options::default();
    let holds = |operations| check(&history(operations), &options).unwrap().holds;
    assert_eq!(holds(operations.clone()), Holds::Yes);
    operations[255].outcome = Completion::Returned(Value::Int(2));
    assert_eq!(holds(operations), Holds::No);
}

/// Two of unknown outcome lead to the same value, and only if the right one of them is spared the rest can be explained; a third
/// never can happen.
#[test]
fn what_may_still_happen_tells_configurations_apart() {
    let read = |process, from| {
        let one = Completion::Returned(Value::Int(1));
        operation(process, Call::Read, from, from + 1, one)
    };
    let swap = |process, expected| {
        let (expected, new) = (Value::Int(expected), Value::Int(1));
        let call = Call::CompareAndSet { expected, new };
        operation(process, call, 1, 0, Completion::Unknown)
    };
    let operations = vec![
        swap(4, 9),
        operation(0, Call::Write(Value::Int(1)), 1, 0, Completion::Unknown),
        swap(1, 0),
        read(2, 10),
        operation(3, Call::Write(Value::Int(5)), 20, 21, Completion::Done),
        read(2, 30),
    ];
    let options = Options {
        initial: Value::Int(0),
        ..Options::default()
    };
    let found = check(&history(operations), &options).unwrap();
    assert_eq!(found.holds, Holds::Yes);
}

/// The same is ordered and the value is the same; but one of two writes may still happen, or none.
#[test]
fn how_much_may_still_happen_tells_configurations_apart() {
    let write = |value| Call::Write(Value::Int(value));
    let swap = |new| Call::CompareAndSet {
        expected: Value::Int(0),
        new: Value::Int(new),
    };
    let returned = |value| Completion::Returned(Value::Int(value));
    let operations = vec![
        // Changes nothing, so not all that may have happened is ever used up.
        operation(9, swap(0), 0, 0, Completion::Unknown),
        operation(0, write(0), 0, 0, Completion::Unknown),
        operation(1, swap(1), 1, 0, Completion::Unknown),
        operation(2, write(0), 1, 0, Completion::Unknown),
        operation(3, Call::Read, 2, 6, returned(1)),
        operation(4, write(1), 6, 6, Completion::Done),
        operation(5, swap(1), 6, 6, Completion::Done),
        operation(6, swap(1), 7, 10, Completion::Done),
        operation(7, Call::Read, 8, 8, returned(0)),
        operation(8, Call::Read, 13, 16, returned(0)),
    ];
    let options = Options {
        initial: Value::Int(0),
        ..Options::default()
    };
    assert!(brute::is_linearizable(&operations, &options));
    let found = check(&history(operations), &options).unwrap();
    assert_eq!(found.holds, Holds::Yes);
}

#[test]
fn one_process_is_one_after_another_even_within_a_moment() {
    let write = |n| Call::Write(Value::Int(n));
    let read = |n| Completion::Returned(Value::Int(n));
    let history_of = |reader| {
        history(vec![
            operation(0, write(1), 0, 1, Completion::Done),
            operation(0, write(2), 1, 2, Completion::Done),
            operation(reader, Call::Read, 2, 3, read(1)),
        ])
    };
    let holds = |reader| {
        check(&history_of(reader), &Options::default())
            .unwrap()
            .holds
    };
    assert_eq!(holds(0), Holds::No);
    assert_eq!(holds(1), Holds::Yes);
}

#[test]
fn a_model_without_the_operation_is_refused() {
    let operations = vec![operation(
        0,
        Call::Append(Value::Int(1)),
        0,
        1,
        Completion::Done,
    )];
    let issue = check(&history(operations), &Options::default()).unwrap_err();
    assert_eq!(
        issue.to_string(),
        "operation 0: found append of 1, allowed by the model cas-register is read, write or compare-and-set"
    );
    assert!(
        "sequential"
            .parse::<Model>()
            .unwrap_err()
            .contains("register or cas-register or kv")
    );
}
