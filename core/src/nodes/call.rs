//! Calls: an attempt, a timeout, perhaps another attempt, and whoever waits for the end of it.

use super::event::{CallId, Event, Message, TaskId};
use super::simulation::Simulation;
use crate::luck::{DrawKey, Fortune, Purpose};
use crate::recording::{OperationKind, Outcome};

/// A call that somebody waits for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// Who waits.
    pub(super) caller: Caller,
    /// The process that calls.
    pub(super) process: u32,
    /// The client's request that it is for.
    pub(super) request: u32,
    route: u16,
    /// The present attempt, from 1.
    attempt: u16,
    /// Which process of the callee the present attempt went to.
    callee: u32,
    errand: Errand,
}

/// Who waits for a call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Caller {
    /// A client: the call is the whole request.
    Client,
    /// A task that goes on when the call has ended.
    Task(TaskId),
}

/// What is asked for, passed on from call to call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Errand {
    pub(super) fortune: Fortune,
    pub(super) request: u32,
    pub(super) key: u32,
    pub(super) value: u32,
    pub(super) operation: OperationKind,
    /// Neither a retry nor because of one.
    pub(super) original: bool,
    pub(super) traced: bool,
}

impl Simulation {
    /// Calls along a route. `place` tells apart the calls of one handler.
    pub(super) fn call(
        &mut self,
        caller: Caller,
        process: u32,
        route: u16,
        place: u64,
        errand: Errand,
    ) {
        let fortune = errand
            .fortune
            .call(self.shape.routes[route as usize].entity, place);
        let call = Call {
            caller,
            process,
            request: errand.request,
            route,
            attempt: 0,
            callee: 0,
            errand: Errand { fortune, ..errand },
        };
        let id = self.calls.insert(call);
        self.attempt(id);
    }

    /// Makes the next attempt of a call.
    fn attempt(&mut self, id: CallId) {
        let Some(&Call {
            process,
            route,
            attempt,
            callee,
            errand,
            ..
        }) = self.calls.get(id)
        else {
            return;
        };
        let settings = self.settings.routes[route as usize];
        let plan = self.shape.routes[route as usize];
        let caller = self.shape.processes[process as usize].replica;
        let draw = self.luck.draw(
            plan.entity,
            Purpose::Balance,
            DrawKey::leg(errand.fortune, attempt, 0),
        );
        let chooser = &mut self.choosers[(plan.first_chooser + caller) as usize];
        let avoid = (attempt > 0).then_some(callee);
        let callee = chooser.choose(settings.policy, draw, avoid);
        let attempt = attempt + 1;
        if let Some(call) = self.calls.get_mut(id) {
            (call.attempt, call.callee) = (attempt, callee);
        }
        let original = errand.original && attempt == 1;
        self.recorder.attempt(self.now, route, original);
        self.send(Message {
            fortune: errand.fortune,
            call: id,
            link: plan.link(caller, callee),
            request: errand.request,
            key: errand.key,
            value: errand.value,
            attempt,
            operation: errand.operation,
            answer: None,
            original,
            traced: errand.traced,
        });
        if let Some(timeout) = settings.timeout {
            let timeout = self.conditions.processes[process as usize].true_span(timeout);
            self.schedule(self.now + timeout, Event::TimedOut { call: id, attempt });
        }
    }

    /// An answer reached the caller. One to an attempt that was given up finds nobody waiting.
    pub(super) fn answered(&mut self, message: Message, outcome: Outcome) {
        if self
            .calls
            .get(message.call)
            .is_some_and(|call| call.attempt == message.attempt)
        {
            self.settle(message.call, outcome, message.value);
        }
    }

    /// An attempt has taken as long as it may.
    pub(super) fn timed_out(&mut self, id: CallId, attempt: u16) {
        if self
            .calls
            .get(id)
            .is_some_and(|call| call.attempt == attempt)
        {
            self.settle(id, Outcome::Timeout, 0);
        }
    }

    /// The present attempt has ended: try again, or tell whoever waits.
    fn settle(&mut self, id: CallId, outcome: Outcome, value: u32) {
        let Some(&call) = self.calls.get(id) else {
            return;
        };
        self.forget_attempt(&call, outcome);
        let attempts = self.settings.routes[call.route as usize].attempts;
        if !outcome.is_success() && call.attempt < attempts {
            return self.attempt(id);
        }
        self.calls.remove(id);
        match call.caller {
            Caller::Client => self.complete(call.errand, outcome, value),
            Caller::Task(task) => self.resume(task, outcome, value),
        }
    }

    fn forget_attempt(&mut self, call: &Call, outcome: Outcome) {
        let plan = self.shape.routes[call.route as usize];
        let caller = self.shape.processes[call.process as usize].replica;
        self.choosers[(plan.first_chooser + caller) as usize].done(call.callee);
        self.recorder.attempt_ended(self.now, call.route, outcome);
    }

    /// A process is gone, and with it the calls that it waited for.
    pub(super) fn drop_calls_of(&mut self, process: u32) {
        let gone: Vec<_> = self
            .calls
            .iter()
            .filter(|(_, call)| call.process == process)
            .map(|(id, _)| id)
            .collect();
        for id in gone {
            if let Some(call) = self.calls.remove(id) {
                self.forget_attempt(&call, Outcome::Refused);
            }
        }
    }
}
