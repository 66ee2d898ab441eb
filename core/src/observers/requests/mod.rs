//! Requests of clients: how many there were, how they ended, how long they took.
//!
//! They are counted by the moment at which they were meant to be sent, and measured if that lies in the window between
//! warm-up and cool-down. Latency runs from that moment, so waiting before a request could be sent counts (Tene 2013, "How
//! not to measure latency": no coordinated omission).

mod charts;
mod counts;
mod finish;
mod latency;

pub(super) use charts::is_between_machines;
pub use latency::{Latencies, of_successes};

use super::totals;
use crate::observer::{Facts, MetricDefinition, Observer, Shown, always, no_note};
use crate::summary::Better;
use crate::time::Span;
use crate::unit::Unit;
use counts::Counts;

/// Requests of clients.
pub const REQUESTS: Observer = Observer {
    metrics: &METRICS,
    charts: &charts::CHARTS,
    ..Observer::NONE
};

const METRICS: [MetricDefinition; 18] = [
    MetricDefinition {
        id: "availability",
        name: "Availability",
        unit: Unit::Share,
        better: Better::Higher,
        shown: Shown::First,
        line: Some(("availability", "availability")),
        text: "Share of the requests of the measured window that ended with an answer, a fallback's included. One that has not ended when the run does counts as failed, except in a run that was cut short: what is not known of it then is not judged.",
        applies: always,
        measure: |facts| facts.get::<Counts>().availability(),
        note: no_note,
    },
    MetricDefinition {
        id: "goodput",
        name: "Goodput",
        unit: Unit::PerSecond,
        better: Better::Higher,
        shown: Shown::First,
        line: Some(("answers", "success")),
        text: "Requests a second of the measured window that ended with all that was asked for: no fallback had a part in the answer.",
        applies: always,
        measure: goodput,
        note: no_note,
    },
    MetricDefinition {
        id: "p50",
        name: "Latency p50, all",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::First,
        line: Some(("latency", "p50")),
        text: "Half of the requests of the measured window waited at most this long for their end, answered well or badly, from the moment they were meant to be sent. One that has not ended when the run does counts with the time that it has waited.",
        applies: always,
        measure: |facts| facts.get::<Latencies>().all.quantile(0),
        note: latency::of_failures,
    },
    MetricDefinition {
        id: "p99",
        name: "Latency p99, all",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::First,
        line: Some(("latency", "p99")),
        text: "99 in 100 requests of the measured window waited at most this long for their end, answered well or badly, from the moment they were meant to be sent. One that has not ended when the run does counts with the time that it has waited.",
        applies: always,
        measure: |facts| facts.get::<Latencies>().all.quantile(2),
        note: latency::of_failures,
    },
    MetricDefinition {
        id: "amplification",
        name: "Amplification",
        unit: Unit::Times,
        better: Better::Lower,
        shown: Shown::First,
        line: Some(("attempts", "all")),
        text: "Attempts for each attempt that was neither a retry nor caused by one, on the call where that is highest, of those that began in the measured window. 1 means that nothing was retried.",
        applies: always,
        measure: totals::amplification,
        note: no_note,
    },
    MetricDefinition {
        id: "offered",
        name: "Offered",
        unit: Unit::PerSecond,
        better: Better::Neither,
        shown: Shown::Later,
        line: Some(("answers", "offered")),
        text: "Requests a second that were meant to be sent in the measured window.",
        applies: always,
        measure: |facts| facts.rate(facts.get::<Counts>().all),
        note: no_note,
    },
    MetricDefinition {
        id: "throughput",
        name: "Throughput",
        unit: Unit::PerSecond,
        better: Better::Neither,
        shown: Shown::Later,
        line: None,
        text: "Requests a second of the measured window that ended, well or badly.",
        applies: always,
        measure: |facts| facts.rate(facts.get::<Counts>().ended),
        note: no_note,
    },
    MetricDefinition {
        id: "worst_second",
        name: "Worst second",
        unit: Unit::Share,
        better: Better::Higher,
        shown: Shown::Later,
        line: Some(("availability", "availability")),
        text: "The lowest availability over one second, each second beginning with the first request after the last.",
        applies: always,
        measure: worst_second,
        note: no_note,
    },
    MetricDefinition {
        id: "mean",
        name: "Latency, mean of all",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Mean time that the requests of the measured window waited for their end, answered well or badly.",
        applies: always,
        measure: |facts| facts.get::<Latencies>().all.mean,
        note: latency::of_failures,
    },
    MetricDefinition {
        id: "p90",
        name: "Latency p90, all",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Nine in ten requests of the measured window waited at most this long for their end, answered well or badly.",
        applies: always,
        measure: |facts| facts.get::<Latencies>().all.quantile(1),
        note: latency::of_failures,
    },
    MetricDefinition {
        id: "p999",
        name: "Latency p99.9, all",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "999 in 1000 requests of the measured window waited at most this long for their end, answered well or badly.",
        applies: always,
        measure: |facts| facts.get::<Latencies>().all.quantile(3),
        note: latency::of_failures,
    },
    MetricDefinition {
        id: "mean_success",
        name: "Latency, mean of successes",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Mean latency of the requests of the measured window that ended with an answer, from the moment they were meant to be sent. Those that failed are left out.",
        applies: always,
        measure: |facts| facts.get::<Latencies>().successes.mean,
        note: latency::without_failures,
    },
    MetricDefinition {
        id: "p50_success",
        name: "Latency p50, successes",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Half of the requests of the measured window that ended with an answer took at most this long. Those that failed are left out.",
        applies: always,
        measure: |facts| facts.get::<Latencies>().successes.quantile(0),
        note: latency::without_failures,
    },
    MetricDefinition {
        id: "p99_success",
        name: "Latency p99, successes",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "99 in 100 requests of the measured window that ended with an answer took at most this long. Those that failed are left out.",
        applies: always,
        measure: |facts| facts.get::<Latencies>().successes.quantile(2),
        note: latency::without_failures,
    },
    MetricDefinition {
        id: "fallbacks",
        name: "Fallbacks",
        unit: Unit::Share,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Share of the requests of the measured window whose answer a fallback had a part in. They count as available, and not as goodput.",
        applies: always,
        measure: |facts| facts.get::<Counts>().fallbacks(),
        note: no_note,
    },
    MetricDefinition {
        id: "wasted",
        name: "Work for nobody",
        unit: Unit::Share,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Share of the time of work of the whole run that was done when the attempt that it was for, or the client's request, had already ended.",
        applies: always,
        measure: totals::wasted,
        note: no_note,
    },
    MetricDefinition {
        id: "unfinished",
        name: "Unfinished",
        unit: Unit::Count,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "Requests of the measured window that had not ended when the run did.",
        applies: always,
        measure: |facts| Some(facts.get::<Counts>().unfinished() as f64),
        note: no_note,
    },
    MetricDefinition {
        id: "finished",
        name: "Finished after",
        unit: Unit::Seconds,
        better: Better::Lower,
        shown: Shown::Later,
        line: None,
        text: "When the last request ended of the users who send only so many; nothing if one of them was still waiting when the run ended.",
        applies: finish::is_known,
        measure: finish::finished,
        note: no_note,
    },
];

/// Requests a second that ended with all that was asked for.
pub(super) fn goodput(facts: &Facts<'_>) -> Option<f64> {
    facts.rate(facts.get::<Counts>().full)
}

fn worst_second(facts: &Facts<'_>) -> Option<f64> {
    let mut worst: Option<f64> = None;
    let mut rest = facts.measured();
    while let Some(first) = rest.first() {
        let end = first.arrived + Span::from_millis(1000);
        let (second, later) =
            rest.split_at(rest.partition_point(|operation| operation.arrived < end));
        let successes = second.iter().filter(|request| request.is_success());
        let share = successes.count() as f64 / second.len() as f64;
        worst = Some(worst.map_or(share, |worst| worst.min(share)));
        rest = later;
    }
    worst
}
