//! Retries: whether a failed attempt is worth another, who pays for it, and how long to wait before.

use super::Call;
use crate::luck::{DrawKey, Purpose};
use crate::nodes::event::{CallId, Event};
use crate::nodes::simulation::Simulation;
use crate::resilience::{CallKind, Failure, Method, RetryBudget};
use crate::time::Span;
use crate::vocabulary::{Outcome, Verb};

impl Simulation {
    /// Tries a failed call again, now or after a wait. `false` is to give up.
    pub(super) fn try_again(&mut self, id: CallId, outcome: Outcome) -> bool {
        let Some(&call) = self.calls.get(id) else {
            return false;
        };
        let Some(wait) = self.wait_before_retry(&call, outcome) else {
            return false;
        };
        let in_time = call.deadline.left(self.local_now(call.process));
        if in_time.is_some_and(|left| left <= wait) || !self.pay_for_retry(&call) {
            return false;
        }
        if wait == Span::ZERO {
            self.attempt(id);
            return true;
        }
        if let Some(call) = self.calls.get_mut(id) {
            call.waited = wait;
        }
        let wait = self.conditions.processes[call.process as usize].true_span(wait);
        self.schedule(self.now + wait, Event::Retry { call: id });
        true
    }

    /// How long to wait before the next attempt; `None` if the rules allow none.
    fn wait_before_retry(&self, call: &Call, outcome: Outcome) -> Option<Span> {
        let settings = &self.settings.routes[call.route as usize];
        let failure = failure(outcome).filter(|_| settings.retried.contain(outcome))?;
        let operation = operation(call.context.operation, settings.knows_repetitions);
        let entity = self.shape.routes[call.route as usize].entity;
        let draw = self.luck.draw(
            entity,
            Purpose::Jitter,
            DrawKey::leg(call.context.fortune, call.attempt, 0),
        );
        let made = u32::from(call.made());
        settings
            .retry
            .next(made, call.waited, failure, operation, draw)
    }

    /// A call begins: it adds to what its caller may spend on retries.
    pub(super) fn deposit(&mut self, process: u32, route: u16) {
        let now = self.local_now(process);
        if let Some(budget) = self.budget(process, route) {
            budget.deposit(now);
        }
    }

    fn pay_for_retry(&mut self, call: &Call) -> bool {
        let now = self.local_now(call.process);
        let budget = self.budget(call.process, call.route);
        budget.is_none_or(|budget| budget.try_withdraw(now))
    }

    /// What a process may spend on retries of a route, if that is limited.
    fn budget(&mut self, process: u32, route: u16) -> Option<&mut RetryBudget> {
        let settings = self.settings.routes[route as usize].budget?;
        let place = self.place(process, route);
        let budget = self.budgets[place].get_or_insert_with(|| RetryBudget::new(settings));
        budget.configure(settings);
        Some(budget)
    }
}

/// A failure in the words of the retry rules; a success is none.
fn failure(outcome: Outcome) -> Option<Failure> {
    match outcome {
        Outcome::Success | Outcome::Fallback | Outcome::Compensated => None,
        Outcome::Error => Some(Failure::Internal),
        // The connection may have broken, or the quorum been missed, after something was done.
        Outcome::Refused | Outcome::Unavailable => Some(Failure::BadGateway),
        Outcome::Timeout | Outcome::Deposed => Some(Failure::Timeout),
        // Nothing was done.
        Outcome::Rejected | Outcome::NotLeader | Outcome::BreakerOpen => Some(Failure::Refused),
        Outcome::Conflict => Some(Failure::Conflict),
    }
}

/// What a call does, in the words of the retry rules.
fn operation(kind: Verb, knows_repetitions: bool) -> CallKind {
    match kind {
        Verb::Read => CallKind {
            method: Method::Get,
            keyed: false,
        },
        Verb::Write => CallKind {
            method: Method::Post,
            keyed: knows_repetitions,
        },
        // Once it has written, the value is another one, and the second time does nothing.
        Verb::CompareAndSet => CallKind {
            method: Method::Put,
            keyed: knows_repetitions,
        },
    }
}
