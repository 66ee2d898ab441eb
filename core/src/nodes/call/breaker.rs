//! Breakers: whether a call may be made, what its end says, and what is observed of both.

use crate::nodes::event::Event;
use crate::nodes::simulation::Simulation;
use crate::packet::CallId;
use crate::recording::Asked;
use crate::resilience::{CircuitBreaker, Permit, Rejected, State, Transition};
use crate::vocabulary::{BreakerState, Cause, Observed, Outcome};

/// Permission to make an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) struct PassedBreaker {
    permit: Permit,
    /// Its number among the calls that asked a breaker.
    number: u32,
}

impl From<State> for BreakerState {
    fn from(state: State) -> Self {
        match state {
            State::Closed => Self::Closed,
            State::Open => Self::Open,
            State::HalfOpen => Self::HalfOpen,
        }
    }
}

impl Simulation {
    /// Asks the breaker of a caller, if it has one, whether a call may be made.
    pub(super) fn ask_breaker(
        &mut self,
        process: u32,
        route: u16,
        request: u32,
    ) -> Result<Option<PassedBreaker>, Rejected> {
        let Some(settings) = self.settings.routes[route as usize].breaker else {
            return Ok(None);
        };
        let local = self.local_now(process);
        let place = self.place(process, route);
        let breaker =
            self.breakers[place].get_or_insert_with(|| CircuitBreaker::new(settings, local));
        breaker.configure(settings);
        let answer = breaker.allow(local);
        let changes = breaker.take_transitions();
        self.observe_breaker(process, route, &changes);
        let number = self.recorder.asked(Asked {
            process,
            route,
            request,
            at: self.now,
            local,
            passed: answer.is_ok(),
        });
        answer.map(|permit| Some(PassedBreaker { permit, number }))
    }

    /// The breaker refuses the call: the attempt is over before it began.
    pub(super) fn fail_fast(&mut self, id: CallId) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.attempt += 1;
        let (route, original) = (call.route, call.is_original());
        self.recorder.attempt(self.now, route, original);
        self.recorder
            .attempt_ended(self.now, route, Outcome::BreakerOpen);
        // Not at once, but as the next event: whoever calls may still be setting up the other calls of its step.
        self.schedule(self.now, Event::FailedFast(id));
    }

    /// A call that the breaker refused goes on.
    pub(in crate::nodes) fn failed_fast(&mut self, id: CallId) {
        self.go_on(id, Outcome::BreakerOpen, 0);
    }

    /// An attempt that the breaker let pass has ended.
    pub(super) fn tell_breaker(
        &mut self,
        process: u32,
        route: u16,
        passed: PassedBreaker,
        success: bool,
    ) {
        let local = self.local_now(process);
        let place = self.place(process, route);
        let settings = self.settings.routes[route as usize].breaker;
        let (Some(breaker), Some(settings)) = (&mut self.breakers[place], settings) else {
            return;
        };
        breaker.configure(settings);
        if success {
            breaker.success(local, passed.permit);
        } else {
            breaker.failure(local, passed.permit);
        }
        let changes = breaker.take_transitions();
        self.recorder.told(passed.number, self.now, local, success);
        self.observe_breaker(process, route, &changes);
    }

    fn observe_breaker(&mut self, process: u32, route: u16, changes: &[Transition]) {
        for Transition { at, from, to } in changes {
            let cause = match from {
                State::Open => Cause::Time,
                State::Closed | State::HalfOpen => Cause::Calls,
            };
            self.change_breaker(process, route, *to, *at, cause);
        }
    }

    fn change_breaker(
        &mut self,
        process: u32,
        route: u16,
        to: State,
        local: crate::time::Instant,
        cause: Cause,
    ) {
        let turn = self.recorder.next_turn();
        let what = Observed::Breaker {
            route,
            to: to.into(),
            cause,
            local,
            turn,
        };
        self.recorder.observe(self.now, process, what);
        self.recorder.breaker(self.now, process, route, to.into());
    }

    /// A process is gone, and with it what its breakers and budgets knew.
    pub(in crate::nodes) fn forget_policies_of(&mut self, process: u32) {
        let node = self.processes[process as usize].node;
        for route in 0..self.shape.routes.len() as u16 {
            if self.shape.routes[route as usize].from != node {
                continue;
            }
            let (place, local) = (self.place(process, route), self.local_now(process));
            self.budgets[place] = None;
            if self.breakers[place].take().is_some() {
                self.change_breaker(process, route, State::Closed, local, Cause::Crash);
            }
        }
    }
}
