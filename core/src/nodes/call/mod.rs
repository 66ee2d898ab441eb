//! Calls: an attempt, a timeout, perhaps another attempt, and whoever waits for the end of it.
//!
//! ```text
//! call -> attempt -> deadline? -> gates?   -> send -> answer, or timeout
//!            ^                       |                     |
//!            |                       +--- refused -----+   v
//!            +---- wait <- budget? <- rules? <- failed <---+-> the end: success, fallback or failure
//! ```

mod deadline;
mod gates;
mod retry;

use super::event::Event;
use super::simulation::Simulation;
use crate::driver::TaskId;
use crate::luck::{DrawKey, Fortune, Purpose};
use crate::packet::{CallId, Request, TimeLeft};
use crate::recording::StoreCall;
use crate::resilience::Deadline;
use crate::time::{Instant, Span};
use crate::traffic::LoadBalancer;
use crate::vocabulary::{Outcome, Verb, written_by};
use gates::{AtGate, Tickets};

/// A call that somebody waits for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// Who waits.
    pub(super) caller: Caller,
    /// The process that calls.
    pub(super) process: u32,
    route: u16,
    /// The present attempt, from 1; redirections count.
    attempt: u16,
    /// How often it was sent to another process of the callee because that one leads.
    redirections: u16,
    /// Process of the callee that the last attempt went to.
    callee: u32,
    under_way: UnderWay,
    /// Where the next attempt waits, if it does.
    at_gate: Option<AtGate>,
    /// The wait before the present attempt.
    waited: Span,
    /// Its number among the calls to stores, if it is one.
    number: Option<u32>,
    /// Until when the caller waits for the end of it, by its own clock.
    deadline: Deadline,
    context: CallContext,
}

/// An attempt that is under way.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    /// Its number, from 1.
    number: u16,
    /// The process of the callee that it went to.
    callee: u32,
    tickets: Tickets,
}

/// The attempts of a call that are under way.
#[derive(Clone, Copy, Debug, Default)]
struct UnderWay([Option<Attempt>; AT_ONCE]);

/// Attempts of one call that may be under way at once.
const AT_ONCE: usize = 2;

impl UnderWay {
    fn has(&self, number: u16) -> bool {
        let mut attempts = self.0.iter().flatten();
        attempts.any(|attempt| attempt.number == number)
    }

    fn add(&mut self, attempt: Attempt) {
        let free = self.0.iter_mut().find(|place| place.is_none());
        debug_assert!(
            free.is_some(),
            "more attempts under way than a call may have"
        );
        if let Some(place) = free {
            *place = Some(attempt);
        }
    }

    fn take(&mut self, number: u16) -> Option<Attempt> {
        let mut places = self.0.iter_mut();
        let place = places.find(|place| place.is_some_and(|attempt| attempt.number == number));
        place.and_then(Option::take)
    }
}

/// Who waits for a call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Caller {
    /// A client: the call is the whole request.
    Client,
    /// Nobody: whatever becomes of it.
    Nobody,
    /// A task that goes on when the call has ended.
    Task(TaskId),
}

/// What is asked for, passed on from call to call.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallContext {
    pub(super) fortune: Fortune,
    pub(super) request: u32,
    pub(super) key: u32,
    /// As in [`Request::value`].
    pub(super) value: u32,
    pub(super) verb: Verb,
    /// Neither a retry nor because of one.
    pub(super) original: bool,
    pub(super) traced: bool,
}

/// How often one call follows a hint; where leaders change faster, the caller had better try anew.
const REDIRECTIONS: u16 = 3;

impl Call {
    /// The client's request that it is for.
    pub(super) fn request(&self) -> u32 {
        self.context.request
    }

    /// True if that attempt is under way.
    pub(super) fn is_at(&self, attempt: u16) -> bool {
        self.under_way.has(attempt)
    }

    /// The calling process, the route, and the client's request.
    fn by(&self) -> (u32, u16, u32) {
        (self.process, self.route, self.request())
    }

    /// Attempts so far; a redirection is none.
    fn made(&self) -> u16 {
        self.attempt - self.redirections
    }

    /// Whether the present attempt is the first one of a call that no retry has caused.
    fn is_original(&self) -> bool {
        self.context.original && self.made() == 1
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
        context: CallContext,
    ) {
        let fortune = context
            .fortune
            .call(self.shape.routes[route as usize].entity, place);
        let call = Call {
            caller,
            process,
            route,
            attempt: 0,
            redirections: 0,
            callee: self.shape.routes[route as usize].first_endpoint,
            under_way: UnderWay::default(),
            at_gate: None,
            waited: Span::ZERO,
            number: self.note_store_call(route, &context),
            deadline: self.deadline_of_call(caller, process, route),
            context: CallContext { fortune, ..context },
        };
        let id = self.calls.insert(call);
        self.deposit(process, route);
        self.attempt(id);
    }

    fn note_store_call(&mut self, route: u16, context: &CallContext) -> Option<u32> {
        let store = self.shape.routes[route as usize].to;
        let is_store = self.shape.traits[store as usize].is_store;
        let kind = context.verb;
        let (value, expected) = match kind {
            Verb::Read | Verb::Write => (context.value, 0),
            Verb::CompareAndSet => (written_by(context.request), context.value),
        };
        is_store.then(|| {
            self.recorder.call_store(StoreCall {
                store,
                attempts: 0,
                request: context.request,
                kind,
                key: context.key,
                value,
                expected,
                invoked: self.now,
                completed: Instant::NEVER,
                outcome: None,
            })
        })
    }

    /// Makes the next attempt of a call, if its gates let it.
    pub(super) fn attempt(&mut self, id: CallId) {
        let Some(call) = self.calls.get(id) else {
            return;
        };
        // Only after a wait: no call begins after its deadline.
        if self.is_over(call.process, call.deadline) {
            return self.end(id, Outcome::Timeout, 0);
        }
        self.pass_gates(id, Tickets::default(), 0);
    }

    /// Sends the next attempt to a process that the caller chooses: another one than the last, if it can.
    fn choose_and_send(&mut self, id: CallId, tickets: Tickets) {
        let Some(call) = self.calls.get(id) else {
            return;
        };
        let key = DrawKey::leg(call.context.fortune, call.attempt, 0);
        let avoid = (call.attempt > 0).then_some(call.callee);
        let (process, route) = (call.process, call.route);
        let policy = self.settings.routes[route as usize].policy;
        let entity = self.shape.routes[route as usize].entity;
        let draw = self.luck.draw(entity, Purpose::Balance, key);
        let callee = self
            .load_balancer(process, route)
            .choose(policy, draw, avoid);
        self.send_attempt(id, callee, tickets);
    }

    /// What a process knows of the processes that it calls on a route.
    fn load_balancer(&mut self, process: u32, route: u16) -> &mut LoadBalancer {
        let place = self.place(process, route);
        &mut self.load_balancers[place]
    }

    /// Where the load balancer and the breaker of a process for a route are.
    fn place(&self, process: u32, route: u16) -> usize {
        self.shape.load_balancer(process, route)
    }

    fn send_attempt(&mut self, id: CallId, callee: u32, tickets: Tickets) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.attempt += 1;
        call.callee = callee;
        call.under_way.add(Attempt {
            number: call.attempt,
            callee,
            tickets,
        });
        let Call {
            process,
            route,
            attempt,
            context,
            deadline,
            ..
        } = *call;
        let original = call.is_original();
        self.recorder.attempt(self.now, route, original);
        let settings = &self.settings.routes[route as usize];
        let limit = deadline.limit(self.local_now(process), settings.timeout);
        let caller = self.shape.processes[process as usize].replica;
        let request = Request {
            fortune: context.fortune,
            call: id,
            link: self.shape.routes[route as usize].link(caller, callee),
            request: context.request,
            key: context.key,
            value: context.value,
            attempt,
            left: TimeLeft::new(limit.filter(|_| settings.propagate)),
            verb: context.verb,
            original,
            traced: context.traced,
        };
        self.send(request.packet());
        if let Some(limit) = limit {
            self.schedule_locally(process, limit, Event::TimedOut { call: id, attempt });
        }
    }

    /// A response reached the caller. One to an attempt that was given up finds nobody waiting.
    pub(super) fn answered(&mut self, id: CallId, attempt: u16, outcome: Outcome, value: u32) {
        self.settle(id, attempt, outcome, value);
    }

    /// An attempt has taken as long as it may, unless it has ended.
    pub(super) fn timed_out(&mut self, id: CallId, attempt: u16) {
        self.settle(id, attempt, Outcome::Timeout, 0);
    }

    /// An attempt has ended, if it was under way: try again, or tell whoever waits.
    fn settle(&mut self, id: CallId, attempt: u16, outcome: Outcome, value: u32) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        let Some(ended) = call.under_way.take(attempt) else {
            return;
        };
        let (caller, may_follow) = (call.by(), call.redirections < REDIRECTIONS);
        if outcome == Outcome::NotLeader && value > 0 && may_follow {
            // Its gates hear of the attempt that it becomes.
            let tickets = Tickets::default();
            self.forget_attempt(caller, Attempt { tickets, ..ended }, outcome);
            return self.redirect(id, value - 1, ended.tickets);
        }
        self.forget_attempt(caller, ended, outcome);
        self.go_on(id, outcome, value);
    }

    /// An attempt is over: try again, or end the call.
    fn go_on(&mut self, id: CallId, outcome: Outcome, value: u32) {
        if outcome.is_settled() || !self.try_again(id, outcome) {
            self.end(id, outcome, value);
        }
    }

    /// A call has ended: whoever waits learns how, or gets what stands in for an answer.
    fn end(&mut self, id: CallId, outcome: Outcome, value: u32) {
        let Some(call) = self.calls.remove(id) else {
            return;
        };
        if let Some(number) = call.number {
            self.recorder
                .store_answered(self.now, number, outcome, value, call.made());
        }
        let falls_back = self.settings.routes[call.route as usize].fallback;
        let (outcome, value) = if falls_back && !outcome.is_settled() {
            (Outcome::Fallback, 0)
        } else {
            (outcome, value)
        };
        match call.caller {
            Caller::Client => self.complete(call.context, outcome, value),
            Caller::Nobody => {}
            Caller::Task(task) => self.resume(task, outcome, value),
        }
    }

    /// Follows a hint to the process that leads. It is no retry: nothing was done.
    fn redirect(&mut self, id: CallId, leader: u32, tickets: Tickets) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.redirections += 1;
        let (process, route) = (call.process, call.route);
        self.load_balancer(process, route).prefer(leader);
        self.send_attempt(id, leader, tickets);
    }

    fn forget_attempt(&mut self, caller: (u32, u16, u32), attempt: Attempt, outcome: Outcome) {
        let (process, route, _) = caller;
        self.load_balancer(process, route)
            .done(attempt.callee, outcome.is_sound());
        self.give_back(caller, attempt.tickets, outcome);
        self.recorder.attempt_ended(self.now, route, outcome);
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
            let Some(call) = self.calls.remove(id) else {
                continue;
            };
            for attempt in call.under_way.0.into_iter().flatten() {
                // Its gates are gone too: there is nobody to tell.
                let tickets = Tickets::default();
                let attempt = Attempt { tickets, ..attempt };
                self.forget_attempt(call.by(), attempt, Outcome::Refused);
            }
        }
        self.forget_policies_of(process);
    }
}
