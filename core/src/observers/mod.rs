//! Every pattern's observer, listed once: a new pattern adds its own to [`ALL`], and nothing else.

mod accounting;
mod breakers;
mod cost;
mod processes;
mod quorum;
pub mod raft;
pub mod requests;
pub mod sagas;
mod stores;
#[cfg(test)]
mod tests;
mod totals;

pub use totals::{node_summaries, route_summaries};

use crate::observer::{Course, Facts, MetricDefinition, Observer, Shown, VerdictDefinition};
use crate::panel::StateTimeline;
use crate::summary::{Chart, Curve, Metric, Verdict};

/// Every observer, in the order in which what they bring is shown.
pub const ALL: &[Observer] = &[
    processes::PROCESSES,
    requests::REQUESTS,
    stores::STORES,
    cost::COST,
    raft::RAFT,
    quorum::QUORUM,
    sagas::SAGAS,
    breakers::BREAKERS,
    accounting::ACCOUNTING,
];

/// Every metric that there is, in the order in which they are shown.
pub fn metrics() -> impl Iterator<Item = &'static MetricDefinition> {
    let shown = |place| {
        let metrics = ALL.iter().flat_map(|observer| observer.metrics);
        metrics.filter(move |metric| metric.shown == place)
    };
    shown(Shown::First).chain(shown(Shown::Later))
}

/// Every verdict that there is, in the order in which they are shown.
pub fn verdicts() -> impl Iterator<Item = &'static VerdictDefinition> {
    ALL.iter().flat_map(|observer| observer.verdicts)
}

/// The metrics of a run.
pub fn measure(facts: &Facts<'_>) -> Vec<Metric> {
    metrics().filter_map(|metric| metric.of(facts)).collect()
}

/// The verdicts on a run.
pub fn check(facts: &Facts<'_>) -> Vec<Verdict> {
    verdicts().filter_map(|verdict| verdict.of(facts)).collect()
}

/// The charts of a run.
pub fn charts(facts: &Facts<'_>) -> Vec<Chart> {
    let all = ALL.iter().flat_map(|observer| observer.charts);
    let there = all.filter(|chart| (chart.applies)(facts.plan));
    let course = Course::of(facts.recording);
    let chart = there.map(|chart| Chart {
        id: chart.id.to_owned(),
        title: chart.title.to_owned(),
        unit: chart.unit,
        bin: facts.recording.bin.as_secs(),
        window: course.window().as_secs(),
        lines: (chart.lines)(facts),
    });
    chart.collect()
}

/// The curves of a run.
pub fn curves(facts: &Facts<'_>) -> Vec<Curve> {
    let all = ALL.iter().flat_map(|observer| observer.curves);
    all.filter_map(|curve| curve.of(facts)).collect()
}

/// The state timelines of a run.
pub fn timelines(facts: &Facts<'_>) -> Vec<StateTimeline> {
    let all = ALL.iter().flat_map(|observer| observer.timelines);
    all.flat_map(|timelines| timelines(facts)).collect()
}
