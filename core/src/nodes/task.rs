//! Tasks: requests inside a process, from the queue through the steps of a handler to the answer.
//!
//! ```text
//! accept -> [queue] -> slot -> step -> step -> ... -> answer, slot free
//!    |                           work: the slot is busy for a time
//!    +-> rejected, error         call: the slot is held until the answer comes
//! ```

use super::call::{Caller, Errand};
use super::event::{Event, Message, TaskId};
use super::simulation::Simulation;
use crate::luck::{DrawKey, Purpose, Sampler};
use crate::plan::{Handler, NodeSettings, StepPlan};
use crate::recording::{OperationKind, Outcome};
use crate::time::{Instant, Span};
use crate::traffic::Admission;

/// A request inside a process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    /// The process that it is in.
    pub(super) process: u32,
    /// When it arrived there.
    pub(super) arrived: Instant,
    /// The request, as it came.
    message: Message,
    /// The step of the handler that it is at.
    step: u16,
    /// Calls that it waits for.
    waiting: u16,
    /// Whether one of them failed.
    failed: bool,
    /// What the calls brought back: the value that was read; 0 if none.
    value: u32,
}

/// What a task does next.
enum Next {
    /// Work, for so long.
    Work(Span),
    /// So many calls at once.
    Calls(u16),
    /// Let the machine of the process act.
    Machine,
    /// Answer.
    Done,
}

impl Task {
    /// Whether the task reads or writes.
    pub(super) fn operation(&self) -> OperationKind {
        self.message.operation
    }

    /// The key.
    pub(super) fn key(&self) -> u32 {
        self.message.key
    }

    /// The request, as it came.
    pub(super) fn message(&self) -> &Message {
        &self.message
    }

    /// What names the call: the same for each of its attempts.
    pub(super) fn call_fortune(&self) -> u64 {
        self.message.fortune.as_u64()
    }

    /// The value to be written.
    pub(super) fn written(&self) -> u32 {
        self.message.value
    }
}

impl NodeSettings {
    /// The steps that a balancer or service takes for an operation.
    fn handler(&self, operation: OperationKind) -> Option<&Handler> {
        match (self, operation) {
            (Self::Balancer { handler }, _) => Some(handler),
            (Self::Service { read, .. }, OperationKind::Read) => Some(read),
            (Self::Service { write, .. }, OperationKind::Write) => Some(write),
            (
                Self::Client(_) | Self::Store { .. } | Self::Orchestrator(_) | Self::Participant(_),
                _,
            ) => None,
        }
    }
}

impl Simulation {
    /// A request reached a process that runs.
    pub(super) fn accept(&mut self, message: Message) {
        let process = self.receiver(message.link);
        if self.fails_by_itself(process, &message) {
            return self.send(message.answered(Outcome::Error, 0));
        }
        let settings = &self.settings.nodes[self.processes[process as usize].node as usize];
        let (slots, queue) = (settings.slots(), settings.queue());
        let task = Task {
            process,
            arrived: self.now,
            message,
            step: 0,
            waiting: 0,
            failed: false,
            value: 0,
        };
        let id = self.tasks.insert(task);
        match self.processes[process as usize]
            .pool
            .arrive(id, slots, queue)
        {
            Admission::Started => self.ready.push_back(id),
            Admission::Queued => {}
            Admission::Rejected => {
                self.tasks.remove(id);
                return self.send(message.answered(Outcome::Rejected, 0));
            }
        }
        self.recorder.entered(process);
        self.note_load(process);
    }

    /// Whether a fault makes the process answer this request with an error.
    fn fails_by_itself(&self, process: u32, message: &Message) -> bool {
        self.errs(process, DrawKey::leg(message.fortune, message.attempt, 0))
    }

    /// Whether a fault makes the process fail at what has this key.
    pub(super) fn errs(&self, process: u32, key: DrawKey) -> bool {
        let share = self.conditions.processes[process as usize].errors;
        let entity = self.shape.processes[process as usize].entity;
        share > 0.0 && self.luck.draw(entity, Purpose::Error, key).chance(share)
    }

    fn next_step(&self, task: &Task) -> Next {
        let settings = &self.settings.nodes[self.processes[task.process as usize].node as usize];
        if let NodeSettings::Orchestrator(orchestrator) = settings {
            return match task.step {
                0 => Next::Work(self.time_of_work(task, &orchestrator.work)),
                _ => Next::Machine,
            };
        }
        if let NodeSettings::Store { read, write, .. } = settings {
            return match (task.step, task.operation()) {
                (0, OperationKind::Read) => Next::Work(self.time_of_work(task, read)),
                (0, OperationKind::Write) => Next::Work(self.time_of_work(task, write)),
                (_, _) => Next::Machine,
            };
        }
        let handler = settings.handler(task.operation());
        match handler.and_then(|handler| handler.get(task.step as usize)) {
            Some(StepPlan::Work(sampler)) => Next::Work(self.time_of_work(task, sampler)),
            Some(StepPlan::Calls(routes)) => Next::Calls(routes.len() as u16),
            None => Next::Done,
        }
    }

    /// Takes the next step of a task.
    pub(super) fn advance_task(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get(id) else {
            return;
        };
        match self.next_step(task) {
            Next::Work(span) => self.schedule(self.now + span, Event::Worked(id)),
            Next::Calls(count) => {
                let task = *task;
                self.call_all(id, &task, count);
            }
            Next::Machine => {
                let task = *task;
                self.act(id, &task);
            }
            Next::Done => {
                let value = task.value;
                self.finish_task(id, Outcome::Success, value);
            }
        }
    }

    fn time_of_work(&self, task: &Task, sampler: &Sampler) -> Span {
        let key = DrawKey::leg(task.message.fortune, task.message.attempt, task.step);
        self.work_of(task.process, key, sampler)
    }

    /// How long a piece of work takes a process.
    pub(super) fn work_of(&self, process: u32, key: DrawKey, sampler: &Sampler) -> Span {
        let node = self.processes[process as usize].node;
        let draw = self
            .luck
            .draw(self.shape.entities[node as usize], Purpose::Work, key);
        let slowness = self.conditions.processes[process as usize].slowness;
        let work = sampler.sample(draw);
        if slowness == 1.0 {
            work
        } else {
            work.scaled(slowness)
        }
    }

    /// A piece of work is done.
    pub(super) fn worked(&mut self, id: TaskId) {
        if let Some(task) = self.tasks.get_mut(id) {
            task.step += 1;
            self.advance_task(id);
        }
    }

    fn call_all(&mut self, id: TaskId, task: &Task, count: u16) {
        if let Some(task) = self.tasks.get_mut(id) {
            task.waiting = count;
        }
        let Message {
            fortune,
            request,
            key,
            value,
            operation,
            original,
            traced,
            attempt,
            ..
        } = task.message;
        // Another attempt to get here has other luck further on.
        let errand = Errand {
            fortune,
            request,
            key,
            value,
            operation,
            original,
            traced,
        };
        for index in 0..count {
            let node = self.processes[task.process as usize].node;
            let handler = self.settings.nodes[node as usize].handler(operation);
            let Some(StepPlan::Calls(routes)) =
                handler.and_then(|handler| handler.get(task.step as usize))
            else {
                return;
            };
            let route = routes[index as usize];
            let place = u64::from(attempt) << 32 | u64::from(task.step) << 16 | u64::from(index);
            self.call(Caller::Task(id), task.process, route, place, errand);
        }
        if count == 0 {
            self.worked(id);
        }
    }

    /// A call of a task has ended. A handler goes on when all calls of its step have.
    pub(super) fn resume(&mut self, id: TaskId, outcome: Outcome, value: u32) {
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        task.waiting = task.waiting.saturating_sub(1);
        task.failed |= !outcome.is_success();
        if value != 0 {
            task.value = value;
        }
        match (task.waiting, task.failed) {
            (0, true) => self.finish_task(id, Outcome::Error, 0),
            (0, false) => self.worked(id),
            _ => {}
        }
    }

    /// Answers a request, frees its slot and gives it to the next.
    pub(super) fn finish_task(&mut self, id: TaskId, outcome: Outcome, value: u32) {
        let Some(task) = self.tasks.remove(id) else {
            return;
        };
        self.recorder.left(self.now, task.process, task.arrived);
        self.processes[task.process as usize].pool.leave();
        self.start_waiting(task.process);
        self.send(task.message.answered(outcome, value));
    }

    /// Gives free slots of a process to those that wait.
    pub(super) fn start_waiting(&mut self, process: u32) {
        let node = self.processes[process as usize].node;
        let slots = self.settings.nodes[node as usize].slots();
        while let Some(next) = self.processes[process as usize].pool.start_next(slots) {
            self.ready.push_back(next);
        }
        self.note_load(process);
    }

    /// A process is gone, and with it the requests inside. If its host is still there it breaks their
    /// connections, which callers notice.
    pub(super) fn drop_tasks_of(&mut self, process: u32, host_is_there: bool) {
        let gone: Vec<_> = self
            .tasks
            .iter()
            .filter(|(_, task)| task.process == process)
            .map(|(id, _)| id)
            .collect();
        for id in gone {
            let Some(task) = self.tasks.remove(id) else {
                continue;
            };
            self.recorder.left(self.now, process, task.arrived);
            if host_is_there {
                self.send(task.message.answered(Outcome::Refused, 0));
            }
        }
        self.processes[process as usize].pool = crate::traffic::Pool::default();
        self.note_load(process);
    }
}
