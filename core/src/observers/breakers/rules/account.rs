//! What one breaker must do next, from what has happened to it so far.

use std::collections::VecDeque;

use super::{Changed, Step, What};
use crate::recording::{Guarded, Told};
use crate::resilience::{BreakerSettings, Trip, Window};
use crate::time::Instant;
use crate::vocabulary::{BreakerState, Cause};

/// Parts into which a window of time is cut, as the breaker documents it.
const SLICES: u64 = 20;

/// How a breaker broke a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wrong {
    /// It let a call pass while open.
    PassedWhileOpen,
    /// It let more probes pass than it may.
    TooManyProbes,
    /// It refused a call while closed.
    RefusedWhileClosed,
    /// It refused a call though it had been open long enough, or had room for a probe.
    RefusedProbe,
    /// It changed its state without a reason.
    NoReason(BreakerState, BreakerState),
    /// It probed before its time.
    TooEarly,
    /// It did not change its state when it had to.
    Stayed(BreakerState, BreakerState),
}

impl Wrong {
    pub(super) fn says(self) -> String {
        match self {
            Self::PassedWhileOpen => "let a call pass although it was open".to_owned(),
            Self::TooManyProbes => "let more probes pass than it may".to_owned(),
            Self::RefusedWhileClosed => "refused a call although it was closed".to_owned(),
            Self::RefusedProbe => "refused a call that was due as a probe".to_owned(),
            Self::NoReason(from, to) => {
                format!(
                    "went from {} to {} without a reason",
                    from.word(),
                    to.word()
                )
            }
            Self::TooEarly => "was half open before it had been open long enough".to_owned(),
            Self::Stayed(in_state, due) => {
                format!(
                    "stayed {} when it had to be {}",
                    in_state.word(),
                    due.word()
                )
            }
        }
    }
}

/// An ended call in the window.
#[derive(Clone, Copy, Debug)]
struct Ended {
    slot: u64,
    failed: bool,
    slow: bool,
}

/// What is known of one breaker.
#[derive(Clone, Debug, Default)]
pub(super) struct Account {
    pub(super) changes: u64,
    pub(super) passed_closed: u64,
    pub(super) passed_half_open: u64,
    pub(super) refused: u64,
    state: BreakerState,
    /// The turn in which the present state began, and when that was by the caller's clock.
    began: u32,
    since: Instant,
    /// The state that it must change to before anything else happens to it.
    due: Option<BreakerState>,
    window: VecDeque<Ended>,
    /// How many calls of the window failed, and how many were slow.
    sums: (u64, u64),
    ended: u64,
    /// Calls of the present state, while half open.
    probes: u32,
    succeeded: u32,
    failed: u32,
}

impl Account {
    /// Takes the next step, if the rules allow it.
    pub(super) fn take(&mut self, step: &Step, settings: &BreakerSettings) -> Result<(), Wrong> {
        match step.what {
            What::Changed(changed) => self.changed(step.turn, changed, settings),
            What::Asked(_) | What::Told(_) if self.due.is_some() => {
                self.missed().map_or(Ok(()), Err)
            }
            What::Asked(call) if call.asked.passed => self.passed(settings),
            What::Asked(call) => self.refused(&call, settings),
            What::Told(call) => {
                // What began in another state says nothing about this one.
                if let Some(told) = call.told.filter(|_| call.turn > self.began) {
                    self.told(&call, &told, settings);
                }
                Ok(())
            }
        }
    }

    /// The change of state that has not come, if one is due.
    pub(super) fn missed(&self) -> Option<Wrong> {
        self.due.map(|due| Wrong::Stayed(self.state, due))
    }

    fn has_room(&self, settings: &BreakerSettings) -> bool {
        let trial = settings.trial;
        let longest = (trial.successes + trial.failures).saturating_sub(1).max(1);
        self.probes - self.succeeded - self.failed < trial.probes && self.probes < longest
    }

    fn passed(&mut self, settings: &BreakerSettings) -> Result<(), Wrong> {
        match self.state {
            BreakerState::Closed => self.passed_closed += 1,
            BreakerState::Open => return Err(Wrong::PassedWhileOpen),
            BreakerState::HalfOpen if !self.has_room(settings) => return Err(Wrong::TooManyProbes),
            BreakerState::HalfOpen => {
                self.passed_half_open += 1;
                self.probes += 1;
            }
        }
        Ok(())
    }

    fn refused(&mut self, call: &Guarded, settings: &BreakerSettings) -> Result<(), Wrong> {
        self.refused += 1;
        match self.state {
            BreakerState::Closed => Err(Wrong::RefusedWhileClosed),
            BreakerState::Open if call.asked.local >= self.since + settings.open_for => {
                Err(Wrong::RefusedProbe)
            }
            BreakerState::HalfOpen if self.has_room(settings) => Err(Wrong::RefusedProbe),
            BreakerState::Open | BreakerState::HalfOpen => Ok(()),
        }
    }

    fn told(&mut self, call: &Guarded, told: &Told, settings: &BreakerSettings) {
        let took = told.local - call.asked.local;
        let slow = settings.slow.filter(|slow| took > slow.longer_than);
        match self.state {
            BreakerState::Closed => {
                let failed = !told.success || slow.is_some_and(|slow| slow.fails);
                self.watch(told.local, failed, slow.is_some(), settings.trip);
            }
            BreakerState::HalfOpen => {
                let failed = !told.success || slow.is_some();
                self.succeeded += u32::from(!failed);
                self.failed += u32::from(failed);
                if self.failed >= settings.trial.failures {
                    self.due = Some(BreakerState::Open);
                } else if self.succeeded >= settings.trial.successes {
                    self.due = Some(BreakerState::Closed);
                }
            }
            BreakerState::Open => {}
        }
    }

    fn watch(&mut self, now: Instant, failed: bool, slow: bool, trip: Trip) {
        self.ended += 1;
        let (Trip::Failures { window, .. } | Trip::Rate { window, .. }) = trip;
        let (slot, remembered) = match window {
            Window::Calls(calls) => (self.ended, u64::from(calls)),
            Window::Time(length) => (now.0 / (length.0 / SLICES).max(1), SLICES),
            Window::Interval(_) => (0, 1),
        };
        // A clock that was set back adds to the newest slice.
        let newest = self.window.back().map_or(slot, |ended| ended.slot);
        self.window.push_back(Ended {
            slot: slot.max(newest),
            failed,
            slow,
        });
        let first = (slot + 1).saturating_sub(remembered);
        self.sums.0 += u64::from(failed);
        self.sums.1 += u64::from(slow);
        while let Some(old) = self.window.front().copied()
            && old.slot < first
        {
            self.window.pop_front();
            self.sums.0 -= u64::from(old.failed);
            self.sums.1 -= u64::from(old.slow);
        }
        if self.is_met(trip) {
            self.due = Some(BreakerState::Open);
        }
    }

    fn is_met(&self, trip: Trip) -> bool {
        let (all, (failed, slow_ones)) = (self.window.len() as u64, self.sums);
        let reaches = |part: u64, share: u32| part * 1000 >= u64::from(share) * all;
        match trip {
            Trip::Failures { count, .. } => failed >= u64::from(count),
            Trip::Rate {
                failures,
                slow,
                minimum_calls,
                ..
            } => {
                let slow = slow.is_some_and(|share| reaches(slow_ones, share));
                all >= u64::from(minimum_calls.max(1)) && (reaches(failed, failures) || slow)
            }
        }
    }

    fn changed(
        &mut self,
        turn: u32,
        changed: Changed,
        settings: &BreakerSettings,
    ) -> Result<(), Wrong> {
        let Changed { to, cause, local } = changed;
        let from = self.state;
        let by_rule = match (from, to, cause) {
            (_, BreakerState::Closed, Cause::Crash) => true,
            (BreakerState::Closed | BreakerState::HalfOpen, _, Cause::Calls) => {
                self.due == Some(to)
            }
            (BreakerState::Open, BreakerState::HalfOpen, Cause::Time) => {
                if local < self.since + settings.open_for {
                    return Err(Wrong::TooEarly);
                }
                true
            }
            (_, _, Cause::Calls | Cause::Time | Cause::Crash) => false,
        };
        if !by_rule {
            return Err(Wrong::NoReason(from, to));
        }
        *self = Self {
            changes: self.changes + u64::from(from != to),
            passed_closed: self.passed_closed,
            passed_half_open: self.passed_half_open,
            refused: self.refused,
            state: to,
            began: turn,
            since: local,
            ..Self::default()
        };
        Ok(())
    }
}
