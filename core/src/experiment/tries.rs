//! Tries: settings that a story offers, checked before use.

use super::{catalogue, plan};
use crate::params::{Issues, Path, listed, shorten};
use crate::plan::Plan;
use crate::scenario::{Document, Shown, Try, changed};

/// Checks that every try can be done: its settings give a valid scenario, its moment is within the run, and the part that
/// it shows exists.
///
/// # Errors
/// All problems, with the path of the try.
pub fn validate_tries(document: &Document) -> Result<(), Issues> {
    let mut issues = Issues::default();
    let tries = Path::root().child("story").child("tries");
    for (index, one) in document.scenario()?.story.tries.0.iter().enumerate() {
        let path = tries.child(&index.to_string());
        match changed(document, &one.set).and_then(|changed| plan(&changed)) {
            Ok(plan) => check(one, &plan, &path, &mut issues),
            Err(problems) => {
                for issue in problems.0 {
                    issues.add(&path.child("set"), issue.to_string());
                }
            }
        }
    }
    issues.or(())
}

fn check(one: &Try, plan: &Plan, path: &Path, issues: &mut Issues) {
    if let Some(at) = one.at.filter(|at| *at > plan.duration) {
        let problem = format!(
            "found {at}, allowed is up to the end of the run at {}",
            plan.duration
        );
        issues.add(&path.child("at"), problem);
    }
    for (index, shown) in one.shows.iter().enumerate() {
        if let Err(problem) = find(shown, plan) {
            issues.add(&path.child("shows").child(&index.to_string()), problem);
        }
    }
}

/// Checks that the part to show exists.
fn find(shown: &Shown, plan: &Plan) -> Result<(), String> {
    let topology = &plan.shape.topology;
    let catalogue = catalogue();
    let metrics = || catalogue.metrics.iter().map(|(id, _)| *id);
    let (name, is_there, allowed) = match shown {
        Shown::Tab(_) => return Ok(()),
        Shown::Metric(id) => {
            let is_there = metrics().any(|known| known == id);
            (id, is_there, metrics().collect::<Vec<_>>().join(", "))
        }
        Shown::Verdict(id) => {
            let is_there = catalogue.verdicts.contains(&id.as_str());
            (id, is_there, catalogue.verdicts.join(", "))
        }
        Shown::Select(name) => {
            let nodes = topology.nodes.iter().map(|node| node.name.as_str());
            let known = format!(
                "a node ({}), one of its processes, or a call",
                listed(nodes)
            );
            (name, topology.has(name), known)
        }
    };
    if is_there {
        return Ok(());
    }
    Err(format!("found \"{}\", allowed is {allowed}", shorten(name)))
}
