//! Sagas as the disks know them at a moment: how far the log of the orchestrator says they are, and what the
//! disks of the participants say became of their orders.

use std::collections::BTreeMap;

use crate::kinds::saga::OrderPlan;
use crate::plan::Plan;
use crate::recording::{Observation, Recording};
use crate::time::Instant;
use crate::transactions::saga::{Effect, Phase, SagaOutcome};
use crate::vocabulary::{Observed, SagaChange};

/// A saga at a moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saga {
    /// Its number.
    pub number: u64,
    /// The process of its orchestrator.
    pub process: u32,
    /// When it began.
    pub begun: Instant,
    /// Its phase.
    pub phase: Phase,
    /// When it last got further, or was given up.
    pub progress: Instant,
    /// Given up by its orchestrator in the middle of its compensations.
    pub given_up: bool,
    /// Its steps.
    pub steps: Vec<SagaStep>,
}

/// A step of a saga at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SagaStep {
    /// The process that it is ordered from.
    pub participant: u32,
    /// True if it takes money.
    pub debit: bool,
    /// Its effect and when it came about, if it did.
    pub effect: Option<(Effect, Instant)>,
    /// Dollars that its account has got so far.
    pub moved: i64,
}

impl Saga {
    /// The request of a client that it is for.
    pub fn request(&self) -> u32 {
        self.number as u32
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<SagaOutcome> {
        match self.phase {
            Phase::Ended(outcome) => Some(outcome),
            Phase::Acting { .. } | Phase::Compensating { .. } => None,
        }
    }

    /// True if its orchestrator still works on it, or will when it is up again.
    pub fn is_under_way(&self) -> bool {
        self.outcome().is_none() && !self.given_up
    }

    /// Dollars that all accounts together have got of it: less than nothing while money is on its way.
    pub fn moved(&self) -> i64 {
        self.steps.iter().map(|step| step.moved).sum()
    }

    /// The step whose order is under way.
    pub fn waits_for(&self) -> Option<u32> {
        match self.phase {
            Phase::Acting { step } => Some(step),
            Phase::Compensating { left } => left.checked_sub(1),
            Phase::Ended(_) => None,
        }
    }

    fn begin(plan: &Plan, at: Instant, process: u32, number: u64) -> Self {
        let steps = plan.orchestrator(process).map_or(&[][..], |own| &own.steps);
        let step = |order: &OrderPlan| SagaStep {
            participant: plan.participant(*order),
            debit: order.debit,
            effect: None,
            moved: 0,
        };
        Self {
            number,
            process,
            begun: at,
            phase: Phase::Acting { step: 0 },
            progress: at,
            given_up: false,
            steps: steps.iter().map(step).collect(),
        }
    }

    fn take(&mut self, at: Instant, change: SagaChange) {
        match change {
            SagaChange::Phase(phase) => {
                (self.phase, self.progress, self.given_up) = (phase, at, false);
            }
            SagaChange::GivenUp => (self.progress, self.given_up) = (at, true),
            SagaChange::Step {
                step,
                effect,
                change,
            } => {
                if let Some(step) = self.steps.get_mut(step as usize) {
                    step.effect = Some((effect, at));
                    step.moved += i64::from(change);
                }
            }
        }
    }
}

/// Every saga that had begun at a moment, by its number.
pub fn sagas(plan: &Plan, recording: &Recording, until: Instant) -> Vec<Saga> {
    let mut sagas = BTreeMap::new();
    let observations = &recording.observations;
    let known = observations.partition_point(|observation| observation.at <= until);
    for Observation { at, process, what } in observations[..known].iter().copied() {
        if let Observed::Saga { saga, change } = what {
            // The first that is heard of a saga is from its orchestrator: before that nothing is ordered.
            let begin = || Saga::begin(plan, at, process, saga);
            sagas.entry(saga).or_insert_with(begin).take(at, change);
        }
    }
    sagas.into_values().collect()
}
