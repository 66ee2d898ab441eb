//! Requests, slots and attempts over time.

use super::latency::of_successes;
use crate::observer::{ChartDefinition, always, quantiles};
use crate::plan::Plan;
use crate::recording::{ClientRequest, Recording};
use crate::summary::Line;
use crate::time::{Instant, Span};
use crate::unit::Unit;

pub(super) const CHARTS: [ChartDefinition; 6] = [
    ChartDefinition {
        id: "latency",
        title: "Latency",
        unit: Unit::Seconds,
        applies: always,
        lines: |facts| latency(facts.recording),
    },
    ChartDefinition {
        id: "answers",
        title: "Requests",
        unit: Unit::PerSecond,
        applies: always,
        lines: |facts| answers(facts.recording),
    },
    ChartDefinition {
        id: "availability",
        title: "Availability",
        unit: Unit::Share,
        applies: always,
        lines: |facts| vec![availability(facts.recording)],
    },
    ChartDefinition {
        id: "utilisation",
        title: "Slots in use",
        unit: Unit::Share,
        applies: always,
        lines: |facts| utilisation(facts.plan, facts.recording),
    },
    ChartDefinition {
        id: "queue",
        title: "Waiting",
        unit: Unit::Count,
        applies: always,
        lines: |facts| queues(facts.plan, facts.recording),
    },
    ChartDefinition {
        id: "attempts",
        title: "Attempts",
        unit: Unit::PerSecond,
        applies: always,
        lines: |facts| attempts(facts.plan, facts.recording),
    },
];

pub(in crate::observers) fn line(name: impl Into<String>, values: Vec<f64>) -> Line {
    Line {
        name: name.into(),
        values,
    }
}

/// How many bins there are: one at least, for a run that a budget ended before time went on.
pub(in crate::observers) fn bins(recording: &Recording) -> usize {
    (recording.end.0.div_ceil(recording.bin.0.max(1)) as usize).max(1)
}

/// The operations of each bin, by the moment at which they were meant to be sent.
fn by_arrival(recording: &Recording) -> impl Iterator<Item = &[ClientRequest]> {
    let mut rest = recording.operations.as_slice();
    (0..bins(recording)).map(move |bin| {
        let end = Instant((bin as u64 + 1) * recording.bin.0);
        let (own, later) = rest.split_at(rest.partition_point(|operation| operation.arrived < end));
        rest = later;
        own
    })
}

fn latency(recording: &Recording) -> Vec<Line> {
    let (mut median, mut high) = (Vec::new(), Vec::new());
    for operations in by_arrival(recording) {
        let found = quantiles(&mut of_successes(operations), [0.5, 0.99]);
        let [p50, p99] = found.map(|found| found.map_or(f64::NAN, Span::as_secs));
        median.push(p50);
        high.push(p99);
    }
    vec![line("p50", median), line("p99", high)]
}

fn availability(recording: &Recording) -> Line {
    let share = |operations: &[ClientRequest]| {
        let successes = operations
            .iter()
            .filter(|operation| operation.is_success())
            .count();
        if operations.is_empty() {
            f64::NAN
        } else {
            successes as f64 / operations.len() as f64
        }
    };
    line("availability", by_arrival(recording).map(share).collect())
}

/// Offered by arrival, successes and failures by the moment at which they ended.
fn answers(recording: &Recording) -> Vec<Line> {
    let width = recording.bin.as_secs();
    let offered = by_arrival(recording)
        .map(|operations| operations.len() as f64 / width)
        .collect();
    let (mut success, mut failure) = (vec![0.0; bins(recording)], vec![0.0; bins(recording)]);
    for operation in recording
        .operations
        .iter()
        .filter(|operation| operation.completed != Instant::NEVER)
    {
        let bin = ((operation.completed.0 / recording.bin.0) as usize).min(success.len() - 1);
        let counts = if operation.is_success() {
            &mut success
        } else {
            &mut failure
        };
        counts[bin] += 1.0 / width;
    }
    vec![
        line("offered", offered),
        line("success", success),
        line("failure", failure),
    ]
}

fn utilisation(plan: &Plan, recording: &Recording) -> Vec<Line> {
    let nodes = plan.shape.topology.nodes.iter();
    let limited = nodes.filter_map(|node| Some((node, node.concurrency?)));
    let lines = limited.map(|(node, slots)| {
        let whole = recording.bin.0 as f64 * f64::from(slots) * f64::from(node.endpoints());
        let share = |bin: usize| sum(recording, node.first, node.replicas, bin).0 as f64 / whole;
        line(&*node.label, (0..bins(recording)).map(share).collect())
    });
    lines.collect()
}

fn queues(plan: &Plan, recording: &Recording) -> Vec<Line> {
    let nodes = plan
        .shape
        .topology
        .nodes
        .iter()
        .filter(|node| node.concurrency.is_some());
    let lines = nodes.map(|node| {
        let mean = |bin: usize| {
            sum(recording, node.first, node.replicas, bin).1 as f64 / recording.bin.0 as f64
        };
        line(&*node.label, (0..bins(recording)).map(mean).collect())
    });
    lines.collect()
}

/// Areas of busy slots and of waiting requests of a node's processes in a bin.
fn sum(recording: &Recording, first: u32, replicas: u32, bin: usize) -> (u64, u64) {
    let own = &recording.processes[first as usize..(first + replicas) as usize];
    own.iter().fold((0, 0), |(busy, queued), series| {
        let bin = series.bins[bin];
        (busy + bin.busy_area, queued + bin.queue_area)
    })
}

fn attempts(plan: &Plan, recording: &Recording) -> Vec<Line> {
    let width = recording.bin.as_secs();
    let rate = |counts: &[u32]| {
        counts
            .iter()
            .take(bins(recording))
            .map(|count| f64::from(*count) / width)
            .collect()
    };
    let each = plan.shape.topology.routes.iter().zip(&recording.routes);
    let mut lines: Vec<_> = each
        .map(|(route, series)| line(&*route.name, rate(&series.attempts)))
        .collect();
    let all = (0..bins(recording))
        .map(|bin| lines.iter().map(|line| line.values[bin]).sum())
        .collect();
    lines.insert(0, line("all", all));
    lines
}
