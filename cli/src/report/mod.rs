//! Output of runs and checked histories: for people, and for programs.

mod json;
mod judged;
mod text;

pub(crate) use json::json;
pub(crate) use judged::{Judged, counted, json as judged_json, text as judged_text};
pub(crate) use text::text;

use netsplit_core::recording::Digest;
use netsplit_core::summary::Summary;

/// A run with its origin.
pub(crate) struct Report {
    /// Title of the scenario.
    pub(crate) title: String,
    /// The seed.
    pub(crate) seed: u32,
    /// Summary of the run.
    pub(crate) summary: Summary,
    /// Digest of the recording.
    pub(crate) digest: Digest,
}
