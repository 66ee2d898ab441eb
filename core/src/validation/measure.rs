//! Measurements of a run, each written as a short text.
//!
//! | text | is |
//! |---|---|
//! | `mean` | a metric of the run, by its id |
//! | `nodes.server.utilisation` | a number of a node |
//! | `routes.users->app.rejected` | attempts of a route, or those of them that ended so |
//! | `latency.p99.9` | a quantile of the latencies of successful requests in the measured window |
//! | `latency.over.500ms` | the share of those requests that took longer |
//! | `verdicts.littles-law` | 1 if the verdict holds, else 0 |
//! | `curves.freshness.10ms` | the value of a curve at a number that it has a point for |
//! | `a / b` | a ratio of two of these, or to a number such as `10ms` |
//! | `a - b` | a difference |
//! | `a > b` | 1 if it is more, else 0 |

use serde_json::{Value, json};

use super::Magnitude;
use crate::experiment::Run;
use crate::observer::{Facts, quantiles};
use crate::observers::{self, requests};
use crate::params::{Field, Issues, Kind, Path, shorten};
use crate::summary::{Holds, NodeSummary, RouteSummary};
use crate::time::Span;
use crate::vocabulary::Outcome;

/// A measurement of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Measure {
    /// Text as written.
    text: String,
    first: Quantity,
    /// Second operand and its relation, if there is one.
    second: Option<(Relation, Quantity)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Relation {
    Ratio,
    Difference,
    More,
}

/// Numbers of a curve are equal within this distance: a quarter of a nanosecond.
const NEAR: f64 = 0.25e-9;

/// A number of a run, or a constant.
#[derive(Clone, PartialEq, Debug)]
enum Quantity {
    Constant(f64),
    Metric(String),
    Node(String, NodeNumber),
    Route(String, RouteNumber),
    Verdict(&'static str),
    /// A quantile of latencies.
    Quantile(f64),
    /// Share of requests that took longer.
    Over(Span),
    /// The value of a curve at a number.
    Curve(String, f64),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum NodeNumber {
    Utilisation,
    QueueMean,
    QueueMax,
    Throughput,
    TimeInNode,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum RouteNumber {
    Attempts,
    Originals,
    Ended(Outcome),
}

impl Measure {
    /// Reads text.
    ///
    /// # Errors
    /// A sentence that says what was found and what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let relations = [
            (" / ", Relation::Ratio),
            (" - ", Relation::Difference),
            (" > ", Relation::More),
        ];
        let parted = relations.iter().find_map(|(sign, relation)| {
            let (first, second) = text.split_once(sign)?;
            Some((first, Some((*relation, second))))
        });
        let (first, second) = parted.unwrap_or((text, None));
        let second = second.map(|(relation, text)| Ok((relation, Quantity::parse(text)?)));
        Ok(Self {
            text: text.to_owned(),
            first: Quantity::parse(first)?,
            second: second.transpose().map_err(|problem: String| problem)?,
        })
    }

    /// Reads the number from a run.
    ///
    /// # Errors
    /// A sentence, if the run has no such number.
    pub fn read(&self, run: &Run) -> Result<f64, String> {
        let first = self.first.read(run)?;
        let Some((relation, second)) = &self.second else {
            return Ok(first);
        };
        let second = second.read(run)?;
        match relation {
            Relation::Ratio if second == 0.0 => Err(format!("{} divides by zero", self.text)),
            Relation::Ratio => Ok(first / second),
            Relation::Difference => Ok(first - second),
            Relation::More => Ok(f64::from(u8::from(first > second))),
        }
    }
}

impl Quantity {
    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(constant) = Magnitude::parse(text) {
            return Ok(Self::Constant(constant.value));
        }
        if observers::metrics().any(|metric| metric.id == text) {
            return Ok(Self::Metric(text.to_owned()));
        }
        let (group, rest) = text.split_once('.').unwrap_or((text, ""));
        let (name, number) = rest.rsplit_once('.').unwrap_or((rest, ""));
        match group {
            "nodes" => Ok(Self::Node(name.to_owned(), NodeNumber::parse(number)?)),
            "routes" => Ok(Self::Route(name.to_owned(), RouteNumber::parse(number)?)),
            "verdicts" => {
                let ids = observers::verdicts().map(|verdict| (verdict.id, verdict.id));
                let ids: Vec<_> = ids.collect();
                Ok(Self::Verdict(named(rest, &ids)?))
            }
            "latency" => latency(rest),
            "curves" => {
                let (id, at) = rest.split_once('.').unwrap_or((rest, ""));
                Ok(Self::Curve(id.to_owned(), Magnitude::parse(at)?.value))
            }
            _ => {
                let metrics: Vec<_> = observers::metrics().map(|metric| metric.id).collect();
                let metrics = metrics.join(", ");
                Err(format!(
                    "found \"{}\", allowed is one of {metrics}, or nodes.., routes.., latency.., curves.., verdicts..",
                    shorten(text)
                ))
            }
        }
    }

    fn read(&self, run: &Run) -> Result<f64, String> {
        let summary = &run.summary;
        match self {
            Self::Constant(value) => Ok(*value),
            Self::Metric(id) => {
                let value = summary.metric(id).and_then(|metric| metric.value);
                value.ok_or_else(|| format!("{id} has no value in this run"))
            }
            Self::Node(name, number) => {
                let node = summary.nodes.iter().find(|node| node.node == *name);
                let node = node.ok_or_else(|| missing("node", name))?;
                let value = number.of(node);
                value.ok_or_else(|| format!("the node {name} has no such number"))
            }
            Self::Route(name, number) => {
                let route = summary.routes.iter().find(|route| route.route == *name);
                let route = route.ok_or_else(|| missing("call", name))?;
                Ok(number.of(route) as f64)
            }
            Self::Verdict(id) => {
                let verdict = summary.verdicts.iter().find(|verdict| verdict.id == *id);
                let verdict = verdict.ok_or_else(|| missing("verdict", id))?;
                Ok(f64::from(u8::from(verdict.holds == Holds::Yes)))
            }
            Self::Quantile(share) => {
                let [found] = quantiles(&mut latencies(run), [*share]);
                let found = found.ok_or("no request of this run had an answer")?;
                Ok(found.as_secs())
            }
            Self::Over(bound) => over(&latencies(run), *bound),
            Self::Curve(id, at) => {
                let curve = summary.curves.iter().find(|curve| curve.id == *id);
                let curve = curve.ok_or_else(|| missing("curve", id))?;
                let near = |point: &&(f64, f64)| (point.0 - at).abs() <= NEAR;
                let point = curve.points.iter().find(near);
                point.map(|(_, value)| *value).ok_or_else(|| {
                    format!("the curve {id} of this run has no point at that number")
                })
            }
        }
    }
}

fn missing(what: &str, name: &str) -> String {
    format!("this run has no {what} \"{}\"", shorten(name))
}

/// Reads the text after `latency.`.
fn latency(text: &str) -> Result<Quantity, String> {
    if let Some(bound) = text.strip_prefix("over.") {
        return bound.parse().map(Quantity::Over);
    }
    let percent = text.strip_prefix('p').and_then(|text| text.parse().ok());
    let percent = percent.filter(|percent: &f64| (0.0..=100.0).contains(percent));
    let share = percent.map(|percent| Quantity::Quantile(percent / 100.0));
    share.ok_or_else(|| {
        format!(
            "found \"{}\", allowed is a quantile such as p99.9, or over and a time such as over.500ms",
            shorten(text)
        )
    })
}

/// Latencies of the successful requests of the measured window.
fn latencies(run: &Run) -> Vec<Span> {
    requests::of_successes(Facts::new(&run.plan, &run.recording).measured())
}

fn over(latencies: &[Span], bound: Span) -> Result<f64, String> {
    if latencies.is_empty() {
        return Err("no request of this run had an answer".to_owned());
    }
    let longer = latencies.iter().filter(|latency| **latency > bound).count();
    Ok(longer as f64 / latencies.len() as f64)
}

impl NodeNumber {
    const NAMES: [(&'static str, Self); 5] = [
        ("utilisation", Self::Utilisation),
        ("queue_mean", Self::QueueMean),
        ("queue_max", Self::QueueMax),
        ("throughput", Self::Throughput),
        ("time_in_node", Self::TimeInNode),
    ];

    fn parse(text: &str) -> Result<Self, String> {
        named(text, &Self::NAMES)
    }

    fn of(self, node: &NodeSummary) -> Option<f64> {
        match self {
            Self::Utilisation => node.utilisation,
            Self::QueueMean => Some(node.queue_mean),
            Self::QueueMax => Some(f64::from(node.queue_max)),
            Self::Throughput => Some(node.throughput),
            Self::TimeInNode => node.time_in_node,
        }
    }
}

impl RouteNumber {
    fn parse(text: &str) -> Result<Self, String> {
        let counts = [("attempts", Self::Attempts), ("originals", Self::Originals)];
        let ends = Outcome::ALL.map(|outcome| (outcome.word(), Self::Ended(outcome)));
        named(text, &[&counts[..], &ends].concat())
    }

    fn of(self, route: &RouteSummary) -> u64 {
        match self {
            Self::Attempts => route.attempts,
            Self::Originals => route.originals,
            Self::Ended(outcome) => route.outcomes[outcome as usize],
        }
    }
}

/// Finds the item with this name.
fn named<T: Copy>(text: &str, all: &[(&'static str, T)]) -> Result<T, String> {
    let found = all.iter().find(|(name, _)| *name == text);
    found.map(|(_, found)| *found).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
        let found = shorten(text);
        format!("found \"{found}\", allowed is one of {}", names.join(", "))
    })
}

impl Field for Measure {
    const KIND: Kind = Kind::Text;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        let text = String::read(value, path, issues)?;
        let read = Self::parse(&text);
        read.map_err(|problem| issues.add(path, problem)).ok()
    }

    fn write(&self) -> Value {
        Value::from(self.text.as_str())
    }

    fn schema() -> Value {
        json!({ "type": "string", "examples": ["mean / 10ms"] })
    }
}
