//! Gates of callers: an attempt passes them one by one, waits at one, or is refused and never sent.

use crate::gate::{Admission, Caller, GATES, Gate, Ticket};
use crate::nodes::event::Event;
use crate::nodes::simulation::Simulation;
use crate::packet::CallId;
use crate::recording::Asked;
use crate::time::{Instant, Span};
use crate::vocabulary::{BreakerState, Cause, Observed, Outcome};

/// The tickets of an attempt, one for each gate that it has passed.
pub(super) type Tickets = [Option<Ticket>; GATES];

/// An attempt that waits at a gate.
#[derive(Clone, Copy, Debug)]
pub(super) struct AtGate {
    gate: u8,
    /// Tickets of the gates before, and of this one once it may go on.
    tickets: Tickets,
}

/// A calling process on one route, as its gates reach the rest.
struct Context<'a> {
    run: &'a mut Simulation,
    process: u32,
    route: u16,
    /// The client's request that the attempt is for.
    request: u32,
}

impl Caller for Context<'_> {
    fn local_now(&self) -> Instant {
        self.run.local_now(self.process)
    }

    fn asked(&mut self, passed: bool) -> u32 {
        let asked = Asked {
            process: self.process,
            route: self.route,
            request: self.request,
            at: self.run.now,
            local: self.local_now(),
            passed,
        };
        self.run.recorder.asked(asked)
    }

    fn told(&mut self, number: u32, success: bool) {
        let local = self.local_now();
        self.run.recorder.told(number, self.run.now, local, success);
    }

    fn breaker_changed(&mut self, to: BreakerState, at: Instant, cause: Cause) {
        let (now, process, route) = (self.run.now, self.process, self.route);
        let turn = self.run.recorder.next_turn();
        let what = Observed::Breaker {
            route,
            to,
            cause,
            local: at,
            turn,
        };
        self.run.recorder.observe(now, process, what);
        self.run.recorder.breaker(now, process, route, to);
    }
}

impl Simulation {
    /// Lets a gate of a caller act, if it has settings now or was ever asked.
    fn at_gate<R>(
        &mut self,
        (process, route, request): (u32, u16, u32),
        gate: usize,
        act: impl FnOnce(&mut dyn Gate, &mut Context<'_>) -> R,
    ) -> Option<R> {
        let place = self.place(process, route);
        let settings = self.settings.routes[route as usize].gates[gate].clone();
        let kept = self.gates[place][gate].take();
        let mut own = match (kept, &settings) {
            (None, None) => return None,
            (Some(own), _) => own,
            (None, Some(settings)) => settings.gate(self.local_now(process)),
        };
        if let Some(settings) = &settings {
            own.configure(&**settings);
        }
        let run = self;
        let result = act(
            &mut *own,
            &mut Context {
                run,
                process,
                route,
                request,
            },
        );
        run.gates[place][gate] = Some(own);
        Some(result)
    }

    /// Asks the gates of a caller from one on, and sends the attempt where all let it pass.
    pub(super) fn pass_gates(&mut self, id: CallId, mut tickets: Tickets, from: usize) {
        let Some(call) = self.calls.get(id) else {
            return;
        };
        let caller = (call.process, call.route, call.request());
        for gate in from..GATES {
            if self.settings.routes[caller.1 as usize].gates[gate].is_none() {
                continue;
            }
            match self.at_gate(caller, gate, |own, run| own.admit(id, run)) {
                None => {}
                Some(Admission::Passes(ticket)) => tickets[gate] = Some(ticket),
                Some(Admission::Waits(wait)) => return self.wait_at(id, gate, tickets, wait),
                Some(Admission::Refused(outcome)) => {
                    self.give_back(caller, tickets, outcome);
                    return self.fail_fast(id, outcome);
                }
            }
        }
        self.choose_and_send(id, tickets);
    }

    fn wait_at(&mut self, id: CallId, gate: usize, tickets: Tickets, wait: Span) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.at_gate = Some(AtGate {
            gate: gate as u8,
            tickets,
        });
        let (process, attempt, deadline) = (call.process, call.attempt, call.deadline);
        let wait = deadline.limit(self.local_now(process), Some(wait));
        if let Some(wait) = wait {
            self.schedule_locally(process, wait, Event::WaitedEnough { call: id, attempt });
        }
    }

    /// An attempt that waited at a gate may go on.
    pub(in crate::nodes) fn admitted(&mut self, id: CallId) {
        if let Some(call) = self.calls.get_mut(id)
            && let Some(at) = call.at_gate.take()
        {
            self.pass_gates(id, at.tickets, usize::from(at.gate) + 1);
        }
    }

    /// An attempt has waited at a gate as long as it may, if it still waits.
    pub(in crate::nodes) fn waited_enough(&mut self, id: CallId, attempt: u16) {
        let Some(call) = self.calls.get(id) else {
            return;
        };
        let (Some(at), true) = (call.at_gate, call.attempt == attempt) else {
            return;
        };
        let (caller, deadline) = ((call.process, call.route, call.request()), call.deadline);
        let gate = usize::from(at.gate);
        // One that was called up in this very moment goes on.
        let Some(Some(full)) = self.at_gate(caller, gate, |own, _| own.give_up(id)) else {
            return;
        };
        if let Some(call) = self.calls.get_mut(id) {
            call.at_gate = None;
        }
        let outcome = if self.is_over(caller.0, deadline) {
            Outcome::Timeout
        } else {
            full
        };
        self.give_back(caller, at.tickets, outcome);
        self.fail_fast(id, outcome);
    }

    /// An attempt has ended: its gates learn how, and let others pass that waited for it.
    pub(super) fn give_back(
        &mut self,
        caller: (u32, u16, u32),
        tickets: Tickets,
        outcome: Outcome,
    ) {
        for (gate, ticket) in tickets.into_iter().enumerate() {
            let Some(ticket) = ticket else {
                continue;
            };
            self.at_gate(caller, gate, |own, run| own.ended(ticket, outcome, run));
            while let Some(Some((next, ticket))) = self.at_gate(caller, gate, |own, _| own.next()) {
                self.call_up(next, gate, ticket);
            }
        }
    }

    /// A call that waited has its ticket. It goes on as the next event, not by recursion: it may be refused further on.
    fn call_up(&mut self, id: CallId, gate: usize, ticket: Ticket) {
        if let Some(at) = self
            .calls
            .get_mut(id)
            .and_then(|call| call.at_gate.as_mut())
        {
            at.tickets[gate] = Some(ticket);
            self.schedule(self.now, Event::Admitted { call: id });
        }
    }

    /// A gate refuses the attempt: it is over before it began.
    fn fail_fast(&mut self, id: CallId, outcome: Outcome) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.attempt += 1;
        let (route, original) = (call.route, call.is_original());
        self.recorder.attempt(self.now, route, original);
        self.recorder.attempt_ended(self.now, route, outcome);
        // Not at once, but as the next event: whoever calls may still be setting up the other calls of its step.
        self.schedule(self.now, Event::FailedFast { call: id, outcome });
    }

    /// A call that a gate refused goes on.
    pub(in crate::nodes) fn failed_fast(&mut self, id: CallId, outcome: Outcome) {
        self.go_on(id, outcome, 0);
    }

    /// A process is gone, and with it what its gates and budgets knew.
    pub(in crate::nodes) fn forget_policies_of(&mut self, process: u32) {
        let node = self.processes[process as usize].node;
        for route in 0..self.shape.routes.len() as u16 {
            if self.shape.routes[route as usize].from != node {
                continue;
            }
            let place = self.place(process, route);
            self.budgets[place] = None;
            for mut gate in std::mem::take(&mut self.gates[place]).into_iter().flatten() {
                gate.crash(&mut Context {
                    run: self,
                    process,
                    route,
                    request: crate::vocabulary::NO_REQUEST,
                });
            }
        }
    }
}
