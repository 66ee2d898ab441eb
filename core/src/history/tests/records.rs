//! Tests of records of whole operations.

use super::*;

fn told(text: &str) -> Vec<String> {
    let history = read_text(text);
    let line = |operation: &Operation| {
        let key = &history.keys[operation.key as usize];
        format!("{key}: {} {:?}", operation.call, operation.outcome)
    };
    history.operations.iter().map(line).collect()
}

#[test]
fn the_names_of_porcupine_are_read_whatever_their_case() {
    let porcupine = r#"{"ClientId":0,"Input":{"Op":1,"Key":"x","Value":"a"},"Call":10,"Output":{},"Return":20}
{"ClientId":1,"Input":{"Op":0,"Key":"x","Value":""},"Call":30,"Output":{"Value":"a"},"Return":40}
{"ClientId":1,"Input":{"Op":2,"Key":"x","Value":"b"},"Call":50,"Output":null,"Return":null}"#;
    let lower = porcupine.to_lowercase().replace("clientid", "client_id");
    let array = format!("[{}]", porcupine.replace('\n', ",\n"));
    let edn =
        "{:client 0 :input {:op :put :key \"x\" :value \"a\"} :call 10 :output nil :return 20}
{:client 1 :input {:op :get :key \"x\"} :call 30 :output \"a\" :return 40}
{:client 1 :input {:op :append :key \"x\" :value \"b\"} :call 50}";
    for text in [porcupine, &lower, &array, edn] {
        let expected = [
            "\"x\": write of \"a\" Done",
            "\"x\": read Returned(Text(\"a\"))",
            "\"x\": append of \"b\" Unknown",
        ];
        assert_eq!(told(text), expected, "{text}");
        let history = read_text(text);
        assert_eq!(
            (history.clock, history.processes),
            (Clock::Nanoseconds, vec!["0".to_owned(), "1".to_owned()])
        );
        assert_eq!(history.operations[1].invoked, Moment::nanos(30));
    }
}

/// The outcome of a record with this input and output.
fn outcome(input: &str, output: &str) -> Completion {
    let text = format!(r#"{{"client":0,"input":{input},"call":1,"output":{output},"return":2}}"#);
    read_text(&text).operations[0].outcome.clone()
}

#[test]
fn outputs_by_case() {
    let cas = r#"{"op":2,"arg1":1,"arg2":2}"#;
    let returned = |value| Completion::Returned(value);
    for (input, output, expected) in [
        (r#"{"op":"get"}"#, r#"{"value":3}"#, returned(Value::Int(3))),
        (r#"{"op":"read"}"#, "3", returned(Value::Int(3))),
        (r#"{"op":true}"#, "null", returned(Value::Nil)),
        (
            r#"{"op":0}"#,
            r#"{"exists":false,"value":0}"#,
            returned(Value::Nil),
        ),
        (
            r#"{"op":0}"#,
            r#"{"exists":true,"ok":false,"value":7}"#,
            returned(Value::Int(7)),
        ),
        (r#"{"op":0}"#, r#"{"unknown":true}"#, Completion::Unknown),
        (r#"{"op":0}"#, r#"{"err":"timeout"}"#, Completion::Unknown),
        (
            r#"{"op":0}"#,
            r#"{"err":"OK","value":1}"#,
            returned(Value::Int(1)),
        ),
        (
            r#"{"op":false,"value":1}"#,
            r#"{"ok":false}"#,
            Completion::Done,
        ),
        (
            r#"{"op":1,"arg1":1}"#,
            r#"{"unknown":true}"#,
            Completion::Unknown,
        ),
        (cas, r#"{"ok":true}"#, Completion::Done),
        (cas, r#"{"ok":false}"#, Completion::Mismatch),
        (cas, "false", Completion::Mismatch),
        (
            cas,
            r#"{"error":"precondition failed"}"#,
            Completion::Mismatch,
        ),
        (cas, r#"{"error":"refused"}"#, Completion::Unknown),
        (
            r#"{"op":"cas","expected":1,"new":2}"#,
            "true",
            Completion::Done,
        ),
        (
            r#"{"op":"CompareAndSwap","value":[1,2]}"#,
            "{}",
            Completion::Done,
        ),
    ] {
        assert_eq!(outcome(input, output), expected, "{input} {output}");
    }
}

#[test]
fn a_client_may_have_several_operations_in_flight() {
    let record = |client: &str, op: &str, call: u32, back: u32| {
        format!(
            r#"{{{client}"input":{{"op":"{op}","value":1}},"call":{call},"output":1,"return":{back}}}"#
        )
    };
    let one = r#""client":0,"#;
    let in_turn = record(one, "put", 1, 5) + &record(one, "get", 5, 9);
    assert_eq!(read_text(&in_turn).processes, ["0"]);
    let at_once = in_turn.clone() + &record(one, "get", 3, 6);
    let history = read_text(&at_once);
    assert_eq!(history.processes, ["0", "0", "0"]);
    assert_eq!(history.operations[1].invoked.at, 3);
    let nobody = record("", "put", 1, 5) + &record("", "get", 5, 9);
    assert_eq!(read_text(&nobody).processes.len(), 2);
}

#[test]
fn records_that_are_refused() {
    let event = r#"{"process":0,"type":"invoke","f":"read"}"#;
    let read = r#"{"client":0,"input":{"op":"get"},"call":1,"output":3,"return":2}"#;
    for (text, says) in [
        (
            read.replace("\"return\":2", "\"return\":0"),
            "line 1: found a return before the call",
        ),
        (
            read.replace("\"call\":1", "\"call\":\"now\""),
            "line 1: found call \"now\", allowed is a whole number of nanoseconds",
        ),
        (
            read.replace("\"output\":3,", ""),
            "line 1: found a read that is ok without output",
        ),
        (
            read.replace("\"output\":3", "\"output\":{}"),
            "line 1: found a read that is ok without a value in its output",
        ),
        (
            read.replace("\"get\"", "7"),
            "line 1: found op 7, allowed is get",
        ),
        (
            read.replace("\"op\"", "\"what\""),
            "line 1: found an input without op",
        ),
        (
            read.replace("{\"op\":\"get\"}", "3"),
            "line 1: found input 3, allowed is an object",
        ),
        (
            format!("{event}\n{read}"),
            "line 2: found an event among records",
        ),
        (
            format!("{read}\n{event}"),
            "line 2: found an event among records",
        ),
        (
            read.replace("\"get\"", "\"cas\""),
            "line 1: found value of a cas nil, allowed is a pair",
        ),
    ] {
        assert!(problem(&text).starts_with(says), "{}", problem(&text));
    }
    let tuples = ReadOptions {
        keys: Keys::Tuples,
        ..ReadOptions::default()
    };
    let issue = read_with(read.as_bytes(), &tuples).unwrap_err().to_string();
    assert!(
        issue.starts_with("line 1: found a record of a whole operation"),
        "{issue}"
    );
    let named = ReadOptions {
        read_value: Some("Data".to_owned()),
        ..ReadOptions::default()
    };
    let history = read_as(
        &read.replace("\"output\":3", "\"output\":{\"data\":3}"),
        &named,
    )
    .history;
    assert_eq!(
        history.operations[0].outcome,
        Completion::Returned(Value::Int(3))
    );
}
