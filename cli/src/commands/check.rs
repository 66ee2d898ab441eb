//! `check`: judges whether a history from elsewhere is linearizable.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use netsplit_core::history::{self, History, Keys, LARGEST, ReadOptions};
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
    let judged = judge(check)?;
    if check.json {
        output::print_json(&report::judged_json(&judged))?;
    } else {
        output::print(&report::judged_text(&judged))?;
    }
    Ok(judged.finding.holds)
}

fn judge(check: &Check) -> Result<Judged, Issues> {
    let bytes = source::history(&check.source)?;
    let placed = |issue| placed(&check.source, issue);
    let reading = ReadOptions {
        keys: check.keys,
        read_value: check.read_value.clone(),
    };
    let bytes = unpacked(&bytes).map_err(placed)?;
    let read = history::read_with(&bytes, &reading).map_err(placed)?;
    let options = options(&read.history, check);
    let progress = Progress::new();
    let count = read.history.operations.len();
    progress.show(&format!("checking {}", report::counted(count, "operation")));
    let finding = checker::check(&read.history, &options).map_err(placed)?;
    Ok(Judged {
        history: read.history,
        is_detected: check.keys == Keys::Detect && read.keys == Keys::Tuples,
        keys: read.keys,
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

/// First bytes of a file compressed by gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The bytes, unpacked if they are compressed by gzip, as tests store their logs.
fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Issue> {
    if !bytes.starts_with(&GZIP) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut text = Vec::new();
    let decoder = MultiGzDecoder::new(bytes);
    decoder
        .take(LARGEST as u64 + 1)
        .read_to_end(&mut text)
        .map_err(|error| {
            Issue::whole(format!(
                "found a file compressed by gzip that cannot be unpacked ({error}), allowed is a whole one"
            ))
        })?;
    if text.len() > LARGEST {
        return Err(Issue::whole(format!(
            "found a file compressed by gzip that unpacks to more than {LARGEST} bytes, allowed are at most these"
        )));
    }
    Ok(Cow::Owned(text))
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
