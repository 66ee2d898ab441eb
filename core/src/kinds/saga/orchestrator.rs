//! The process of an orchestrator: requests in, orders out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::settings::{OrchestratorSettings, OrderPlan};
use super::waiting::{Waiting, part};
use crate::driver::{Driver, MachineSettings, Runtime, TaskId, TimerKey, Way, begin_sync};
use crate::kernel::Disk;
use crate::machine::Output as Machines;
use crate::packet::{Letter, Packet, Request};
use crate::time::Span;
use crate::transactions::saga::{
    self, Command, Input, Orchestrator, Order, Phase, Record, Report, SagaReply, SagaSettings, Step,
};
use crate::vocabulary::{MessageKind, Observed, Outcome, ReportName, SagaChange};

type Done = saga::Output<Command, TaskId>;

/// An orchestrator, its disk, and its timers.
pub(super) struct OrchestratorDriver {
    settings: OrchestratorSettings,
    /// Upper half of the numbers of its sagas; the lower half is the request that a saga is for.
    name: u32,
    machine: Orchestrator<Command, TaskId>,
    disk: Disk<Record<Command>, Waiting<Done>>,
    /// The saga of each timer that runs, by its setting, and the setting of each saga's timer.
    timers: BTreeMap<u32, u64>,
    set: BTreeMap<u64, u32>,
    timer_settings: u32,
    /// The route of each saga's order that is not answered yet.
    unanswered: BTreeMap<u64, u16>,
    under_way: BTreeSet<u64>,
}

/// The steps of the saga that a request with this key asks for.
fn steps(settings: &OrchestratorSettings, key: u32) -> Arc<[Step<Command>]> {
    let amount = settings.amount;
    let step = |order: &OrderPlan| {
        let account = key % order.accounts;
        let command = if order.debit {
            Command::Debit { account, amount }
        } else {
            Command::Credit { account, amount }
        };
        command.at(u32::from(order.route))
    };
    settings.steps.iter().map(step).collect()
}

impl OrchestratorDriver {
    pub(super) fn new(settings: OrchestratorSettings) -> Self {
        Self {
            name: u32::from(settings.node),
            machine: Orchestrator::recover(SagaSettings::default(), &[], &mut Vec::new()),
            settings,
            disk: Disk::default(),
            timers: BTreeMap::new(),
            set: BTreeMap::new(),
            timer_settings: 0,
            unanswered: BTreeMap::new(),
            under_way: BTreeSet::new(),
        }
    }

    /// The number of the saga that it carries out for a request: whoever asks again, by whatever way, gets the same saga.
    fn saga(&self, request: u32) -> u64 {
        u64::from(self.name) << 32 | u64::from(request)
    }

    /// Notes whether a saga is under way.
    fn count(&mut self, saga: u64, phase: Option<Phase>) {
        match phase {
            Some(Phase::Acting { .. } | Phase::Compensating { .. }) => {
                self.under_way.insert(saga);
            }
            Some(Phase::Ended(_)) | None => {
                self.under_way.remove(&saga);
            }
        }
    }

    /// Makes the timer of a saga void and starts a new one.
    fn set_timer(&mut self, saga: u64, (min, max): (Span, Span), run: &mut dyn Runtime) {
        self.cancel_timer(saga);
        self.timer_settings += 1;
        let setting = self.timer_settings;
        self.timers.insert(setting, saga);
        self.set.insert(saga, setting);
        run.set_timer(TimerKey { timer: 0, setting }, min, max);
    }

    fn cancel_timer(&mut self, saga: u64) {
        if let Some(setting) = self.set.remove(&saga) {
            self.timers.remove(&setting);
        }
    }

    /// Lets the machine act on what concerns a saga, and does what it says. Returns true if the saga has moved.
    fn step(&mut self, saga: u64, input: Input<Command, TaskId>, run: &mut dyn Runtime) -> bool {
        let before = self.machine.state(saga);
        let mut doing = Vec::new();
        self.machine.configure(self.settings.patience);
        self.machine.step(input, &mut doing);
        let after = self.machine.state(saga);
        let moved = before.phase != after.phase;
        if moved {
            self.count(saga, after.phase);
        }
        let observed = |change| Observed::Saga { saga, change };
        let news = after.phase.filter(|_| moved).map(SagaChange::Phase);
        self.perform(doing, news.map(observed), run);
        if !before.given_up && after.given_up {
            run.observe(observed(SagaChange::GivenUp));
        }
        moved
    }

    fn perform(&mut self, doing: Vec<Done>, news: Option<Observed>, run: &mut dyn Runtime) {
        for output in part(&mut self.disk, doing, news) {
            self.perform_one(&output, run);
        }
        begin_sync(&mut self.disk, run);
        self.report(run);
    }

    fn perform_one(&mut self, output: &Done, run: &mut dyn Runtime) {
        match *output {
            Machines::Send { to, message } => self.give_order(to as u16, message, run),
            Machines::SetTimer { timer, min, max } => self.set_timer(timer, (min, max), run),
            Machines::CancelTimer(saga) => self.cancel_timer(saga),
            Machines::Reply { request, answer } => {
                let outcome = match answer {
                    SagaReply::Ended(saga::SagaOutcome::Completed) => Outcome::Success,
                    SagaReply::Ended(saga::SagaOutcome::Compensated) => Outcome::Compensated,
                    SagaReply::GivenUp => Outcome::Error,
                };
                run.reply(request, outcome, 0);
            }
            Machines::Persist(_) => {}
        }
    }

    fn give_order(&mut self, route: u16, order: Order<Command>, run: &mut dyn Runtime) {
        let saga = order.key().saga;
        self.end_order(saga, Outcome::Timeout, run);
        self.unanswered.insert(saga, route);
        let (forward, kind) = match order {
            Order::Act { .. } => (true, MessageKind::Act),
            Order::Compensate { .. } => (false, MessageKind::Compensate),
        };
        let attempt = run
            .conversation(saga)
            .map(|saga| saga.count_order(order.key().step, forward));
        run.attempt(route, attempt == Some(1));
        let way = Way { route, back: false };
        run.converse(saga, way, kind, Letter::Order(order));
    }

    /// The order of a saga that was under way has ended, if there was one.
    fn end_order(&mut self, saga: u64, outcome: Outcome, run: &mut dyn Runtime) {
        if let Some(route) = self.unanswered.remove(&saga) {
            run.attempt_ended(route, outcome);
        }
    }

    fn report(&self, run: &mut dyn Runtime) {
        run.report(ReportName::Sagas, self.under_way.len() as u64);
    }
}

impl Driver for OrchestratorDriver {
    /// Every saga goes on from where the log says it is.
    fn recover(&mut self, _: u32, run: &mut dyn Runtime) {
        let mut doing = Vec::new();
        self.machine =
            Orchestrator::recover(self.settings.patience, self.disk.durable(), &mut doing);
        let phases: Vec<_> = self.machine.phases().collect();
        for (saga, phase) in phases {
            self.count(saga, Some(phase));
        }
        self.perform(doing, None, run);
    }

    /// A request that changes something asks for a saga, a read for how many are under way.
    fn act(&mut self, task: TaskId, request: &Request, run: &mut dyn Runtime) {
        if !request.verb.mutates() {
            let under_way = self.under_way.len() as u32;
            return run.reply(task, Outcome::Success, under_way);
        }
        let saga = self.saga(request.request);
        run.begin_conversation(saga, request.fortune, request.traced);
        let begin = Input::Begin {
            request: task,
            saga,
            steps: steps(&self.settings, request.key),
        };
        self.step(saga, begin, run);
    }

    /// A participant reports.
    fn receive(&mut self, _: u32, _: &Packet, letter: Letter, run: &mut dyn Runtime) {
        let Letter::Report(report) = letter else {
            return;
        };
        let saga = report.key().saga;
        // One that comes late or twice answers no order that is waited for.
        if self.step(saga, Input::Received(report), run) {
            let outcome = match report {
                Report::Acted(_) | Report::Compensated(_) => Outcome::Success,
                Report::Refused(_) => Outcome::Error,
            };
            self.end_order(saga, outcome, run);
        }
    }

    fn timer(&mut self, key: TimerKey, run: &mut dyn Runtime) {
        if let Some(saga) = self.timers.get(&key.setting).copied() {
            self.end_order(saga, Outcome::Timeout, run);
            self.step(saga, Input::TimedOut(saga), run);
        }
    }

    /// What waited for the disk happens.
    fn synced(&mut self, run: &mut dyn Runtime) {
        self.disk.end_sync();
        while let Some(ready) = self.disk.next_ready() {
            match ready {
                Waiting::Fact(fact) => run.observe(fact),
                Waiting::Output(output) => self.perform_one(&output, run),
            }
        }
        begin_sync(&mut self.disk, run);
    }

    fn crash(&mut self, run: &mut dyn Runtime) {
        self.disk.crash();
        self.timers.clear();
        self.set.clear();
        self.under_way.clear();
        for route in std::mem::take(&mut self.unanswered).into_values() {
            run.attempt_ended(route, Outcome::Refused);
        }
        self.report(run);
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
        if let Some(settings) = settings.as_any().downcast_ref::<OrchestratorSettings>() {
            self.settings = settings.clone();
        }
    }
}
