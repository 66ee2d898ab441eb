//! Tests of completions: reasons of failures, and completions of other operations.

use super::*;

/// The outcome of a failed compare-and-set, with more fields than its value.
fn failed(more: &str) -> Completion {
    let text = format!(
        "{{:process 0 :type :invoke :f :cas :value [1 2]}} {{:process 0 :type :fail :f :cas {more}}}"
    );
    read_text(&text).operations[0].outcome.clone()
}

const MISMATCHES: [&str; 10] = [
    "",
    ":error nil",
    ":error \"\"",
    ":error :precondition-failed",
    ":error [:precondition-failed \"expected 1, but had 2\"]",
    ":error :value-mismatch",
    ":error \"CAS failed: value did not match\"",
    ":error :did-not-succeed",
    ":error {:type :precondition-failed :text \"version\"}",
    ":error #object[\"Mismatch\" 0x5d \"\"]",
];

const OTHERS: [&str; 8] = [
    ":error :connection-refused",
    ":error [:temporarily-unavailable \"precondition unknown\"]",
    ":error \"not a leader\"",
    ":error {:code 11}",
    ":error 11",
    ":error :version-mismatch",
    ":exception {:via []}",
    ":error true",
];

#[test]
fn an_error_other_than_a_mismatch_says_only_that_nothing_happened() {
    for value in ["", ":value nil", ":value [1 2]"] {
        for error in MISMATCHES {
            assert_eq!(
                failed(&format!("{value} {error}")),
                Completion::Mismatch,
                "{value} {error}"
            );
        }
        for error in OTHERS {
            assert_eq!(
                failed(&format!("{value} {error}")),
                Completion::Failed,
                "{value} {error}"
            );
        }
    }
    assert_eq!(failed(":value :timed-out"), Completion::Failed);
    assert_eq!(failed(":value :mismatch"), Completion::Mismatch);
}

#[test]
fn json_and_logs_say_why_as_well() {
    let json = |error: &str| {
        let text = format!(
            r#"{{"process":0,"type":"invoke","f":"cas","value":[1,2]}}
{{"process":0,"type":"fail","f":"cas","value":[1,2]{error}}}"#
        );
        read_text(&text).operations[0].outcome.clone()
    };
    for (error, outcome) in [
        ("", Completion::Mismatch),
        (r#","error":null"#, Completion::Mismatch),
        (r#","error":false"#, Completion::Mismatch),
        (
            r#","error":["precondition-failed",null]"#,
            Completion::Mismatch,
        ),
        (
            r#","error":["temporarily-unavailable",null]"#,
            Completion::Failed,
        ),
        (r#","error":{"code":11}"#, Completion::Failed),
    ] {
        assert_eq!(json(error), outcome, "{error}");
    }
    let log = |end: &str| {
        let text = format!(
            "INFO jepsen.util - 0\t:invoke\t:cas\t[1 2]\nINFO jepsen.util - 0\t:fail\t:cas\t{end}"
        );
        read_text(&text).operations[0].outcome.clone()
    };
    for (end, outcome) in [
        ("[1 2]", Completion::Mismatch),
        ("nil", Completion::Mismatch),
        (
            "[1 2]\t[:precondition-failed \"expected 1\"]",
            Completion::Mismatch,
        ),
        (
            "[1 2]\t[:temporarily-unavailable \"not a leader\"]",
            Completion::Failed,
        ),
        (
            "[1 2]\tclojure.lang.ExceptionInfo: throw+: {:status 500",
            Completion::Failed,
        ),
        (":timed-out", Completion::Failed),
        (
            "#<ConnectException java.net.ConnectException: refused>",
            Completion::Failed,
        ),
    ] {
        assert_eq!(log(end), outcome, "{end}");
    }
}

/// Pairs of invocation and completion, as fields of EDN without process and type.
fn completed(invocation: &str, kind: &str, completion: &str) -> Result<History, Issue> {
    let text = format!(
        "{{:process 0 :type :invoke {invocation}}}\n{{:process 0 :type :{kind} {completion}}}"
    );
    read(text.as_bytes())
}

/// Invocation, kind and content of a completion that contradicts it, and the sentence.
const CONTRADICTIONS: [(&str, &str, &str, &str); 13] = [
    (
        ":f :write :value 1",
        "ok",
        ":f :write :value 2",
        "value 2 in the completion of a write, allowed is 1",
    ),
    (
        ":f :write :value nil",
        "ok",
        ":f :write :value 2",
        "value 2 in the completion of a write, allowed is nil",
    ),
    (
        ":f :write :value 1",
        "fail",
        ":f :write :value 2",
        "value 2",
    ),
    (
        ":f :write :value 1",
        "info",
        ":f :write :value 2",
        "value 2",
    ),
    (
        ":f :write :value 1",
        "ok",
        ":f :write :value :done",
        "value :done",
    ),
    (
        ":f :write :value 1",
        "info",
        ":f :write :value :a :error :b",
        "value :a",
    ),
    (
        ":f :cas :value [1 2]",
        "ok",
        ":f :cas :value [1 3]",
        "value [1 3] in the completion of a cas, allowed is [1 2]",
    ),
    (
        ":f :cas :value [1 2]",
        "fail",
        ":f :cas :value [0 2]",
        "value [0 2]",
    ),
    (
        ":f :append :value \"a\"",
        "ok",
        ":f :append :value \"b\"",
        "value \"b\" in the completion of an append",
    ),
    (
        ":f :write :key 1 :value 1",
        "ok",
        ":f :write :key 2 :value 1",
        "key 2 in the completion of a write, allowed is 1",
    ),
    (
        ":f :cas :key 1 :value [1 2]",
        "fail",
        ":f :cas :key 2 :value [1 2]",
        "key 2 in the completion of a cas",
    ),
    (
        ":f :read :key 1",
        "ok",
        ":f :read :key 2 :value 1",
        "key 2 in the completion of a read",
    ),
    (
        ":f :read",
        "info",
        ":f :read :key 2",
        "key 2 in the completion of a read, allowed is nil",
    ),
];

#[test]
fn completions_of_other_operations_are_refused() {
    for (invocation, kind, completion, says) in CONTRADICTIONS {
        let issue = completed(invocation, kind, completion)
            .unwrap_err()
            .to_string();
        assert!(
            issue.starts_with(&format!("line 2: found {says}")),
            "{issue}"
        );
        assert!(
            issue.ends_with("with which it was invoked on line 1"),
            "{issue}"
        );
    }
}

#[test]
fn completions_need_not_repeat_what_was_asked_for() {
    for (invocation, kind, completion) in [
        (":f :write :value 1", "ok", ":f :write"),
        (
            ":f :write :key 1 :value 1",
            "ok",
            ":f :write :key nil :value nil",
        ),
        (":f :write :value 1", "ok", ":f :write :value 1N"),
        (
            ":f :write :value {:a 1 :b 2}",
            "ok",
            ":f :write :value {:b 2 :a 1}",
        ),
        (":f :write :value 1", "info", ":f :write :value :timed-out"),
        (
            ":f :write :value 1",
            "fail",
            ":f :write :value \"not a leader\"",
        ),
        (":f :cas :value [1 2]", "ok", ":f :cas :value (1 2)"),
        (":f :read :value 1", "ok", ":f :read :value 2"),
    ] {
        let read = completed(invocation, kind, completion);
        assert!(read.is_ok(), "{invocation} {completion}: {read:?}");
    }
}
