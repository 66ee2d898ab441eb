//! Histories from elsewhere: read and judged within a limit of steps, or refused with the line.

use netsplit_core::history::{self, History, Keys, ReadOptions};
use netsplit_core::summary::Holds;
use netsplit_core::verdicts::linearizability::{self as checker, FailedCas, Model, Nil, Options};
use netsplit_tests::sentence;

use crate::choices::Choices;
use crate::{fuzz, mutation, try_found};

/// Limit of steps: enough for small histories, and quick.
const STEPS: u64 = 20_000;

const KINDS: [&str; 6] = ["invoke", "ok", "invoke", "fail", "info", "ok"];
const FUNCTIONS: [&str; 6] = ["read", "write", "cas", "append", "put", "get"];

/// Formats of lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Edn,
    Log,
    Record,
}

const FORMATS: [Format; 4] = [Format::Json, Format::Edn, Format::Log, Format::Record];

/// Values that only EDN has, some of them broken.
const FORMS: [&str; 14] = [
    "#{1 2}",
    "{:b 1 :a #{[2] 1}}",
    "##Inf",
    "##NaN",
    "^{:a 1} [3 4]",
    "#inst \"2020\"",
    "#_ 1 2",
    "#:a{:b 1}",
    "123456789012345678901234567890N",
    "1.50M",
    "2/4",
    "\\newline",
    "[7 [1 2]]",
    "\"\\ud83d\\ude00\"",
];

/// A history in one of the formats, most of it sound.
fn make(choices: &mut Choices<'_>) -> String {
    let format = *choices.pick(&FORMATS);
    let is_array = choices.once_in(4);
    let mut text = String::from(if is_array { "[" } else { "" });
    while choices.are_left() && text.len() < 20_000 {
        if is_array && format != Format::Edn && text.len() > 1 {
            text.push(',');
        }
        text.push_str(&line(format, choices));
        text.push('\n');
    }
    if is_array {
        text.push(']');
    }
    mutation::garbled(&text, choices)
}

fn line(format: Format, choices: &mut Choices<'_>) -> String {
    let (process, kind) = (choices.below(4), choices.pick(&KINDS));
    let function = choices.pick(&FUNCTIONS);
    let value = value(format, function, choices);
    let (key, time) = (choices.below(2), choices.below(30));
    match format {
        Format::Json => format!(
            "{{\"process\":{process},\"type\":\"{kind}\",\"f\":\"{function}\",\"key\":{key},\"value\":{value}}}"
        ),
        Format::Edn => {
            format!(
                "{{:process {process}, :type :{kind}, :f :{function}, :value {value} :time {time}}}"
            )
        }
        Format::Log => format!("INFO  jepsen.util - {process}\t:{kind}\t:{function}\t{value}"),
        Format::Record => format!(
            "{{\"client\":{process},\"input\":{{\"op\":\"{function}\",\"key\":{key},\"value\":{value}}},\"call\":{time},\"output\":{value},\"return\":{}}}",
            time + choices.below(5)
        ),
    }
}

fn value(format: Format, function: &str, choices: &mut Choices<'_>) -> String {
    let is_json = matches!(format, Format::Json | Format::Record);
    match (function, choices.once_in(30)) {
        (_, true) if is_json => mutation::value(choices).to_string(),
        (_, true) => (*choices.pick(&FORMS)).to_owned(),
        ("cas", _) if is_json => format!("[{},{}]", choices.below(3), choices.below(3)),
        ("cas", _) => format!("[{} {}]", choices.below(3), choices.below(3)),
        ("append", _) => format!("\"{}\"", choices.below(3)),
        (_, _) if choices.once_in(6) => if is_json { "null" } else { "nil" }.to_owned(),
        (_, _) => choices.below(4).to_string(),
    }
}

fn judge(text: &str) {
    for keys in [Keys::Detect, Keys::Tuples] {
        let options = ReadOptions {
            keys,
            ..ReadOptions::default()
        };
        match history::read_with(text.as_bytes(), &options) {
            Ok(read) => check(&read.history),
            Err(issue) => sentence::check(&issue),
        }
    }
}

fn check(history: &History) {
    for (nil, failed_cas) in [
        (Nil::Absent, FailedCas::Observed),
        (Nil::Unknown, FailedCas::NoEffect),
    ] {
        let options = Options {
            model: Model::of(history),
            steps: STEPS,
            nil,
            failed_cas,
            ..Options::default()
        };
        match checker::check(history, &options) {
            Err(issue) => sentence::check(&issue),
            Ok(finding) => {
                let shown = finding.violation.as_ref();
                assert_eq!(finding.holds == Holds::No, shown.is_some());
                assert!(shown.is_none_or(|shown| shown.operations.contains(&shown.last)));
                checker::verdict(history, &finding);
            }
        }
    }
}

#[test]
fn histories_are_refused_or_judged() {
    fuzz(make, judge);
}

#[test]
fn histories_that_broke_something() {
    try_found("histories", judge);
}
