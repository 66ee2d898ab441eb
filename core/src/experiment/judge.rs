//! Judges recordings: metrics, charts, verdicts, objectives.

use crate::ENGINE;
use crate::observer::Facts;
use crate::observers::{self, requests::Latencies};
use crate::plan::{Comparison, Goal, Plan};
use crate::recording::{Budget, Recording};
use crate::summary::{FaultSpan, Holds, Metric, ObjectiveResult, Summary, Verdict};

/// Summary of a run.
pub fn judge(plan: &Plan, recording: &Recording) -> Summary {
    let facts = Facts::new(plan, recording);
    let metrics = observers::measure(&facts);
    let verdicts = observers::check(&facts);
    let objectives = plan
        .goals
        .iter()
        .map(|(want, goal)| objective(want, goal, &metrics, &verdicts))
        .collect();
    Summary {
        engine: ENGINE.to_owned(),
        topology: plan.shape.topology.clone(),
        duration: plan.duration.as_secs(),
        window: (facts.window().0.as_secs(), facts.window().1.as_secs()),
        nodes: observers::node_summaries(&facts),
        routes: observers::route_summaries(&facts),
        charts: observers::charts(&facts),
        curves: observers::curves(&facts),
        state_timelines: observers::timelines(&facts),
        latencies: facts.get::<Latencies>().histogram.clone(),
        metrics,
        verdicts,
        objectives,
        faults: fault_spans(plan, recording),
        notices: notices(plan, recording),
        truncated: recording.truncated.map(|budget| budget.says(recording)),
        events: recording.events,
        // It takes longer than the rest together, and is seldom needed.
        digest: None,
    }
}

impl Budget {
    fn says(self, recording: &Recording) -> String {
        let why = match self {
            Self::Events => format!("it may have {} events", recording.events),
            Self::Memory => "it may take 64 MB of memory".to_owned(),
            Self::Time => "simulating the rest would take too long".to_owned(),
        };
        format!(
            "The run was cut short at {}, because {why}: all that is shown is about the time before.",
            recording.end
        )
    }
}

fn notices(plan: &Plan, recording: &Recording) -> Vec<String> {
    let later = recording
        .resolved_targets
        .iter()
        .flat_map(|resolved_targets| resolved_targets.notices(plan));
    let before = plan.notices.iter().map(ToString::to_string);
    before.chain(later).collect()
}

fn fault_spans(plan: &Plan, recording: &Recording) -> Vec<FaultSpan> {
    let end = plan.duration.as_secs();
    let span = |(index, fault): (usize, &crate::plan::PlannedFault)| {
        let mut resolved_targets = recording.resolved_targets.iter();
        let resolved_targets =
            resolved_targets.find(|resolved_targets| resolved_targets.fault as usize == index);
        let is_active = recording.does_something(plan, index as u32);
        let from = fault.from.as_secs().min(end);
        FaultSpan {
            label: resolved_targets.map_or_else(
                || fault.label.clone(),
                |resolved_targets| resolved_targets.label(plan),
            ),
            from,
            // A fault that changes nothing is active for no time at all.
            to: if is_active {
                fault.to.as_secs().min(end)
            } else {
                from
            },
        }
    };
    plan.faults.iter().enumerate().map(span).collect()
}

/// Result of an objective.
pub fn objective(
    want: &str,
    goal: &Goal,
    metrics: &[Metric],
    verdicts: &[Verdict],
) -> ObjectiveResult {
    let (holds, says) = match goal {
        Goal::Verdict(id) => match verdicts.iter().find(|verdict| verdict.id == *id) {
            Some(verdict) => (verdict.holds, verdict.says.clone()),
            None => (
                Holds::Undecided,
                "This run has nothing to check that on.".to_owned(),
            ),
        },
        Goal::Metric {
            id,
            comparison,
            bound,
        } => {
            let metric = metrics.iter().find(|metric| metric.id == *id);
            match metric.and_then(|metric| Some((metric, metric.value?))) {
                Some((metric, value)) => {
                    let value_says = format!("{} is {}.", metric.name, metric.unit.print(value));
                    let note = metric.note.as_deref().map(|note| format!(" {note}"));
                    let says = value_says + &note.unwrap_or_default();
                    (comparison.holds(value, *bound), says)
                }
                None => (Holds::Undecided, "There was nothing to measure.".to_owned()),
            }
        }
    };
    ObjectiveResult {
        want: want.to_owned(),
        holds,
        says,
    }
}

impl Comparison {
    fn holds(self, value: f64, bound: f64) -> Holds {
        let holds = match self {
            Self::AtLeast => value >= bound,
            Self::AtMost => value <= bound,
        };
        if holds { Holds::Yes } else { Holds::No }
    }
}
