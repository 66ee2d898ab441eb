//! Faults begin and end: conditions are computed afresh, and whoever is hit acts on the difference.

use std::sync::Arc;

use super::event::Event;
use super::simulation::Simulation;
use crate::kernel::{Class, Conditions, ProcessCondition};
use crate::plan::{Change, ResolvedTarget};
use crate::recording::What;
use crate::vocabulary::Status;

impl ProcessCondition {
    /// The condition in one word.
    pub fn status(&self) -> Status {
        match (self.host_down, self.crashed, self.paused) {
            (true, _, _) => Status::HostDown,
            (false, true, _) => Status::Crashed,
            (false, false, true) => Status::Paused,
            (false, false, false) => Status::Up,
        }
    }
}

impl Simulation {
    /// Schedules all that the plan says will change.
    pub(super) fn schedule_changes(&mut self) {
        for (at, change) in &self.plan.changes {
            self.queue
                .schedule(*at, Class::Fault, Event::Change(*change));
        }
    }

    /// Something changes.
    pub(super) fn change(&mut self, change: Change) {
        let (fault, begins) = match change {
            Change::Begin(fault) => (fault, true),
            Change::End(fault) => (fault, false),
            Change::Settings(fault, settings) => {
                self.settings = Arc::clone(&self.plan.settings[settings as usize]);
                self.recorder.trace(
                    self.now,
                    What::Fault {
                        fault,
                        begins: true,
                    },
                );
                self.configure_machines();
                return self.use_new_slots();
            }
        };
        self.recorder.trace(self.now, What::Fault { fault, begins });
        self.active[fault as usize] = begins;
        if begins {
            self.resolve_target(fault);
            self.begin_outages(fault);
        } else {
            self.outages.retain(|(cause, _)| *cause != fault);
        }
        self.renew_conditions();
    }

    /// Finds out whom a fault hits, if that depends on who leads at this moment.
    fn resolve_target(&mut self, fault: u32) {
        let plan = Arc::clone(&self.plan);
        if let Some(target) = &plan.faults[fault as usize].dynamic_target {
            let resolved = target.resolve(&self.shape, fault, |store| self.leader_of(store));
            self.recorder.resolve_target(resolved);
        }
    }

    /// More slots may have become free.
    fn use_new_slots(&mut self) {
        for process in 0..self.processes.len() as u32 {
            let still = self.conditions.processes[process as usize].stands_still();
            if !still && !self.shape.is_client(self.processes[process as usize].node) {
                self.start_waiting(process);
            }
        }
    }

    pub(super) fn renew_conditions(&mut self) {
        let resolved_targets = self.recorder.resolved_targets();
        let mut conditions = self
            .plan
            .conditions(|fault| self.active[fault], resolved_targets);
        for (fault, process) in &self.outages {
            if let Some(effect) = self.plan.faults[*fault as usize].effect {
                conditions.add(effect, &[*process], &[]);
            }
        }
        let before = std::mem::replace(&mut self.conditions, conditions);
        for process in 0..self.processes.len() as u32 {
            let old = before.processes[process as usize];
            let new = self.conditions.processes[process as usize];
            if old.status() != new.status() {
                self.recorder.status(self.now, process, new.status());
            }
            self.change_process(process, old, new);
        }
        let processes = &self.conditions.processes;
        self.some_stand_still = processes.iter().any(ProcessCondition::stands_still);
        self.release_held();
    }

    fn change_process(&mut self, process: u32, old: ProcessCondition, new: ProcessCondition) {
        match (old.is_running(), new.is_running()) {
            (true, false) => self.stop(process, !new.host_down),
            (false, true) => self.recover_machine(process),
            (true, true) | (false, false) => {}
        }
        if (old.clock_offset, old.clock_rate) != (new.clock_offset, new.clock_rate) {
            let jump = new.clock_offset.saturating_sub(old.clock_offset);
            self.processes[process as usize]
                .clock
                .adjust(self.now, jump, new.clock_rate);
        }
        if old.stands_still() && !new.stands_still() {
            self.resume_process(process);
        }
    }

    /// A process stands still no more: it goes on, or it is gone and its host refuses what waited.
    fn resume_process(&mut self, process: u32) {
        for event in std::mem::take(&mut self.processes[process as usize].held) {
            self.schedule(self.now, event);
        }
        if !self.shape.is_client(self.processes[process as usize].node) {
            self.start_waiting(process);
        }
    }

    /// A process is gone with all that it had in memory.
    fn stop(&mut self, process: u32, host_is_there: bool) {
        self.drop_tasks_of(process, host_is_there);
        self.drop_calls_of(process);
        self.crash_machine(process);
        self.forget_held_by(process);
    }
}

impl crate::plan::Plan {
    /// How everything is while those faults are active, given what those hit whose targets were not known before.
    /// Whom outages have down at the moment is not among it: that is drawn in the run.
    pub fn conditions(
        &self,
        is_active: impl Fn(usize) -> bool,
        resolved_targets: &[ResolvedTarget],
    ) -> Conditions {
        let mut conditions =
            Conditions::usual(self.shape.processes.len(), self.shape.link_profiles.len());
        for (index, fault) in self.faults.iter().enumerate() {
            let lasting = fault.effect.filter(|_| fault.outages.is_none());
            if let (true, Some(effect)) = (is_active(index), lasting) {
                conditions.add(effect, &fault.processes, &fault.links);
                for hit in resolved_targets
                    .iter()
                    .filter(|hit| hit.fault as usize == index)
                {
                    conditions.add(effect, &hit.processes, &hit.links);
                }
            }
        }
        conditions
    }
}
