//! Tasks: requests inside a process, from the queue through the steps of a handler to the answer.
//!
//! ```text
//! accept -> [queue] -> slot -> step -> step -> ... -> answer, slot free
//!    |                           work: the slot is busy for a time
//!    +-> rejected, error         call: the slot is held until the answer comes
//! ```

use super::call::{CallContext, Caller};
use super::event::Event;
use super::simulation::Simulation;
use crate::driver::TaskId;
use crate::luck::{DrawKey, Purpose, Sampler};
use crate::packet::Request;
use crate::plan::{Op, Program};
use crate::resilience::Deadline;
use crate::time::{Instant, Span};
use crate::traffic::Admission;
use crate::vocabulary::{Outcome, Verb};

/// A request inside a process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    /// The process that it is in.
    pub(super) process: u32,
    /// When it arrived there.
    pub(super) arrived: Instant,
    /// The request, as it came.
    request: Request,
    /// The instruction of its program that it is at.
    place: u16,
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
    /// True if that piece ends before it is done, because nobody waits for it any longer.
    is_cut_off: bool,
    /// What the calls brought back: the value that was read; 0 if none.
    value: u32,
}

impl Task {
    /// What the calls of an instruction ask for: what the request does, unless the instruction says otherwise.
    fn context(&self, op: &Op) -> CallContext {
        let request = &self.request;
        let (verb, value) = match op {
            Op::Work(_) | Op::Calls(_) | Op::Async(_) | Op::Act | Op::Jump(_) => {
                (request.verb, request.value)
            }
            Op::Read(_) => (Verb::Read, 0),
            Op::CompareAndSet(_) => (Verb::CompareAndSet, self.value),
        };
        CallContext {
            fortune: request.fortune,
            request: request.request,
            key: request.key,
            value,
            verb,
            original: request.original,
            traced: request.traced,
        }
    }

    /// A call has ended: the task has what it brought, or fails by how it ended.
    fn take_answer(&mut self, outcome: Outcome, value: u32, is_read: bool) {
        self.waiting = self.waiting.saturating_sub(1);
        self.used_fallback |= outcome == Outcome::Fallback;
        if value != 0 || is_read {
            self.value = value;
        }
        if outcome.is_success() {
            return;
        }
        // A conflict is for whoever asked to read again; any other failure weighs more.
        let conflict = outcome == Outcome::Conflict && self.failure.is_none();
        self.failure = Some(if conflict {
            Outcome::Conflict
        } else {
            Outcome::Error
        });
    }
}

impl Simulation {
    /// A request reached a process that runs.
    pub(super) fn accept(&mut self, request: Request) {
        let process = self.receiver(request.link);
        if self.fails_by_itself(process, &request) {
            return self.send(request.response(Outcome::Error, 0));
        }
        let settings = &self.settings.nodes[self.processes[process as usize].node as usize];
        let (slots, queue) = (settings.slots, settings.queue);
        let task = Task {
            process,
            arrived: self.now,
            request,
            place: 0,
            waiting: 0,
            failure: None,
            used_fallback: false,
            deadline: self.deadline_of_request(process, &request),
            work: Span::ZERO,
            is_cut_off: false,
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
                return self.send(request.response(Outcome::Rejected, 0));
            }
        }
        self.recorder.entered(process);
        self.note_load(process);
    }

    /// Whether a fault makes the process answer this request with an error.
    fn fails_by_itself(&self, process: u32, request: &Request) -> bool {
        self.errs(process, DrawKey::leg(request.fortune, request.attempt, 0))
    }

    /// Whether a fault makes the process fail at what has this key.
    pub(super) fn errs(&self, process: u32, key: DrawKey) -> bool {
        let share = self.conditions.processes[process as usize].errors;
        let entity = self.shape.processes[process as usize].entity;
        share > 0.0 && self.luck.draw(entity, Purpose::Error, key).chance(share)
    }

    /// The program that a task runs.
    fn program_of(&self, task: &Task) -> &Program {
        let node = self.processes[task.process as usize].node;
        self.settings.nodes[node as usize]
            .handlers
            .of(task.request.verb)
    }

    /// Takes the next instruction of a task.
    pub(super) fn advance_task(&mut self, id: TaskId) {
        let Some(&task) = self.tasks.get(id) else {
            return;
        };
        let Some(op) = self.program_of(&task).op(task.place) else {
            let outcome = if task.used_fallback {
                Outcome::Fallback
            } else {
                Outcome::Success
            };
            return self.finish_task(id, outcome, task.value);
        };
        // Nothing is begun that nobody waits for.
        if self.is_over(task.process, task.deadline) {
            return self.finish_task(id, Outcome::Timeout, 0);
        }
        match op {
            Op::Work(sampler) => {
                let span = self.time_of_work(&task, sampler);
                self.work(id, span);
            }
            Op::Calls(_) | Op::Read(_) | Op::CompareAndSet(_) | Op::Async(_) => {
                self.call_all(id, &task);
            }
            Op::Act => self.act(task.process, id, &task.request),
            Op::Jump(place) => {
                let place = *place;
                self.go_to(id, place);
            }
        }
    }

    /// Goes on at another instruction.
    fn go_to(&mut self, id: TaskId, place: u16) {
        if let Some(task) = self.tasks.get_mut(id) {
            task.place = place;
            self.advance_task(id);
        }
    }

    /// Works for so long, or until nobody waits any more, if the request says when that is.
    fn work(&mut self, id: TaskId, span: Span) {
        let Some(task) = self.tasks.get(id) else {
            return;
        };
        let (process, deadline) = (task.process, task.deadline);
        let left = deadline.left(self.local_now(process));
        let left = left.map(|left| self.conditions.processes[process as usize].true_span(left));
        let worked = left.map_or(span, |left| left.min(span));
        if let Some(task) = self.tasks.get_mut(id) {
            task.work = worked;
            task.is_cut_off = worked < span;
            self.schedule(self.now + worked, Event::Worked(id));
        }
    }

    /// Takes down a piece of work that is done, and whether anybody still waits for what it is part of.
    fn note_work(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        let work = std::mem::replace(&mut task.work, Span::ZERO);
        let (process, request) = (task.process, task.request);
        if work == Span::ZERO {
            return;
        }
        let waits = self
            .calls
            .get(request.call)
            .is_some_and(|call| call.is_at(request.attempt))
            && !self.recorder.has_ended(request.request);
        self.recorder.worked(process, work, waits);
    }

    fn time_of_work(&self, task: &Task, sampler: &Sampler) -> Span {
        let key = DrawKey::leg(task.request.fortune, task.request.attempt, task.place);
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

    /// An instruction is done: a piece of work, or calls that all have succeeded.
    pub(super) fn worked(&mut self, id: TaskId) {
        self.note_work(id);
        let Some(task) = self.tasks.get(id) else {
            return;
        };
        if task.is_cut_off {
            self.finish_task(id, Outcome::Timeout, 0);
        } else {
            self.go_to(id, task.place + 1);
        }
    }

    /// Makes the calls of an instruction.
    fn call_all(&mut self, id: TaskId, task: &Task) {
        let Some(op) = self.program_of(task).op(task.place) else {
            return;
        };
        let (count, context) = (op.routes().len(), task.context(op));
        let waits = !matches!(op, Op::Async(_));
        if let (true, Some(task)) = (waits, self.tasks.get_mut(id)) {
            task.waiting = count as u16;
        }
        // Another attempt to get here has other luck further on.
        let place = u64::from(task.request.attempt) << 32 | u64::from(task.place) << 16;
        for index in 0..count {
            let op = self.program_of(task).op(task.place);
            let Some(route) = op.map(|op| op.routes()[index]) else {
                return;
            };
            let caller = if waits {
                Caller::Task(id)
            } else {
                Caller::Nobody
            };
            self.call(caller, task.process, route, place | index as u64, context);
        }
        if count == 0 || !waits {
            self.worked(id);
        }
    }

    /// A call of a task has ended. A handler goes on when all calls of its instruction have.
    pub(super) fn resume(&mut self, id: TaskId, outcome: Outcome, value: u32) {
        let Some(task) = self.tasks.get(id) else {
            return;
        };
        let program = self.program_of(task);
        let is_read = matches!(program.op(task.place), Some(Op::Read(_)));
        let alternative = program.on_failure(task.place);
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        task.take_answer(outcome, value, is_read);
        if task.waiting > 0 {
            return;
        }
        match (task.failure.take(), alternative) {
            (None, _) => self.worked(id),
            (Some(_), Some(alternative)) => self.go_to(id, alternative),
            (Some(failure), None) => self.finish_task(id, failure, 0),
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
        self.send(task.request.response(outcome, value));
    }

    /// Gives free slots of a process to those that wait.
    pub(super) fn start_waiting(&mut self, process: u32) {
        let node = self.processes[process as usize].node;
        let slots = self.settings.nodes[node as usize].slots;
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
                self.send(task.request.response(Outcome::Refused, 0));
            }
        }
        self.processes[process as usize].pool = crate::traffic::Pool::default();
        self.note_load(process);
    }
}
