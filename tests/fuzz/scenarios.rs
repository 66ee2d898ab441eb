//! Scenarios: JSON text to a plan to a short run, judged and viewed.

use std::sync::Arc;

use netsplit_core::experiment;
use netsplit_core::luck::Seed;
use netsplit_core::nodes::Simulation;
use netsplit_core::params::Issues;
use netsplit_core::plan::Plan;
use netsplit_core::replay::Replay;
use netsplit_core::scenario::{Document, Scenario, controls};
use netsplit_core::summary::Holds;
use netsplit_core::time::Instant;
use netsplit_tests::sentence;

use crate::choices::Choices;
use crate::{fuzz, mutation, try_found};

/// Maximum number of events: most failures happen early.
const EVENTS: u64 = 5000;

fn make(choices: &mut Choices<'_>) -> String {
    let garble = choices.once_in(8);
    let text = mutation::document(choices).to_string();
    if garble {
        mutation::garbled(&text, choices)
    } else {
        text
    }
}

/// From text to plan: every step that can refuse.
fn open(text: &str) -> Result<(Arc<Scenario>, Plan), Issues> {
    let document = Document::parse(text)?;
    let scenario = document.scenario()?;
    let plan = Plan::new(&scenario, &experiment::catalogue())?;
    controls(&document, &document);
    Ok((scenario, plan))
}

pub(crate) fn judge(text: &str) {
    match open(text) {
        Ok((scenario, plan)) => run(&scenario, plan),
        Err(issues) => {
            assert!(!issues.is_empty(), "refused without a reason");
            issues.0.iter().for_each(sentence::check);
        }
    }
}

fn run(scenario: &Scenario, plan: Plan) {
    let plan = Arc::new(plan);
    let simulation = Simulation::new(Arc::clone(&plan), Seed(1));
    let recording = Arc::new(simulation.with_budget(EVENTS).run());
    let summary = experiment::judge(&plan, &recording);
    for verdict in &summary.verdicts {
        let always = ["conservation", "littles-law"].contains(&verdict.id.as_str());
        assert!(!always || verdict.holds == Holds::Yes, "{}", verdict.says);
    }
    for metric in &summary.metrics {
        assert!(metric.value.is_none_or(f64::is_finite), "{metric:?}");
    }
    look(&Replay::new(plan, recording), scenario.duration.as_secs());
}

/// Everything that a page requests of a run.
fn look(replay: &Replay, duration: f64) {
    for share in [0.0, 0.3, 1.0, 2.0] {
        let at = Instant::from_secs(duration * share);
        let frame = replay.frame(at);
        assert!(frame.at.is_finite(), "{}", frame.at);
        replay.log(at, 20);
        replay.step(at, true);
        replay.step(at, false);
    }
}

#[test]
fn scenarios_are_refused_or_run() {
    fuzz(make, judge);
}

#[test]
fn scenarios_that_broke_something() {
    try_found("scenarios", judge);
}
