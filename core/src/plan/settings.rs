//! Every value that may change in the middle of a run, resolved to what a simulation needs.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use super::Expected;
use super::message_times::MessageTimes;
use super::program::{Handlers, Op, Program};
use super::route::RouteSettings;
use super::shape::Shape;
use crate::driver::MachineSettings;
use crate::kernel::LinkProfile;
use crate::luck::{Sampler, Zipf};
use crate::scenario::Mix;
use crate::time::Instant;
use crate::traffic::RateCurve;
use crate::vocabulary::Verb;

/// The live part of a plan.
#[derive(Clone, Debug)]
pub struct Settings {
    /// By index of the node.
    pub nodes: Vec<NodeSettings>,
    /// By index of the route.
    pub routes: Vec<RouteSettings>,
    /// By index of [`Shape::distances`].
    pub profiles: Vec<LinkProfile>,
    /// Time of kinds of messages on top of that, by index of the route.
    pub message_times: Vec<MessageTimes>,
}

/// The live values of a node.
#[derive(Clone, Debug, Default)]
pub struct NodeSettings {
    /// Slots of a process; `None` is without limit.
    pub slots: Option<u32>,
    /// Places in the queue of a process; `None` is without limit.
    pub queue: Option<u32>,
    /// What is done for a request.
    pub handlers: Handlers,
    /// What it sends by itself.
    pub workload: Option<WorkloadSettings>,
    /// What its processes run beside their slots.
    pub machine: Option<Arc<dyn MachineSettings>>,
    /// Time of a sync of the disk, where there is one.
    pub fsync: Option<Sampler>,
}

/// What a client sends.
#[derive(Clone, Debug)]
pub struct WorkloadSettings {
    /// How much and when.
    pub load: Load,
    /// Share of reads.
    pub reads: f64,
    /// Which key.
    pub keys: Zipf,
}

/// How much a client sends, and when.
#[derive(Clone, Debug)]
pub enum Load {
    /// At a rate.
    Open {
        /// The rate over time.
        curve: RateCurve,
        /// Poisson, else evenly spaced.
        poisson: bool,
    },
    /// So many users, each with at most one request at a time.
    Closed {
        /// How many.
        users: u32,
        /// Time between an answer and the next request.
        think: Sampler,
        /// Mean of that time, in seconds.
        think_mean: f64,
        /// Requests of each user, if there is an end.
        requests: Option<u32>,
        /// What each user does in turn; by chance if empty.
        journey: Vec<Verb>,
    },
}

/// The tables of keys of a plan: large, so clients and settings with the same keys share one.
#[derive(Default)]
pub struct Tables(BTreeMap<(u32, u64), Zipf>);

/// The most keys that the tables of a plan have together, at 12 bytes each.
const KEYS: u32 = 4_000_000;

impl Tables {
    /// The table of the keys of a mix.
    ///
    /// # Errors
    /// If there are too many keys.
    pub(crate) fn of(&mut self, mix: &Mix) -> Result<Zipf, String> {
        let name = (mix.keys, mix.skew.to_bits());
        if let Some(known) = self.0.get(&name) {
            return Ok(known.clone());
        }
        let all = mix.keys + self.0.keys().map(|(keys, _)| keys).sum::<u32>();
        if all > KEYS {
            return Err(format!("found {all} keys in all, allowed are {KEYS}"));
        }
        let keys = Zipf::new(mix.keys, mix.skew)?;
        self.0.insert(name, keys.clone());
        Ok(keys)
    }
}

impl Settings {
    /// About how much happens in a run, if nothing goes wrong.
    pub(crate) fn expected(&self, shape: &Shape, end: Instant) -> Expected {
        let mut known = vec![None; shape.routes.len()];
        let mut expected = Expected::default();
        for (node, route) in self.nodes.iter().zip(&shape.client_routes) {
            let (Some(workload), Some(route)) = (&node.workload, route) else {
                continue;
            };
            let requests = workload.expected_requests(end);
            expected.requests += requests;
            expected.events += requests * (1.0 + self.events_of_call(shape, *route, &mut known));
        }
        expected
    }

    /// About how many events one call on a route causes: two messages, work, and what it calls in turn.
    ///
    /// Each route is looked at once: over all ways to it, a chain of calls could double the work at every step.
    fn events_of_call(&self, shape: &Shape, route: u16, known: &mut [Option<f64>]) -> f64 {
        if let Some(events) = known[route as usize] {
            return events;
        }
        let node = &self.nodes[shape.routes[route as usize].to as usize];
        let machine = node.machine.as_ref();
        let mut inside = 0.0_f64;
        for program in node.handlers.all() {
            let events = |op: &Op| match op {
                Op::Work(_) => 1.0,
                Op::Act => machine.map_or(0.0, |machine| machine.expected_events()),
                Op::Jump(_) => 0.0,
                Op::Calls(_) | Op::Async(_) | Op::Read(_) | Op::CompareAndSet(_) => op
                    .routes()
                    .iter()
                    .map(|route| self.events_of_call(shape, *route, known))
                    .sum(),
            };
            inside = inside.max(program.ops().iter().map(events).sum());
        }
        let timer = f64::from(u8::from(self.routes[route as usize].timeout.is_some()));
        let events = 2.0 + inside + timer;
        known[route as usize] = Some(events);
        events
    }
}

impl NodeSettings {
    /// What its processes run beside their slots, if it is of that type.
    pub fn machine_as<M: 'static>(&self) -> Option<&M> {
        self.machine.as_ref()?.as_any().downcast_ref()
    }

    /// The same program for every verb.
    pub fn handled_by(program: &Program) -> Handlers {
        Handlers::each(|_| program.clone())
    }
}

impl WorkloadSettings {
    fn expected_requests(&self, end: Instant) -> f64 {
        match &self.load {
            Load::Open { curve, .. } => curve.expected(end),
            // Nobody answers faster than this, so the estimate is on the high side.
            Load::Closed {
                users,
                think_mean,
                requests,
                ..
            } => {
                let each = end.as_secs() / (think_mean + 0.001);
                f64::from(*users) * requests.map_or(each, |requests| each.min(f64::from(requests)))
            }
        }
    }
}
