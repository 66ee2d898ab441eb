//! What became of sagas, and how long they took.

use super::quantiles;
use crate::plan::Plan;
use crate::recording::{Recording, Saga, sagas};
use crate::time::{Instant, Span};
use crate::transactions::saga::Outcome;

/// The sagas that began in the measured window and have ended.
fn ended(plan: &Plan, recording: &Recording) -> Vec<Saga> {
    let (from, to) = plan.window;
    let mut ended = sagas(plan, recording, Instant::NEVER);
    ended.retain(|saga| saga.outcome().is_some() && (from..to).contains(&saga.begun));
    ended
}

/// The share that was compensated.
pub(super) fn compensated(plan: &Plan, recording: &Recording) -> Option<f64> {
    let ended = ended(plan, recording);
    let compensated = ended
        .iter()
        .filter(|saga| saga.outcome() == Some(Outcome::Compensated))
        .count();
    (!ended.is_empty()).then(|| compensated as f64 / ended.len() as f64)
}

/// How long 99 in 100 took at most, in seconds.
pub(super) fn p99(plan: &Plan, recording: &Recording) -> Option<f64> {
    let mut spans: Vec<_> = ended(plan, recording)
        .iter()
        .map(|saga| saga.progress - saga.begun)
        .collect();
    let [p99] = quantiles(&mut spans, [0.99]);
    p99.map(Span::as_secs)
}
