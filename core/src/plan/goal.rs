//! Objectives, read: `availability >= 99.9%`, `p99 <= 250ms`, or the name of a verdict.

use crate::params::{Issues, Money, Path, Rate, Share, shorten};
use crate::scenario::Scenario;
use crate::time::Span;
use crate::unit::Unit;

/// What is wanted.
#[derive(Clone, PartialEq, Debug)]
pub enum Goal {
    /// A metric on one side of a bound.
    Metric {
        /// Name of the metric.
        id: String,
        /// Which side.
        comparison: Comparison,
        /// The bound, in the base unit of the metric.
        bound: f64,
    },
    /// A verdict that must hold.
    Verdict(String),
}

/// On which side of a bound.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
}

/// Reads the objectives of a scenario.
///
/// # Errors
/// For each that cannot be read: what was found and what is allowed.
pub(super) fn resolve(scenario: &Scenario) -> Result<Vec<(String, Goal)>, Issues> {
    let mut issues = Issues::default();
    let mut goals = Vec::new();
    for (index, objective) in scenario.objectives.iter().enumerate() {
        match Goal::parse(&objective.want) {
            Ok(goal) => goals.push((objective.want.clone(), goal)),
            Err(problem) => {
                issues.add(
                    &Path::root().child("objectives").child(&index.to_string()),
                    problem,
                );
            }
        }
    }
    for (index, claim) in scenario.claims.iter().enumerate() {
        let path = Path::root().child("claims").child(&index.to_string());
        if claim.holds.is_some() == claim.violates.is_some() {
            issues.add(&path, "a claim says either what holds or what it violates");
        }
        for want in claim.holds.iter().chain(&claim.violates) {
            if let Err(problem) = Goal::parse(want) {
                issues.add(&path, problem);
            }
        }
    }
    issues.or(goals)
}

impl Goal {
    /// Reads an objective.
    ///
    /// # Errors
    /// What was found and what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refuse = || {
            let metrics: Vec<_> = crate::metrics::DEFINITIONS
                .iter()
                .map(|metric| metric.id)
                .collect();
            let verdicts = crate::verdicts::IDS.join(", ");
            format!(
                "found \"{}\", allowed is a metric with a bound such as \"p99 <= 250ms\" (metrics: {}) or a verdict ({verdicts})",
                shorten(text),
                metrics.join(", ")
            )
        };
        let split = [(">=", Comparison::AtLeast), ("<=", Comparison::AtMost)]
            .into_iter()
            .find_map(|(sign, comparison)| {
                text.split_once(sign)
                    .map(|(id, bound)| (id.trim(), comparison, bound.trim()))
            });
        match split {
            Some((id, comparison, bound)) => {
                let mut metrics = crate::metrics::DEFINITIONS.iter();
                let metric = metrics.find(|metric| metric.id == id).ok_or_else(refuse)?;
                let bound = magnitude(bound, metric.unit).ok_or_else(refuse)?;
                Ok(Self::Metric {
                    id: id.to_owned(),
                    comparison,
                    bound,
                })
            }
            None if crate::verdicts::IDS.contains(&text.trim()) => {
                Ok(Self::Verdict(text.trim().to_owned()))
            }
            _ => Err(refuse()),
        }
    }
}

/// A bound as people write it, in the base unit of the metric: with its unit, or as a plain number.
fn magnitude(text: &str, unit: Unit) -> Option<f64> {
    let with_unit = match unit {
        Unit::Share => text.parse::<Share>().ok().map(|share| share.0),
        Unit::Seconds => text.parse::<Span>().ok().map(Span::as_secs),
        Unit::PerSecond => text.parse::<Rate>().ok().map(|rate| rate.0),
        Unit::Dollars => text.parse::<Money>().ok().map(|money| money.0),
        Unit::Times => text
            .strip_suffix('x')
            .and_then(|number| number.trim().parse().ok()),
        Unit::Count => None,
    };
    with_unit
        .or_else(|| text.parse().ok())
        .filter(|bound: &f64| bound.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objectives_read_what_people_write() {
        let goal = Goal::parse("p99 <= 250ms").unwrap();
        assert_eq!(
            goal,
            Goal::Metric {
                id: "p99".to_owned(),
                comparison: Comparison::AtMost,
                bound: 0.25
            }
        );
        assert!(Goal::parse("availability >= 99.9%").is_ok());
        assert!(Goal::parse("conservation").is_ok());
        for text in [
            "p99",
            "p99 < 5",
            "happiness >= 3",
            "p99 <= soon",
            "p99 <= 5/s",
            "availability >= 99ms",
            "amplification <= nanx",
            "",
        ] {
            assert!(Goal::parse(text).unwrap_err().contains("allowed"), "{text}");
        }
    }
}
