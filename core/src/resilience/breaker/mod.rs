//! A circuit breaker stops calls to a callee that keeps failing, and probes it with a few calls after a while.
//!
//! ```text
//!            too many failures                 open_for is over
//!  CLOSED ----------------------> OPEN ----------------------------> HALF-OPEN
//!  calls pass          refuses every call at once             a few probes pass
//!    ^                              ^  trial.failures of them failed     |  |
//!    |                              +------------------------------------+  |
//!    +----------------------------------------------------------------------+
//!                      trial.successes of them succeeded
//! ```
//!
//! Use it before every call to another process: callers of a dead or slow service get an answer at once and keep their
//! threads, and the service gets time to recover. It costs requests that would have succeeded: those refused after the
//! service has recovered, and those refused because the threshold is so low that chance opens the breaker.
//!
//! A result is counted only in the state in which its call began: a late result says nothing about the present state.
//! gobreaker does the same (its "generation"); resilience4j counts late results.
//!
//! Sources: Nygard 2018, "Release It!", 2nd edition, section 5.2. The three libraries whose recorded behaviour
//! this file reproduces: sony/gobreaker (generations, interval), failsafe-go (k of n, trial), resilience4j
//! (rates, slow calls, minimum of calls, sliding window of time).

mod settings;
#[cfg(test)]
mod tests;

pub use settings::{BreakerSettings, Slow, Tally, Trial, Trip, Window};

use super::recent::Recent;
use crate::time::{Instant, Span};

/// Number of slices of a time window: old calls leave it one slice at a time. Each call costs constant time on average,
/// however many calls the window holds.
const SLICES: u64 = 20;

/// State of a breaker.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// Calls pass, and their results are counted.
    Closed,
    /// Calls are refused.
    Open,
    /// A few calls pass as probes.
    HalfOpen,
}

/// Calls that began in the present state, or in the present interval.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Counts {
    /// Calls that passed.
    pub requests: u32,
    /// Calls that succeeded.
    pub successes: u32,
    /// Calls that failed.
    pub failures: u32,
    /// Successes since the last failure.
    pub consecutive_successes: u32,
    /// Failures since the last success.
    pub consecutive_failures: u32,
}

impl Counts {
    /// Calls whose result is not known yet.
    pub fn under_way(&self) -> u32 {
        self.requests.saturating_sub(self.successes + self.failures)
    }

    fn add(&mut self, failed: bool) {
        if failed {
            self.failures += 1;
            self.consecutive_failures += 1;
            self.consecutive_successes = 0;
        } else {
            self.successes += 1;
            self.consecutive_successes += 1;
            self.consecutive_failures = 0;
        }
    }
}

/// Permit for one call, returned with the result of the call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Permit {
    generation: u64,
    began: Instant,
}

/// The call must not be made now.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Rejected {
    /// State that refuses it: open, or half-open with enough probes under way.
    pub state: State,
}

/// A change of state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Transition {
    /// Moment, by the caller's clock.
    pub at: Instant,
    /// State before.
    pub from: State,
    /// State after.
    pub to: State,
}

/// A circuit breaker.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CircuitBreaker {
    settings: BreakerSettings,
    state: State,
    /// Beginning of the present state or interval.
    since: Instant,
    /// Number of the present state or interval: results of earlier ones are ignored.
    generation: u64,
    counts: Counts,
    /// Calls in the window; while open, the calls that opened the breaker.
    window: Recent<Tally>,
    /// Number of calls that ended: the slot of the latest one in a window of calls.
    ended: u64,
    rejected: u64,
    transitions: Vec<Transition>,
}

impl CircuitBreaker {
    /// A closed breaker.
    pub fn new(settings: BreakerSettings, now: Instant) -> Self {
        Self {
            settings,
            state: State::Closed,
            since: now,
            generation: 0,
            counts: Counts::default(),
            window: Recent::default(),
            ended: 0,
            rejected: 0,
            transitions: Vec::new(),
        }
    }

    /// Asks for a permit to make a call.
    ///
    /// # Errors
    ///
    /// If the call must not be made: answer it with a fallback or an error, at once.
    pub fn allow(&mut self, now: Instant) -> Result<Permit, Rejected> {
        self.advance(now);
        if !self.lets_pass() {
            self.rejected += 1;
            return Err(Rejected { state: self.state });
        }
        self.counts.requests += 1;
        Ok(Permit {
            generation: self.generation,
            began: now,
        })
    }

    /// The call has succeeded.
    pub fn success(&mut self, now: Instant, permit: Permit) {
        self.ended(now, permit, false);
    }

    /// The call has failed or timed out.
    pub fn failure(&mut self, now: Instant, permit: Permit) {
        self.ended(now, permit, true);
    }

    /// The call was not made, or its result says nothing about the callee: it was cancelled, or refused as invalid.
    pub fn release(&mut self, now: Instant, permit: Permit) {
        self.advance(now);
        if permit.generation == self.generation {
            self.counts.requests = self.counts.requests.saturating_sub(1);
        }
    }

    /// Opens it by hand, or for a failed health check.
    pub fn force_open(&mut self, now: Instant) {
        match self.state {
            State::Closed | State::HalfOpen => self.enter(State::Open, now),
            State::Open => {}
        }
    }

    /// Lets an open breaker probe early.
    pub fn force_half_open(&mut self, now: Instant) {
        match self.state {
            State::Open => self.enter(State::HalfOpen, now),
            State::Closed | State::HalfOpen => {}
        }
    }

    /// Changes the settings from now on; state and counts stay.
    pub fn configure(&mut self, settings: BreakerSettings) {
        self.settings = settings;
    }

    /// The state at this time.
    pub fn state(&mut self, now: Instant) -> State {
        self.advance(now);
        self.state
    }

    /// Calls since the present state or interval began.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Calls in the window; while open, the calls that opened the breaker.
    pub fn window(&self) -> Tally {
        self.window.total()
    }

    /// Share of failed calls in the window, 0 to 1; `None` while there are fewer than the minimum.
    pub fn failure_rate(&self) -> Option<f64> {
        self.share(self.window().failures)
    }

    /// Share of slow calls in the window, 0 to 1; `None` while there are fewer than the minimum.
    pub fn slow_rate(&self) -> Option<f64> {
        self.share(self.window().slow)
    }

    /// Calls refused so far.
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// Changes of state since the last call of this method, oldest first.
    pub fn take_transitions(&mut self) -> Vec<Transition> {
        std::mem::take(&mut self.transitions)
    }

    fn share(&self, part: u32) -> Option<f64> {
        let calls = self.window().calls;
        (calls >= self.settings.trip.minimum_calls()).then(|| f64::from(part) / f64::from(calls))
    }

    /// Applies the changes that time alone causes.
    fn advance(&mut self, now: Instant) {
        match self.state {
            State::Closed => {
                if let Window::Interval(length) = self.settings.trip.window()
                    && length > Span::ZERO
                    && now >= self.since + length
                {
                    self.begin(now);
                }
            }
            State::Open => {
                if now >= self.since + self.settings.open_for {
                    self.enter(State::HalfOpen, now);
                }
            }
            State::HalfOpen => {}
        }
    }

    fn lets_pass(&self) -> bool {
        match self.state {
            State::Closed => true,
            State::Open => false,
            // A probe whose result could not change the outcome is not made.
            State::HalfOpen => {
                let trial = self.settings.trial;
                self.counts.under_way() < trial.probes && self.counts.requests < trial.longest()
            }
        }
    }

    fn ended(&mut self, now: Instant, permit: Permit, failed: bool) {
        self.advance(now);
        if permit.generation != self.generation {
            return;
        }
        let slow = self
            .settings
            .slow
            .filter(|slow| now - permit.began > slow.longer_than);
        match self.state {
            State::Closed => {
                let failed = failed || slow.is_some_and(|slow| slow.fails);
                self.watched(now, failed, slow.is_some());
            }
            State::HalfOpen => self.probed(now, failed || slow.is_some()),
            // An open breaker gives no permits, so none of its generation returns.
            State::Open => {}
        }
    }

    fn watched(&mut self, now: Instant, failed: bool, slow: bool) {
        self.counts.add(failed);
        self.ended += 1;
        let (slot, remembered) = self.slot(now);
        let tally = Tally {
            calls: 1,
            failures: u32::from(failed),
            slow: u32::from(slow),
        };
        self.window.add(slot, tally);
        self.window
            .forget_before((slot + 1).saturating_sub(remembered));
        if self.settings.trip.is_met(self.window()) {
            self.enter(State::Open, now);
        }
    }

    fn probed(&mut self, now: Instant, failed: bool) {
        self.counts.add(failed);
        let trial = self.settings.trial;
        if self.counts.failures >= trial.failures {
            self.enter(State::Open, now);
        } else if self.counts.successes >= trial.successes {
            self.enter(State::Closed, now);
        }
    }

    /// Slot of a call that ends now, and number of slots of the window.
    fn slot(&self, now: Instant) -> (u64, u64) {
        match self.settings.trip.window() {
            Window::Calls(calls) => (self.ended, u64::from(calls)),
            Window::Time(length) => (now.0 / (length.0 / SLICES).max(1), SLICES),
            Window::Interval(_) => (self.generation, 1),
        }
    }

    fn enter(&mut self, to: State, now: Instant) {
        let from = self.state;
        self.transitions.push(Transition { at: now, from, to });
        self.state = to;
        self.begin(now);
    }

    fn begin(&mut self, now: Instant) {
        self.since = now;
        self.generation += 1;
        self.counts = Counts::default();
        match self.state {
            State::Closed | State::HalfOpen => self.window = Recent::default(),
            State::Open => {}
        }
    }
}

/// Reason why a list of transitions cannot be that of a breaker.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Illegal {
    /// It does not begin in the state in which its predecessor ended, or goes back in time.
    Broken(Transition),
    /// No rule leads from one state to the other.
    NoSuchRule(Transition),
    /// It probed before it had been open long enough.
    TooEarly(Transition),
}

/// Safety check: the first transition that breaks a rule, if one does. The list begins with a closed breaker; a breaker
/// that was forced by hand may have left the open state early.
pub fn first_illegal(transitions: &[Transition], open_for: Span) -> Option<Illegal> {
    let mut state = State::Closed;
    let mut since = Instant::ZERO;
    for transition in transitions {
        let Transition { at, from, to } = *transition;
        if from != state || at < since {
            return Some(Illegal::Broken(*transition));
        }
        match (from, to) {
            (State::Closed | State::HalfOpen, State::Open) | (State::HalfOpen, State::Closed) => {}
            (State::Open, State::HalfOpen) if at >= since + open_for => {}
            (State::Open, State::HalfOpen) => return Some(Illegal::TooEarly(*transition)),
            (State::Closed, State::Closed | State::HalfOpen)
            | (State::Open, State::Closed | State::Open)
            | (State::HalfOpen, State::HalfOpen) => return Some(Illegal::NoSuchRule(*transition)),
        }
        (state, since) = (to, at);
    }
    None
}
