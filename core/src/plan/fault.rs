//! Faults, resolved: when each begins and ends, what it does and whom it hits.

use super::dynamic_target::DynamicTarget;
use crate::kernel::Effect;
use crate::params::Path;
use crate::time::{Instant, Span};

/// A fault that hits processes or links for a time.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedFault {
    /// Where it stands in the scenario, by its name if it has one: `faults.outage`.
    pub path: Path,
    /// What it does, in a few words.
    pub label: String,
    /// When it begins.
    pub from: Instant,
    /// When it ends; [`Instant::NEVER`] if it lasts.
    pub to: Instant,
    /// What it does; `None` for a `set`, which changes settings instead.
    pub effect: Option<Effect>,
    /// Processes that it hits.
    pub processes: Vec<u32>,
    /// Links that it hits.
    pub links: Vec<u32>,
    /// Where it hits, if that is known only when it begins.
    pub dynamic_target: Option<DynamicTarget>,
    /// Its effect comes and goes for each process on its own, if it does.
    pub outages: Option<Outages>,
}

/// How long the processes that a fault hits are up and down in turn.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Outages {
    /// Mean time to failure.
    pub mttf: Span,
    /// Mean time to repair.
    pub mttr: Span,
    /// Which of the scenario's faults of this kind it is: several on one process have luck of their own.
    pub place: u32,
}

impl PlannedFault {
    /// True if it changes anything: a clock that is set right, work that takes as long as ever, and a target that is
    /// gone do not. Where a target is known only when the fault begins, what was found says the rest.
    pub fn does_something(&self) -> bool {
        let Some(effect) = self.effect else {
            return true;
        };
        let is_aimed = !self.processes.is_empty() || !self.links.is_empty();
        effect.has_magnitude() && (is_aimed || self.dynamic_target.is_some())
    }
}

/// What changes at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Change {
    /// The fault of that index begins.
    Begin(u32),
    /// The fault of that index ends.
    End(u32),
    /// The fault of the first index brings the settings of the second.
    Settings(u32, u32),
}
