//! Do breakers keep their rules? What was observed of calls and of states is held against a second account of
//! the rules; no breaker is asked.
//!
//! ```text
//! closed     every call passes; it opens at once when the calls of this state reach the threshold, and only then
//! open       no call passes; after its time, by the caller's clock, the next call finds it half open
//! half open  so many probes pass, and what they show closes or opens it
//! ```

mod account;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::observer::{Facts, Judgement};
use crate::plan::{Change, Plan};
use crate::recording::{Guarded, Recording};
use crate::resilience::BreakerSettings;
use crate::summary::Evidence;
use crate::time::Instant;
use crate::vocabulary::{BreakerState, Cause, Observed};
use account::{Account, Wrong};

/// Something that happened to a breaker.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Its place in the order of all that happened to breakers.
    turn: u32,
    at: Instant,
    process: u32,
    route: u16,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Asked(Guarded),
    Told(Guarded),
    Changed(Changed),
}

/// A change of state, by the caller's clock.
#[derive(Clone, Copy, Debug)]
struct Changed {
    to: BreakerState,
    cause: Cause,
    local: Instant,
}

/// Checks the breakers of a recording.
pub(super) fn check(facts: &Facts<'_>) -> Judgement {
    let mut accounts = BTreeMap::new();
    match go_through(facts.plan, &steps(facts.recording), &mut accounts) {
        Ok(()) => Judgement::by(summary(&accounts), None),
        Err((step, wrong)) => {
            let evidence = evidence(facts.plan, &step, wrong);
            Judgement::by(evidence.says.clone(), Some(evidence))
        }
    }
}

/// All that happened to breakers, in its order.
fn steps(recording: &Recording) -> Vec<Step> {
    let mut steps = Vec::with_capacity(recording.guarded.len() * 2);
    for call in &recording.guarded {
        let (process, route) = (call.asked.process, call.asked.route);
        let step = |turn, at, what| Step {
            turn,
            at,
            process,
            route,
            what,
        };
        steps.push(step(call.turn, call.asked.at, What::Asked(*call)));
        steps.extend(
            call.told
                .map(|told| step(told.turn, told.at, What::Told(*call))),
        );
    }
    for observation in &recording.observations {
        if let Observed::Breaker {
            route,
            to,
            cause,
            local,
            turn,
        } = observation.what
        {
            steps.push(Step {
                turn,
                at: observation.at,
                process: observation.process,
                route,
                what: What::Changed(Changed { to, cause, local }),
            });
        }
    }
    steps.sort_unstable_by_key(|step| step.turn);
    steps
}

type Accounts = BTreeMap<(u32, u16), Account>;

fn go_through(plan: &Plan, steps: &[Step], accounts: &mut Accounts) -> Result<(), (Step, Wrong)> {
    let mut last = BTreeMap::new();
    let timetable = Timetable::new(plan);
    for step in steps {
        let Some(settings) = timetable.at(step.at, step.route) else {
            continue;
        };
        let of = (step.process, step.route);
        let account = accounts.entry(of).or_default();
        account
            .take(step, &settings)
            .map_err(|wrong| (*step, wrong))?;
        last.insert(of, *step);
    }
    // What is due at the end of the run had no next step to be missed by.
    let missed = accounts
        .iter()
        .find_map(|(of, account)| Some((last[of], account.missed()?)));
    missed.map_or(Ok(()), Err)
}

/// The settings of breakers over a run: an intervention may have changed them.
struct Timetable<'a> {
    plan: &'a Plan,
    /// From when on which settings hold, in order.
    changes: Vec<(Instant, u32)>,
}

impl<'a> Timetable<'a> {
    fn new(plan: &'a Plan) -> Self {
        let changes = plan.changes.iter();
        let of_settings = changes.filter_map(|(at, change)| match change {
            Change::Settings(_, settings) => Some((*at, *settings)),
            Change::Begin(_) | Change::End(_) => None,
        });
        Self {
            plan,
            changes: of_settings.collect(),
        }
    }

    /// The settings of the breaker of a route at a moment.
    fn at(&self, at: Instant, route: u16) -> Option<BreakerSettings> {
        let before = self.changes.partition_point(|(moment, _)| *moment <= at);
        let latest = before.checked_sub(1).map_or(0, |last| self.changes[last].1);
        let route = &self.plan.settings[latest as usize].routes[route as usize];
        route.gate_as().copied()
    }
}

fn summary(accounts: &Accounts) -> String {
    let sum = |of: fn(&Account) -> u64| accounts.values().map(of).sum::<u64>();
    format!(
        "Changes of state: {}, each by the rules. Calls: {} passed while closed, {} while half open, none while open; {} were refused.",
        sum(|account| account.changes),
        sum(|account| account.passed_closed),
        sum(|account| account.passed_half_open),
        sum(|account| account.refused),
    )
}

fn evidence(plan: &Plan, step: &Step, wrong: Wrong) -> Evidence {
    let topology = &plan.shape.topology;
    let request = match step.what {
        What::Asked(call) | What::Told(call) => Some(call.asked.request),
        What::Changed(_) => None,
    };
    let about = request.map_or(String::new(), |request| format!(", at request {request}"));
    Evidence {
        at: step.at.as_secs(),
        requests: request.into_iter().collect(),
        processes: vec![step.process],
        says: format!(
            "At {} the breaker of {} for {} {}{about}.",
            step.at,
            topology.processes[step.process as usize].name,
            topology.routes[step.route as usize].name,
            wrong.says(),
        ),
    }
}
