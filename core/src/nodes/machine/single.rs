//! A store of one process, see [`crate::replication::Single`].

use super::{Machine, Simulation};
use crate::kernel::Disk;
use crate::nodes::event::TaskId;
use crate::nodes::task::Task;
use crate::plan::{NodeSettings, ReplicationSettings};
use crate::replication::{Input, Output, Record, Single, SingleReply};
use crate::vocabulary::{Outcome, ReportName, Verb};

/// The machine and its disk.
#[derive(Default)]
pub(in crate::nodes) struct SingleProcess {
    machine: Single,
    pub(super) disk: Disk<Record, Reply>,
}

/// An answer that waits for the disk.
#[derive(Clone, Copy, Debug)]
pub(in crate::nodes) struct Reply {
    task: TaskId,
    answer: SingleReply,
}

impl Simulation {
    fn single(&mut self, process: u32) -> Option<&mut SingleProcess> {
        match self.machine(process) {
            Some(Machine::Single(single)) => Some(single),
            Some(
                Machine::Raft(_)
                | Machine::Quorum(_)
                | Machine::Orchestrator(_)
                | Machine::Participant(_),
            )
            | None => None,
        }
    }

    pub(super) fn act_single(&mut self, id: TaskId, task: &Task) {
        let (key, value) = (task.key(), task.written());
        let input = match task.operation() {
            Verb::Read => Input::Read { request: id, key },
            Verb::Write => Input::Write {
                request: id,
                record: Record { key, value },
            },
            Verb::CompareAndSet => Input::CompareAndSet {
                request: id,
                expected: task.expected(),
                record: Record { key, value },
            },
        };
        self.step_single(task.process, input);
    }

    fn is_durable(&self, process: u32) -> bool {
        let node = self.processes[process as usize].node;
        matches!(
            self.settings.nodes[node as usize],
            NodeSettings::Store {
                replication: ReplicationSettings::Single { durable: true },
                ..
            }
        )
    }

    /// Lets the machine of a process act, and does what it says.
    fn step_single(&mut self, process: u32, input: Input<TaskId>) {
        let durable = self.is_durable(process);
        let mut outputs = Vec::with_capacity(3);
        if let Some(single) = self.single(process) {
            single.machine.step(durable, input, &mut outputs);
        }
        let mut waits = false;
        for output in outputs {
            let Some(single) = self.single(process) else {
                return;
            };
            match output {
                Output::Persist(record) => single.disk.append(record),
                Output::Sync => waits = true,
                Output::Reply { request, answer } => {
                    let reply = Reply {
                        task: request,
                        answer,
                    };
                    let now = if waits {
                        single.disk.wait(reply)
                    } else {
                        Some(reply)
                    };
                    self.reply(now);
                }
            }
        }
        self.begin_sync(process);
        self.report_single(process);
    }

    fn reply(&mut self, reply: Option<Reply>) {
        let Some(Reply { task, answer }) = reply else {
            return;
        };
        match answer {
            SingleReply::Value(value) => {
                self.finish_task(task, Outcome::Success, value.unwrap_or(0));
            }
            SingleReply::Written => self.finish_task(task, Outcome::Success, 0),
            SingleReply::Differs => self.finish_task(task, Outcome::Conflict, 0),
        }
    }

    /// Answers that waited for the disk leave.
    pub(super) fn synced_single(&mut self, process: u32) {
        let Some(single) = self.single(process) else {
            return;
        };
        let records = single.disk.end_sync();
        self.step_single(process, Input::Synced { records });
        while let Some(ready) = self
            .single(process)
            .and_then(|single| single.disk.next_ready())
        {
            self.reply(Some(ready));
        }
    }

    fn report_single(&mut self, process: u32) {
        let Some(single) = self.single(process) else {
            return;
        };
        let (keys, unsynced) = (single.machine.keys(), single.machine.unsynced());
        self.recorder
            .report(self.now, process, ReportName::Keys, keys);
        self.recorder
            .report(self.now, process, ReportName::Unsynced, unsynced);
    }

    pub(super) fn crash_single(&mut self, process: u32) {
        if let Some(single) = self.single(process) {
            single.disk.crash();
            single.machine = Single::default();
            self.report_single(process);
        }
    }

    pub(super) fn recover_single(&mut self, process: u32) {
        if let Some(single) = self.single(process) {
            single.machine = Single::recover(single.disk.durable());
            self.report_single(process);
        }
    }
}
