//! Tests of the evidence: minimal, and said well.

use super::*;

/// What the evidence claims: with all else forgotten, as of the completion that shows it.
fn forgetting_all_but(operations: &[Operation], kept: &[usize], last: usize) -> Vec<Operation> {
    let end = operations[last].known();
    let outcome = |(index, operation): (usize, &Operation)| Operation {
        outcome: match operation.outcome {
            _ if kept.contains(&index) => operation.outcome.clone(),
            // What did not take effect did not, whether anybody remembers or not.
            Outcome::Mismatch | Outcome::Failed => Outcome::Failed,
            _ => Outcome::Unknown,
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
    ];
    for (text, expected) in table {
        assert_eq!(says(&text), format!("Not linearizable: {expected}"));
    }
}

#[test]
fn a_verdict_points_at_requests_and_a_moment() {
    let text = whole(1, "read", "5", "ok", 1, 2);
    let history = crate::history::read(text.as_bytes()).unwrap();
    let finding = check(&history, &Options::default()).unwrap();
    let evidence = verdict(&history, &finding).evidence.unwrap();
    assert_eq!((evidence.at, evidence.requests), (0.002, vec![1]));
}
