//! Tests of the evidence: minimal, and said well.

use super::*;
use crate::verdicts::linearizability::shrink::shrink_within;

/// The claim of the evidence: all else forgotten, as of the completion that shows it.
fn forgetting_all_but(operations: &[Operation], kept: &[usize], last: usize) -> Vec<Operation> {
    let end = operations[last].known();
    let outcome = |(index, operation): (usize, &Operation)| Operation {
        outcome: match operation.outcome {
            _ if kept.contains(&index) => operation.outcome.clone(),
            // An operation without effect has none, even if nobody remembers.
            Completion::Mismatch | Completion::Failed => Completion::Failed,
            _ => Completion::Unknown,
        },
        ..operation.clone()
    };
    let indexed = operations.iter().enumerate();
    let begun = indexed.filter(|(_, operation)| Some(operation.invoked) <= end);
    begun.map(outcome).collect()
}

#[test]
fn evidence_is_a_violation_and_minimal() {
    let mut violations = 0;
    for seed in 0..6000 {
        let mut dice = Dice::new(seed);
        let options = random::options(&mut dice);
        let history = random::history(&mut dice, &options);
        let Some(violation) = check(&history, &options).unwrap().violation else {
            continue;
        };
        violations += 1;
        let holds = |kept: &[usize]| {
            let operations = forgetting_all_but(&history.operations, kept, violation.last);
            brute::is_linearizable(&operations, &options)
        };
        assert!(violation.minimal);
        assert!(
            !holds(&violation.operations),
            "seed {seed}: it is a violation"
        );
        for spared in &violation.operations {
            let rest: Vec<_> = violation
                .operations
                .iter()
                .copied()
                .filter(|index| index != spared)
                .collect();
            assert!(holds(&rest), "seed {seed}: {spared} is needed");
        }
        let end = history.operations[violation.last].known();
        let earlier: Vec<_> = (0..history.operations.len())
            .filter(|index| history.operations[*index].known() < end)
            .collect();
        assert!(holds(&earlier), "seed {seed}: it did not show earlier");
    }
    assert!(violations > 1000, "{violations}");
}

#[test]
fn with_few_steps_more_is_shown_and_said_not_to_be_minimal() {
    let operations = back_again();
    let all: Vec<&Operation> = operations.iter().collect();
    let timeline = Timeline::new(&all);
    let shrunk = |steps| shrink_within(steps, &Options::default(), &timeline, 16);
    let exact = shrunk(1000);
    assert_eq!((exact.operations, exact.minimal), (vec![6, 15, 16], true));
    let hasty = shrunk(10);
    assert!(hasty.operations.into_iter().eq(0..17));
    assert!(!hasty.minimal);
}

/// The sentence for a history in JSON lines, of which only what matters is given.
fn says(lines: &str) -> String {
    let history = crate::history::read(lines.as_bytes()).unwrap();
    let options = Options {
        model: Model::of(&history),
        ..Options::default()
    };
    check(&history, &options).unwrap().says
}

fn line(process: u32, kind: &str, f: &str, value: &str, time: u64) -> String {
    format!(r#"{{"process":{process},"type":"{kind}","f":"{f}","value":{value},"time":{time}}}"#)
        + "\n"
}

fn whole(process: u32, f: &str, value: &str, end: &str, from: u64, to: u64) -> String {
    line(process, "invoke", f, value, from * 1_000_000)
        + &line(process, end, f, value, to * 1_000_000)
}

#[test]
fn a_stale_read_names_the_write() {
    let text = whole(0, "write", "7", "ok", 1000, 2000)
        + &whole(1, "write", "9", "ok", 3000, 12390)
        + &whole(0, "write", "3", "ok", 100, 300)
        + &whole(2, "read", "7", "ok", 12400, 12431);
    assert_eq!(
        says(&text),
        "Not linearizable: read by client 2 at 12.431 s returned 7, but the write of 9 by client 1 had completed at 12.390 s."
    );
}

#[test]
fn sentences_by_case() {
    let table = [
        // Two writes say it, or one of them and a read: writes explain rather than reads.
        (
            whole(0, "write", "1", "ok", 0, 1)
                + &whole(1, "write", "2", "ok", 2, 3)
                + &whole(2, "read", "2", "ok", 4, 5)
                + &whole(3, "read", "1", "ok", 6, 7),
            "read by client 3 at 0.007 s returned 1, but the write of 2 by client 1 had completed at 0.003 s.",
        ),
        (
            whole(1, "read", "5", "ok", 1, 2),
            "read by client 1 at 0.002 s returned 5, but nothing had written 5.",
        ),
        (
            whole(1, "read", "5", "ok", 1, 2) + &whole(0, "write", "5", "ok", 3, 4),
            "read by client 1 at 0.002 s returned 5, but the write of 5 by client 0 was invoked only at 0.003 s.",
        ),
        (
            whole(0, "write", "5", "ok", 1, 2) + &whole(1, "read", "null", "ok", 3, 4),
            "read by client 1 at 0.004 s returned nil, as if nothing had been written, but the write of 5 by client 0 had completed at 0.002 s.",
        ),
        (
            whole(0, "write", "null", "ok", 1, 2)
                + &whole(0, "write", "5", "ok", 3, 4)
                + &whole(1, "read", "null", "ok", 5, 6),
            "read by client 1 at 0.006 s returned nil, but the write of 5 by client 0 had completed at 0.004 s.",
        ),
        (
            whole(0, "cas", "[null, 5]", "fail", 1, 2),
            "compare-and-set from nil to 5 by client 0 at 0.002 s failed, as if the value were not nil, but the value had been nil from the beginning.",
        ),
        (
            whole(0, "write", "5", "ok", 1, 2) + &whole(1, "cas", "[5, 6]", "fail", 3, 4),
            "compare-and-set from 5 to 6 by client 1 at 0.004 s failed, as if the value were not 5, but the write of 5 by client 0 had completed at 0.002 s.",
        ),
        (
            whole(0, "write", "5", "ok", 1, 2) + &whole(1, "cas", "[4, 6]", "ok", 3, 4),
            "compare-and-set from 4 to 6 by client 1 at 0.004 s succeeded, but nothing had written 4.",
        ),
        (
            whole(0, "append", "\"x\"", "ok", 1, 2) + &whole(1, "get", "\"\"", "ok", 3, 4),
            "read by client 1 at 0.004 s returned \"\", but the append of \"x\" by client 0 had completed at 0.002 s.",
        ),
        (
            whole(0, "append", "\"x\"", "ok", 1, 2) + &whole(1, "get", "null", "ok", 3, 4),
            "read by client 1 at 0.004 s returned nil, but the append of \"x\" by client 0 had completed at 0.002 s.",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(says(&text), format!("Not linearizable: {expected}"));
    }
}

/// A compare-and-set of one of several clients that are all at it at the same time.
fn swap(process: u32, values: &str) -> String {
    let from = u64::from(process) + 1;
    whole(process, "cas", values, "ok", from, from + 10)
}

fn side_by_side(swaps: &[&str]) -> String {
    let halves = (0..)
        .zip(swaps)
        .map(|(process, values)| swap(process, values));
    let lines: Vec<String> = halves
        .flat_map(|text| text.lines().map(ToOwned::to_owned).collect::<Vec<_>>())
        .collect();
    let (begin, end): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.contains("invoke"));
    [begin, end]
        .concat()
        .into_iter()
        .fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn what_nothing_before_it_speaks_against_is_told_with_its_company() {
    assert_eq!(
        says(&side_by_side(&["[null, 1]", "[null, 2]"])),
        "Not linearizable: compare-and-set from nil to 2 by client 1 at 0.012 s succeeded, \
         which cannot be ordered with the compare-and-set from nil to 1 by client 0 at 0.011 s."
    );
    let back = "[1, null]";
    let there = "[null, 1]";
    let many = says(&side_by_side(&[back, back, there, there, there, there]));
    let parts = [
        "from nil to 1 by client 5 at 0.016 s succeeded, which cannot be ordered with the",
        "from nil to 1 by client 4 at 0.015 s; 4 operations show it together.",
    ];
    assert!(parts.iter().all(|part| many.contains(part)), "{many}");
}

#[test]
fn a_read_that_saw_more_is_named_as_well_as_a_write() {
    let text = whole(0, "write", "1", "ok", 0, 1)
        + &line(1, "invoke", "write", "2", 2_000_000)
        + &whole(2, "read", "2", "ok", 3, 4)
        + &whole(3, "read", "1", "ok", 5, 6);
    assert_eq!(
        says(&text),
        "Not linearizable: read by client 3 at 0.006 s returned 1, \
         but a read by client 2 had returned 2 at 0.004 s."
    );
}

/// An operation that ends in the very moment in which the last one begins overlaps with it, and does not speak against it.
#[test]
fn what_ends_as_the_last_one_begins_had_not_completed() {
    let write = |value| Call::Write(Value::Int(value));
    let returned = |value| Completion::Returned(Value::Int(value));
    let took = |process, call, (from, to): (u64, u64), outcome| {
        operation(process, call, from * 1_000_000, to * 1_000_000, outcome)
    };
    let operations = vec![
        took(0, write(1), (0, 1), Completion::Done),
        took(1, write(2), (0, 1), Completion::Done),
        took(2, Call::Read, (2, 3), returned(2)),
        took(3, Call::Read, (3, 4), returned(1)),
    ];
    let says = check(&history(operations), &Options::default())
        .unwrap()
        .says;
    assert_eq!(
        says,
        "Not linearizable: read by client 3 at 0.004 s returned 1, but the write of 2 by client 1 had completed at 0.001 s; 4 operations show it together."
    );
}

#[test]
fn moments_have_as_many_digits_as_tell_them_apart() {
    for (nanos, at, before) in [
        (1_000_000, "0.005", "0.003"),
        (1_000, "0.002003", "0.002001"),
        (10, "0.002000030", "0.002000010"),
        (400_000, "0.003", "0.002400"),
    ] {
        let at_step = |step: u64| 2_000_000 + step * nanos;
        let text = line(0, "invoke", "write", "5", 0)
            + &line(0, "ok", "write", "5", at_step(1))
            + &line(1, "invoke", "read", "null", at_step(2))
            + &line(1, "ok", "read", "null", at_step(3));
        let said = says(&text);
        let parts = [format!("at {at} s returned"), format!("at {before} s.")];
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
}

#[test]
fn lines_keys_and_names_are_said_where_there_are_any() {
    let line = |process: &str, kind: &str, f: &str, key: &str, value: &str| {
        format!(
            r#"{{"process":"{process}","type":"{kind}","f":"{f}","key":"{key}","value":{value}}}"#
        ) + "\n"
    };
    let text = line("Ann", "invoke", "write", "x", "5")
        + &line("Ann", "ok", "write", "x", "5")
        + &line("Bob", "invoke", "read", "y", "7")
        + &line("Cid", "invoke", "read", "x", "null")
        + &line("Cid", "ok", "read", "x", "null")
        + &line("Bob", "ok", "read", "y", "7");
    assert_eq!(
        says(&text),
        "Not linearizable: on key \"x\", read by Cid on line 5 returned nil, as if nothing had been written, \
         but the write of 5 by Ann had completed on line 2."
    );
}

#[test]
fn of_several_keys_the_one_that_shows_it_first_is_shown() {
    let read = |process: u32, kind: &str, key: &str| {
        format!(r#"{{"process":{process},"type":"{kind}","f":"read","key":"{key}","value":7}}"#)
            + "\n"
    };
    for (one, other) in [("x", "y"), ("y", "x")] {
        let text = read(0, "invoke", one)
            + &read(1, "invoke", other)
            + &read(1, "ok", other)
            + &read(0, "ok", one);
        let history = crate::history::read(text.as_bytes()).unwrap();
        let finding = check(&history, &Options::default()).unwrap();
        let evidence = verdict(&history, &finding).evidence.unwrap();
        assert_eq!(evidence.at, 3.0, "line 3, key {other}");
    }
}

#[test]
fn a_history_that_holds_is_counted() {
    let one = whole(0, "write", "5", "ok", 1, 2) + &whole(1, "read", "5", "ok", 3, 4);
    assert_eq!(
        says(&one),
        "Linearizable: 2 operations on one key fit into one order."
    );
    assert_eq!(
        says(&whole(0, "write", "5", "ok", 1, 2)),
        "Linearizable: 1 operation on one key fits into one order."
    );
    let on = |key: &str, from: u32| {
        let clients = [(0, from), (1, from + 1)];
        let renamed = |text: String, (one, other): (u32, u32)| {
            text.replace(
                &format!(r#""process":{one},"#),
                &format!(r#""key":"{key}","process":{other},"#),
            )
        };
        clients.into_iter().fold(one.clone(), renamed)
    };
    let two = on("x", 2) + &on("y", 4);
    assert_eq!(
        says(&two),
        "Linearizable: 4 operations on 2 keys fit into one order for each key."
    );
}

#[test]
fn a_verdict_points_at_requests_and_a_moment() {
    let text = whole(1, "read", "5", "ok", 1, 2);
    let history = crate::history::read(text.as_bytes()).unwrap();
    let finding = check(&history, &Options::default()).unwrap();
    let evidence = verdict(&history, &finding).evidence.unwrap();
    assert_eq!((evidence.at, evidence.requests), (0.002, vec![1]));
}
