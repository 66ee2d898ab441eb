//! Tests of keys: tuples, fields, none.

use super::*;

/// Events as (process, type, f, value), in every format.
fn formats(events: &[(u32, &str, &str, &str)]) -> [String; 3] {
    let all = |line: fn(&(u32, &str, &str, &str)) -> String| -> String {
        events.iter().map(|event| line(event) + "\n").collect()
    };
    let edn = all(|(process, kind, f, value)| {
        format!("{{:process {process} :type :{kind} :f :{f} :value {value}}}")
    });
    let json = all(|(process, kind, f, value)| {
        let value = value.replace("nil", "null").replace(' ', ",");
        format!(r#"{{"process":{process},"type":"{kind}","f":"{f}","value":{value}}}"#)
    });
    let log = all(|(process, kind, f, value)| {
        format!("INFO jepsen.util - {process}\t:{kind}\t:{f}\t{value}")
    });
    [edn, json, log]
}

const INDEPENDENT: [(u32, &str, &str, &str); 8] = [
    (0, "invoke", "write", "[7 3]"),
    (0, "ok", "write", "[7 3]"),
    (1, "invoke", "cas", "[8 [3 4]]"),
    (1, "fail", "cas", "[8 [3 4]]"),
    (0, "invoke", "read", "[7 nil]"),
    (0, "ok", "read", "[7 3]"),
    (1, "invoke", "read", "[8 nil]"),
    (1, "ok", "read", "[8 nil]"),
];

fn told(history: &History) -> Vec<String> {
    let line = |operation: &Operation| {
        let key = &history.keys[operation.key as usize];
        format!("{key}: {} {:?}", operation.call, operation.outcome)
    };
    history.operations.iter().map(line).collect()
}

fn with(keys: Keys) -> ReadOptions {
    ReadOptions {
        keys,
        ..ReadOptions::default()
    }
}

#[test]
fn tuples_are_detected_by_how_reads_are_invoked() {
    for text in formats(&INDEPENDENT) {
        for keys in [Keys::Detect, Keys::Tuples] {
            let read = read_as(&text, &with(keys));
            assert_eq!(read.keys, Keys::Tuples, "{text}");
            assert_eq!(
                told(&read.history),
                [
                    "7: write of 3 Done",
                    "8: compare-and-set from 3 to 4 Mismatch",
                    "7: read Returned(Int(3))",
                    "8: read Returned(Nil)",
                ],
                "{text}"
            );
        }
        let plain = read_as(
            &text
                .replace("[8 [3 4]]", "[3 4]")
                .replace("[8,[3,4]]", "[3,4]"),
            &with(Keys::None),
        );
        assert_eq!((plain.keys, plain.history.keys.len()), (Keys::None, 1));
        assert_eq!(told(&plain.history)[0], "nil: write of [7 3] Done");
    }
}

#[test]
fn plain_registers_are_not_taken_for_tuples() {
    for events in [
        &[(0, "invoke", "write", "[7 3]"), (0, "ok", "write", "[7 3]")][..],
        &[(0, "invoke", "read", "nil"), (0, "ok", "read", "[7 nil]")],
        &[
            (0, "invoke", "cas", "[3 nil]"),
            (0, "ok", "cas", "[3 nil]"),
            (0, "invoke", "read", "nil"),
        ],
        &[(0, "invoke", "read", "[7 3]"), (0, "ok", "read", "[7 3]")],
    ] {
        for text in formats(events) {
            let read = read_as(&text, &ReadOptions::default());
            assert_eq!(
                (read.keys, read.history.keys),
                (Keys::Field, vec![Value::Nil]),
                "{text}"
            );
        }
    }
    let field = r#"{"process":0,"type":"invoke","f":"read","key":1,"value":[7,null]}"#;
    assert_eq!(read_as(field, &ReadOptions::default()).keys, Keys::Field);
}

/// A failure may have its reason in place of the tuple, and an operation without answer nothing.
#[test]
fn reasons_stand_in_place_of_tuples() {
    let events = [
        (0, "invoke", "read", "[7 nil]"),
        (0, "fail", "read", "\"timeout\""),
        (0, "invoke", "cas", "[7 [1 2]]"),
        (0, "fail", "cas", "\"timeout\""),
        (0, "invoke", "write", "[7 1]"),
        (0, "info", "write", "nil"),
    ];
    for text in formats(&events) {
        let outcomes: Vec<_> = read_text(&text)
            .operations
            .into_iter()
            .map(|operation| operation.outcome)
            .collect();
        assert_eq!(
            outcomes,
            [Completion::Failed, Completion::Failed, Completion::Unknown],
            "{text}"
        );
    }
}

#[test]
fn values_that_are_no_tuples_are_refused() {
    let read = (0, "invoke", "read", "[7 nil]");
    for (other, says) in [
        (
            (1, "invoke", "write", "3"),
            "line 2: found value 3, allowed is a tuple [key value] such as [7 3], or --keys none",
        ),
        (
            (1, "invoke", "write", "nil"),
            "line 2: found value nil, allowed is a tuple",
        ),
        (
            (1, "invoke", "cas", "[3 4]"),
            "line 2: found value of a cas 4, allowed is a pair",
        ),
        (
            (0, "ok", "read", "3"),
            "line 2: found value 3, allowed is a tuple",
        ),
        (
            (0, "ok", "read", "[8 3]"),
            "line 2: found key 8 in the completion of a read, allowed is 7",
        ),
        (
            (1, "invoke", "read", "nil"),
            "line 2: found a read invoked with nil, allowed is [key nil] as on line 1",
        ),
    ] {
        for text in formats(&[read, other]) {
            assert!(problem(&text).starts_with(says), "{}", problem(&text));
        }
    }
}

#[test]
fn every_place_of_keys_has_its_word() {
    for keys in [Keys::Detect, Keys::Tuples, Keys::Field, Keys::None] {
        assert_eq!(keys.name().parse(), Ok(keys));
    }
    let refused = "pairs".parse::<Keys>().unwrap_err();
    assert_eq!(
        refused,
        "found \"pairs\", allowed is detect or tuples or field or none"
    );
}
