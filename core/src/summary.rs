//! What a run came to: metrics, charts and verdicts, as the page and the command line show them.

use serde::{Deserialize, Serialize};

use crate::panel::StateTimeline;
use crate::topology::Topology;
use crate::unit::Unit;

/// What a run came to.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Version of the engine that ran.
    pub engine: String,
    /// What is there.
    pub topology: Topology,
    /// Length of the run in seconds.
    pub duration: f64,
    /// The window in which requests are measured, by their intended arrival, in seconds.
    pub window: (f64, f64),
    /// Metrics of the whole run.
    pub metrics: Vec<Metric>,
    /// Metrics of each node.
    pub nodes: Vec<NodeSummary>,
    /// Metrics of each route.
    pub routes: Vec<RouteSummary>,
    /// Metrics over time.
    pub charts: Vec<Chart>,
    /// What depends on something else than time.
    pub curves: Vec<Curve>,
    /// States over time.
    pub state_timelines: Vec<StateTimeline>,
    /// Histogram of latencies of all requests in the window, answered well or badly.
    pub latencies: Histogram,
    /// What was checked, and whether it holds.
    pub verdicts: Vec<Verdict>,
    /// What the user wanted, and whether it holds.
    pub objectives: Vec<ObjectiveResult>,
    /// When each fault is active, in the order of the scenario.
    pub faults: Vec<FaultSpan>,
    /// What was taken note of, such as an intervention whose target is gone.
    pub notices: Vec<String>,
    /// The run ended before its time because a budget was used up; says which.
    pub truncated: Option<String>,
    /// How many events were simulated.
    pub events: u64,
    /// Digest of the whole recording, equal on every platform, if whoever ran it asked for that.
    pub digest: Option<String>,
}

/// One metric of a run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Metric {
    /// Name in objectives and on the command line: `availability`, `p99`.
    pub id: String,
    /// Name as people read it.
    pub name: String,
    /// Its value in the base unit, if there was anything to measure.
    pub value: Option<f64>,
    /// What the value counts.
    pub unit: Unit,
    /// What exactly it is.
    pub definition: String,
    /// Whether more is better.
    pub better: Better,
    /// A sentence on whom the value leaves out, if those are many.
    pub note: Option<String>,
    /// Id of the chart and name of the line that show it over time, if there is one.
    pub line: Option<(String, String)>,
}

/// Whether more of a metric is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither.
    Neither,
}

/// Metrics of a node, over the measured window.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct NodeSummary {
    /// Name of the node.
    pub node: String,
    /// Mean share of its slots that held a request, from 0 to 1; `None` where slots are without limit.
    pub utilisation: Option<f64>,
    /// Mean number of requests that waited in all its processes.
    pub queue_mean: f64,
    /// Largest number that waited in all its processes at once.
    pub queue_max: u32,
    /// Requests that left it, a second.
    pub throughput: f64,
    /// Mean time that a request spent in it, in seconds, of those that came in. One that is still inside when the run ends
    /// counts if it has been there for longer than that.
    pub time_in_node: Option<f64>,
}

/// Metrics of a route, over the whole run.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RouteSummary {
    /// Name of the route.
    pub route: String,
    /// Messages, if the route is one between machines: those are no attempts, and end in nothing.
    pub messages: Option<u64>,
    /// Attempts.
    pub attempts: u64,
    /// Attempts that neither were retries nor came from one.
    pub originals: u64,
    /// Attempts that ended so, in the order success, fallback, error, rejected, refused, timeout, not leader, deposed, breaker
    /// open, unavailable, compensated, conflict.
    pub outcomes: Vec<u64>,
}

/// Lines over time.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Chart {
    /// Name: `latency`.
    pub id: String,
    /// Title as people read it.
    pub title: String,
    /// What the values count.
    pub unit: Unit,
    /// Time from one value to the next in seconds: value `i` is that of the moment `i * bin`, the last one of the end.
    pub bin: f64,
    /// Length of the window before its moment that a value is of, in seconds.
    pub window: f64,
    /// The lines.
    pub lines: Vec<Line>,
}

/// One line of a chart.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// Name in the legend.
    pub name: String,
    /// One value a moment; NaN where there was nothing to measure. Travels as bulk data, see [`Summary::detach`].
    #[serde(skip)]
    pub values: Vec<f64>,
}

/// How one number depends on another, where that is not the time of the run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Curve {
    /// Name: `freshness`.
    pub id: String,
    /// Title as people read it.
    pub title: String,
    /// What exactly it is.
    pub definition: String,
    /// What the numbers on the axis count.
    pub x: Unit,
    /// What the values count.
    pub unit: Unit,
    /// Number and value, by rising numbers.
    pub points: Vec<(f64, f64)>,
}

/// Counts of latencies in bins whose bounds grow by equal ratios.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Histogram {
    /// Bounds of the bins in seconds; one more than there are counts.
    pub bounds: Vec<f64>,
    /// Requests in each bin.
    pub counts: Vec<u64>,
}

/// Whether something that was checked holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Verdict {
    /// Name in objectives: `conservation`.
    pub id: String,
    /// Name as people read it.
    pub name: String,
    /// Whether it holds.
    pub holds: Holds,
    /// What was checked and found, in one sentence.
    pub says: String,
    /// What shows it, where it does not hold.
    pub evidence: Option<Evidence>,
}

/// Whether something holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// It holds.
    Yes,
    /// It is violated.
    No,
    /// It could not be decided within the limit.
    Undecided,
}

/// What shows that something does not hold.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Evidence {
    /// The moment to look at, in seconds.
    pub at: f64,
    /// The requests that show it.
    pub requests: Vec<u32>,
    /// The processes that show it.
    pub processes: Vec<u32>,
    /// What they show, in one sentence.
    pub says: String,
}

/// Whether an objective of the user holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ObjectiveResult {
    /// The objective as written.
    pub want: String,
    /// Whether it holds.
    pub holds: Holds,
    /// What was measured, in one sentence.
    pub says: String,
}

/// When a fault is active.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FaultSpan {
    /// What it does, in a few words: `app/1 crashes`.
    pub label: String,
    /// When it begins, in seconds.
    pub from: f64,
    /// When it ends, in seconds; the end of the run if it lasts, and its beginning if it changes nothing.
    pub to: f64,
}

impl Line {
    /// A line of that name.
    pub fn new(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            values,
        }
    }
}

impl Chart {
    /// The place of the value at a moment in seconds: the last one that is not of later.
    pub fn place(&self, seconds: f64) -> Option<usize> {
        // A moment that is given in seconds may fall short of a multiple of the bin by a rounding.
        let place = seconds / self.bin + 1e-6;
        (place.is_finite() && place >= 0.0).then_some(place as usize)
    }
}

impl FaultSpan {
    /// True if it is active at any time of the run.
    pub fn is_ever_active(&self) -> bool {
        self.from != self.to
    }
}

impl Summary {
    /// Takes the values out of every line, as one array that can be transferred at no cost.
    ///
    /// The array starts with the number of lines and the length of each; then come the values.
    pub fn detach(&mut self) -> Vec<f64> {
        let lines = || self.charts.iter().flat_map(|chart| &chart.lines);
        let mut bulk = vec![lines().count() as f64];
        bulk.extend(lines().map(|line| line.values.len() as f64));
        for line in self.charts.iter_mut().flat_map(|chart| &mut chart.lines) {
            bulk.append(&mut line.values);
        }
        bulk
    }

    /// Puts back what [`Summary::detach`] took; an array of another shape leaves the lines empty.
    pub fn attach(&mut self, bulk: &[f64]) {
        let Some((count, rest)) = bulk.split_first() else {
            return;
        };
        let (lengths, mut values) = rest.split_at((*count as usize).min(rest.len()));
        let lines = self.charts.iter_mut().flat_map(|chart| &mut chart.lines);
        for (line, length) in lines.zip(lengths) {
            let (own, others) = values.split_at((*length as usize).min(values.len()));
            line.values = own.to_vec();
            values = others;
        }
    }

    /// The metric of that name.
    pub fn metric(&self, id: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_survive_the_journey_as_bulk() {
        let line = |name: &str, values: &[f64]| Line {
            name: name.to_owned(),
            values: values.to_vec(),
        };
        let chart = |id: &str, lines| Chart {
            id: id.to_owned(),
            title: String::new(),
            unit: Unit::Count,
            bin: 1.0,
            window: 1.0,
            lines,
        };
        let charts = vec![
            chart("a", vec![line("x", &[1.0, 2.0]), line("y", &[])]),
            chart("b", vec![line("z", &[3.0])]),
        ];
        let before = Summary {
            charts,
            ..Summary::default()
        };
        let mut after = before.clone();
        let bulk = after.detach();
        assert!(after.charts[0].lines[0].values.is_empty());
        after.attach(&bulk);
        assert_eq!(before, after);
    }
}
