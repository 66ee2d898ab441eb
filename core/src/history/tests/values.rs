//! Tests of values: which are equal, in EDN and in JSON, and how they are shown.

use super::*;

/// The value that a write in EDN writes.
fn edn(value: &str) -> Value {
    written(&format!(
        "{{:process 0 :type :invoke :f :write :value {value}}}"
    ))
}

/// The value that a write in JSON writes.
fn json(value: &str) -> Value {
    written(&format!(
        r#"{{"process":0,"type":"invoke","f":"write","value":{value}}}"#
    ))
}

fn written(text: &str) -> Value {
    match &read_text(text).operations[0].call {
        Call::Write(value) => value.clone(),
        other => panic!("{other}"),
    }
}

#[test]
fn equal_values_are_the_same() {
    for (values, shown) in [
        (
            &[
                "{:qty 2, :sku \"a\"}",
                "{:sku \"a\" :qty 2}",
                "^:m {:qty 2 #_x :sku \"a\"}",
            ][..],
            "{:qty 2, :sku \"a\"}",
        ),
        (&["#{1 2 3}", "#{3 1 2}", "#{3,#_4 1 2N}"], "#{1 2 3}"),
        (
            &[
                "[{:a #{1 2}} {:b {:c 1 :d 2}}]",
                "({:a #{2 1}} {:b {:d 2 :c 1}})",
            ],
            "[{:a #{1 2}} {:b {:c 1, :d 2}}]",
        ),
        (
            &[
                "[1 2]",
                "(1 2)",
                "[1, ; one\n 2]",
                "^{:a 1} [^:b 1 2]",
                "#^{:a 1} [1 2]",
            ],
            "[1 2]",
        ),
        (&["3", "+3", "3N", "0x3", "2r11", "6/2"], "3"),
        (&["-0", "0", "0N"], "0"),
        (
            &[
                "18446744073709551616",
                "18446744073709551616N",
                "0x10000000000000000",
            ],
            "18446744073709551616",
        ),
        (&["1.0", "1e0", "10E-1"], "1.0"),
        (&["1.5", "1.50", "15e-1"], "1.5"),
        (&["1.0M", "1M", "1.00M"], "1M"),
        (&["1/2", "2/4"], "1/2"),
        (&["-1/2", "-2/4"], "-1/2"),
        (&["\\a", "\\u0061", "\\o141"], "\\a"),
        (&["\\newline", "\\u000a"], "\\newline"),
        (&["\"\u{1f600}\"", "\"\\ud83d\\ude00\""], "\"\u{1f600}\""),
        (&["\"a\\\"b\"", "\"a\\u0022b\"", "\"a\\42b\""], "\"a\"b\""),
        (
            &["#:a{:b 1 :_/c 2 :d/e 3 4 5}", "{:a/b 1 :c 2 :d/e 3 4 5}"],
            "{4 5, :a/b 1, :c 2, :d/e 3}",
        ),
        (
            &["#inst \"2020-01-01\"", "#inst #_#inst nil \"2020-01-01\""],
            "#inst \"2020-01-01\"",
        ),
        (&["#_ #_ 1 2 3", "#_[1 #_2 {:a}] 3"][..1], "3"),
        (&["##Inf"], "##Inf"),
        (&["##-Inf"], "##-Inf"),
        (&["##NaN"], "##NaN"),
        (&["true"], "true"),
        (&["a/b"], "a/b"),
        (&["#\"a\\d\\\"]\""], "#\"a\\d\\\"]\""),
    ] {
        for value in values {
            assert_eq!(edn(value), edn(values[0]), "{value}");
            assert_eq!(edn(value).to_string(), shown, "{value}");
        }
    }
}

#[test]
fn different_values_differ() {
    let values = [
        "[1 2]",
        "#{1 2}",
        "{1 2}",
        "[2 1]",
        "[[1] 2]",
        "[1 2 3]",
        "1",
        "1.0",
        "1M",
        "1.5",
        "1.5M",
        "3/2",
        "\"1\"",
        ":1",
        "\\1",
        "nil",
        "false",
        "##Inf",
        "##-Inf",
        "##NaN",
        "a",
        ":a",
        "\"a\"",
        "\\a",
        "#a 1",
        "#b 1",
        "#inst \"a\"",
        "[]",
        "#{}",
        "{}",
        "\"\"",
        "18446744073709551616",
        "18446744073709551617",
        "36893488147419103232",
        "0.1",
        "0.1000000000000000055",
        "1e400",
        "1e401",
        "{:a nil}",
        "{:a false}",
        "9007199254740993.0",
        "9007199254740992.0",
    ];
    for (index, one) in values.iter().enumerate() {
        for other in &values[index + 1..] {
            assert_ne!(edn(one), edn(other), "{one} {other}");
        }
    }
}

#[test]
fn json_compares_numbers_exactly_and_objects_by_content() {
    for (one, other) in [
        ("1", "1.0"),
        ("100", "1e2"),
        ("-0", "0"),
        ("0.50", "5e-1"),
        ("18446744073709551616", "18446744073709551616.0"),
        (
            r#"{"a":1,"b":[{"c":2,"d":3}]}"#,
            r#"{"b":[{"d":3,"c":2}],"a":1}"#,
        ),
        (r#""\u0061""#, r#""a""#),
    ] {
        assert_eq!(json(one), json(other), "{one} {other}");
    }
    for (one, other) in [
        ("18446744073709551616", "18446744073709551617"),
        ("9223372036854775808", "9223372036854775809"),
        ("1e400", "1e401"),
        ("0.1", "0.1000000000000000055"),
        ("9007199254740993.0", "9007199254740992.0"),
        ("[18446744073709551616]", "[18446744073709551617]"),
        ("1", "\"1\""),
        ("[1,2]", "[2,1]"),
        ("null", "false"),
    ] {
        assert_ne!(json(one), json(other), "{one} {other}");
    }
    assert_eq!(json("18446744073709551616"), edn("18446744073709551616"));
    assert_eq!(json("9223372036854775807"), Value::Int(i64::MAX));
    let long = "9".repeat(5000);
    assert_ne!(json(&long), json(&long.replace("99", "98")));
}

#[test]
fn data_that_is_none_is_refused() {
    for (value, says) in [
        (
            "##Foo",
            "found \"##Foo\", allowed is ##Inf, ##-Inf or ##NaN",
        ),
        (
            "^{:a 1}",
            "found metadata, allowed is metadata before the value that it describes",
        ),
        ("^3 4", "found \"^3\", allowed is metadata such as"),
        ("{:a 1 :a 2}", "found :a twice, allowed is each name"),
        ("#{1 1N}", "found 1 twice"),
        ("#:a[1]", "found \"#:a\", allowed is a map with a namespace"),
        ("#:a{:b 1 :a/b 2}", "found :a/b twice"),
        ("{:a}", "found \"}\", allowed is a value"),
        ("12abc", "found \"12abc\", allowed is a number such as"),
        ("010", "found \"010\", allowed is a number such as"),
        ("1/0", "found \"1/0\", allowed is a number"),
        ("1.5N", "found \"1.5N\", allowed is a number"),
        (":", "found \":\", allowed is a keyword"),
        ("::a", "found \"::a\", allowed is a keyword"),
        ("@a", "found \"@a\", allowed is a value"),
        ("\\abc", "found \"\\abc\", allowed is a character"),
        ("\\ud800", "found \"\\ud800\", allowed is a character"),
        ("\"\\q\"", "found \"\\q\", allowed is \\n"),
        ("\"\\ud800\"", "found \"\\u\", allowed is \\n"),
        ("\"\\u12\"", "found \"\\u\", allowed is \\n"),
        ("#<Foo>", "found \"#<\", allowed is a set"),
    ] {
        let text = format!("{{:process 0 :type :invoke :f :write :value {value}}}");
        let issue = problem(&text);
        assert!(
            issue.starts_with(&format!("line 1: {says}")),
            "{value}: {issue}"
        );
    }
    for (value, says) in [
        (
            r#"{"a":1,"a":2}"#,
            "found \"a\" twice, allowed is each name of an object once",
        ),
        (
            "1e9999999999999999999",
            "found the number 1e9999999999999999999, allowed is a smaller exponent",
        ),
        (
            r#""\ud800""#,
            "found \"\"\\ud800\"\", allowed is a JSON value",
        ),
    ] {
        let text = format!(r#"{{"process":0,"type":"invoke","f":"write","value":{value}}}"#);
        let issue = problem(&text);
        assert!(
            issue.starts_with(&format!("line 1: {says}")),
            "{value}: {issue}"
        );
    }
    let deep = format!("{}{}", "[".repeat(70), "]".repeat(70));
    let text = format!(r#"{{"process":0,"type":"invoke","f":"write","value":{deep}}}"#);
    assert_eq!(
        problem(&text),
        "line 1: found deeper nesting, allowed is at most 64 levels"
    );
}

#[test]
fn keys_and_processes_may_be_long_numbers() {
    let line = |process: &str| {
        format!("{{\"process\":{process},\"type\":\"invoke\",\"f\":\"read\",\"key\":{process}}}\n")
    };
    let history = read_text(&(line("18446744073709551616") + &line("18446744073709551617")));
    assert_eq!(
        history.processes,
        ["18446744073709551616", "18446744073709551617"]
    );
    assert_eq!(history.keys.len(), 2);
    assert!(problem(&line("1.5")).starts_with("line 1: found process 1.5, allowed is"));
}

/// Fields that mean nothing here may hold anything, and end where they end.
#[test]
fn forms_end_where_they_end() {
    for (more, is_fine) in [
        (":lo ##Inf", true),
        (":at #inst \"2020-01-01T00:00:00.000-00:00\"", true),
        (
            ":via [#object[java.lang.Foo 0x5d2a \"java.lang.Foo@5d2a\"]]",
            true,
        ),
        (":letter \\( :other \\)", true),
        (":none #_ #_ :a :b nil", true),
        (":pattern #\"[\"", true),
        (":meta ^{:line 3} x", true),
        (":lo ##", false),
    ] {
        let text = format!("{{:process 0 :type :invoke :f :write {more} :value 3}}");
        match read(text.as_bytes()) {
            Ok(history) if is_fine => assert_eq!(
                history.operations[0].call,
                Call::Write(Value::Int(3)),
                "{more}"
            ),
            Err(_) if !is_fine => {}
            other => panic!("{more}: {other:?}"),
        }
    }
}

/// Metadata, tags and comments may stand before everything.
#[test]
fn a_history_may_be_described() {
    let operations = "{:process 0 :type :invoke :f :write :value 1} #a.b.Op{:process 0 :type :ok :f :write :value 1}";
    for text in [
        format!("^{{:name \"run 12\"}} [{operations}]"),
        format!("; run 12\n^:a ^{{:b 1}} ({operations})"),
        format!("#_ {{:process 7}} [{operations} #_ 3] ; end"),
        format!("^:a {operations}"),
    ] {
        let history = read_text(&text);
        assert_eq!(history.operations.len(), 1, "{text}");
        assert_eq!(history.operations[0].outcome, Completion::Done, "{text}");
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
    assert_eq!(
        value("what's [this"),
        Value::Text("what's [this".to_owned())
    );
    assert_eq!(value(""), Value::Text(String::new()));
    assert_eq!(value("null"), Value::Nil);
    for text in [
        ":a", "true", "3.5", "[1 2]", "{:a 1}", "#{2 1}", "##Inf", "1N",
    ] {
        assert_eq!(value(text), edn(text), "{text}");
    }
    for text in ["18446744073709551617", r#"{"a": [1, 2.5], "b": null}"#] {
        assert_eq!(value(text), json(text), "{text}");
    }
}

/// A text that begins as EDN and is not whole is a mistake, not a value.
#[test]
fn broken_values_on_a_command_line_are_refused() {
    for text in [
        "{:a",
        "[1",
        "\"a",
        "#{",
        ":",
        ":a :b",
        "{:a}",
        "3 4",
        "12abc",
        "-1x",
        "##In",
        "]",
        "{\"a\": 1",
    ] {
        let refused = text.parse::<Value>().unwrap_err();
        assert!(
            refused.contains("a text that looks like EDN stands in quotes"),
            "{text}: {refused}"
        );
    }
}
