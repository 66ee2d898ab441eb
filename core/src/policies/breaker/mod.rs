//! Breakers: a caller stops calling what keeps failing, see [`crate::resilience::CircuitBreaker`].

pub mod params;

use std::any::Any;
use std::sync::Arc;

use crate::gate::{Admission, Caller, Gate, GateSettings, Ticket};
use crate::packet::CallId;
use crate::params::{Issues, Path, Share};
use crate::plan::Plan;
use crate::resilience::{
    BreakerSettings, CircuitBreaker, Permit, Rejected, Slow, State, Transition, Trial, Trip, Window,
};
use crate::scenario::Call;
use crate::time::Instant;
use crate::vocabulary::{BreakerState, Cause, Outcome};
use params::Breaker;

/// The breaker of a call, if it has one that works.
pub(super) fn gate(call: &Call) -> Option<Arc<dyn GateSettings>> {
    let own = call.breaker.as_ref().filter(|own| own.enabled)?;
    Some(Arc::new(settings(own)))
}

/// Reports a share of slow calls where nothing says which are slow.
pub(super) fn check(call: &Call, path: &Path, issues: &mut Issues) {
    let rate = call.breaker.as_ref().map(|own| (own.slow, &own.rate));
    if let Some((None, Some(rate))) = rate
        && rate.slow.is_some()
    {
        issues.add(
            &path.child("breaker").child("rate").child("slow"),
            "found a share of slow calls, but breaker.slow does not say which calls are slow",
        );
    }
}

fn settings(breaker: &Breaker) -> BreakerSettings {
    let by_share = breaker
        .rate
        .as_ref()
        .is_some_and(|rate| rate.slow.is_some());
    BreakerSettings {
        trip: breaker
            .rate
            .as_ref()
            .map_or(Trip::consecutive(breaker.failures), |rate| Trip::Rate {
                failures: rate.failures.thousandths(),
                slow: rate.slow.map(Share::thousandths),
                minimum_calls: rate.minimum,
                window: Window::Time(rate.window),
            }),
        open_for: breaker.open,
        trial: Trial {
            probes: breaker.probes,
            successes: breaker.successes,
            failures: 1,
        },
        slow: breaker.slow.map(|longer_than| Slow {
            longer_than,
            fails: !by_share,
        }),
    }
}

impl GateSettings for BreakerSettings {
    fn gate(&self, local: Instant) -> Box<dyn Gate> {
        Box::new(BreakerGate {
            breaker: CircuitBreaker::new(*self, local),
            passed: Vec::new(),
            free: Vec::new(),
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Plan {
    /// True if a route has a breaker at any time of the run.
    pub fn has_breaker(&self, route: usize) -> bool {
        let mut settings = self.settings.iter();
        settings.any(|settings| {
            let route = &settings.routes[route];
            route.gate_as::<BreakerSettings>().is_some()
        })
    }
}

struct BreakerGate {
    breaker: CircuitBreaker,
    /// Attempts that passed and have not ended, by their tickets.
    passed: Vec<Passed>,
    /// Tickets that are free again.
    free: Vec<u32>,
}

/// An attempt that passed.
#[derive(Clone, Copy)]
struct Passed {
    permit: Permit,
    /// Its number among the attempts that asked a breaker.
    number: u32,
}

impl BreakerGate {
    fn keep(&mut self, passed: Passed) -> Ticket {
        if let Some(free) = self.free.pop() {
            self.passed[free as usize] = passed;
            return Ticket(free);
        }
        self.passed.push(passed);
        Ticket(self.passed.len() as u32 - 1)
    }

    fn observe(&mut self, run: &mut dyn Caller) {
        for Transition { at, from, to } in self.breaker.take_transitions() {
            let cause = match from {
                State::Open => Cause::Time,
                State::Closed | State::HalfOpen => Cause::Calls,
            };
            run.breaker_changed(to.into(), at, cause);
        }
    }
}

impl Gate for BreakerGate {
    fn configure(&mut self, settings: &dyn GateSettings) {
        if let Some(settings) = settings.as_any().downcast_ref() {
            self.breaker.configure(*settings);
        }
    }

    fn admit(&mut self, _: CallId, run: &mut dyn Caller) -> Admission {
        let answer = self.breaker.allow(run.local_now());
        self.observe(run);
        let number = run.asked(answer.is_ok());
        match answer {
            Ok(permit) => Admission::Passes(self.keep(Passed { permit, number })),
            Err(Rejected { .. }) => Admission::Refused(Outcome::BreakerOpen),
        }
    }

    fn ended(&mut self, ticket: Ticket, outcome: Outcome, run: &mut dyn Caller) {
        let passed = self.passed[ticket.0 as usize];
        self.free.push(ticket.0);
        let local = run.local_now();
        let success = outcome.is_sound() || outcome == Outcome::NotLeader;
        if success {
            self.breaker.success(local, passed.permit);
        } else {
            self.breaker.failure(local, passed.permit);
        }
        run.told(passed.number, success);
        self.observe(run);
    }

    fn crash(&mut self, run: &mut dyn Caller) {
        run.breaker_changed(BreakerState::Closed, run.local_now(), Cause::Crash);
    }
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
