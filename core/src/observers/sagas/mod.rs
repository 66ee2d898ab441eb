//! Sagas: how they ended, what they promise, and how far each is.

mod fold;
mod promises;
mod table;
mod words;

pub use fold::{Saga, SagaStep, sagas};

use crate::observer::{
    Derived, Facts, MetricDefinition, Observer, Shown, no_note, quantiles, share,
};
use crate::plan::Plan;
use crate::summary::Better;
use crate::time::{Instant, Span};
use crate::transactions::saga::SagaOutcome;
use crate::unit::Unit;

/// Sagas.
pub const SAGAS: Observer = Observer {
    metrics: &METRICS,
    verdicts: &promises::VERDICTS,
    tables: &[table::of],
    tells: &[words::tell],
    ..Observer::NONE
};

const METRICS: [MetricDefinition; 2] = [
    MetricDefinition {
        id: "sagas_compensated",
        name: "Compensated",
        unit: Unit::Share,
        better: Better::Lower,
        shown: Shown::First,
        line: None,
        text: "Share of the sagas that ended, of those that began in the measured window, that were compensated.",
        applies: Plan::has_sagas,
        measure: compensated,
        note: no_note,
    },
    MetricDefinition {
        id: "saga_p99",
        name: "Saga p99",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::First,
        line: None,
        text: "99 in 100 sagas that ended, of those that began in the measured window, took at most this long from the moment that their begin was durable.",
        applies: Plan::has_sagas,
        measure: p99,
        note: no_note,
    },
];

/// Every saga of a run, as it was at the end.
struct All(Vec<Saga>);

impl Derived for All {
    fn of(facts: &Facts<'_>) -> Self {
        Self(sagas(facts.plan, facts.recording, Instant::NEVER))
    }
}

impl All {
    /// Those that began in the measured window and have ended.
    fn ended(&self, facts: &Facts<'_>) -> impl Iterator<Item = &Saga> {
        let (from, to) = facts.window();
        let ended = self.0.iter().filter(|saga| saga.outcome().is_some());
        ended.filter(move |saga| (from..to).contains(&saga.begun))
    }
}

fn compensated(facts: &Facts<'_>) -> Option<f64> {
    let all = facts.get::<All>();
    let is_compensated = |saga: &&Saga| saga.outcome() == Some(SagaOutcome::Compensated);
    let compensated = all.ended(facts).filter(is_compensated).count();
    share(compensated as u64, all.ended(facts).count() as u64)
}

fn p99(facts: &Facts<'_>) -> Option<f64> {
    let all = facts.get::<All>();
    let took = |saga: &Saga| saga.progress - saga.begun;
    let mut spans: Vec<_> = all.ended(facts).map(took).collect();
    let [p99] = quantiles(&mut spans, [0.99]);
    p99.map(Span::as_secs)
}
