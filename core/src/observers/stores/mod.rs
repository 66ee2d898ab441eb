//! Stores: are they linearizable, and how fresh is what they return?

mod freshness;
mod linearizable;
mod staleness;

use crate::observer::{
    ChartDefinition, Course, CurveDefinition, Facts, MetricDefinition, Observer, Shown,
    VerdictDefinition, no_note,
};
use crate::plan::Plan;
use crate::summary::{Better, Line};
use crate::time::Span;
use crate::unit::Unit;
use freshness::Ages;
use staleness::Reads;

/// What is observed of every store, however it replicates.
pub(super) const STORES: Observer = Observer {
    metrics: &METRICS,
    verdicts: &[VerdictDefinition {
        id: "linearizable",
        name: "Linearizable",
        applies: has_stores,
        check: linearizable::check,
    }],
    charts: &[ChartDefinition {
        id: "staleness",
        title: "Stale reads",
        unit: Unit::Share,
        applies: has_stores,
        lines: stale,
    }],
    curves: &CURVES,
    ..Observer::NONE
};

const METRICS: [MetricDefinition; 2] = [
    MetricDefinition {
        id: "stale_reads",
        name: "Stale reads",
        unit: Unit::Share,
        better: Better::Lower,
        shown: Shown::First,
        line: Some(("staleness", "stale")),
        text: "Share of the successful reads of stores, begun in the measured window, that returned a value (or none) although a write that began after that value was confirmed had itself been confirmed before the read began. Writes that overlap count as of equal age.",
        applies: has_stores,
        measure: stale_reads,
        note: no_note,
    },
    MetricDefinition {
        id: "visible_after",
        name: "Visible after",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "How old the newest write that reads of stores had to see must be, counted from its confirmation, for all but one in a thousand of them, begun in the measured window, to see it: that one and all older ones together.",
        applies: has_stores,
        measure: |facts| facts.get::<Ages>().visible_after().map(Span::as_secs),
        note: no_note,
    },
];

const CURVES: [CurveDefinition; 2] = [
    CurveDefinition {
        id: "freshness",
        title: "Fresh reads, by age of the last write",
        text: "Share of reads that returned the newest write that they had to see, by the time from its confirmation to the beginning of the read.",
        x: Unit::Seconds,
        unit: Unit::Share,
        applies: has_stores,
        points: |facts| facts.get::<Ages>().points(),
    },
    CurveDefinition {
        id: "versions",
        title: "Reads within the newest versions",
        text: "Share of reads that returned one of so many newest versions, counted back from the newest write that they had to see.",
        x: Unit::Count,
        unit: Unit::Share,
        applies: has_stores,
        points: |facts| freshness::by_versions(facts.get::<Reads>().measured(facts)),
    },
];

/// True if anything of a scenario is a store.
fn has_stores(plan: &Plan) -> bool {
    plan.shape.traits.iter().any(|traits| traits.is_store)
}

fn stale_reads(facts: &Facts<'_>) -> Option<f64> {
    staleness::share(facts.get::<Reads>().measured(facts))
}

/// Of the reads that ended in the window before each moment.
fn stale(facts: &Facts<'_>) -> Vec<Line> {
    let (course, reads) = (Course::of(facts.recording), facts.get::<Reads>());
    let ends = |stale_only: bool| {
        let wanted = reads
            .0
            .iter()
            .filter(move |read| !stale_only || read.is_stale());
        course.count(wanted.map(|read| read.completed))
    };
    let values = course.shares(&ends(true), &ends(false));
    vec![Line::new("stale", values)]
}
