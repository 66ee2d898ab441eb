//! `check`: whether a history from elsewhere is linearizable.

use netsplit_core::history::{self, History};
use netsplit_core::params::{Issue, Issues};
use netsplit_core::summary::Holds;
use netsplit_core::verdicts::linearizability::{self as checker, Model, Options};

use crate::arguments::Check;
use crate::output::{self, Progress};
use crate::report::{self, Judged};
use crate::source;

/// Checks a history and says whether it is linearizable.
///
/// # Errors
/// If it cannot be read, or has an operation that the model does not have.
pub(super) fn check(check: &Check) -> Result<Holds, Issues> {
    let history = history::read(&source::history(&check.source)?)
        .map_err(|issue| placed(&check.source, issue))?;
    let judged = judge(history, check)?;
    if check.json {
        output::print_json(&report::judged_json(&judged))?;
    } else {
        output::print(&report::judged_text(&judged))?;
    }
    Ok(judged.finding.holds)
}

fn judge(history: History, check: &Check) -> Result<Judged, Issues> {
    let options = options(&history, check);
    let progress = Progress::new();
    progress.show(&format!("checking {} operations", history.operations.len()));
    let finding =
        checker::check(&history, &options).map_err(|issue| placed(&check.source, issue))?;
    Ok(Judged {
        history,
        options,
        finding,
    })
}

fn options(history: &History, check: &Check) -> Options {
    Options {
        model: check.model.unwrap_or_else(|| Model::of(history)),
        initial: check.initial.clone(),
        nil: check.nil,
        failed_cas: check.failed_cas,
        ..Options::default()
    }
}

/// The issue, with the name of the history before the line.
fn placed(name: &str, issue: Issue) -> Issues {
    // The checker counts requests where there are times; in a file, the number of an operation is its line.
    let line = issue.path.replace("operation ", "line ");
    let gap = if line.is_empty() { "" } else { ", " };
    Issue {
        path: format!("{}{gap}{line}", source::name(name)),
        ..issue
    }
    .into()
}
