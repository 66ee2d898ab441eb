//! Breakers: do they keep their rules, when were they open, and how they are at a moment.

mod rules;
mod timeline;

use crate::frame::Row;
use crate::observer::{Facts, Moment, Observer, VerdictDefinition};
use crate::panel::{Mark, Tone};
use crate::plan::{Plan, RoutePlan};
use crate::recording::Observation;
use crate::vocabulary::{BreakerState, Observed};

/// Breakers of callers.
pub(super) const BREAKERS: Observer = Observer {
    verdicts: &[VerdictDefinition {
        id: "breaker-legal",
        name: "Breakers keep their rules",
        applies: has_breakers,
        check: rules::check,
    }],
    timelines: &[timeline::timelines],
    tells: &[tell],
    rows: &[rows],
    route_marks: &[mark],
    ..Observer::NONE
};

/// True if any call has a breaker at any time of the run.
fn has_breakers(plan: &Plan) -> bool {
    (0..plan.shape.routes.len()).any(|route| plan.has_breaker(route))
}

/// The breakers of a route that are not closed.
fn mark(moment: &Moment<'_>, route: u32) -> Option<Mark> {
    let plan = moment.plan;
    if !plan.has_breaker(route as usize) {
        return None;
    }
    let from = plan.shape.routes[route as usize].from;
    let caller = &plan.shape.topology.nodes[from as usize];
    let count = |wanted| {
        let states = caller
            .processes()
            .map(|process| moment.breaker(process, route as u16));
        states.filter(|state| *state == wanted).count()
    };
    let (open, half_open) = (count(BreakerState::Open), count(BreakerState::HalfOpen));
    let breakers = |found: usize, word: &str| match caller.replicas {
        1 => format!("breaker {word}"),
        all => format!("{found} of {all} breakers {word}"),
    };
    match (open, half_open) {
        (0, 0) => None,
        (0, half_open) => Some(Mark {
            letter: "H".to_owned(),
            says: breakers(half_open, "half open"),
            tone: Tone::Busy,
        }),
        (open, _) => Some(Mark {
            letter: "O".to_owned(),
            says: breakers(open, "open"),
            tone: Tone::Bad,
        }),
    }
}

/// A change of state, as a line of the log.
fn tell(facts: &Facts<'_>, observation: &Observation) -> Option<(String, bool)> {
    let Observed::Breaker { route, to, .. } = observation.what else {
        return None;
    };
    let name = &facts.plan.shape.topology.routes[route as usize].name;
    let says = format!("breaker of {name} is {}", to.word());
    Some((says, to == BreakerState::Open))
}

/// A row for each breaker of a process.
fn rows(moment: &Moment<'_>, process: u32) -> Vec<Row> {
    let shape = &moment.plan.shape;
    let node = shape.processes[process as usize].node;
    let routes = shape.routes.iter().enumerate();
    let own = routes.filter(|(index, route)| route.from == node && moment.plan.has_breaker(*index));
    let row = |(index, route): (usize, &RoutePlan)| {
        let callee = &shape.topology.nodes[route.to as usize].label;
        Row {
            label: format!("breaker to {callee}"),
            value: moment.breaker(process, index as u16).word().to_owned(),
        }
    };
    own.map(row).collect()
}
