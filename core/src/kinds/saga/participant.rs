//! The process of a participant: orders in, work, disk, reports out.

use super::settings::ParticipantSettings;
use super::waiting::{Waiting, part};
use crate::driver::{Driver, MachineSettings, Runtime, TaskId, TimerKey, Way, begin_sync};
use crate::kernel::Disk;
use crate::luck::{DrawKey, Purpose};
use crate::machine::Output;
use crate::packet::{Letter, Packet, Request};
use crate::time::Instant;
use crate::transactions::saga::{
    Command, Entry, Key, Order, Participant, ParticipantOutput, Report,
};
use crate::vocabulary::{MessageKind, Observed, Outcome, ReportName, SagaChange};

/// A participant, its disk, and the orders that it works on.
pub(super) struct ParticipantDriver {
    settings: ParticipantSettings,
    machine: Participant,
    disk: Disk<Entry, Waiting<ParticipantOutput>>,
    /// Sum of all accounts, in dollars.
    total: i64,
    working: Vec<Taken>,
    /// Orders taken so far.
    taken: u32,
}

/// An order that is worked on.
#[derive(Clone, Copy)]
struct Taken {
    number: u32,
    arrived: Instant,
    /// The route that it came by.
    route: u16,
    order: Order<Command>,
}

impl ParticipantDriver {
    pub(super) fn new(settings: ParticipantSettings) -> Self {
        Self {
            settings,
            machine: Participant::default(),
            disk: Disk::default(),
            total: 0,
            working: Vec::new(),
            taken: 0,
        }
    }

    fn step(&mut self, route: u16, order: Order<Command>, run: &mut dyn Runtime) {
        let key = order.key();
        let willing = self.is_willing(key, run);
        let before = self.machine.effect(key);
        let mut doing = Vec::new();
        self.machine
            .step(u32::from(route), order, willing, &mut doing);
        let entry = doing.iter().find_map(|output| match output {
            Output::Persist(entry) => Some(*entry),
            Output::Send { .. }
            | Output::SetTimer { .. }
            | Output::CancelTimer(())
            | Output::Reply { .. } => None,
        });
        self.total += entry.map_or(0, |entry| entry.change);
        let news = entry
            .filter(|entry| before != Some(entry.effect))
            .map(|entry| Observed::Saga {
                saga: key.saga,
                change: SagaChange::Step {
                    step: key.step,
                    effect: entry.effect,
                    change: entry.change as i32,
                },
            });
        for output in part(&mut self.disk, doing, news) {
            perform(&output, run);
        }
        begin_sync(&mut self.disk, run);
        self.report(run);
    }

    /// True if the participant has nothing against an action: the same for each attempt of it.
    fn is_willing(&self, key: Key, run: &mut dyn Runtime) -> bool {
        let Some(conversation) = run.conversation(key.saga) else {
            return true;
        };
        let place = DrawKey::leg(conversation.fortune, 0, key.step as u16);
        !run.draw(Purpose::Refusal, place)
            .chance(self.settings.refuse)
    }

    fn report(&self, run: &mut dyn Runtime) {
        run.report(ReportName::Balance, self.total.cast_unsigned());
    }
}

/// Sends a report.
fn perform(output: &ParticipantOutput, run: &mut dyn Runtime) {
    if let Output::Send { to, message } = *output {
        let kind = match message {
            Report::Acted(_) => MessageKind::Acted,
            Report::Refused(_) => MessageKind::Refused,
            Report::Compensated(_) => MessageKind::Compensated,
        };
        let way = Way {
            route: to as u16,
            back: true,
        };
        run.converse(message.key().saga, way, kind, Letter::Report(message));
    }
}

impl Driver for ParticipantDriver {
    /// Its accounts are as they were opened, and then as the log says.
    fn recover(&mut self, _: u32, run: &mut dyn Runtime) {
        let balance = i64::from(self.settings.balance);
        let opened: Vec<_> = (0..self.settings.accounts)
            .map(|account| (account, balance))
            .collect();
        self.machine = Participant::recover(&opened, self.disk.durable());
        self.total = self.machine.total();
        self.report(run);
    }

    /// It takes orders, not requests.
    fn act(&mut self, task: TaskId, _: &Request, run: &mut dyn Runtime) {
        run.reply(task, Outcome::Error, 0);
    }

    /// An order: it works on it.
    fn receive(&mut self, _: u32, packet: &Packet, letter: Letter, run: &mut dyn Runtime) {
        let Letter::Order(order) = letter else {
            return;
        };
        let key = DrawKey::leg(packet.fortune, packet.attempt, 0);
        // An order that meets an error is not carried out, and the orchestrator will repeat it.
        if run.errs(key) {
            return;
        }
        let work = run.work(key, &self.settings.work);
        self.taken += 1;
        self.working.push(Taken {
            number: self.taken,
            arrived: run.now(),
            route: run.route_of(packet),
            order,
        });
        let done = TimerKey {
            timer: 0,
            setting: self.taken,
        };
        run.wake_after(work, done);
        run.entered();
        run.note_load();
    }

    /// The work on an order is done: the machine acts on it. One that was lost in a crash is not there any more.
    fn timer(&mut self, key: TimerKey, run: &mut dyn Runtime) {
        let mut working = self.working.iter();
        let Some(index) = working.position(|taken| taken.number == key.setting) else {
            return;
        };
        let taken = self.working.remove(index);
        run.left(taken.arrived);
        run.note_load();
        self.step(taken.route, taken.order, run);
    }

    /// What waited for the disk happens.
    fn synced(&mut self, run: &mut dyn Runtime) {
        self.disk.end_sync();
        while let Some(ready) = self.disk.next_ready() {
            match ready {
                Waiting::Fact(fact) => run.observe(fact),
                Waiting::Output(output) => perform(&output, run),
            }
        }
        begin_sync(&mut self.disk, run);
    }

    /// The orders that it worked on are gone; its disk keeps what it has.
    fn crash(&mut self, run: &mut dyn Runtime) {
        self.disk.crash();
        for taken in std::mem::take(&mut self.working) {
            run.left(taken.arrived);
        }
        run.note_load();
    }

    fn lose_disk(&mut self) {
        self.disk = Disk::default();
    }

    fn records(&self) -> u64 {
        self.disk.records()
    }

    fn leads(&self) -> Option<u64> {
        Some(0)
    }

    fn configure(&mut self, settings: &dyn MachineSettings) {
        if let Some(settings) = settings.as_any().downcast_ref::<ParticipantSettings>() {
            self.settings = settings.clone();
        }
    }

    fn under_way(&self) -> Vec<Instant> {
        self.working.iter().map(|taken| taken.arrived).collect()
    }
}
