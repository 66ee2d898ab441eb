//! Processes that fail at random moments and come back, each on its own.
//!
//! ```text
//!       Exp(MTTF)         Exp(MTTR)
//! up -------------> down -----------> up ...      up for MTTF / (MTTF + MTTR) of the time
//! ```
//!
//! Each of these times is a draw of its own, by the process and how often it has failed: who fails when depends on
//! nothing else that happens.

use super::event::{Event, Outage};
use super::simulation::Simulation;
use crate::kernel::Class;
use crate::luck::{self, DrawKey, Purpose};
use crate::plan::Outages;
use crate::time::Span;

impl Simulation {
    /// A fault begins: the processes that it hits are up, and will fail.
    pub(super) fn begin_outages(&mut self, fault: u32, processes: &[u32]) {
        for process in processes {
            self.schedule_outage(Outage {
                fault,
                process: *process,
                number: 0,
            });
        }
    }

    /// A process fails, or is back.
    pub(super) fn fail_or_return(&mut self, outage: Outage) {
        let fault = outage.fault as usize;
        let (Some(_), Some(effect)) = (&self.active[fault], self.plan.faults[fault].effect) else {
            return;
        };
        let process = [outage.process];
        if outage.is_failure() {
            self.effects.begin(outage.fault, effect, &process, &[]);
        } else {
            self.effects.end(outage.fault, &process, &[]);
        }
        self.renew_conditions(&process, &[]);
        self.schedule_outage(Outage {
            number: outage.number + 1,
            ..outage
        });
    }

    fn schedule_outage(&mut self, outage: Outage) {
        if let Some(outages) = self.plan.faults[outage.fault as usize].outages {
            let entity = self.shape.processes[outage.process as usize].entity;
            let key = DrawKey::ordinal(u64::from(outages.place) << 32 | u64::from(outage.number));
            let share = self.luck.draw(entity, Purpose::Outage, key).uniform();
            let at = self.now + outage.after(outages, share);
            self.queue.schedule(at, Class::Fault, Event::Outage(outage));
        }
    }
}

impl Outage {
    fn is_failure(self) -> bool {
        self.number.is_multiple_of(2)
    }

    /// How long the process stays as it is before: the exponential distribution, inverted.
    fn after(self, outages: Outages, share: f64) -> Span {
        let mean = if self.is_failure() {
            outages.mttf
        } else {
            outages.mttr
        };
        mean.scaled(-luck::ln(share))
    }
}
