//! A history and what was found in it, as text and as JSON.

use netsplit_core::history::{Call, Clock, Completion, History, Moment, Operation, Value};
use netsplit_core::verdicts::linearizability::{FailedCas, Finding, Nil, Options, Violation};
use serde_json::{Value as Json, json};

use crate::output::harmless;
use crate::table::Table;

/// A history that was checked.
pub(crate) struct Judged {
    /// What clients asked for and were told.
    pub(crate) history: History,
    /// How it was read.
    pub(crate) options: Options,
    /// What was found.
    pub(crate) finding: Finding,
}

/// A history and what was found in it, as text.
pub(crate) fn text(judged: &Judged) -> String {
    let violation = judged.finding.violation.as_ref();
    let shown = violation.map(|violation| violated(judged, violation));
    harmless(&format!(
        "{}\nread with {}\n\n{}\n{}",
        counts(&judged.history),
        settings(&judged.options),
        judged.finding.says,
        shown.unwrap_or_default(),
    ))
}

fn counts(history: &History) -> String {
    let counted = |count: usize, one: &str, many: &str| {
        let what = if count == 1 { one } else { many };
        format!("{count} {what}")
    };
    format!(
        "{}, {}, {}",
        counted(history.operations.len(), "operation", "operations"),
        counted(history.processes.len(), "process", "processes"),
        counted(history.keys.len(), "key", "keys"),
    )
}

/// The options as they would be typed: what was taken for granted is what is wrong with a surprising verdict.
fn settings(options: &Options) -> String {
    format!(
        "--model {} --initial {} --nil {} --failed-cas {}",
        options.model.name(),
        options.initial,
        nil(options.nil),
        failed_cas(options.failed_cas),
    )
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

/// The operations that cannot be ordered, a line each.
fn violated(judged: &Judged, violation: &Violation) -> String {
    let mut table = Table::new(0..0);
    table.row(&["who", "asked for", "was told", "invoked", "completed"]);
    let history = &judged.history;
    let digits = digits(history, violation);
    for index in &violation.operations {
        let operation = &history.operations[*index];
        let completed = operation.known();
        let mark = if *index == violation.last { MARK } else { "" };
        table.row(&[
            &client(history, operation),
            &operation.call.to_string(),
            &told(&judged.options, operation),
            &begun(history, operation, digits),
            &completed.map_or_else(String::new, |at| when(history, at, digits)),
            mark,
        ]);
    }
    format!("\n{}\n{}", heading(violation), table.text())
}

/// Stands behind the operation that the explanation is about.
const MARK: &str = "<- does not fit";

fn heading(violation: &Violation) -> &'static str {
    if violation.minimal {
        "No order explains these operations; were the outcome of any one of them unknown, there would be one:"
    } else {
        "No order explains these operations; perhaps fewer show it, but the limit of steps was reached:"
    }
}

/// The process, called as in the explanation.
fn client(history: &History, operation: &Operation) -> String {
    let name = &history.processes[operation.process as usize];
    // A form in a sentence is one line and not long, whatever the file called the process.
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
fn begun(history: &History, operation: &Operation, digits: usize) -> String {
    let at = when(history, operation.invoked, digits);
    match history.clock {
        Clock::Lines => at,
        Clock::Nanoseconds => format!("{at} (line {})", operation.source),
    }
}

fn when(history: &History, moment: Moment, digits: usize) -> String {
    match history.clock {
        Clock::Lines => format!("line {}", moment.at),
        Clock::Nanoseconds => format!("{:.digits$} s", moment.at as f64 / 1e9),
    }
}

/// As many digits of seconds as tell all moments of the evidence apart: milli-, micro- or nanoseconds.
fn digits(history: &History, violation: &Violation) -> usize {
    let operations = violation
        .operations
        .iter()
        .map(|index| &history.operations[*index]);
    let ends = operations.flat_map(|operation| [Some(operation.invoked), operation.known()]);
    let mut moments: Vec<u64> = ends.flatten().map(|moment| moment.at).collect();
    moments.sort_unstable();
    moments.dedup();
    let apart = |unit: u64| moments.windows(2).all(|two| two[0] / unit != two[1] / unit);
    match () {
        () if apart(1_000_000) => 3,
        () if apart(1_000) => 6,
        () => 9,
    }
}

/// A history and what was found in it, as JSON; values are as in a history of JSON lines.
pub(crate) fn json(judged: &Judged) -> Json {
    let Judged {
        history,
        options,
        finding,
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
        "clock": match history.clock {
            Clock::Nanoseconds => "nanoseconds",
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

/// The type of the completion, and the value that it returned.
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
