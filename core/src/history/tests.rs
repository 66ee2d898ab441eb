//! Tests of the readers: the formats, and what is wrong with hostile files.

use super::*;

fn read_text(text: &str) -> History {
    read(text.as_bytes()).unwrap_or_else(|issue| panic!("{issue}\n{text}"))
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

#[test]
fn time_decides_where_every_line_has_it() {
    let line = |kind: &str, process: u32, time: u32| {
        format!(
            "{{\"process\":{process},\"type\":\"{kind}\",\"f\":\"write\",\"value\":1,\"time\":{time}}}\n"
        )
    };
    let text =
        line("invoke", 0, 50) + &line("ok", 0, 60) + &line("invoke", 1, 10) + &line("ok", 1, 60);
    let history = read_text(&text);
    assert_eq!(history.clock, Clock::Nanoseconds);
    let times: Vec<_> = history
        .operations
        .iter()
        .map(|operation| operation.invoked.at)
        .collect();
    assert_eq!(times, [10, 50]);
    // Both complete at 60: the file says which was first.
    assert!(history.operations[1].completed < history.operations[0].completed);
}

#[test]
fn a_failed_cas_tells_something_only_if_it_names_values() {
    let text = |value: &str| {
        format!("INFO jepsen.util - 0 :invoke :cas [1 2]\nINFO jepsen.util - 0 :fail :cas {value}")
    };
    assert_eq!(
        read_text(&text("[1 2]")).operations[0].outcome,
        Completion::Mismatch
    );
    assert_eq!(
        read_text(&text(":timed-out")).operations[0].outcome,
        Completion::Failed
    );
}

/// Files that are refused, and what is said of them.
const WRONG: [(&str, &str); 20] = [
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
        "[{\"process\": 0}]",
        "line 1: found a JSON array, allowed is one JSON object a line",
    ),
    (
        "{\"process\": 0",
        "line 1: found \"{\"process\": 0\", allowed is one whole JSON object a line",
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
    let ok = invoke.replace("invoke", "ok");
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
fn values_on_a_command_line() {
    let value = |text: &str| text.parse::<Value>().unwrap();
    assert_eq!(value("nil"), Value::Nil);
    assert_eq!(value("-3"), Value::Int(-3));
    assert_eq!(value("\"3\""), Value::Text("3".to_owned()));
    assert_eq!(value("abc"), Value::Text("abc".to_owned()));
    assert_eq!(value("two words"), Value::Text("two words".to_owned()));
    assert_eq!(value(""), Value::Text(String::new()));
    assert_eq!(value("null"), Value::Nil);
}

#[test]
fn values_that_only_edn_has_are_those_of_histories() {
    for text in [":a", "true", "3.5", "[1 2]", "{:a 1}"] {
        let history = read_text(&format!(
            "{{:process 0, :type :invoke, :f :write, :value {text}}}"
        ));
        let written = Call::Write(text.parse().unwrap());
        assert_eq!(history.operations[0].call, written, "{text}");
    }
}
