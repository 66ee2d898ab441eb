//! Turns of a saga, as lines of the log; its steps are told by messages.

use crate::observer::Facts;
use crate::recording::Observation;
use crate::transactions::saga::{Phase, SagaOutcome};
use crate::vocabulary::{Observed, SagaChange};

pub(super) fn tell(_: &Facts<'_>, observation: &Observation) -> Option<(String, bool)> {
    let Observed::Saga { saga, change } = observation.what else {
        return None;
    };
    let (verb, bad) = match change {
        SagaChange::Phase(Phase::Acting { step: 0 }) => ("begins", false),
        SagaChange::Phase(Phase::Compensating { .. }) => ("compensates", true),
        SagaChange::Phase(Phase::Ended(SagaOutcome::Completed)) => ("has completed", false),
        SagaChange::Phase(Phase::Ended(SagaOutcome::Compensated)) => ("has compensated", false),
        SagaChange::GivenUp => ("gives up", true),
        SagaChange::Phase(Phase::Acting { .. }) | SagaChange::Step { .. } => return None,
    };
    let request = saga as u32;
    Some((format!("{verb} the saga of request {request}"), bad))
}
