//! How everything is at one moment: what the diagram draws.

use serde::{Deserialize, Serialize};

use crate::panel::Mark;

/// The whole system at one moment.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Frame {
    /// The moment, in seconds since the start of the run.
    pub at: f64,
    /// Length of the window before the moment that rates and shares of time are of, in seconds: its bins have all ended.
    pub window: f64,
    /// Each process, in the order of the topology.
    pub processes: Vec<ProcessFrame>,
    /// Each route, in the order of the topology.
    pub routes: Vec<RouteFrame>,
    /// Messages in flight.
    pub messages: Vec<Flight>,
    /// Indices of the faults that are active, in the order of the scenario.
    pub faults: Vec<u32>,
}

/// A process at one moment.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ProcessFrame {
    /// `up`, `paused`, `crashed`, `host down`.
    pub status: String,
    /// Requests that hold a slot.
    pub busy: u32,
    /// Requests that wait for a slot.
    pub queued: u32,
    /// Share of the slots that held a request, from 0 to 1, over the window; 0 where slots are without limit.
    pub utilisation: f64,
    /// What its machine reports, for the inspector.
    pub rows: Vec<Row>,
    /// What sets it apart from the others of its node.
    pub mark: Option<Mark>,
    /// What faults do to it while it goes on.
    pub impairments: Vec<Impairment>,
}

/// What a fault does to a process or a call that goes on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Impairment {
    /// Kind.
    pub kind: Kind,
    /// Description in a few words: `work takes 10 times as long`.
    pub says: String,
}

/// Kind of an impairment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Work or messages take longer.
    Slow,
    /// Requests get errors.
    Faulty,
    /// The clock is wrong.
    Clock,
    /// Messages are lost.
    Lossy,
}

/// A line of the inspector.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// Its value, as people read it.
    pub value: String,
}

/// A route at one moment, over the window before it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RouteFrame {
    /// Attempts a second; on a route between machines, messages.
    pub rate: f64,
    /// Share that failed of the attempts that ended, from 0 to 1.
    pub failed: f64,
    /// Share of its links that are cut, from 0 to 1.
    pub cut: f64,
    /// The state of its callers that matters most.
    pub mark: Option<Mark>,
    /// What faults do to its links, by the worst of them.
    pub impairments: Vec<Impairment>,
}

/// A message in flight.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Flight {
    /// Index of the link in the topology.
    pub link: u32,
    /// How far it is, from 0 to 1.
    pub progress: f64,
    /// `read`, `write`, `success`, `failure`.
    pub kind: String,
    /// The request of a client that it is about.
    pub request: u32,
    /// Attempt of the call that it belongs to, from 1.
    pub attempt: u16,
}
