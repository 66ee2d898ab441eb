//! Retries: whether a failed attempt is worth another, who pays for it, and how long to wait before.

use super::Call;
use crate::luck::{DrawKey, Purpose};
use crate::nodes::event::Event;
use crate::nodes::simulation::Simulation;
use crate::packet::CallId;
use crate::resilience::{CallKind, RetryBudget};
use crate::time::Span;
use crate::vocabulary::Outcome;

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
        self.schedule_locally(call.process, wait, Event::Retry { call: id });
        true
    }

    /// How long to wait before the next attempt; `None` if the rules allow none.
    fn wait_before_retry(&self, call: &Call, outcome: Outcome) -> Option<Span> {
        let settings = &self.settings.routes[call.route as usize];
        let failure = outcome
            .failure()
            .filter(|_| settings.retried.contain(outcome))?;
        let verb = call.context.verb.traits();
        let operation = CallKind {
            method: verb.method,
            keyed: verb.mutates && settings.knows_repetitions,
        };
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
