//! Tests of the readers: the formats, and what is wrong with hostile files.

mod completions;
mod keys;
mod order;
mod records;
mod values;

use super::*;

fn read_text(text: &str) -> History {
    read(text.as_bytes()).unwrap_or_else(|issue| panic!("{issue}\n{text}"))
}

fn read_as(text: &str, options: &ReadOptions) -> ReadHistory {
    read_with(text.as_bytes(), options).unwrap_or_else(|issue| panic!("{issue}\n{text}"))
}

fn problem(text: &str) -> String {
    match read(text.as_bytes()) {
        Ok(history) => panic!("read as {history:?}"),
        Err(issue) => issue.to_string(),
    }
}

/// The same three operations in every format.
const FORMS: [&str; 5] = [
    r#"{"process":0,"type":"invoke","f":"write","value":3}
{"process":1,"type":"invoke","f":"read"}

{"process":0,"type":"ok","f":"write","value":3,"other":[{}]}
{"process":"nemesis","type":"info","f":"start"}
{"process":1,"type":"ok","f":"read","value":3}
{"process":1,"type":"invoke","f":"cas","value":[3,4]}
{"process":1,"type":"info","f":"cas","value":[3,4]}"#,
    "; a comment
[{:process 0, :type :invoke, :f :write, :value 3} {:process 1, :type :invoke, :f :read, :value nil}
 {:process 0, :type :ok, :f :write, :value 3, :other #{1 \\a 2.5}}
 {:process :nemesis, :type :info, :f :start, :value \"cut \\\"n1\\\"\"} #_ ignored
 {:process 1 :type :ok :f :read :value 3}
 {:process 1 :type :invoke :f :cas :value [3 4]}]",
    "{:process 0, :type :invoke, :f :write, :value 3}
{:process 1, :type :invoke, :f :read, :value nil}
#jepsen.history.Op{:process 0, :type :ok, :f :write, :value 3}
{:process 1, :type :ok, :f :read, :value 3}
{:process 1, :type :invoke, :f :cas, :value [3 4]}
{:process 1, :type :invoke, :f :read, :value nil}
{:process 1, :type :fail, :f :read, :value nil}",
    "INFO  jepsen.util - 0\t:invoke\t:write\t3
INFO  jepsen.util - 1\t:invoke\t:read\tnil
INFO  jepsen.core - something else
INFO  jepsen.util - 0\t:ok\t:write\t3
INFO  jepsen.util - :nemesis\t:info\t:start\tnil
INFO  jepsen.util - 1\t:ok\t:read\t3
INFO  jepsen.util - 1\t:invoke\t:cas\t[3 4]
INFO  jepsen.util - 1\t:info\t:cas\t:timed-out",
    "\u{feff}({:process 0, :type :invoke, :f :put, :value 3}
{:process 1, :type :invoke, :f :get, :value nil}
{:process 0, :type :ok, :f :put, :value 3}
{:process 1, :type :ok, :f :get, :value 3}
{:process 1, :type :invoke, :f :cas, :value [3 4]})",
];

#[test]
fn every_format_tells_the_same() {
    for text in FORMS {
        let history = read_text(text);
        let told: Vec<_> = history.operations[..3]
            .iter()
            .map(|operation| {
                (
                    operation.process,
                    operation.call.to_string(),
                    &operation.outcome,
                )
            })
            .collect();
        assert_eq!(history.clock, Clock::Lines);
        assert_eq!(history.processes, ["0", "1"]);
        assert_eq!(
            told[0],
            (0, "write of 3".to_owned(), &Completion::Done),
            "{text}"
        );
        assert_eq!(
            told[1],
            (1, "read".to_owned(), &Completion::Returned(Value::Int(3)))
        );
        assert_eq!(
            told[2],
            (
                1,
                "compare-and-set from 3 to 4".to_owned(),
                &Completion::Unknown
            )
        );
        assert_eq!(history.operations[2].known(), None);
    }
}

/// Files that are refused, and what is said of them.
const WRONG: [(&str, &str); 23] = [
    (
        "",
        "The history is empty; allowed are JSON objects, EDN operation maps or lines of a jepsen.log.",
    ),
    (
        "; nothing",
        "The history is empty; allowed are JSON objects, EDN operation maps or lines of a jepsen.log.",
    ),
    (
        "\n\nhello",
        "line 3: found \"hello\", allowed are JSON objects, EDN operation maps or lines of a jepsen.log",
    ),
    (
        "[]",
        "The history has no operation; required is at least one invocation.",
    ),
    (
        "[{\"process\": 0},\n{\"process\"",
        "line 2: found \"{\"process\"\", allowed is one whole JSON array (EOF while parsing an object)",
    ),
    (
        "[{\"process\": 0}, 3]",
        "line 1: found no type, required are process, type and f",
    ),
    (
        "\n{\"process\": 0\n{\"process\": 0}",
        "line 2: found \"{\"process\": 0\", allowed is one whole JSON object (expected `,` or `}`)",
    ),
    (
        "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n3",
        "line 2: found \"3\", allowed is a JSON object (invalid type: integer `3`, expected an object)",
    ),
    (
        "{\"process\":0,\"process\":1}",
        "line 1: found process twice, allowed is each field once",
    ),
    (
        "{\"process\": 0}",
        "line 1: found no type, required are process, type and f",
    ),
    (
        "{\"process\": [0], \"type\": 1}",
        "line 1: found process [0], allowed is a number or a name",
    ),
    (
        "{\"process\":0,\"type\":\"start\",\"f\":\"read\"}",
        "line 1: found type \"start\", allowed is invoke, ok, fail or info",
    ),
    (
        "{\"process\":0,\"type\":\"ok\",\"f\":\"txn\"}",
        "line 1: found f \"txn\", allowed is read, write, cas, get, put or append",
    ),
    (
        "{\"process\":0,\"type\":\"invoke\",\"f\":\"cas\",\"value\":3}",
        "line 1: found value of a cas 3, allowed is a pair: the expected value and the new one",
    ),
    (
        "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\",\"time\":-1}",
        "line 1: found time -1, allowed is a whole number of nanoseconds, 0 or more",
    ),
    (
        "{:process 0 :type :invoke :f :append :value []}",
        "line 1: found value of an append [], allowed is a text or a number",
    ),
    (
        "[{:process 0 :type :invoke :f :read}\n{:process 1",
        "line 2: found the end of the text, allowed is a value",
    ),
    (
        "[{:process 0 :type :invoke :f :read}\n",
        "line 2: found the end of the text, allowed is the \"]\" of line 1",
    ),
    (
        "[1 2]",
        "line 1: found 1, allowed is a map such as {:process 0, ...}",
    ),
    (
        "{:process \"a\n",
        "line 2: found the end of the file, allowed is the end of the text in quotes of line 1",
    ),
    (
        "{:process 0} ]",
        "line 1: found no type, required are process, type and f",
    ),
    ("#", "line 1: found the end of the text, allowed is a value"),
    (
        "#_",
        "line 1: found the end of the text, allowed is a value",
    ),
];

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let invoke = r#"{"process":0,"type":"invoke","f":"read"}"#;
    for (text, expected) in WRONG {
        assert_eq!(problem(text), expected, "{text}");
    }
    let ok = r#"{"process":0,"type":"ok","f":"read","value":1}"#;
    assert_eq!(
        problem(&format!("{ok}\n{invoke}")),
        "line 1: found a completion of process 0, which has nothing in flight; allowed is the completion of its last invocation"
    );
    let other = ok.replace("read", "write");
    assert!(
        problem(&format!("{invoke}\n{other}"))
            .starts_with("line 2: found a completion of process 0, while another")
    );
}

#[test]
fn hostile_files_end_in_a_sentence() {
    let deep = |open: &str| open.repeat(200_000);
    for text in [
        deep("["),
        deep("{"),
        deep("("),
        deep("#"),
        deep("#_"),
        deep("#a "),
        deep("{\"a\":"),
        deep("[{:a "),
    ] {
        assert!(problem(&text).len() < 300);
    }
    for bytes in [
        &b"\xff\xfe\x00"[..],
        b"{\"process\":0}\n\xc3",
        b"\x00\x01",
        b"{:a \"\\u12",
    ] {
        assert!(read(bytes).is_err());
    }
    let issue = read(&vec![b' '; LARGEST + 1]).unwrap_err();
    assert_eq!(
        issue.problem,
        "The history has 100000001 bytes; allowed are at most 100000000."
    );
    let name = "x".repeat(100_000);
    assert!(
        problem(&format!(
            "{{\"process\":0,\"type\":\"{name}\",\"f\":\"read\"}}"
        ))
        .len()
            < 300
    );
}

/// Cut short anywhere, or with any byte replaced, a file is read or refused, never worse.
#[test]
fn damaged_files_are_read_or_refused() {
    for text in FORMS {
        for at in 0..text.len() {
            let _ = read(&text.as_bytes()[..at]).is_ok();
            for byte in [b'"', b'[', b'}', b'\\', b'#', 0, 0x80] {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = byte;
                let _ = read(&bytes).is_ok();
            }
        }
    }
}

#[test]
fn files_that_are_no_text_are_refused_by_name() {
    for (bytes, name) in [
        (&b"\x1f\x8b\x08\0"[..], "a file compressed by gzip"),
        (b"\x28\xb5\x2f\xfd", "a file compressed by Zstandard"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\xff\xfe{\0", "text in UTF-16"),
    ] {
        let issue = read(bytes).unwrap_err().to_string();
        assert_eq!(
            issue,
            format!("line 1: found {name}, allowed is text in UTF-8")
        );
    }
}

/// Arrays and objects may stand over one line or many; each entry is known by the line on which it begins.
#[test]
fn json_may_stand_over_many_lines() {
    let line =
        |kind: &str| format!("{{\"process\":0,\"type\":\"{kind}\",\"f\":\"write\",\"value\":3}}");
    let (invoke, ok) = (line("invoke"), line("ok"));
    let spread = |text: &str| text.replace(',', ",\n");
    for (text, source) in [
        (format!("[{invoke},{ok}]"), 1),
        (format!("[\n{invoke},\n{ok}\n]\n"), 2),
        (format!("[{},{}]", spread(&invoke), spread(&ok)), 1),
        (format!("\n{}\n\n{}", spread(&invoke), spread(&ok)), 2),
        (format!("{invoke}{ok}"), 1),
    ] {
        let history = read_text(&text);
        assert_eq!(history.operations.len(), 1, "{text}");
        assert_eq!(history.operations[0].source, source, "{text}");
        assert_eq!(history.operations[0].outcome, Completion::Done, "{text}");
    }
    let wrong = format!("[{},\n{}]", spread(&invoke), invoke.replace("write", "mix"));
    assert!(problem(&wrong).starts_with("line 5: found f \"mix\""));
}

#[test]
fn a_read_that_is_ok_says_what_it_returned() {
    let text = r#"{"process":0,"type":"invoke","f":"read"}
{"process":0,"type":"ok","f":"read","result":3}"#;
    assert_eq!(
        problem(text),
        "line 2: found a read that is ok without value, required is what it returned, or nil; \
         where another field holds it, --read-value names that"
    );
    let named = |name: &str| ReadOptions {
        read_value: Some(name.to_owned()),
        ..ReadOptions::default()
    };
    let history = read_as(text, &named("result")).history;
    assert_eq!(
        history.operations[0].outcome,
        Completion::Returned(Value::Int(3))
    );
    let issue = read_with(text.as_bytes(), &named("answer")).unwrap_err();
    assert!(issue.to_string().contains("ok without answer"), "{issue}");
    let edn =
        "{:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :result :a :value 7}";
    let history = read_as(edn, &named("result")).history;
    let returned = Completion::Returned(Value::Form(":a".to_owned()));
    assert_eq!(history.operations[0].outcome, returned);
    let log = "0 :invoke :read nil\n0 :ok :read";
    assert!(problem(log).starts_with("line 2: found a read that is ok without value"));
    let issue = read_with(log.as_bytes(), &named("result")).unwrap_err();
    assert!(
        issue
            .to_string()
            .starts_with("line 1: found a line of a jepsen.log"),
        "{issue}"
    );
    assert_eq!(
        read_text("0 :invoke :read nil\n0 :ok :read nil")
            .operations
            .len(),
        1
    );
}
