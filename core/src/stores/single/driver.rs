//! The process of a store of mode `single`, see [`crate::replication::Single`].

use super::SingleSettings;
use crate::driver::{Driver, MachineSettings, Runtime, TaskId, TimerKey, begin_sync};
use crate::kernel::Disk;
use crate::packet::{Letter, Packet, Request};
use crate::replication::{Input, Output, Record, Single, SingleReply};
use crate::vocabulary::{Outcome, ReportName, Verb};

/// The machine and its disk.
#[derive(Default)]
pub(super) struct SingleDriver {
    machine: Single,
    disk: Disk<Record, Waiting>,
    settings: SingleSettings,
}

/// A reply that waits for the disk.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    task: TaskId,
    reply: SingleReply,
}

impl Waiting {
    fn leave(self, run: &mut dyn Runtime) {
        let (outcome, value) = match self.reply {
            SingleReply::Value(value) => (Outcome::Success, value.unwrap_or(0)),
            SingleReply::Written => (Outcome::Success, 0),
            SingleReply::Differs => (Outcome::Conflict, 0),
        };
        run.reply(self.task, outcome, value);
    }
}

impl SingleDriver {
    pub(super) fn new(settings: SingleSettings) -> Self {
        Self {
            settings,
            ..Self::default()
        }
    }

    /// Lets the machine act, and does what it says.
    fn step(&mut self, input: Input<TaskId>, run: &mut dyn Runtime) {
        let mut outputs = Vec::with_capacity(3);
        self.machine
            .step(self.settings.durable, input, &mut outputs);
        let mut waits = false;
        for output in outputs {
            match output {
                Output::Persist(record) => self.disk.append(record),
                Output::Sync => waits = true,
                Output::Reply { request, answer } => {
                    let reply = Waiting {
                        task: request,
                        reply: answer,
                    };
                    self.answer(reply, waits, run);
                }
            }
        }
        begin_sync(&mut self.disk, run);
        self.report(run);
    }

    fn answer(&mut self, reply: Waiting, waits: bool, run: &mut dyn Runtime) {
        let now = if waits {
            self.disk.wait(reply)
        } else {
            Some(reply)
        };
        if let Some(reply) = now {
            reply.leave(run);
        }
    }

    fn report(&self, run: &mut dyn Runtime) {
        run.report(ReportName::Keys, self.machine.keys());
        run.report(ReportName::Unsynced, self.machine.unsynced());
    }
}

impl Driver for SingleDriver {
    fn recover(&mut self, _: u32, run: &mut dyn Runtime) {
        self.machine = Single::recover(self.disk.durable());
        self.report(run);
    }

    fn act(&mut self, task: TaskId, request: &Request, run: &mut dyn Runtime) {
        let key = request.key;
        let record = Record {
            key,
            value: request.written(),
        };
        let input = match request.verb {
            Verb::Read => Input::Read { request: task, key },
            Verb::Write => Input::Write {
                request: task,
                record,
            },
            Verb::CompareAndSet => Input::CompareAndSet {
                request: task,
                expected: request.expected(),
                record,
            },
        };
        self.step(input, run);
    }

    fn receive(&mut self, _: u32, _: &Packet, _: Letter, _: &mut dyn Runtime) {}

    fn timer(&mut self, _: TimerKey, _: &mut dyn Runtime) {}

    /// Replies that waited for the disk leave.
    fn synced(&mut self, run: &mut dyn Runtime) {
        let records = self.disk.end_sync();
        self.step(Input::Synced { records }, run);
        while let Some(ready) = self.disk.next_ready() {
            ready.leave(run);
        }
    }

    fn crash(&mut self, run: &mut dyn Runtime) {
        self.disk.crash();
        self.machine = Single::default();
        self.report(run);
    }

    fn lose_disk(&mut self) {
        self.disk = Disk::default();
    }

    fn records(&self) -> u64 {
        self.disk.records()
    }

    fn leads(&self) -> Option<u64> {
        Some(0)
    }

    fn configure(&mut self, settings: &dyn MachineSettings) {
        if let Some(settings) = settings.as_any().downcast_ref() {
            self.settings = *settings;
        }
    }
}
