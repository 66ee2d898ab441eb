//! Running drivers: when each acts, and what each may reach.

use super::event::Event;
use super::simulation::{Process, Simulation};
use crate::driver::{Conversation, Driver, Runtime, TaskId, TimerKey, Way};
use crate::luck::{Draw, DrawKey, Fortune, Purpose, Sampler};
use crate::packet::{Body, Letter, Packet, Request};
use crate::plan::{Plan, ProcessPlan};
use crate::time::{Instant, Span};
use crate::vocabulary::{MessageKind, NO_REQUEST, Observed, Outcome, ReportName};

/// What a process runs beside its slots.
pub(super) struct Machine {
    /// The driver; `None` while it acts.
    driver: Option<Box<dyn Driver>>,
    /// How often it came up: what an earlier life began is of no use to this one.
    life: u32,
    /// Syncs so far, of all lives.
    syncs: u64,
    /// Pieces of work that it has under way beside the slots.
    pub(super) working: u32,
}

impl Machine {
    /// What a process of that plan runs, if it runs anything.
    pub(super) fn of(plan: &Plan, process: &ProcessPlan) -> Option<Self> {
        let node = process.node as usize;
        let processes = plan.shape.topology.nodes[node].replicas;
        let machine = plan.settings[0].nodes[node].machine.as_ref()?;
        Some(Self {
            driver: Some(machine.driver(process.replica, processes)),
            life: 0,
            syncs: 0,
            working: 0,
        })
    }

    /// Records on its disk.
    pub(super) fn records(&self) -> u64 {
        self.driver.as_ref().map_or(0, |driver| driver.records())
    }
}

/// A process, as its driver reaches the rest.
pub(super) struct Context<'a> {
    run: &'a mut Simulation,
    process: u32,
}

impl Simulation {
    /// Lets the driver of a process act, if it has one.
    pub(super) fn drive(
        &mut self,
        process: u32,
        act: impl FnOnce(&mut dyn Driver, &mut Context<'_>),
    ) {
        let Some(mut driver) = self.machine(process).and_then(|own| own.driver.take()) else {
            return;
        };
        act(&mut *driver, &mut Context { run: self, process });
        if let Some(own) = self.machine(process) {
            own.driver = Some(driver);
        }
    }

    fn machine(&mut self, process: u32) -> Option<&mut Machine> {
        self.processes[process as usize].machine.as_mut()
    }

    /// Lets every driver begin.
    pub(super) fn start_machines(&mut self) {
        for process in 0..self.processes.len() as u32 {
            self.recover_machine(process);
        }
    }

    /// A process is up and reads what its disk has.
    pub(super) fn recover_machine(&mut self, process: u32) {
        let life = self.machine(process).map_or(0, |own| own.life);
        self.drive(process, |driver, run| driver.recover(life, run));
    }

    /// A process is gone: the disk keeps what it has.
    pub(super) fn crash_machine(&mut self, process: u32) {
        if let Some(own) = self.machine(process) {
            own.life += 1;
        }
        self.drive(process, |driver, run| driver.crash(run));
    }

    /// A disk has finished a sync, unless its process crashed meanwhile.
    pub(super) fn synced(&mut self, process: u32, life: u32) {
        if self.machine(process).is_some_and(|own| own.life == life) {
            self.drive(process, |driver, run| driver.synced(run));
        }
    }

    /// A timer of a driver has run out.
    pub(super) fn timer(&mut self, process: u32, key: TimerKey) {
        self.drive(process, |driver, run| driver.timer(key, run));
    }

    /// The work of a request is done: the driver acts on it.
    pub(super) fn act(&mut self, process: u32, task: TaskId, request: &Request) {
        if self.machine(process).is_none() {
            return self.finish_task(task, Outcome::Error, 0);
        }
        self.drive(process, |driver, run| driver.act(task, request, run));
    }

    /// The disk of a process that is down is replaced by an empty one.
    #[cfg(test)]
    pub(crate) fn lose_disk(&mut self, process: u32) {
        self.drive(process, |driver, run| {
            driver.lose_disk();
            driver.crash(run);
        });
    }

    /// Hands new settings to the drivers.
    pub(super) fn configure_machines(&mut self) {
        for process in &mut self.processes {
            let settings = &self.settings.nodes[process.node as usize];
            let driver = process.machine.as_mut().and_then(|own| own.driver.as_mut());
            if let (Some(driver), Some(machine)) = (driver, &settings.machine) {
                driver.configure(&**machine);
            }
        }
    }

    /// The process that leads a node: of those that run, the one that leads the latest term.
    pub(super) fn leader_of(&self, node: u16) -> Option<u32> {
        let node = &self.shape.topology.nodes[node as usize];
        let leads = |process: u32| {
            let condition = &self.conditions.processes[process as usize];
            let running = self.processes[process as usize].machine.as_ref();
            let driver = running?
                .driver
                .as_ref()
                .filter(|_| condition.is_running())?;
            Some((driver.leads()?, process))
        };
        let leaders = node.processes().filter_map(leads);
        leaders.max().map(|(_, process)| process)
    }

    /// Counts the work that is under way beside the slots when the run ends.
    pub(super) fn work_still_inside(&mut self, end: Instant) {
        for process in 0..self.processes.len() as u32 {
            let machine = self.processes[process as usize].machine.as_ref();
            let driver = machine.and_then(|own| own.driver.as_ref());
            for arrived in driver.map_or_else(Vec::new, |driver| driver.under_way()) {
                self.recorder.still_inside(end, process, arrived);
            }
        }
    }
}

impl Context<'_> {
    fn own(&mut self) -> &mut Process {
        &mut self.run.processes[self.process as usize]
    }

    fn post(&mut self, packet: impl FnOnce(Body) -> Packet, letter: Letter) {
        let letter = self.run.letters.insert(letter);
        self.run.send(packet(Body::Letter(letter)));
    }
}

impl Runtime for Context<'_> {
    fn local_now(&self) -> Instant {
        self.run.local_now(self.process)
    }

    fn send(&mut self, to: u32, ordinal: u32, kind: MessageKind, letter: Letter) {
        let plan = self.run.shape.processes[self.process as usize];
        let Some(route) = self.run.shape.peer_routes[plan.node as usize] else {
            return;
        };
        let fortune = Fortune::of_request(plan.entity, to, ordinal);
        let link = self.run.shape.routes[route as usize].link(plan.replica, to);
        let entity = self.run.shape.entities[0];
        let traced = self.run.is_traced(entity, DrawKey::leg(fortune, 1, 0));
        self.run.recorder.attempt(self.run.now, route, true);
        let packet = |body| Packet {
            fortune,
            link,
            request: NO_REQUEST,
            // The low half is enough to tell letters in flight on one link apart.
            attempt: ordinal as u16,
            kind,
            traced,
            body,
        };
        self.post(packet, letter);
    }

    fn converse(&mut self, conversation: u64, way: Way, kind: MessageKind, letter: Letter) {
        let plan = self.run.shape.routes[way.route as usize];
        let Some(own) = self.run.conversations.get_mut(&conversation) else {
            return;
        };
        let count = &mut own.letters[usize::from(way.back)];
        *count += 1;
        let place = u64::from(*count) << 1 | u64::from(way.back);
        let (fortune, attempt, traced) = (
            own.fortune.call(plan.entity, place),
            own.attempt,
            own.traced,
        );
        let packet = |body| Packet {
            fortune,
            link: plan.link(0, 0) ^ u32::from(way.back),
            request: conversation as u32,
            attempt,
            kind,
            traced,
            body,
        };
        self.post(packet, letter);
    }

    fn conversation(&mut self, conversation: u64) -> Option<&mut Conversation> {
        self.run.conversations.get_mut(&conversation)
    }

    fn begin_conversation(&mut self, conversation: u64, fortune: Fortune, traced: bool) {
        self.run
            .conversations
            .entry(conversation)
            .or_insert_with(|| Conversation::new(fortune, traced));
    }

    fn reply(&mut self, task: TaskId, outcome: Outcome, value: u32) {
        self.run.finish_task(task, outcome, value);
    }

    fn set_timer(&mut self, key: TimerKey, min: Span, max: Span) {
        let place = u64::from(key.timer) << 32 | u64::from(key.setting);
        let share = self.draw(Purpose::Timer, DrawKey::ordinal(place)).uniform();
        let wait = min + (max - min).scaled(share);
        let process = self.process;
        self.run
            .schedule_locally(process, wait, Event::Timer { process, key });
    }

    fn wake_after(&mut self, span: Span, key: TimerKey) {
        let (at, process) = (self.run.now + span, self.process);
        self.run.schedule(at, Event::Timer { process, key });
    }

    fn sync(&mut self) {
        let process = self.process;
        let Some(machine) = self.own().machine.as_mut() else {
            return;
        };
        machine.syncs += 1;
        let (life, key) = (machine.life, DrawKey::ordinal(machine.syncs));
        let draw = self.draw(Purpose::Fsync, key);
        let node = self.own().node;
        if let Some(fsync) = &self.run.settings.nodes[node as usize].fsync {
            let at = self.run.now + fsync.sample(draw);
            self.run.schedule(at, Event::Synced { process, life });
        }
    }

    fn observe(&mut self, what: Observed) {
        self.run.recorder.observe(self.run.now, self.process, what);
    }

    fn report(&mut self, name: ReportName, value: u64) {
        let now = self.run.now;
        self.run.recorder.report(now, self.process, name, value);
    }

    fn attempt(&mut self, route: u16, original: bool) {
        self.run.recorder.attempt(self.run.now, route, original);
    }

    fn attempt_ended(&mut self, route: u16, outcome: Outcome) {
        self.run
            .recorder
            .attempt_ended(self.run.now, route, outcome);
    }

    fn entered(&mut self) {
        if let Some(machine) = &mut self.own().machine {
            machine.working += 1;
        }
        self.run.recorder.entered(self.process);
    }

    fn left(&mut self, arrived: Instant) {
        if let Some(machine) = &mut self.own().machine {
            machine.working -= 1;
        }
        self.run.recorder.left(self.run.now, self.process, arrived);
    }

    fn note_load(&mut self) {
        self.run.note_load(self.process);
    }

    fn now(&self) -> Instant {
        self.run.now
    }

    fn work(&self, key: DrawKey, sampler: &Sampler) -> Span {
        self.run.work_of(self.process, key, sampler)
    }

    fn errs(&self, key: DrawKey) -> bool {
        self.run.errs(self.process, key)
    }

    fn draw(&self, purpose: Purpose, key: DrawKey) -> Draw {
        let entity = self.run.shape.processes[self.process as usize].entity;
        self.run.luck.draw(entity, purpose, key)
    }

    fn route_of(&self, packet: &Packet) -> u16 {
        self.run.route_of(packet.link)
    }
}
