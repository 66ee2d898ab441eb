//! Lint: all that is worth knowing about a scenario before it is run.

use super::{catalogue, plan, validate_claims, validate_tries};
use crate::params::{Issues, Path};
use crate::plan::{Goal, Notice, Plan};
use crate::resilience::BreakerSettings;
use crate::scenario::{Document, Scenario};

/// Checks a scenario with its claims and tries, and gives what can be run and yet means nothing, or not what was meant.
///
/// # Errors
/// Everything that is wrong with it: then it cannot be run.
pub fn lint(document: &Document) -> Result<(Plan, Vec<Notice>), Issues> {
    let plan = plan(document)?;
    validate_claims(document)?;
    validate_tries(document)?;
    let scenario = document.scenario()?;
    let mut notices = plan.notices.clone();
    notices.extend(settled_claims(&scenario));
    notices.extend(breakers_without_timeout(&plan));
    Ok((plan, notices))
}

/// Claims that every run confirms, or none.
fn settled_claims(scenario: &Scenario) -> Vec<Notice> {
    let catalogue = catalogue();
    let root = Path::root().child("claims");
    let mut notices = Vec::new();
    for (index, claim) in scenario.claims.iter().enumerate() {
        let path = root.child(&index.to_string());
        for want in claim.holds.iter().chain(&claim.violates) {
            let goal = Goal::parse(want, &catalogue).ok();
            let settled = |goal| Notice::settled(&path, want, &goal, &catalogue, scenario.duration);
            notices.extend(goal.and_then(settled));
        }
    }
    notices
}

/// A breaker that is half open waits for its probe, and a call without a timeout may wait for ever.
fn breakers_without_timeout(plan: &Plan) -> Vec<Notice> {
    let calls = Path::root().child("calls");
    let routes = plan.shape.topology.routes.iter();
    let routes = routes.zip(&plan.settings[0].routes);
    let endless = routes.filter(|(_, settings)| {
        settings.gate_as::<BreakerSettings>().is_some()
            && settings.timeout.is_none()
            && settings.deadline.is_none()
    });
    endless
        .map(|(route, _)| {
            let problem = "a breaker on a call without a timeout: one probe that gets no answer keeps it half open for ever";
            let advice = "give the call a timeout or a deadline";
            Notice::new(&calls.child(&route.name), problem.to_owned(), advice)
        })
        .collect()
}
