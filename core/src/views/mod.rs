//! What is shown of a stretch of a run: operations as bars, messages between processes, and what caused what.
//!
//! Everything is computed from the whole recording; only what lies in the stretch is handed out, and never more than
//! a page can draw. What is left out is said.

mod causal_trace;
mod causality;
mod lanes;
mod operations;
mod sample;
mod space_time;
mod stretch;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use operations::{Bar, Lane, Operations, Source, WantedOperations};
pub use space_time::{Arrow, Chosen, Fate, Happening, SpaceTime, StatusSpan, Tie, WantedSpaceTime};
pub use stretch::Stretch;

use crate::plan::Plan;
use crate::recording::Recording;
use causal_trace::CausalTrace;
use lanes::Assigned;

/// Looks at stretches of one run. What is needed for every stretch is computed once, when it is first asked for.
#[derive(Debug)]
pub struct Viewer {
    plan: Arc<Plan>,
    recording: Arc<Recording>,
    causal_trace: Option<CausalTrace>,
    /// Lanes of what a source holds on one key, or on all keys.
    lanes: BTreeMap<(Option<u32>, Option<u32>), Assigned>,
}

impl Viewer {
    /// A viewer of a recording of that plan.
    pub fn new(plan: Arc<Plan>, recording: Arc<Recording>) -> Self {
        Self {
            plan,
            recording,
            causal_trace: None,
            lanes: BTreeMap::new(),
        }
    }
}
