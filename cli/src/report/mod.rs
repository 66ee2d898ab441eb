//! Runs and judged histories as they are printed: for people, and for programs.

mod json;
mod judged;
mod text;

pub(crate) use json::json;
pub(crate) use judged::{Judged, counted, json as judged_json, text as judged_text};
pub(crate) use text::text;

use netsplit_core::recording::Digest;
use netsplit_core::summary::Summary;

/// A run and where it comes from.
pub(crate) struct Report {
    /// Title of the scenario.
    pub(crate) title: String,
    /// The seed.
    pub(crate) seed: u32,
    /// What the run came to.
    pub(crate) summary: Summary,
    /// What stands for all that was recorded.
    pub(crate) digest: Digest,
}
