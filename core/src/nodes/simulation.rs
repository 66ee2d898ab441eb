//! The simulation: takes the next event, lets the node that it concerns act, and takes down what happened.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use slotmap::SlotMap;

use super::budget::EVENTS;
use super::call::{Call, Caller};
use super::drive::Machine;
use super::event::Event;
use super::faults::Hit;
use super::task::Task;
use super::timers::Timers;
use crate::driver::{Conversation, TaskId};
use crate::gate::{GATES, Gate};
use crate::kernel::{ActiveEffects, Class, Clock, Conditions, Network, Queue};
use crate::luck::{Luck, Seed};
use crate::packet::{CallId, Letter, LetterId};
use crate::plan::{Plan, Settings, Shape};
use crate::recording::{Budget, Level, Recorder, Recording};
use crate::resilience::RetryBudget;
use crate::time::Instant;
use crate::traffic::{Gaps, LoadBalancer, Pool};

/// A run in progress.
pub struct Simulation {
    pub(super) plan: Arc<Plan>,
    pub(super) shape: Arc<Shape>,
    pub(super) settings: Arc<Settings>,
    pub(super) luck: Luck,
    pub(super) now: Instant,
    pub(super) queue: Queue<Event>,
    pub(super) network: Network<Event>,
    pub(super) conditions: Conditions,
    /// The effects that make the conditions.
    pub(super) effects: ActiveEffects,
    /// Processes that stand still: only if there are any is each event looked at for whom it concerns.
    pub(super) standing_still: u32,
    /// Targets of each fault while it is active.
    pub(super) active: Vec<Option<Hit>>,
    pub(super) processes: Vec<Process>,
    /// The gaps between the arrivals of each client node.
    pub(super) gaps: Vec<Gaps>,
    /// Requests in flight of each client node.
    pub(super) open_requests: Vec<u32>,
    /// Requests that each user of each closed loop has sent.
    pub(super) sent: Vec<Vec<u32>>,
    pub(super) load_balancers: Vec<LoadBalancer>,
    /// The gates of each calling process of each route, made when they are first asked; places as in `load_balancers`.
    pub(super) gates: Vec<[Option<Box<dyn Gate>>; GATES]>,
    /// What each may spend on retries, if that is limited; places as in `load_balancers`.
    pub(super) budgets: Vec<Option<RetryBudget>>,
    pub(super) calls: SlotMap<CallId, Call>,
    pub(super) tasks: SlotMap<TaskId, Task>,
    /// Letters on their way.
    pub(super) letters: SlotMap<LetterId, Letter>,
    /// Notes on conversations, by number.
    pub(super) conversations: BTreeMap<u64, Conversation>,
    /// Tasks that were given a slot and have not begun.
    pub(super) ready: VecDeque<TaskId>,
    pub(super) recorder: Recorder,
    end: Instant,
    pub(super) events: u64,
    pub(super) budget: u64,
    pub(super) truncated: Option<Budget>,
}

/// A process of a node.
pub(super) struct Process {
    pub(super) node: u16,
    pub(super) pool: Pool<TaskId>,
    /// What reached it while it stood still.
    pub(super) held: Vec<Event>,
    /// What it runs beside its slots, if anything.
    pub(super) machine: Option<Machine>,
    /// The clock of its host.
    pub(super) clock: Clock,
    /// Its timers, if the rate of that clock may change.
    pub(super) timers: Option<Timers>,
}

/// How far a run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// There is more to come.
    Running,
    /// It has ended.
    Ended,
}

impl Simulation {
    /// A run of that plan, at its start, recorded in full.
    pub fn new(plan: Arc<Plan>, seed: Seed) -> Self {
        Self::at_level(plan, seed, Level::Full)
    }

    /// A run of that plan, at its start.
    pub fn at_level(plan: Arc<Plan>, seed: Seed, level: Level) -> Self {
        let shape = Arc::clone(&plan.shape);
        let processes = shape.processes.iter().map(|process| Process {
            node: process.node,
            pool: Pool::default(),
            held: Vec::new(),
            machine: Machine::of(&plan, process),
            clock: Clock::default(),
            timers: None,
        });
        let luck = Luck::new(seed);
        let links = shape.topology.links.iter();
        let gaps = shape.entities.iter().map(|entity| Gaps::new(luck, *entity));
        let mut simulation = Self {
            settings: Arc::clone(&plan.settings[0]),
            luck,
            now: Instant::ZERO,
            queue: Queue::new(),
            network: Network::new(links.map(|link| link.from).collect()),
            conditions: Conditions::usual(shape.processes.len(), shape.link_profiles.len()),
            effects: ActiveEffects::none(shape.processes.len(), shape.link_profiles.len()),
            standing_still: 0,
            active: vec![None; plan.faults.len()],
            processes: processes.collect(),
            gaps: gaps.collect(),
            open_requests: vec![0; shape.traits.len()],
            sent: vec![Vec::new(); shape.traits.len()],
            load_balancers: shape.load_balancers().map(LoadBalancer::new).collect(),
            gates: shape.load_balancers().map(|_| Default::default()).collect(),
            budgets: shape.load_balancers().map(|_| None).collect(),
            calls: SlotMap::with_key(),
            tasks: SlotMap::with_key(),
            letters: SlotMap::with_key(),
            conversations: BTreeMap::new(),
            ready: VecDeque::new(),
            recorder: Recorder::new(&plan, level),
            end: Instant::ZERO + plan.duration,
            events: 0,
            budget: EVENTS,
            truncated: None,
            shape,
            plan,
        };
        simulation.start_timers();
        simulation.schedule_changes();
        simulation.start_machines();
        simulation.start_clients();
        simulation
    }

    /// The same run, but it ends after so many events at the latest.
    #[must_use]
    pub fn with_budget(mut self, events: u64) -> Self {
        self.budget = events;
        self
    }

    /// Simulates up to so many events.
    pub fn advance(&mut self, events: u32) -> Progress {
        for _ in 0..events {
            let next = self.queue.next_at().filter(|at| *at <= self.end);
            let (Some(_), None) = (next, self.over_budget()) else {
                return Progress::Ended;
            };
            if let Some((at, event)) = self.queue.pop() {
                self.now = at;
                self.events += 1;
                self.handle(event);
                self.begin_ready();
            }
        }
        Progress::Running
    }

    /// Simulates to the end and returns what was observed.
    pub fn run(mut self) -> Recording {
        while self.advance(u32::MAX) == Progress::Running {}
        self.finish()
    }

    /// How much of the run's time has passed, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.now.as_secs() / self.end.as_secs()
    }

    /// Makes the run end where it is because whoever waits for it has no more time. Where that is depends on the machine,
    /// so such a run is not the same everywhere.
    pub fn cut_short(&mut self) {
        self.truncated = Some(Budget::Time);
    }

    /// Ends the run where it is and returns what was observed.
    pub fn finish(mut self) -> Recording {
        let end = if self.truncated.is_some() {
            self.now
        } else {
            self.end
        };
        let mut in_flight = 0;
        for call in self.calls.values() {
            if let Caller::Client = call.caller {
                let arrived = self.recorder.arrival_of(call.request());
                self.recorder.still_inside(end, call.process, arrived);
                in_flight += 1;
            }
        }
        for task in self.tasks.values() {
            self.recorder.still_inside(end, task.process, task.arrived);
        }
        self.work_still_inside(end);
        self.recorder
            .close(end, self.events, in_flight, self.truncated)
    }

    #[inline]
    pub(super) fn schedule(&mut self, at: Instant, event: Event) {
        self.queue.schedule(at, Class::Normal, event);
    }

    #[expect(
        clippy::inline_always,
        reason = "in the one place that takes events, so that they are read where they were kept"
    )]
    #[inline(always)]
    fn handle(&mut self, event: Event) {
        if self.standing_still > 0
            && let Some(process) = self.process_of(&event)
            && self.conditions.processes[process as usize].stands_still()
        {
            self.processes[process as usize].held.push(event);
            return;
        }
        match event {
            Event::Arrival { client, ordinal } => self.open_arrival(client, ordinal),
            Event::Thought {
                client,
                user,
                ordinal,
            } => self.invoke(client, user, ordinal),
            Event::Resend(packet) => self.send(packet),
            Event::Deliver(packet) => self.deliver(packet),
            Event::Worked(task) => self.worked(task),
            Event::TimedOut { call, attempt } => self.timed_out(call, attempt),
            Event::Retry { call } => self.attempt(call),
            Event::FailedFast { call, outcome } => self.failed_fast(call, outcome),
            Event::Admitted { call } => self.admitted(call),
            Event::WaitedEnough { call, attempt } => self.waited_enough(call, attempt),
            Event::Synced { process, life } => self.synced(process, life),
            Event::Timer { process, key } => self.timer(process, key),
            Event::Local {
                process,
                number,
                version,
            } => {
                if let Some(event) = self.ran_out(process, number, version) {
                    self.handle_local(event);
                }
            }
            Event::Change(change) => self.change(change),
            Event::Outage(outage) => self.fail_or_return(outage),
        }
    }

    /// What a timer was for. Out of the loop that takes events, because such timers are rare.
    fn handle_local(&mut self, event: Event) {
        match event {
            Event::TimedOut { call, attempt } => self.timed_out(call, attempt),
            Event::Retry { call } => self.attempt(call),
            Event::WaitedEnough { call, attempt } => self.waited_enough(call, attempt),
            Event::Timer { process, key } => self.timer(process, key),
            other => debug_assert!(false, "{other:?} runs by no clock of a host"),
        }
    }

    /// The process that acts on an event, if one does.
    #[inline]
    fn process_of(&self, event: &Event) -> Option<u32> {
        match event {
            Event::Deliver(packet) => Some(self.receiver(packet.link)),
            Event::Worked(task) => self.tasks.get(*task).map(|task| task.process),
            Event::TimedOut { call, .. }
            | Event::Retry { call }
            | Event::FailedFast { call, .. }
            | Event::Admitted { call }
            | Event::WaitedEnough { call, .. } => self.calls.get(*call).map(|call| call.process),
            Event::Synced { process, .. }
            | Event::Timer { process, .. }
            | Event::Local { process, .. } => Some(*process),
            Event::Arrival { .. }
            | Event::Thought { .. }
            | Event::Resend(_)
            | Event::Change(_)
            | Event::Outage(_) => None,
        }
    }

    /// Lets tasks begin that were given a slot. In a loop, not by recursion: each may free a slot at once.
    fn begin_ready(&mut self) {
        while let Some(task) = self.ready.pop_front() {
            self.advance_task(task);
        }
    }

    /// What the clock of a process's host shows.
    pub(super) fn local_now(&self, process: u32) -> Instant {
        self.processes[process as usize].clock.shows(self.now)
    }

    /// Takes down the load of a process after it changed.
    pub(super) fn note_load(&mut self, process: u32) {
        let own = &self.processes[process as usize];
        let working = own.machine.as_ref().map_or(0, |machine| machine.working);
        let (busy, queued) = (own.pool.busy() + working, own.pool.queued());
        self.recorder.load(self.now, process, busy, queued);
    }
}
