//! What became of sagas, and how long they took.

use super::quantiles;
use crate::plan::Plan;
use crate::recording::Recording;
use crate::replay::{Saga, sagas};
use crate::time::{Instant, Span};
use crate::transactions::saga::SagaOutcome;

/// The sagas that began in the measured window and have ended.
pub(super) fn ended(plan: &Plan, recording: &Recording) -> Vec<Saga> {
    if !plan.has_sagas() {
        return Vec::new();
    }
    let (from, to) = plan.window;
    let mut ended = sagas(plan, recording, Instant::NEVER);
    ended.retain(|saga| saga.outcome().is_some() && (from..to).contains(&saga.begun));
    ended
}

/// The share that was compensated.
pub(super) fn compensated(ended: &[Saga]) -> Option<f64> {
    let compensated = ended
        .iter()
        .filter(|saga| saga.outcome() == Some(SagaOutcome::Compensated))
        .count();
    (!ended.is_empty()).then(|| compensated as f64 / ended.len() as f64)
}

/// How long 99 in 100 took at most, in seconds.
pub(super) fn p99(ended: &[Saga]) -> Option<f64> {
    let mut spans: Vec<_> = ended
        .iter()
        .map(|saga| saga.progress - saga.begun)
        .collect();
    let [p99] = quantiles(&mut spans, [0.99]);
    p99.map(Span::as_secs)
}
