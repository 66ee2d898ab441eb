//! What is shown of any machine in the same few forms, so that no view knows a pattern: marks, state tables, state timelines.

use serde::{Deserialize, Serialize};

/// How a part of a picture is meant. Told apart by shape or letter too, never by colour alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// As it should be: a leader, a confirmed entry, a closed breaker.
    Good,
    /// On its way: a candidate, an entry that is not committed, a half-open breaker.
    Busy,
    /// What costs or is wrong: an open breaker, a stale copy, a failed step.
    Bad,
}

/// A mark on a process or on a route: a leader, an open breaker.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Mark {
    /// One or two letters.
    pub letter: String,
    /// What it means, in a few words: `leader of term 3`.
    pub says: String,
    /// How it is meant.
    pub tone: Tone,
}

/// Rows of cells under each other, as they are at one moment: the logs of replicas, the versions that they
/// hold, the steps of sagas.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StateTable {
    /// What it is: `Logs`.
    pub title: String,
    /// How to read it, in one sentence.
    pub help: String,
    /// The rows.
    pub rows: Vec<StateTableRow>,
}

/// One row of a state table.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StateTableRow {
    /// Whose row it is: `db/2`, `saga 17`.
    pub label: String,
    /// The cells, from left to right; cells of one column belong together.
    pub cells: Vec<Cell>,
}

/// One cell of a state table.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Cell {
    /// A few letters; empty where there is nothing.
    pub text: String,
    /// All of it, in one sentence.
    pub says: String,
    /// Cells of one group look alike: entries of one term, copies of one version.
    pub group: u32,
    /// How it is meant.
    pub tone: Tone,
}

/// States over time, as spans in rows: who led when, when a breaker was open.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StateTimeline {
    /// Name: `breakers`.
    pub id: String,
    /// Title as people read it.
    pub title: String,
    /// What exactly is shown, in one sentence.
    pub definition: String,
    /// The rows.
    pub rows: Vec<StateTimelineRow>,
}

/// One row of state timelines.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StateTimelineRow {
    /// Whose states they are.
    pub label: String,
    /// The states, one after the other; gaps are allowed.
    pub spans: Vec<StateTimelineSpan>,
}

/// A state, and how long it lasted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StateTimelineSpan {
    /// From when, in seconds.
    pub from: f64,
    /// Until when, in seconds.
    pub to: f64,
    /// The state: `open`, `leader of term 3`.
    pub says: String,
    /// How it is meant.
    pub tone: Tone,
}

/// One line of the log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LogLine {
    /// When, in seconds.
    pub at: f64,
    /// Where: the name of a process, of a route, or of a client.
    pub place: String,
    /// What happened, in a few words.
    pub says: String,
    /// Something went wrong.
    pub bad: bool,
}
