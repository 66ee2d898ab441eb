//! Processes: what faults make of them, and what their machines report.

use crate::frame::Row;
use crate::observer::{Moment, Observer};
use crate::vocabulary::ReportName;

/// Conditions and reports of processes.
pub(super) const PROCESSES: Observer = Observer {
    rows: &[conditions, reports],
    ..Observer::NONE
};

fn row(label: &str, value: String) -> Row {
    Row {
        label: label.to_owned(),
        value,
    }
}

fn conditions(moment: &Moment<'_>, process: u32) -> Vec<Row> {
    let condition = moment.condition(process);
    let mut rows = Vec::new();
    if condition.slowness != 1.0 {
        let says = format!("{} times as long", condition.slowness);
        rows.push(row("work takes", says));
    }
    if condition.errors > 0.0 {
        let says = format!("{} % of requests", condition.errors * 100.0);
        rows.push(row("errors", says));
    }
    if condition.clock_offset != 0 || condition.clock_rate != 1.0 {
        let offset = condition.clock_offset as f64 / 1e9;
        let says = format!("{offset:+} s, runs {} times as fast", condition.clock_rate);
        rows.push(row("clock", says));
    }
    rows
}

fn reports(moment: &Moment<'_>, process: u32) -> Vec<Row> {
    let names = ReportName::ALL.into_iter();
    let reported = names.filter_map(|name| Some((name, moment.report(process, name)?)));
    reported
        .map(|(name, value)| row(name.word(), name.print(value)))
        .collect()
}
