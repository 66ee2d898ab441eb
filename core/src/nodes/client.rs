//! Clients: requests come at a rate, or from users who wait for each answer.

use super::call::{CallContext, Caller};
use super::event::Event;
use super::simulation::Simulation;
use crate::luck::{DrawKey, Fortune, Purpose};
use crate::plan::{Load, WorkloadSettings};
use crate::recording::What;
use crate::time::Instant;
use crate::vocabulary::{Outcome, Verb};

impl Simulation {
    /// Lets every client begin.
    pub(super) fn start_clients(&mut self) {
        for client in 0..self.shape.traits.len() as u16 {
            let Some(workload) = self.workload(client) else {
                continue;
            };
            match &workload.load {
                Load::Open { .. } => self.schedule_arrival(client, 0),
                Load::Closed { users, .. } => {
                    let users = *users;
                    self.sent[client as usize] = vec![0; users as usize];
                    for user in 0..users {
                        self.schedule_thought(client, user, 0);
                    }
                }
            }
        }
    }

    fn workload(&self, client: u16) -> Option<&WorkloadSettings> {
        self.settings.nodes[client as usize].workload.as_ref()
    }

    /// Schedules the next request of an open loop.
    fn schedule_arrival(&mut self, client: u16, ordinal: u32) {
        let gap = self.gaps[client as usize].take();
        let Some(WorkloadSettings {
            load: Load::Open { curve, poisson },
            ..
        }) = self.workload(client)
        else {
            return;
        };
        let at = curve.after(self.now, if *poisson { gap } else { 1.0 });
        self.schedule(at, Event::Arrival { client, ordinal });
    }

    /// A request of an open loop arrives, whatever became of those before it.
    pub(super) fn open_arrival(&mut self, client: u16, ordinal: u32) {
        self.invoke(client, 0, ordinal);
        self.schedule_arrival(client, ordinal + 1);
    }

    /// A user thinks, then sends.
    fn schedule_thought(&mut self, client: u16, user: u32, ordinal: u32) {
        let key = DrawKey::ordinal(u64::from(user) << 32 | u64::from(ordinal));
        let draw = self
            .luck
            .draw(self.shape.entities[client as usize], Purpose::Think, key);
        let Some(WorkloadSettings {
            load: Load::Closed { think, .. },
            ..
        }) = self.workload(client)
        else {
            return;
        };
        let at = self.now + think.sample(draw);
        self.schedule(
            at,
            Event::Thought {
                client,
                user,
                ordinal,
            },
        );
    }

    /// A client sends a request.
    pub(super) fn invoke(&mut self, client: u16, user: u32, ordinal: u32) {
        let entity = self.shape.entities[client as usize];
        let fortune = Fortune::of_request(entity, user, ordinal);
        let draw = |purpose| self.luck.draw(entity, purpose, DrawKey::leg(fortune, 0, 0));
        let (Some(workload), Some(route)) = (
            self.workload(client),
            self.shape.client_routes[client as usize],
        ) else {
            return;
        };
        let verb = match workload.load.verb(ordinal) {
            Some(verb) => verb,
            None if draw(Purpose::Operation).chance(workload.reads) => Verb::Read,
            None => Verb::Write,
        };
        let key = workload.keys.sample(draw(Purpose::Key).uniform());
        let traced = self.is_traced(entity, DrawKey::leg(fortune, 0, 0));
        let user = user_number(user, ordinal, self.is_open(client));
        let request = self.recorder.invoke(self.now, client, user, verb, key);
        let value = self.recorder.value_of(request);
        if traced {
            self.recorder.trace(self.now, What::Invoked { request });
        }
        self.count_open(client, 1);
        let context = CallContext {
            fortune,
            request,
            key,
            value,
            verb,
            original: true,
            traced,
        };
        let process = self.shape.topology.nodes[client as usize].first;
        self.recorder.entered(process);
        self.call(Caller::Client, process, route, 0, context);
    }

    fn is_open(&self, client: u16) -> bool {
        self.workload(client)
            .is_some_and(|workload| matches!(workload.load, Load::Open { .. }))
    }

    /// A client's request has ended.
    pub(super) fn complete(&mut self, context: CallContext, outcome: Outcome, value: u32) {
        let (client, user) = self.recorder.sender_of(context.request);
        self.recorder
            .complete(self.now, context.request, outcome, value);
        if context.traced {
            self.recorder.trace(
                self.now,
                What::Completed {
                    request: context.request,
                    outcome,
                },
            );
        }
        let arrived: Instant = self.recorder.arrival_of(context.request);
        let process = self.shape.topology.nodes[client as usize].first;
        self.recorder.left(self.now, process, arrived);
        self.count_open(client, -1);
        if let Some(sent) = self.sent[client as usize].get_mut(user as usize) {
            *sent += 1;
            let ordinal = *sent;
            if self.goes_on(client, ordinal) {
                self.schedule_thought(client, user, ordinal);
            }
        }
    }

    /// Whether a user who has sent so many requests sends another.
    fn goes_on(&self, client: u16, sent: u32) -> bool {
        let load = self.workload(client).map(|workload| &workload.load);
        match load {
            Some(Load::Closed { requests, .. }) => requests.is_none_or(|all| sent < all),
            Some(Load::Open { .. }) | None => false,
        }
    }

    fn count_open(&mut self, client: u16, change: i32) {
        let open = &mut self.open_requests[client as usize];
        *open = open.saturating_add_signed(change);
        let (process, open) = (self.shape.topology.nodes[client as usize].first, *open);
        self.recorder.load(self.now, process, open, 0);
    }
}

impl Load {
    /// What a user does with that request of its own, unless chance decides.
    fn verb(&self, ordinal: u32) -> Option<Verb> {
        match self {
            Self::Closed { journey, .. } if !journey.is_empty() => {
                Some(journey[ordinal as usize % journey.len()])
            }
            Self::Closed { .. } | Self::Open { .. } => None,
        }
    }
}

/// Whose request it is: in a closed loop the user's; in an open loop each comes from somebody new.
fn user_number(user: u32, ordinal: u32, open: bool) -> u32 {
    if open { ordinal } else { user }
}
