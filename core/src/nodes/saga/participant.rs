//! The process of a participant: orders in, work, disk, reports out.

use super::{Simulation, Waiting, part};
use crate::kernel::Disk;
use crate::luck::{DrawKey, Purpose};
use crate::machine::Output;
use crate::nodes::event::{Event, PeerMessage};
use crate::nodes::machine::Mail;
use crate::plan::{NodeSettings, ParticipantSettings};
use crate::time::Instant;
use crate::transactions::saga::{Command, Entry, Key, Order, Participant, ParticipantOutput};
use crate::vocabulary::{Observed, ReportName, SagaChange};

/// A participant, its disk, and the orders that it works on.
#[derive(Default)]
pub(in crate::nodes) struct ParticipantProcess {
    machine: Participant,
    pub(in crate::nodes) disk: Disk<Entry, Waiting<ParticipantOutput>>,
    /// What is on all accounts, in dollars.
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

impl ParticipantProcess {
    /// Orders that it works on.
    pub(in crate::nodes) fn orders(&self) -> u32 {
        self.working.len() as u32
    }
}

impl Simulation {
    fn participant_settings(&self, process: u32) -> Option<&ParticipantSettings> {
        let node = self.processes[process as usize].node;
        match &self.settings.nodes[node as usize] {
            NodeSettings::Participant(settings) => Some(settings),
            NodeSettings::Client(_)
            | NodeSettings::Balancer { .. }
            | NodeSettings::Service { .. }
            | NodeSettings::Store { .. }
            | NodeSettings::Orchestrator(_) => None,
        }
    }

    /// A process is up: its accounts are as they were opened, and then as the log says.
    pub(in crate::nodes) fn recover_participant(&mut self, process: u32) {
        let Some(settings) = self.participant_settings(process) else {
            return;
        };
        let balance = i64::from(settings.balance);
        let opened: Vec<_> = (0..settings.accounts)
            .map(|account| (account, balance))
            .collect();
        if let Some(own) = self.participant(process) {
            own.machine = Participant::recover(&opened, own.disk.durable());
            own.total = own.machine.total();
        }
        self.report_balance(process);
    }

    /// An order reached a participant: it works on it.
    pub(in crate::nodes) fn take_order(
        &mut self,
        process: u32,
        message: &PeerMessage,
        order: Order<Command>,
    ) {
        let key = DrawKey::leg(message.fortune, message.ordinal, 0);
        // An order that meets an error is not carried out, and the orchestrator will repeat it.
        if self.errs(process, key) {
            return;
        }
        let Some(settings) = self.participant_settings(process) else {
            return;
        };
        let work = self.work_of(process, key, &settings.work);
        let (now, link) = (self.now, message.link as usize);
        let route = self.shape.topology.links[link].route as u16;
        let Some(own) = self.participant(process) else {
            return;
        };
        own.taken += 1;
        let number = own.taken;
        own.working.push(Taken {
            number,
            arrived: now,
            route,
            order,
        });
        let obeyed = Event::Obeyed {
            process,
            order: number,
        };
        self.schedule(now + work, obeyed);
        self.recorder.entered(process);
        self.note_load(process);
    }

    /// The work on an order is done: the machine acts on it. One that was lost in a crash is not there any more.
    pub(in crate::nodes) fn obeyed(&mut self, process: u32, number: u32) {
        let Some(own) = self.participant(process) else {
            return;
        };
        let working = &mut own.working;
        let Some(index) = working.iter().position(|taken| taken.number == number) else {
            return;
        };
        let taken = working.remove(index);
        self.recorder.left(self.now, process, taken.arrived);
        self.note_load(process);
        self.step_participant(process, taken.route, taken.order);
    }

    fn step_participant(&mut self, process: u32, route: u16, order: Order<Command>) {
        let key = order.key();
        let willing = self.is_willing(process, key);
        let Some(own) = self.participant(process) else {
            return;
        };
        let before = own.machine.effect(key);
        let mut doing = Vec::new();
        own.machine
            .step(u32::from(route), order, willing, &mut doing);
        let entry = doing.iter().find_map(|output| match output {
            Output::Persist(entry) => Some(*entry),
            Output::Send { .. }
            | Output::SetTimer { .. }
            | Output::CancelTimer(())
            | Output::Reply { .. } => None,
        });
        own.total += entry.map_or(0, |entry| entry.change);
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
        for output in part(&mut own.disk, doing, news) {
            self.perform_report(&output);
        }
        self.begin_sync(process);
        self.report_balance(process);
    }

    /// Whether the participant has nothing against an action: the same for each attempt of it.
    fn is_willing(&mut self, process: u32, key: Key) -> bool {
        let share = self
            .participant_settings(process)
            .map_or(0.0, |settings| settings.refuse);
        let entity = self.shape.processes[process as usize].entity;
        let luck = self.luck;
        self.origin(key.saga).is_none_or(|origin| {
            let place = DrawKey::leg(origin.fortune, 0, key.step as u16);
            !luck.draw(entity, Purpose::Refusal, place).chance(share)
        })
    }

    fn perform_report(&mut self, output: &ParticipantOutput) {
        match *output {
            Output::Send { to, message } => {
                let saga = message.key().saga;
                self.send_saga_mail(to as u16, saga, Mail::Report(message), true);
            }
            Output::Persist(_)
            | Output::SetTimer { .. }
            | Output::CancelTimer(())
            | Output::Reply { .. } => {}
        }
    }

    /// What waited for the disk happens.
    pub(in crate::nodes) fn synced_participant(&mut self, process: u32) {
        if let Some(own) = self.participant(process) {
            own.disk.end_sync();
        }
        while let Some(ready) = self
            .participant(process)
            .and_then(|own| own.disk.next_ready())
        {
            match ready {
                Waiting::Fact(fact) => self.recorder.observe(self.now, process, fact),
                Waiting::Output(output) => self.perform_report(&output),
            }
        }
        self.begin_sync(process);
    }

    /// A process is gone with the orders that it worked on; its disk keeps what it has.
    pub(in crate::nodes) fn crash_participant(&mut self, process: u32) {
        let Some(own) = self.participant(process) else {
            return;
        };
        own.disk.crash();
        for taken in std::mem::take(&mut own.working) {
            self.recorder.left(self.now, process, taken.arrived);
        }
        self.note_load(process);
    }

    /// Counts the orders that are worked on when the run ends.
    pub(in crate::nodes) fn orders_still_inside(&mut self, end: Instant) {
        for process in 0..self.processes.len() as u32 {
            let Some(own) = self.participant(process) else {
                continue;
            };
            for taken in own.working.clone() {
                self.recorder.still_inside(end, process, taken.arrived);
            }
        }
    }

    fn report_balance(&mut self, process: u32) {
        if let Some(own) = self.participant(process) {
            let total = own.total.cast_unsigned();
            self.recorder
                .report(self.now, process, ReportName::Balance, total);
        }
    }
}
