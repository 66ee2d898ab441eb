//! Histories from elsewhere: read and judged within a limit of steps, or refused with the line.

use netsplit_core::history::{self, History};
use netsplit_core::summary::Holds;
use netsplit_core::verdicts::linearizability::{self as checker, FailedCas, Model, Nil, Options};
use netsplit_tests::sentence;

use crate::choices::Choices;
use crate::{fuzz, mutation, try_found};

/// Enough for small histories, and never long.
const STEPS: u64 = 20_000;

const KINDS: [&str; 6] = ["invoke", "ok", "invoke", "fail", "info", "ok"];
const FUNCTIONS: [&str; 6] = ["read", "write", "cas", "append", "put", "get"];

/// A history in one of the formats, most of it sound.
fn make(choices: &mut Choices<'_>) -> String {
    let format = choices.below(3);
    let mut text = String::new();
    while choices.are_left() && text.len() < 20_000 {
        text.push_str(&line(format, choices));
        text.push('\n');
    }
    mutation::garbled(&text, choices)
}

fn line(format: usize, choices: &mut Choices<'_>) -> String {
    let (process, kind) = (choices.below(4), choices.pick(&KINDS));
    let function = choices.pick(&FUNCTIONS);
    let value = match (*function, choices.once_in(30)) {
        (_, true) => mutation::value(choices).to_string(),
        ("cas", _) if format == 0 => format!("[{},{}]", choices.below(3), choices.below(3)),
        ("cas", _) => format!("[{} {}]", choices.below(3), choices.below(3)),
        ("append", _) => format!("\"{}\"", choices.below(3)),
        (_, _) if choices.once_in(6) => ["null", "nil", "nil"][format].to_owned(),
        (_, _) => choices.below(4).to_string(),
    };
    let key = choices.below(2);
    match format {
        0 => format!(
            "{{\"process\":{process},\"type\":\"{kind}\",\"f\":\"{function}\",\"key\":{key},\"value\":{value}}}"
        ),
        1 => format!("{{:process {process}, :type :{kind}, :f :{function}, :value {value}}}"),
        _ => format!("INFO  jepsen.util - {process}\t:{kind}\t:{function}\t{value}"),
    }
}

fn judge(text: &str) {
    match history::read(text.as_bytes()) {
        Ok(history) => check(&history),
        Err(issue) => sentence::check(&issue),
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
