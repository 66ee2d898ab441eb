//! Faults begin and end: the conditions of what they hit are computed afresh, and whoever is hit acts on the difference.

use std::sync::Arc;

use super::event::Event;
use super::simulation::Simulation;
use crate::kernel::{Class, Conditions, ProcessCondition};
use crate::plan::{Change, ResolvedTarget};
use crate::recording::What;
use crate::sort;
use crate::vocabulary::Status;

/// Targets of an active fault.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    processes: Vec<u32>,
    links: Vec<u32>,
}

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
        match change {
            Change::Begin(fault) => self.begin_fault(fault),
            Change::End(fault) => self.end_fault(fault),
            Change::Settings(fault, settings) => self.take_settings(fault, settings),
        }
    }

    fn begin_fault(&mut self, fault: u32) {
        self.note_fault(fault, true);
        let hit = self.hit_by(fault);
        let planned = &self.plan.faults[fault as usize];
        if planned.outages.is_some() {
            self.begin_outages(fault, &hit.processes);
        } else if let Some(effect) = planned.effect {
            self.effects
                .begin(fault, effect, &hit.processes, &hit.links);
            self.renew_conditions(&hit.processes, &hit.links);
        }
        self.active[fault as usize] = Some(hit);
    }

    fn end_fault(&mut self, fault: u32) {
        self.note_fault(fault, false);
        if let Some(hit) = self.active[fault as usize].take() {
            self.effects.end(fault, &hit.processes, &hit.links);
            self.renew_conditions(&hit.processes, &hit.links);
        }
    }

    fn take_settings(&mut self, fault: u32, settings: u32) {
        self.settings = Arc::clone(&self.plan.settings[settings as usize]);
        self.note_fault(fault, true);
        self.configure_machines();
        self.use_new_slots();
    }

    fn note_fault(&mut self, fault: u32, begins: bool) {
        self.recorder.trace(self.now, What::Fault { fault, begins });
    }

    /// The targets of a fault that begins; some depend on who leads at this moment.
    fn hit_by(&mut self, fault: u32) -> Hit {
        let plan = Arc::clone(&self.plan);
        let planned = &plan.faults[fault as usize];
        let mut hit = Hit {
            processes: planned.processes.clone(),
            links: planned.links.clone(),
        };
        if let Some(target) = &planned.dynamic_target {
            let resolved = target.resolve(&self.shape, fault, |store| self.leader_of(store));
            hit.processes.extend(&resolved.processes);
            hit.links.extend(&resolved.links);
            self.recorder.resolve_target(resolved);
        }
        hit
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

    /// Computes the conditions of processes and links afresh, and lets whoever is hit act on the difference.
    pub(super) fn renew_conditions(&mut self, processes: &[u32], links: &[u32]) {
        let renewed = processes.iter().map(|process| {
            let new = self.effects.process(*process);
            let condition = &mut self.conditions.processes[*process as usize];
            (*process, std::mem::replace(condition, new), new)
        });
        let mut renewed: Vec<_> = renewed.collect();
        let healed = self.renew_links(links);
        // In one order, however the fault lists its targets.
        sort::by_key(&mut renewed, |(process, ..)| *process);
        for (process, old, new) in renewed {
            if old.status() != new.status() {
                self.recorder.status(self.now, process, new.status());
            }
            self.change_process(process, old, new);
        }
        self.release_held(&healed);
    }

    /// Computes the conditions of links afresh. Returns those that are cut no more.
    fn renew_links(&mut self, links: &[u32]) -> Vec<u32> {
        let mut healed = Vec::new();
        for link in links {
            let new = self.effects.link(*link);
            let old = std::mem::replace(&mut self.conditions.links[*link as usize], new);
            if old.cut && !new.cut {
                healed.push(*link);
            }
        }
        healed
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
        if old.clock_rate != new.clock_rate {
            self.change_rate(process, new.clock_rate);
        }
        match (old.stands_still(), new.stands_still()) {
            (false, true) => self.standing_still += 1,
            (true, false) => {
                self.standing_still -= 1;
                self.resume_process(process);
            }
            (true, true) | (false, false) => {}
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
