//! Timers that run by the clock of a host, and follow it where its rate changes.
//!
//! A timer is an event at a true moment, as long as the clock keeps its rate. Where a fault may change the rate, timers are kept by
//! the time that the clock will have passed, and their events are scheduled anew whenever it goes faster or slower.

use std::collections::BTreeMap;

use super::event::Event;
use super::simulation::Simulation;
use crate::kernel::{Clock, Effect};
use crate::plan::Plan;
use crate::time::{Instant, Span};

/// The timers of a process whose clock may change its rate.
#[derive(Default)]
pub(super) struct Timers {
    /// A clock that never jumps: a timer measures time that passes.
    passed: Clock,
    /// When each timer runs out by that clock, and what happens then, by its number.
    running: BTreeMap<u32, (Instant, Event)>,
    /// Timers so far.
    count: u32,
    /// Changes of the rate so far: an event that was scheduled before the last one is void.
    version: u32,
}

impl Plan {
    /// True if a fault may change the rate of a process's clock.
    pub(super) fn clock_may_drift(&self, process: u32) -> bool {
        let mut faults = self.faults.iter();
        faults.any(|fault| {
            let changes = matches!(fault.effect, Some(Effect::Clock { rate, .. }) if rate != 1.0);
            changes && (fault.dynamic_target.is_some() || fault.processes.contains(&process))
        })
    }
}

impl Simulation {
    /// Keeps timers apart where a fault may change the rate of the clock.
    pub(super) fn start_timers(&mut self) {
        for (process, own) in self.processes.iter_mut().enumerate() {
            let drifts = self.plan.clock_may_drift(process as u32);
            own.timers = drifts.then(Timers::default);
        }
    }

    /// Schedules what happens after so much time of a process's own clock.
    pub(super) fn schedule_locally(&mut self, process: u32, span: Span, event: Event) {
        let now = self.now;
        let event = match &mut self.processes[process as usize].timers {
            None => event,
            Some(timers) => {
                timers.count += 1;
                let number = timers.count;
                let due = timers.passed.shows(now) + span;
                timers.running.insert(number, (due, event));
                Event::Local {
                    process,
                    number,
                    version: timers.version,
                }
            }
        };
        let span = self.conditions.processes[process as usize].true_span(span);
        self.schedule(now + span, event);
    }

    /// A timer of a process has run out, unless its clock has changed its rate since.
    pub(super) fn ran_out(&mut self, process: u32, number: u32, version: u32) -> Option<Event> {
        let timers = self.processes[process as usize].timers.as_mut()?;
        if timers.version != version {
            return None;
        }
        timers.running.remove(&number).map(|(_, event)| event)
    }

    /// The clock of a process goes at another rate from now on, and with it all of its timers.
    pub(super) fn change_rate(&mut self, process: u32, rate: f64) {
        let now = self.now;
        let Some(timers) = self.processes[process as usize].timers.as_mut() else {
            return;
        };
        timers.passed.adjust(now, 0, rate);
        timers.version += 1;
        let (local, version) = (timers.passed.shows(now), timers.version);
        let running = timers.running.iter();
        let left: Vec<_> = running
            .map(|(number, (due, _))| (*number, *due - local))
            .collect();
        for (number, left) in left {
            let left = self.conditions.processes[process as usize].true_span(left);
            let event = Event::Local {
                process,
                number,
                version,
            };
            self.schedule(now + left, event);
        }
    }
}
