//! The scenario: a system, its load, its faults, and the objectives that should hold.
//!
//! A scenario is a JSON document ([`Document`]). Reading it gives a [`Scenario`], in which each value is
//! of its type and within its range but names may lead nowhere. [`crate::plan::Plan`] checks the rest.

mod call;
mod change;
mod control;
mod document;
mod fault;
mod json;
mod lab;
mod network;
mod node;
mod step;
mod store;
mod workload;

use std::collections::BTreeMap;

use serde_json::Value;

pub use call::{Balance, Budget, Call, Failed, Fallback, Growth, Jitter, Retry};
pub use change::{change, changed};
pub use control::{ControlState, Editor, apply, controls, parameters};
pub use document::{Document, LONGEST};
pub use fault::{
    Clock, Crash, Cut, Errors, Fault, FaultKind, Latency, Loss, Occasion, Outages, Pause, Restart,
    Scope, Set, Slow,
};
pub use json::read as read_json;
pub use lab::{Choice, Claim, Control, Cue, Objective, Shown, Story, Tab, Tries, Try};
pub use network::{Link, Network, Transport};
pub use node::{Common, Kind, Node, Place};
pub use step::{Step, Steps, TryElse};
pub use store::Replication;
pub use workload::{Arrivals, Closed, Deed, Mix, Open, Ramp, Spike, Workload};

use crate::params::{Field, Issues, Path, declare};
use crate::time::Span;

/// The version of the scenario format that this engine writes.
pub const VERSION: u32 = 1;

declare! {
    /// A whole scenario.
    pub struct Scenario {
        /// Version of the format.
        v: u32, in 1.0..=1.0, @fixed;
        /// Name of the preset, where it is one.
        id: Option<String> = None, @fixed;
        /// Family of the preset in the gallery.
        family: String = "own".to_owned(), @fixed;
        /// Title.
        title: String = "Untitled".to_owned();
        /// Length of the run.
        duration: Span = Span::from_millis(30_000), in 0.001..=86400.0, @fixed;
        /// Requests that come in this first part are not measured.
        warm_up: Span = Span::ZERO, in 0.0..=86400.0, @fixed;
        /// Requests that come in this last part are not measured: they may have had no time to end.
        cool_down: Span = Span::from_millis(1000), in 0.0..=86400.0, @fixed;
        /// Nodes of the diagram, by name.
        nodes: BTreeMap<String, Node>;
        /// Policies of calls, by `caller->callee`; a call without an entry has the defaults.
        calls: BTreeMap<String, Call> = BTreeMap::new();
        /// The network.
        network: Network = Network::default();
        /// Load of each client, by its name.
        workload: BTreeMap<String, Workload>;
        /// Things that go wrong.
        faults: Vec<Fault> = Vec::new();
        /// Controls that the lab puts in front.
        controls: Vec<Control> = Vec::new();
        /// Objectives that should hold.
        objectives: Vec<Objective> = Vec::new();
        /// Claims that the lab makes.
        claims: Vec<Claim> = Vec::new();
        /// Story that the page tells about it.
        story: Story = defaults();
    }
}

/// The JSON Schema of scenarios.
pub fn schema() -> Value {
    let mut schema = Scenario::schema();
    schema["$defs"] = serde_json::json!({ "step": Step::schema() });
    schema
}

/// A declared struct with every field at its default; only for structs without required fields.
pub(crate) fn defaults<T: Field>() -> T {
    let empty = Value::Object(serde_json::Map::new());
    T::read(&empty, &Path::root(), &mut Issues::default()).expect("every field has a default")
}

impl Scenario {
    /// Reads a JSON value.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its path, what was found and what is allowed.
    pub fn read_value(value: &Value) -> Result<Self, Issues> {
        let mut issues = Issues::default();
        let scenario = Self::read(value, &Path::root(), &mut issues);
        match scenario {
            Some(scenario) if issues.is_empty() => Ok(scenario),
            _ => Err(issues),
        }
    }
}
