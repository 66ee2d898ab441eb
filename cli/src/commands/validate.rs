//! `validate`: published figures and closed forms, beside the measurements of the engine.

use std::sync::atomic::{AtomicUsize, Ordering};

use netsplit_core::params::{Issue, Issues};
use netsplit_core::validation::{Figure, Reference, Row, TOPICS, Topic};
use rayon::prelude::*;

use crate::arguments::Validate;
use crate::output::{self, Progress};
use crate::table::Table;

/// A reference to measure, and its topic.
struct Task<'a> {
    topic: &'a Topic,
    reference: Reference,
}

/// Measures the selected references. Returns true if all figures hold.
///
/// # Errors
/// If no row has the text, or the output cannot be written.
pub(super) fn validate(validate: &Validate) -> Result<bool, Issues> {
    let topics = TOPICS.iter().map(|source| Topic::parse(source.text));
    let topics: Vec<_> = topics.collect::<Result<_, _>>()?;
    let tasks = tasks(&topics, &validate.only.to_lowercase());
    if tasks.is_empty() {
        return Err(nothing(&topics, &validate.only).into());
    }
    let measured = measure(&tasks)?;
    if validate.json {
        let rows: Vec<_> = measured.iter().flatten().collect();
        output::print_json(&rows)?;
    } else {
        output::print(&output::harmless(&text(&tasks, &measured)))?;
    }
    Ok(measured.iter().flatten().all(|row| row.holds))
}

/// The references, with those figures that have this text in topic, name or source.
fn tasks<'a>(topics: &'a [Topic], only: &str) -> Vec<Task<'a>> {
    let has = |text: &str| text.to_lowercase().contains(only);
    let task = |topic: &'a Topic, reference: &Reference| {
        let whole = has(&topic.title) || has(&reference.source);
        let named = |figure: &Figure| has(&reference.title(figure));
        let mut reference = reference.clone();
        reference.figures.retain(|figure| whole || named(figure));
        (!reference.figures.is_empty()).then_some(Task { topic, reference })
    };
    let of = |topic: &'a Topic| {
        let references = topic.references.iter();
        references.filter_map(move |reference| task(topic, reference))
    };
    topics.iter().flat_map(of).collect()
}

fn nothing(topics: &[Topic], only: &str) -> Issue {
    let titles: Vec<_> = topics.iter().map(|topic| topic.title.as_str()).collect();
    Issue {
        path: "--only".to_owned(),
        problem: format!(
            "found no row with \"{only}\", allowed is a part of a name, of a source or of a topic ({})",
            titles.join(", ")
        ),
    }
}

/// Measures the references on all cores, and returns the rows of each.
fn measure(tasks: &[Task<'_>]) -> Result<Vec<Vec<Row>>, Issues> {
    let progress = Progress::new();
    let begun = AtomicUsize::new(0);
    let measured = tasks.par_iter().map(|task| {
        let number = begun.fetch_add(1, Ordering::Relaxed) + 1;
        let name = &task.reference.name;
        progress.show(&format!("{number} of {}: {name}", tasks.len()));
        rows(task)
    });
    measured.collect()
}

fn rows(task: &Task<'_>) -> Result<Vec<Row>, Issues> {
    let Task { topic, reference } = task;
    let samples = (1..=reference.runs).map(|run| topic.sample(reference, run));
    Ok(reference.rows(&samples.collect::<Result<Vec<_>, _>>()?))
}

/// The table: each reference with its source and its figures, in aligned columns.
fn text(tasks: &[Task<'_>], measured: &[Vec<Row>]) -> String {
    let mut lines = table(tasks, measured).lines().into_iter();
    let mut text = format!("{}\n", lines.next().unwrap_or_default());
    let mut topic = None;
    for (task, rows) in tasks.iter().zip(measured) {
        if topic.replace(&task.topic.title) != Some(&task.topic.title) {
            text.extend(["\n", &task.topic.title, "\n"]);
        }
        let Reference { name, source, .. } = &task.reference;
        text.extend(["\n  ", name, "\n  ", source, "\n"]);
        let figures = lines.by_ref().take(rows.len());
        text.extend(figures.flat_map(|line| [line, "\n".to_owned()]));
    }
    text + "\n" + &summary(measured)
}

fn table(tasks: &[Task<'_>], measured: &[Vec<Row>]) -> Table {
    let mut table = Table::new(2..7);
    table.row(&["", "", "expected", "measured", "tolerance", "error", "runs"]);
    for (task, rows) in tasks.iter().zip(measured) {
        for (figure, row) in task.reference.figures.iter().zip(rows) {
            let shown = row.shown();
            table.row(&[
                if row.holds { "holds" } else { "DIFFERS" },
                &figure.name,
                &shown.expected,
                &shown.measured,
                &shown.tolerance,
                &shown.standard_error,
                &row.samples.to_string(),
            ]);
        }
    }
    table
}

fn summary(measured: &[Vec<Row>]) -> String {
    let rows = || measured.iter().flatten();
    let holding = rows().filter(|row| row.holds).count();
    format!("{holding} of {} figures hold.\n", rows().count())
}
