//! A history with the result of its check, as text and as JSON.

use netsplit_core::history::{
    self, Call, Clock, Completion, History, Keys, Moment, Operation, Value,
};
use netsplit_core::verdicts::linearizability::{FailedCas, Finding, Nil, Options, Violation};
use serde_json::{Value as Json, json};

use crate::output::harmless;
use crate::table::Table;

/// A checked history.
pub(crate) struct Judged {
    /// Operations of clients.
    pub(crate) history: History,
    /// Place of the keys in the file.
    pub(crate) keys: Keys,
    /// True if that place was detected and is not the plain one.
    pub(crate) is_detected: bool,
    /// Options of the checker.
    pub(crate) options: Options,
    /// Verdict and evidence.
    pub(crate) finding: Finding,
}

/// A checked history as text.
pub(crate) fn text(judged: &Judged) -> String {
    let violation = judged.finding.violation.as_ref();
    let shown = violation.map(|violation| violated(judged, violation));
    harmless(&format!(
        "{}\nread with {}\n{}\n{}\n{}",
        counts(&judged.history),
        settings(judged),
        remarks(judged),
        judged.finding.says,
        shown.unwrap_or_default(),
    ))
}

fn counts(history: &History) -> String {
    format!(
        "{}, {}, {}",
        counted(history.operations.len(), "operation"),
        counted(history.processes.len(), "process"),
        counted(history.keys.len(), "key"),
    )
}

/// So many things, in words.
pub(crate) fn counted(count: usize, thing: &str) -> String {
    let end = match (count, thing.ends_with('s')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{count} {thing}{end}")
}

/// The options as they would be typed: what was taken for granted is what is wrong with a surprising verdict.
fn settings(judged: &Judged) -> String {
    let options = &judged.options;
    format!(
        "--model {} --initial {} --nil {} --failed-cas {} --keys {}",
        options.model.name(),
        options.initial,
        nil(options.nil),
        failed_cas(options.failed_cas),
        judged.keys.name(),
    )
}

/// Decisions of the reader that a person might not expect, a line each.
fn remarks(judged: &Judged) -> String {
    let keys = "values are [key value], since every read is invoked with [key nil]; --keys none takes them as they stand\n";
    let order = "the order is that of the indices, which times or lines contradict\n";
    let keys = if judged.is_detected { keys } else { "" };
    let order = match judged.history.clock {
        Clock::Index => order,
        Clock::Nanoseconds | Clock::Lines => "",
    };
    [keys, order].concat()
}

fn nil(nil: Nil) -> &'static str {
    match nil {
        Nil::Absent => "absent",
        Nil::Unknown => "unknown",
    }
}

fn failed_cas(failed: FailedCas) -> &'static str {
    match failed {
        FailedCas::Observed => "observed",
        FailedCas::NoEffect => "no-effect",
    }
}

/// The operations that cannot be ordered, one per line.
fn violated(judged: &Judged, violation: &Violation) -> String {
    let mut table = Table::new(0..0);
    table.row(&["who", "asked for", "was told", "invoked", "completed"]);
    let history = &judged.history;
    let decimals = decimals(history, violation);
    for index in &violation.operations {
        let operation = &history.operations[*index];
        let completed = operation.known();
        let mark = if *index == violation.last { MARK } else { "" };
        table.row(&[
            &client(history, operation),
            &operation.call.to_string(),
            &told(&judged.options, operation),
            &begun(history, operation, decimals),
            &completed.map_or_else(String::new, |at| when(history, at, decimals)),
            mark,
        ]);
    }
    format!("\n{}\n{}", heading(violation), table.text())
}

/// Mark after the operation that the explanation is about.
const MARK: &str = "<- does not fit";

fn heading(violation: &Violation) -> &'static str {
    if violation.minimal {
        "No order explains these operations; were the outcome of any one of them unknown, there would be one:"
    } else {
        "No order explains these operations; perhaps fewer show it, but the limit of steps was reached:"
    }
}

/// The process, named as in the explanation.
fn client(history: &History, operation: &Operation) -> String {
    let name = &history.processes[operation.process as usize];
    // A form in a sentence is one short line, whatever the name of the process in the file.
    let short = Value::Form(name.clone()).to_string();
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("client {short}")
    } else {
        short
    }
}

fn told(options: &Options, operation: &Operation) -> String {
    match &operation.outcome {
        Completion::Unknown => "nothing".to_owned(),
        Completion::Done => "done".to_owned(),
        Completion::Returned(value) => value.to_string(),
        Completion::Mismatch if options.failed_cas == FailedCas::Observed => {
            "another value was there".to_owned()
        }
        Completion::Mismatch | Completion::Failed => "failed".to_owned(),
    }
}

/// When it was invoked; with a time, the line too, so that it is found in the file.
fn begun(history: &History, operation: &Operation, decimals: usize) -> String {
    let at = when(history, operation.invoked, decimals);
    match history.clock {
        Clock::Lines => at,
        Clock::Nanoseconds | Clock::Index => format!("{at} (line {})", operation.source),
    }
}

fn when(history: &History, moment: Moment, decimals: usize) -> String {
    match history.clock {
        Clock::Lines => format!("line {}", moment.at),
        Clock::Index => format!("index {}", moment.at),
        Clock::Nanoseconds => moment.seconds(decimals),
    }
}

/// As many decimals of seconds as tell all moments of the evidence apart.
fn decimals(history: &History, violation: &Violation) -> usize {
    let operations = violation
        .operations
        .iter()
        .map(|index| &history.operations[*index]);
    let ends = operations.flat_map(|operation| [Some(operation.invoked), operation.known()]);
    history::decimals(ends.flatten())
}

/// A checked history as JSON; values are as in a history of JSON lines.
pub(crate) fn json(judged: &Judged) -> Json {
    let Judged {
        history,
        keys,
        options,
        finding,
        ..
    } = judged;
    json!({
        "holds": finding.holds,
        "says": finding.says,
        "operations": history.operations.len(),
        "processes": history.processes.len(),
        "keys": history.keys.len(),
        "model": options.model.name(),
        "initial": value_json(&options.initial),
        "nil": nil(options.nil),
        "failed_cas": failed_cas(options.failed_cas),
        "keys_in": keys.name(),
        "clock": match history.clock {
            Clock::Nanoseconds => "nanoseconds",
            Clock::Index => "index",
            Clock::Lines => "lines",
        },
        "violation": finding.violation.as_ref().map(|violation| violation_json(history, violation)),
    })
}

fn violation_json(history: &History, violation: &Violation) -> Json {
    let listed = |index: &usize| operation_json(history, &history.operations[*index]);
    json!({
        "operations": violation.operations.iter().map(listed).collect::<Vec<_>>(),
        "last": violation.operations.iter().position(|index| *index == violation.last),
        "minimal": violation.minimal,
        "says": violation.says,
    })
}

fn operation_json(history: &History, operation: &Operation) -> Json {
    let (function, asked) = call_json(&operation.call);
    let (kind, told) = outcome_json(&operation.outcome);
    json!({
        "process": history.processes[operation.process as usize],
        "key": value_json(&history.keys[operation.key as usize]),
        "f": function,
        "type": kind,
        "value": told.unwrap_or(asked),
        "invoked": operation.invoked.at,
        "completed": operation.known().map(|moment| moment.at),
        "line": operation.source,
    })
}

fn call_json(call: &Call) -> (&'static str, Json) {
    match call {
        Call::Read => ("read", Json::Null),
        Call::Write(value) => ("write", value_json(value)),
        Call::CompareAndSet { expected, new } => {
            ("cas", json!([value_json(expected), value_json(new)]))
        }
        Call::Append(value) => ("append", value_json(value)),
    }
}

/// Type of the completion, and the returned value.
fn outcome_json(outcome: &Completion) -> (&'static str, Option<Json>) {
    match outcome {
        Completion::Unknown => ("info", None),
        Completion::Done => ("ok", None),
        Completion::Returned(value) => ("ok", Some(value_json(value))),
        Completion::Mismatch | Completion::Failed => ("fail", None),
    }
}

fn value_json(value: &Value) -> Json {
    match value {
        Value::Nil => Json::Null,
        Value::Int(number) => json!(number),
        Value::Text(text) | Value::Form(text) => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use netsplit_core::history::read;
    use netsplit_core::summary::Holds;
    use netsplit_core::verdicts::linearizability::check;

    fn judged(lines: &str, options: Options) -> Judged {
        let history = read(lines.as_bytes()).unwrap();
        let finding = check(&history, &options).unwrap();
        Judged {
            history,
            keys: Keys::Field,
            is_detected: false,
            options,
            finding,
        }
    }

    const STALE: &str = r#"
        {"process": "a\nb", "type": "invoke", "f": "write", "value": 1, "time": 1000000000}
        {"process": "a\nb", "type": "ok", "f": "write", "value": 1, "time": 1000000500}
        {"process": 7, "type": "invoke", "f": "read", "time": 1000007000}
        {"process": 7, "type": "ok", "f": "read", "value": null, "time": 1500000000}"#;

    #[test]
    fn moments_have_the_digits_that_tell_them_apart() {
        let judged = judged(STALE, Options::default());
        let text = text(&judged);
        assert!(text.contains("1.000000500 s"), "{text}");
        assert!(text.contains("1.000007000 s (line 4)"), "{text}");
    }

    #[test]
    fn the_name_of_a_process_stays_on_its_line() {
        let text = text(&judged(STALE, Options::default()));
        assert!(text.contains("\n  a\u{fffd}b       write of 1"), "{text}");
        assert_eq!(text.lines().count(), 9, "{text}");
    }

    #[test]
    fn an_exhausted_limit_is_undecided_and_has_no_violation() {
        let options = Options {
            steps: 0,
            ..Options::default()
        };
        let judged = judged(STALE, options);
        assert_eq!(judged.finding.holds, Holds::Undecided);
        assert!(text(&judged).contains("\n\nUndecided: "));
        assert_eq!(json(&judged)["holds"], "undecided");
        assert_eq!(json(&judged)["violation"], Json::Null);
    }
}
