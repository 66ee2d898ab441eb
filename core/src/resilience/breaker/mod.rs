//! A circuit breaker stops calling what keeps failing, and tries again with a few calls after a while.
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
//! Use it before every call to another process: callers of a dead or slow service get an answer at once and
//! keep their threads, and the service gets the quiet that it needs to recover. It costs requests that would
//! have succeeded: those refused while the service is already well again, and all of them when the threshold
//! is so low that bad luck opens it.
//!
//! A result is counted only in the state in which its call began: what comes late says nothing about the
//! state of now. So does gobreaker (its "generation"); resilience4j counts it.
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

/// Parts into which a window of time is cut: what is older than the window leaves one part at a time.
const SLICES: u64 = 20;

/// What a breaker does with calls.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// It lets them pass and watches.
    Closed,
    /// It refuses them.
    Open,
    /// It lets a few pass, to see.
    HalfOpen,
}

/// Calls that began in the present state, or in the present interval.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Counts {
    /// Calls that were let through.
    pub requests: u32,
    /// Those that succeeded.
    pub successes: u32,
    /// Those that failed.
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

/// The right to make one call. It is given back with the result of the call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Permit {
    generation: u64,
    began: Instant,
}

/// The call must not be made now.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Rejected {
    /// The state that refuses it: open, or half-open with enough probes under way.
    pub state: State,
}

/// A change of state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Transition {
    /// When, by the caller's clock.
    pub at: Instant,
    /// From which state.
    pub from: State,
    /// To which.
    pub to: State,
}

/// A circuit breaker.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CircuitBreaker {
    settings: BreakerSettings,
    state: State,
    /// When the present state or interval began.
    since: Instant,
    /// Grows with every state and interval: results of earlier ones are ignored.
    generation: u64,
    counts: Counts,
    /// The calls that are looked at while closed; while open, those that opened it.
    window: Recent<Tally>,
    /// Calls that ended, as numbers of slots for a window of calls.
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

    /// Asks to make a call.
    ///
    /// # Errors
    ///
    /// When the call must not be made: answer it with a fallback or an error, at once.
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

    /// The call was not made, or its result says nothing: cancelled, or refused for the caller's own fault.
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

    /// Lets an open one probe before its time.
    pub fn force_half_open(&mut self, now: Instant) {
        match self.state {
            State::Open => self.enter(State::HalfOpen, now),
            State::Closed | State::HalfOpen => {}
        }
    }

    /// Takes other settings from now on; state and counts stay.
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

    /// The calls that were looked at last; while open, those that opened it.
    pub fn window(&self) -> Tally {
        self.window.total()
    }

    /// The share of failed calls in the window, 0 to 1; `None` while there are too few to tell.
    pub fn failure_rate(&self) -> Option<f64> {
        self.share(self.window().failures)
    }

    /// The share of slow calls in the window, 0 to 1; `None` while there are too few to tell.
    pub fn slow_rate(&self) -> Option<f64> {
        self.share(self.window().slow)
    }

    /// Calls that were refused, ever.
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// The changes of state since this was last asked, oldest first.
    pub fn take_transitions(&mut self) -> Vec<Transition> {
        std::mem::take(&mut self.transitions)
    }

    fn share(&self, part: u32) -> Option<f64> {
        let calls = self.window().calls;
        (calls >= self.settings.trip.minimum_calls()).then(|| f64::from(part) / f64::from(calls))
    }

    /// What time alone changes.
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
            // An open breaker gives no permits, so none of its generation comes back.
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

    /// The slot of a call that ends now, and how many slots the window has.
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

/// Why a list of transitions cannot be a breaker's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Illegal {
    /// It does not begin in the state in which the one before it ended, or goes back in time.
    Broken(Transition),
    /// No rule leads from the one state to the other.
    NoSuchRule(Transition),
    /// It probed before it had been open long enough.
    TooEarly(Transition),
}

/// What a breaker promises: the first transition that breaks a rule, if one does. The list begins with a
/// closed breaker; one that was forced by hand may have left the open state early.
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
