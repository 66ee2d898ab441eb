//! Tasks: requests inside a process, from the queue through the steps of a handler to the answer.
//!
//! ```text
//! accept -> [queue] -> slot -> step -> step -> ... -> answer, slot free
//!    |                           work: the slot is busy for a time
//!    +-> rejected, error         call: the slot is held until the answer comes
//! ```

use super::call::{CallContext, Caller};
use super::event::{Event, Message, TaskId};
use super::simulation::Simulation;
use crate::luck::{DrawKey, Purpose, Sampler};
use crate::plan::{Handler, NodeSettings, StepPlan};
use crate::resilience::Deadline;
use crate::time::{Instant, Span};
use crate::traffic::Admission;
use crate::vocabulary::{Outcome, Verb, written_by};

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
    /// How it ends because of one of them that failed.
    failure: Option<Outcome>,
    /// Whether a fallback stood in for the answer to one of them.
    used_fallback: bool,
    /// Until when its caller waits, as far as the request says, by the clock here.
    pub(super) deadline: Deadline,
    /// The piece of work that it is at, or was at last.
    work: Span,
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
    /// What the task does.
    pub(super) fn operation(&self) -> Verb {
        self.message.operation
    }

    /// The key.
    pub(super) fn key(&self) -> u32 {
        self.message.key
    }

    /// What the calls of a step ask for: what the request does, unless the step says otherwise.
    fn context(&self, step: &StepPlan) -> CallContext {
        let message = &self.message;
        let (operation, value) = match step {
            StepPlan::Work(_) | StepPlan::Calls(_) => (message.operation, message.value),
            StepPlan::Read(_) => (Verb::Read, 0),
            StepPlan::CompareAndSet(_) => (Verb::CompareAndSet, self.value),
        };
        CallContext {
            fortune: message.fortune,
            request: message.request,
            key: message.key,
            value,
            operation,
            original: message.original,
            traced: message.traced,
        }
    }

    /// A call has ended: the task has what it brought, or ends itself by how it failed.
    fn take_answer(&mut self, outcome: Outcome, value: u32, is_read: bool) {
        self.waiting = self.waiting.saturating_sub(1);
        self.used_fallback |= outcome == Outcome::Fallback;
        if value != 0 || is_read {
            self.value = value;
        }
        let failure = match outcome {
            Outcome::Success | Outcome::Fallback => return,
            // It is for whoever asked to read again; any other failure weighs more.
            Outcome::Conflict if self.failure.is_none() => Outcome::Conflict,
            Outcome::Conflict
            | Outcome::Error
            | Outcome::Rejected
            | Outcome::Refused
            | Outcome::Timeout
            | Outcome::NotLeader
            | Outcome::Deposed
            | Outcome::BreakerOpen
            | Outcome::Unavailable
            | Outcome::Compensated => Outcome::Error,
        };
        self.failure = Some(failure);
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
        match self.operation() {
            Verb::Read | Verb::Write => self.message.value,
            Verb::CompareAndSet => written_by(self.message.request),
        }
    }

    /// The value that a compare-and-set expects; `None`: the key must have none.
    pub(super) fn expected(&self) -> Option<u32> {
        (self.message.value != 0).then_some(self.message.value)
    }
}

impl NodeSettings {
    /// The steps that a balancer or service takes for an operation.
    fn handler(&self, operation: Verb) -> Option<&Handler> {
        match (self, operation) {
            (Self::Balancer { handler }, _) => Some(handler),
            (Self::Service { read, .. }, Verb::Read) => Some(read),
            // A compare-and-set goes straight to a store.
            (Self::Service { write, .. }, Verb::Write | Verb::CompareAndSet) => Some(write),
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
            failure: None,
            used_fallback: false,
            deadline: self.deadline_of_request(process, &message),
            work: Span::ZERO,
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
                (0, Verb::Read) => Next::Work(self.time_of_work(task, read)),
                (0, Verb::Write | Verb::CompareAndSet) => {
                    Next::Work(self.time_of_work(task, write))
                }
                (_, _) => Next::Machine,
            };
        }
        match self.step_of(task) {
            Some(StepPlan::Work(sampler)) => Next::Work(self.time_of_work(task, sampler)),
            Some(step @ (StepPlan::Calls(_) | StepPlan::Read(_) | StepPlan::CompareAndSet(_))) => {
                Next::Calls(step.routes().len() as u16)
            }
            None => Next::Done,
        }
    }

    /// The step of its handler that a task is at, if there is one left.
    fn step_of(&self, task: &Task) -> Option<&StepPlan> {
        let node = self.processes[task.process as usize].node;
        let handler = self.settings.nodes[node as usize].handler(task.operation());
        handler?.get(task.step as usize)
    }

    /// Takes the next step of a task.
    pub(super) fn advance_task(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get(id) else {
            return;
        };
        let next = self.next_step(task);
        let (process, deadline, used_fallback, value) =
            (task.process, task.deadline, task.used_fallback, task.value);
        match next {
            Next::Done if used_fallback => self.finish_task(id, Outcome::Fallback, value),
            Next::Done => self.finish_task(id, Outcome::Success, value),
            // Nothing is begun that nobody waits for.
            _ if self.is_over(process, deadline) => self.finish_task(id, Outcome::Timeout, 0),
            Next::Work(span) => self.work(id, span),
            Next::Calls(count) => {
                let task = *task;
                self.call_all(id, &task, count);
            }
            Next::Machine => {
                let task = *task;
                self.act(id, &task);
            }
        }
    }

    fn work(&mut self, id: TaskId, span: Span) {
        if let Some(task) = self.tasks.get_mut(id) {
            task.work = span;
            self.schedule(self.now + span, Event::Worked(id));
        }
    }

    /// Takes down a piece of work that is done, and whether anybody still waits for what it is part of.
    fn note_work(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        let work = std::mem::replace(&mut task.work, Span::ZERO);
        let (process, message) = (task.process, task.message);
        if work == Span::ZERO {
            return;
        }
        let waits = self
            .calls
            .get(message.call)
            .is_some_and(|call| call.is_at(message.attempt))
            && !self.recorder.has_ended(message.request);
        self.recorder.worked(process, work, waits);
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

    /// A step is done: a piece of work, or calls that all have succeeded.
    pub(super) fn worked(&mut self, id: TaskId) {
        self.note_work(id);
        if let Some(task) = self.tasks.get_mut(id) {
            task.step += 1;
            self.advance_task(id);
        }
    }

    fn call_all(&mut self, id: TaskId, task: &Task, count: u16) {
        if let Some(task) = self.tasks.get_mut(id) {
            task.waiting = count;
        }
        let message = task.message;
        let place = u64::from(message.attempt) << 32 | u64::from(task.step) << 16;
        for index in 0..count {
            let Some(step) = self.step_of(task) else {
                return;
            };
            let route = step.routes()[index as usize];
            let context = task.context(step);
            // Another attempt to get here has other luck further on.
            let place = place | u64::from(index);
            self.call(Caller::Task(id), task.process, route, place, context);
        }
        if count == 0 {
            self.worked(id);
        }
    }

    /// A call of a task has ended. A handler goes on when all calls of its step have.
    pub(super) fn resume(&mut self, id: TaskId, outcome: Outcome, value: u32) {
        let Some(task) = self.tasks.get(id) else {
            return;
        };
        let is_read = matches!(self.step_of(task), Some(StepPlan::Read(_)));
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        task.take_answer(outcome, value, is_read);
        match (task.waiting, task.failure) {
            (0, Some(failure)) => self.finish_task(id, failure, 0),
            (0, None) => self.worked(id),
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
