//! Calls: an attempt, a timeout, perhaps another attempt, and whoever waits for the end of it.

use super::event::{CallId, Event, Message, TaskId};
use super::simulation::Simulation;
use crate::luck::{DrawKey, Fortune, Purpose};
use crate::plan::Role;
use crate::recording::{OperationKind, Outcome, ReportName};
use crate::resilience::{CircuitBreaker, Permit, Rejected, State};
use crate::time::Span;
use crate::traffic::Chooser;

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
    /// The present attempt, from 1; redirections count.
    attempt: u16,
    /// How often it was sent to another process of the callee because that one leads.
    redirections: u16,
    /// Which process of the callee the present attempt went to.
    callee: u32,
    /// Whether the present attempt is under way, not over or waited for.
    under_way: bool,
    /// The wait before the present attempt.
    waited: Span,
    /// Its number among the calls to stores, if it is one.
    number: Option<u32>,
    /// The breaker's leave for the present attempt.
    permit: Option<Permit>,
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

/// How often one call follows a hint; where leaders change faster, the caller had better try anew.
const REDIRECTIONS: u16 = 3;

impl Call {
    /// Whether that attempt is the present one and under way.
    fn is_at(&self, attempt: u16) -> bool {
        self.under_way && self.attempt == attempt
    }
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
            redirections: 0,
            callee: 0,
            under_way: false,
            waited: Span::ZERO,
            number: self.note_store_call(route, &errand),
            permit: None,
            errand: Errand { fortune, ..errand },
        };
        let id = self.calls.insert(call);
        self.attempt(id);
    }

    fn note_store_call(&mut self, route: u16, errand: &Errand) -> Option<u32> {
        let store = self.shape.routes[route as usize].to;
        let is_store = self.shape.roles[store as usize] == Role::Store;
        let Errand {
            request,
            operation,
            key,
            value,
            ..
        } = *errand;
        is_store.then(|| {
            self.recorder
                .call_store(self.now, store, request, operation, key, value)
        })
    }

    /// Makes the next attempt of a call, to a process that the caller chooses.
    pub(super) fn attempt(&mut self, id: CallId) {
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
        match self.ask_breaker(process, route) {
            Ok(permit) => {
                if let Some(call) = self.calls.get_mut(id) {
                    call.permit = permit;
                }
            }
            Err(Rejected { .. }) => return self.fail_fast(id),
        }
        let policy = self.settings.routes[route as usize].policy;
        let entity = self.shape.routes[route as usize].entity;
        let draw = self.luck.draw(
            entity,
            Purpose::Balance,
            DrawKey::leg(errand.fortune, attempt, 0),
        );
        let avoid = (attempt > 0).then_some(callee);
        let callee = self.chooser(process, route).choose(policy, draw, avoid);
        self.send_attempt(id, callee);
    }

    /// What a process knows of the processes that it calls on a route.
    fn chooser(&mut self, process: u32, route: u16) -> &mut Chooser {
        let place = self.place(process, route);
        &mut self.choosers[place]
    }

    /// Where the chooser and the breaker of a process for a route are.
    fn place(&self, process: u32, route: u16) -> usize {
        let caller = self.shape.processes[process as usize].replica;
        (self.shape.routes[route as usize].first_chooser + caller) as usize
    }

    fn send_attempt(&mut self, id: CallId, callee: u32) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.attempt += 1;
        call.under_way = true;
        call.callee = callee;
        let Call {
            process,
            route,
            attempt,
            redirections,
            errand,
            ..
        } = *call;
        let original = errand.original && attempt == 1 + redirections;
        self.recorder.attempt(self.now, route, original);
        let caller = self.shape.processes[process as usize].replica;
        self.send(Message {
            fortune: errand.fortune,
            call: id,
            link: self.shape.routes[route as usize].link(caller, callee),
            request: errand.request,
            key: errand.key,
            value: errand.value,
            attempt,
            operation: errand.operation,
            answer: None,
            original,
            traced: errand.traced,
        });
        if let Some(timeout) = self.settings.routes[route as usize].timeout {
            let timeout = self.conditions.processes[process as usize].true_span(timeout);
            self.schedule(self.now + timeout, Event::TimedOut { call: id, attempt });
        }
    }

    /// An answer reached the caller. One to an attempt that was given up finds nobody waiting.
    pub(super) fn answered(&mut self, message: Message, outcome: Outcome) {
        if self
            .calls
            .get(message.call)
            .is_some_and(|call| call.is_at(message.attempt))
        {
            self.settle(message.call, outcome, message.value);
        }
    }

    /// An attempt has taken as long as it may.
    pub(super) fn timed_out(&mut self, id: CallId, attempt: u16) {
        if self.calls.get(id).is_some_and(|call| call.is_at(attempt)) {
            self.settle(id, Outcome::Timeout, 0);
        }
    }

    /// The present attempt has ended: try again, or tell whoever waits.
    fn settle(&mut self, id: CallId, outcome: Outcome, value: u32) {
        let Some(&call) = self.calls.get(id) else {
            return;
        };
        self.forget_attempt(&call, outcome);
        if outcome == Outcome::NotLeader && value > 0 && call.redirections < REDIRECTIONS {
            return self.redirect(id, value - 1);
        }
        self.go_on(id, outcome, value);
    }

    /// An attempt is over: wait and try again, or tell whoever waits.
    fn go_on(&mut self, id: CallId, outcome: Outcome, value: u32) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.under_way = false;
        let call = *call;
        let settings = self.settings.routes[call.route as usize];
        let made = call.attempt - call.redirections;
        if !outcome.is_settled() && made < settings.attempts {
            return self.try_again(id, &call, made);
        }
        self.calls.remove(id);
        if let Some(number) = call.number {
            self.recorder
                .store_answered(self.now, number, outcome, value, made);
        }
        match call.caller {
            Caller::Client => self.complete(call.errand, outcome, value),
            Caller::Task(task) => self.resume(task, outcome, value),
        }
    }

    fn try_again(&mut self, id: CallId, call: &Call, made: u16) {
        let settings = self.settings.routes[call.route as usize];
        let entity = self.shape.routes[call.route as usize].entity;
        let draw = self.luck.draw(
            entity,
            Purpose::Jitter,
            DrawKey::leg(call.errand.fortune, call.attempt, 0),
        );
        let wait = settings.backoff.wait(u32::from(made), call.waited, draw);
        if wait == Span::ZERO {
            return self.attempt(id);
        }
        if let Some(call) = self.calls.get_mut(id) {
            call.waited = wait;
        }
        let wait = self.conditions.processes[call.process as usize].true_span(wait);
        self.schedule(self.now + wait, Event::Retry { call: id });
    }

    /// Asks the breaker of a caller, if it has one, whether a call may be made.
    fn ask_breaker(&mut self, process: u32, route: u16) -> Result<Option<Permit>, Rejected> {
        let Some(settings) = self.settings.routes[route as usize].breaker else {
            return Ok(None);
        };
        let now = self.local_now(process);
        let place = self.place(process, route);
        let breaker =
            self.breakers[place].get_or_insert_with(|| CircuitBreaker::new(settings, now));
        let answer = breaker.allow(now).map(Some);
        self.report_breaker(process, place);
        answer
    }

    /// The breaker is open: the attempt is over before it began.
    fn fail_fast(&mut self, id: CallId) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.attempt += 1;
        let (route, original) = (
            call.route,
            call.errand.original && call.attempt == 1 + call.redirections,
        );
        self.recorder.attempt(self.now, route, original);
        self.recorder
            .attempt_ended(self.now, route, Outcome::BreakerOpen);
        // Not at once, but as the next event: whoever calls may still be setting up the other calls of its step.
        self.schedule(self.now, Event::FailedFast(id));
    }

    /// A call that the breaker refused goes on.
    pub(super) fn failed_fast(&mut self, id: CallId) {
        self.go_on(id, Outcome::BreakerOpen, 0);
    }

    fn tell_breaker(&mut self, call: &Call, success: bool) {
        let Some(permit) = call.permit else { return };
        let now = self.local_now(call.process);
        let place = self.place(call.process, call.route);
        if let Some(breaker) = &mut self.breakers[place] {
            if success {
                breaker.success(now, permit);
            } else {
                breaker.failure(now, permit);
            }
        }
        self.report_breaker(call.process, place);
    }

    fn report_breaker(&mut self, process: u32, place: usize) {
        let now = self.local_now(process);
        if let Some(breaker) = &mut self.breakers[place] {
            let state = match breaker.state(now) {
                State::Closed => 0,
                State::Open => 1,
                State::HalfOpen => 2,
            };
            self.recorder
                .report(self.now, process, ReportName::Breaker, state);
        }
    }

    /// Follows a hint to the process that leads. It is no retry: nothing was done.
    fn redirect(&mut self, id: CallId, leader: u32) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.redirections += 1;
        let (process, route) = (call.process, call.route);
        self.chooser(process, route).prefer(leader);
        self.send_attempt(id, leader);
    }

    fn forget_attempt(&mut self, call: &Call, outcome: Outcome) {
        self.chooser(call.process, call.route)
            .done(call.callee, outcome.is_success());
        self.tell_breaker(call, outcome.is_settled() || outcome == Outcome::NotLeader);
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
            if let Some(call) = self.calls.remove(id)
                && call.under_way
            {
                self.forget_attempt(&call, Outcome::Refused);
            }
        }
    }
}
