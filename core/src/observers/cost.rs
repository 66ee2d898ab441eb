//! Prices of what runs.

use crate::observer::{Facts, MetricDefinition, Observer, Shown, always, no_note};
use crate::summary::Better;
use crate::unit::Unit;

/// Prices of what runs.
pub(super) const COST: Observer = Observer {
    metrics: &METRICS,
    ..Observer::NONE
};

const METRICS: [MetricDefinition; 2] = [
    MetricDefinition {
        id: "cost",
        name: "Cost",
        unit: Unit::Dollars,
        better: Better::Lower,
        shown: Shown::First,
        line: None,
        text: "Price of all processes, a month.",
        applies: always,
        measure: |facts| Some(facts.plan.price),
        note: no_note,
    },
    MetricDefinition {
        id: "cost_per_million",
        name: "Cost per million",
        unit: Unit::Dollars,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Price of a million requests at the goodput of this run.",
        applies: always,
        measure: per_million,
        note: no_note,
    },
];

fn per_million(facts: &Facts<'_>) -> Option<f64> {
    const SECONDS_A_MONTH: f64 = 730.0 * 3600.0;
    let goodput = super::requests::goodput(facts).filter(|goodput| *goodput > 0.0)?;
    Some(facts.plan.price / (goodput * SECONDS_A_MONTH) * 1e6)
}
