//! Objectives, read: `availability >= 99.9%`, `p99 <= 250ms`, or the name of a verdict.
//!
//! Metrics and verdicts are made of recordings, which know the plan: it gets their names handed in, as a catalogue.

use super::Notice;
use crate::params::{Issues, Money, Path, Rate, Share, shorten};
use crate::scenario::Scenario;
use crate::time::Span;
use crate::unit::Unit;

/// The metrics and verdicts that an objective may name.
#[derive(Clone, PartialEq, Debug)]
pub struct Catalogue {
    /// Metrics, each with its unit.
    pub metrics: Vec<(&'static str, Unit)>,
    /// Verdicts.
    pub verdicts: Vec<&'static str>,
}

/// An objective, read.
#[derive(Clone, PartialEq, Debug)]
pub enum Goal {
    /// A metric on one side of a bound.
    Metric {
        /// Name of the metric.
        id: String,
        /// Side of the bound.
        comparison: Comparison,
        /// The bound, in the base unit of the metric.
        bound: f64,
    },
    /// A verdict that must hold.
    Verdict(String),
}

/// A side of a bound.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
}

impl Goal {
    /// Reads the objectives of a scenario, and takes note of those that are settled before the run.
    ///
    /// # Errors
    /// For each that cannot be read: what was found and what is allowed.
    pub fn resolve(
        scenario: &Scenario,
        catalogue: &Catalogue,
        notices: &mut Vec<Notice>,
    ) -> Result<Vec<(String, Self)>, Issues> {
        let mut issues = Issues::default();
        let mut goals = Vec::new();
        for (index, objective) in scenario.objectives.iter().enumerate() {
            let path = Path::root().child("objectives").child(&index.to_string());
            let want = &objective.want;
            match Self::parse(want, catalogue) {
                Ok(goal) => {
                    let settled = Notice::settled(&path, want, &goal, catalogue, scenario.duration);
                    notices.extend(settled);
                    goals.push((want.clone(), goal));
                }
                Err(problem) => issues.add(&path, problem),
            }
        }
        for (index, claim) in scenario.claims.iter().enumerate() {
            let path = Path::root().child("claims").child(&index.to_string());
            if claim.holds.is_some() == claim.violates.is_some() {
                issues.add(&path, "a claim says either what holds or what it violates");
            }
            for want in claim.holds.iter().chain(&claim.violates) {
                if let Err(problem) = Goal::parse(want, catalogue) {
                    issues.add(&path, problem);
                }
            }
        }
        issues.or(goals)
    }

    /// Reads an objective.
    ///
    /// # Errors
    /// What was found and what is allowed.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, String> {
        let refuse = || {
            let metrics: Vec<_> = catalogue.metrics.iter().map(|(id, _)| *id).collect();
            format!(
                "found \"{}\", allowed is a metric with a bound such as \"p99 <= 250ms\" (metrics: {}) or a verdict ({})",
                shorten(text),
                metrics.join(", "),
                catalogue.verdicts.join(", ")
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
                let mut metrics = catalogue.metrics.iter();
                let (_, unit) = metrics.find(|(name, _)| *name == id).ok_or_else(refuse)?;
                let bound = magnitude(bound, *unit).ok_or_else(refuse)?;
                Ok(Self::Metric {
                    id: id.to_owned(),
                    comparison,
                    bound,
                })
            }
            None if catalogue.verdicts.contains(&text.trim()) => {
                Ok(Self::Verdict(text.trim().to_owned()))
            }
            _ => Err(refuse()),
        }
    }
}

/// A bound as people write it, in the base unit of the metric: with its unit, or as a plain number. One below zero is read as
/// well, so that it can be said that no run gets there.
fn magnitude(text: &str, unit: Unit) -> Option<f64> {
    if let Some(size) = text.strip_prefix('-').filter(|size| !size.starts_with('-')) {
        return magnitude(size, unit).map(|size| -size);
    }
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
        let catalogue = crate::experiment::catalogue();
        let parse = |text| Goal::parse(text, &catalogue);
        let goal = parse("p99 <= 250ms").unwrap();
        assert_eq!(
            goal,
            Goal::Metric {
                id: "p99".to_owned(),
                comparison: Comparison::AtMost,
                bound: 0.25
            }
        );
        assert!(parse("availability >= 99.9%").is_ok());
        assert!(parse("conservation").is_ok());
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
            assert!(parse(text).unwrap_err().contains("allowed"), "{text}");
        }
    }
}
