//! Stores: a machine that keeps the data, and the disk that makes it durable.

use super::event::{Event, TaskId};
use super::simulation::Simulation;
use super::task::Task;
use crate::kernel::Disk;
use crate::luck::{DrawKey, Purpose};
use crate::plan::NodeSettings;
use crate::recording::{OperationKind, Outcome, ReportName};
use crate::replication::{Input, Output, Record, Single};

/// What a process of a store has beside its slots.
#[derive(Default)]
pub(super) struct StoreProcess {
    machine: Single,
    disk: Disk<Record, Reply>,
    /// How often it came up: a sync that an earlier life began is of no use to this one.
    life: u32,
    /// Syncs so far, of all lives.
    syncs: u64,
}

/// An answer that waits for the disk.
#[derive(Clone, Copy, Debug)]
struct Reply {
    task: TaskId,
    value: u32,
}

impl Simulation {
    /// The work of a request is done: the machine acts on it.
    pub(super) fn act(&mut self, id: TaskId, task: &Task) {
        let input = match task.operation() {
            OperationKind::Read => Input::Read {
                request: id,
                key: task.key(),
            },
            OperationKind::Write => Input::Write {
                request: id,
                record: Record {
                    key: task.key(),
                    value: task.written(),
                },
            },
        };
        self.step_store(task.process, input);
    }

    fn is_durable(&self, process: u32) -> bool {
        let node = self.processes[process as usize].node;
        matches!(
            self.settings.nodes[node as usize],
            NodeSettings::Store { durable: true, .. }
        )
    }

    /// Lets the machine of a process act, and does what it says.
    fn step_store(&mut self, process: u32, input: Input<TaskId>) {
        let durable = self.is_durable(process);
        let Some(store) = &mut self.processes[process as usize].store else {
            return;
        };
        let mut outputs = Vec::with_capacity(3);
        store.machine.step(durable, input, &mut outputs);
        let mut waits = false;
        for output in outputs {
            let Some(store) = &mut self.processes[process as usize].store else {
                return;
            };
            match output {
                Output::Persist(record) => store.disk.append(record),
                Output::Sync => waits = true,
                Output::Reply { request, value } => {
                    let reply = Reply {
                        task: request,
                        value: value.unwrap_or(0),
                    };
                    let now = if waits {
                        store.disk.wait(reply)
                    } else {
                        Some(reply)
                    };
                    self.reply(now);
                }
            }
        }
        self.begin_sync(process);
        self.report_store(process);
    }

    fn reply(&mut self, reply: Option<Reply>) {
        if let Some(Reply { task, value }) = reply {
            self.finish_task(task, Outcome::Success, value);
        }
    }

    fn begin_sync(&mut self, process: u32) {
        let Some(store) = &mut self.processes[process as usize].store else {
            return;
        };
        if !store.disk.begin_sync() {
            return;
        }
        store.syncs += 1;
        let (life, key) = (store.life, DrawKey::ordinal(store.syncs));
        let draw = self.luck.draw(
            self.shape.processes[process as usize].entity,
            Purpose::Fsync,
            key,
        );
        let node = self.processes[process as usize].node;
        if let NodeSettings::Store { fsync, .. } = &self.settings.nodes[node as usize] {
            let at = self.now + fsync.sample(draw);
            self.schedule(at, Event::Synced { process, life });
        }
    }

    /// A disk has finished a sync: answers that waited for it leave.
    pub(super) fn synced(&mut self, process: u32, life: u32) {
        let Some(store) = &mut self.processes[process as usize].store else {
            return;
        };
        if store.life != life {
            return;
        }
        let records = store.disk.end_sync();
        self.step_store(process, Input::Synced { records });
        loop {
            let Some(store) = &mut self.processes[process as usize].store else {
                return;
            };
            let ready = store.disk.next_ready();
            if ready.is_none() {
                return;
            }
            self.reply(ready);
        }
    }

    fn report_store(&mut self, process: u32) {
        let Some(store) = &self.processes[process as usize].store else {
            return;
        };
        let (keys, unsynced) = (store.machine.keys(), store.machine.unsynced());
        self.recorder
            .report(self.now, process, ReportName::Keys, keys);
        self.recorder
            .report(self.now, process, ReportName::Unsynced, unsynced);
    }

    /// A store's process is gone: the disk keeps what it has.
    pub(super) fn crash_store(&mut self, process: u32) {
        if let Some(store) = &mut self.processes[process as usize].store {
            store.disk.crash();
            store.life += 1;
            store.machine = Single::default();
            self.report_store(process);
        }
    }

    /// A store's process is back and reads its log.
    pub(super) fn recover_store(&mut self, process: u32) {
        if let Some(store) = &mut self.processes[process as usize].store {
            store.machine = Single::recover(store.disk.durable());
            self.report_store(process);
        }
    }
}
