//! Notices: what a scenario says that can be run and yet means nothing, or not what was meant.

use std::fmt;

use serde::Serialize;

use super::{Catalogue, Comparison, Goal};
use crate::params::{Path, shorten};
use crate::time::Span;
use crate::unit::Unit;

/// Something worth knowing about a scenario that is fine otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Notice {
    /// Where it stands, as a dotted path.
    pub path: String,
    /// What is said there, and why it does nothing.
    pub problem: String,
    /// What to do about it.
    pub advice: String,
}

impl Notice {
    /// A notice about a place.
    pub(crate) fn new(path: &Path, problem: String, advice: impl Into<String>) -> Self {
        Self {
            path: path.as_str().to_owned(),
            problem,
            advice: advice.into(),
        }
    }

    /// The notice of a fault that begins when the run is over.
    pub(crate) fn late(path: &Path, at: Span, duration: Span) -> Self {
        let problem = format!("begins at {at}, when the run of {duration} is over");
        Self::new(path, problem, "let it begin earlier, or the run be longer")
    }

    /// The notice of a fault between two groups of processes that no link joins.
    pub(crate) fn between_nobody(path: &Path) -> Self {
        let problem = "no link leads from one side to the other, so nothing happens";
        Self::new(
            path,
            problem.to_owned(),
            "name processes that talk to each other, and not the same ones on both sides",
        )
    }

    /// The notice of a target that has fewer processes than it would need.
    pub(crate) fn vanished(path: &Path, target: &str) -> Self {
        let target = shorten(target);
        let problem = format!("{target} is not there any more, so nothing happens to it");
        Self::new(path, problem, "name a process that is there, or the node")
    }

    /// The notice of an objective that every run of this length meets, or none.
    pub(crate) fn settled(
        path: &Path,
        want: &str,
        goal: &Goal,
        catalogue: &Catalogue,
        duration: Span,
    ) -> Option<Self> {
        let Goal::Metric {
            id,
            comparison,
            bound,
        } = goal
        else {
            return None;
        };
        let mut metrics = catalogue.metrics.iter();
        let (_, unit) = metrics.find(|(name, _)| name == id)?;
        let (low, high) = range(*unit, duration);
        let (verb, side, end) = match comparison {
            Comparison::AtLeast if *bound > high => ("meet", "above", high),
            Comparison::AtLeast if *bound <= low => ("miss", "below", low),
            Comparison::AtMost if *bound < low => ("meet", "below", low),
            Comparison::AtMost if *bound >= high => ("miss", "above", high),
            Comparison::AtLeast | Comparison::AtMost => return None,
        };
        let want = shorten(want);
        let end = unit.print(end);
        let problem = format!("no run can {verb} \"{want}\": {id} is never {side} {end}");
        Some(Self::new(
            path,
            problem,
            "choose a bound that some runs meet and others miss",
        ))
    }
}

/// The values that a metric of this unit can have in a run.
fn range(unit: Unit, duration: Span) -> (f64, f64) {
    match unit {
        Unit::Share => (0.0, 1.0),
        Unit::Seconds => (0.0, duration.as_secs()),
        Unit::PerSecond | Unit::Count | Unit::Times | Unit::Dollars => (0.0, f64::INFINITY),
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objectives_that_are_settled_before_the_run_are_told() {
        let catalogue = crate::experiment::catalogue();
        let notice = |want: &str| {
            let goal = Goal::parse(want, &catalogue).unwrap();
            let path = Path::root().child("objectives");
            Notice::settled(&path, want, &goal, &catalogue, Span::from_millis(30_000))
        };
        for (want, words) in [
            ("availability >= 101%", "no run can meet"),
            ("availability <= -1%", "no run can meet"),
            ("availability >= 0%", "no run can miss"),
            ("availability <= 100%", "no run can miss"),
            ("p99 <= -1ms", "never below 0 ms"),
            ("p99 >= 31s", "no run can meet"),
            ("p99 <= 30s", "never above 30.0 s"),
            ("goodput >= 0/s", "no run can miss"),
            ("terms <= -1", "no run can meet"),
        ] {
            let said = notice(want).unwrap_or_else(|| panic!("{want}")).to_string();
            assert!(said.contains(words), "{want}: {said}");
        }
        for want in [
            "availability >= 100%",
            "stale_reads <= 0%",
            "p99 <= 29s",
            "terms <= 0",
            "amplification >= 1x",
            "conservation",
        ] {
            assert_eq!(notice(want), None, "{want}");
        }
    }
}
