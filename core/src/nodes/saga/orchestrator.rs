//! The process of an orchestrator: requests in, orders out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Origin, Simulation, Waiting, number, part};
use crate::kernel::Disk;
use crate::machine::Output as Machines;
use crate::nodes::event::{Setting, TaskId};
use crate::nodes::machine::Mail;
use crate::nodes::task::Task;
use crate::plan::{NodeSettings, OrchestratorSettings, OrderPlan};
use crate::time::Span;
use crate::transactions::saga::{
    self, Command, Input, Orchestrator, Order, Phase, Record, Report, SagaReply, SagaSettings, Step,
};
use crate::vocabulary::{Observed, Outcome, ReportName, SagaChange, Verb};

type Done = saga::Output<Command, TaskId>;

/// An orchestrator, its disk, and its timers.
pub(in crate::nodes) struct OrchestratorProcess {
    machine: Orchestrator<Command, TaskId>,
    pub(in crate::nodes) disk: Disk<Record<Command>, Waiting<Done>>,
    /// The saga of each timer that runs, by its setting, and the setting of each saga's timer.
    timers: BTreeMap<u32, u64>,
    set: BTreeMap<u64, u32>,
    settings: u32,
    /// The route of each saga's order that is not answered yet.
    unanswered: BTreeMap<u64, u16>,
    under_way: BTreeSet<u64>,
    pub(super) origins: BTreeMap<u64, Origin>,
}

impl Default for OrchestratorProcess {
    fn default() -> Self {
        Self {
            machine: Orchestrator::recover(SagaSettings::default(), &[], &mut Vec::new()),
            disk: Disk::default(),
            timers: BTreeMap::new(),
            set: BTreeMap::new(),
            settings: 0,
            unanswered: BTreeMap::new(),
            under_way: BTreeSet::new(),
            origins: BTreeMap::new(),
        }
    }
}

impl OrchestratorProcess {
    /// Takes down whether a saga is under way.
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

    /// Makes the timer of a saga void. Returns the setting of a new one.
    fn set_timer(&mut self, saga: u64) -> u32 {
        self.cancel_timer(saga);
        self.settings += 1;
        self.timers.insert(self.settings, saga);
        self.set.insert(saga, self.settings);
        self.settings
    }

    fn cancel_timer(&mut self, saga: u64) {
        if let Some(setting) = self.set.remove(&saga) {
            self.timers.remove(&setting);
        }
    }
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

impl Simulation {
    fn orchestrator_settings(&self, process: u32) -> Option<&OrchestratorSettings> {
        let node = self.processes[process as usize].node;
        match &self.settings.nodes[node as usize] {
            NodeSettings::Orchestrator(settings) => Some(settings),
            NodeSettings::Client(_)
            | NodeSettings::Balancer { .. }
            | NodeSettings::Service { .. }
            | NodeSettings::Store { .. }
            | NodeSettings::Participant(_) => None,
        }
    }

    /// A process is up: every saga goes on from where the log says it is.
    pub(in crate::nodes) fn recover_orchestrator(&mut self, process: u32) {
        let Some(patience) = self.patience(process) else {
            return;
        };
        let mut doing = Vec::new();
        if let Some(own) = self.orchestrator(process) {
            own.machine = Orchestrator::recover(patience, own.disk.durable(), &mut doing);
            let phases: Vec<_> = own.machine.phases().collect();
            for (saga, phase) in phases {
                own.count(saga, Some(phase));
            }
        }
        self.perform_orders(process, doing, None);
    }

    fn patience(&self, process: u32) -> Option<SagaSettings> {
        self.orchestrator_settings(process)
            .map(|settings| settings.patience)
    }

    /// A request: a write asks for a saga, a read for how many are under way.
    pub(in crate::nodes) fn act_orchestrator(&mut self, id: TaskId, task: &Task) {
        let (process, message) = (task.process, *task.message());
        let node = self.processes[process as usize].node;
        let Some(settings) = self.orchestrator_settings(process) else {
            return;
        };
        let (saga, steps) = (number(node, message.request), steps(settings, message.key));
        let Some(own) = self.orchestrator(process) else {
            return;
        };
        match message.operation {
            Verb::Read => {
                let under_way = own.under_way.len() as u32;
                self.finish_task(id, Outcome::Success, under_way);
            }
            Verb::Write | Verb::CompareAndSet => {
                own.origins
                    .entry(saga)
                    .or_insert_with(|| Origin::new(message.fortune, message.traced));
                let request = id;
                self.step_orchestrator(
                    process,
                    saga,
                    Input::Begin {
                        request,
                        saga,
                        steps,
                    },
                );
            }
        }
    }

    /// A participant reports.
    pub(in crate::nodes) fn take_report(&mut self, process: u32, report: Report) {
        let saga = report.key().saga;
        let moved = self.step_orchestrator(process, saga, Input::Received(report));
        // One that comes late or twice answers no order that is waited for.
        if moved {
            let outcome = match report {
                Report::Acted(_) | Report::Compensated(_) => Outcome::Success,
                Report::Refused(_) => Outcome::Error,
            };
            self.end_order(process, saga, outcome);
        }
    }

    /// A timer has run out, if it was not set anew since.
    pub(in crate::nodes) fn orchestrator_timer(&mut self, process: u32, setting: u32) {
        let due = |own: &mut OrchestratorProcess| own.timers.get(&setting).copied();
        if let Some(saga) = self.orchestrator(process).and_then(due) {
            self.end_order(process, saga, Outcome::Timeout);
            self.step_orchestrator(process, saga, Input::TimedOut(saga));
        }
    }

    /// Lets the machine act on what concerns a saga, and does what it says. Whether the saga has moved.
    fn step_orchestrator(
        &mut self,
        process: u32,
        saga: u64,
        input: Input<Command, TaskId>,
    ) -> bool {
        let Some(patience) = self.patience(process) else {
            return false;
        };
        let Some(own) = self.orchestrator(process) else {
            return false;
        };
        let before = own.machine.state(saga);
        let mut doing = Vec::new();
        own.machine.configure(patience);
        own.machine.step(input, &mut doing);
        let after = own.machine.state(saga);
        let moved = before.phase != after.phase;
        if moved {
            own.count(saga, after.phase);
        }
        let observed = |change| Observed::Saga { saga, change };
        let news = after.phase.filter(|_| moved).map(SagaChange::Phase);
        self.perform_orders(process, doing, news.map(observed));
        if !before.given_up && after.given_up {
            let given_up = observed(SagaChange::GivenUp);
            self.recorder.observe(self.now, process, given_up);
        }
        moved
    }

    fn perform_orders(&mut self, process: u32, doing: Vec<Done>, news: Option<Observed>) {
        let Some(own) = self.orchestrator(process) else {
            return;
        };
        for output in part(&mut own.disk, doing, news) {
            self.perform_order(process, &output);
        }
        self.begin_sync(process);
        self.report_sagas(process);
    }

    fn perform_order(&mut self, process: u32, output: &Done) {
        match *output {
            Machines::Send { to, message } => self.give_order(process, to as u16, message),
            Machines::SetTimer { timer, min, max } => self.time_saga(process, timer, (min, max)),
            Machines::CancelTimer(saga) => {
                if let Some(own) = self.orchestrator(process) {
                    own.cancel_timer(saga);
                }
            }
            Machines::Reply { request, answer } => {
                let outcome = match answer {
                    SagaReply::Ended(saga::SagaOutcome::Completed) => Outcome::Success,
                    SagaReply::Ended(saga::SagaOutcome::Compensated) => Outcome::Compensated,
                    SagaReply::GivenUp => Outcome::Error,
                };
                self.finish_task(request, outcome, 0);
            }
            Machines::Persist(_) => {}
        }
    }

    fn time_saga(&mut self, process: u32, saga: u64, range: (Span, Span)) {
        if let Some(own) = self.orchestrator(process) {
            let setting = own.set_timer(saga);
            self.start_timer(process, Setting::Saga(setting), range);
        }
    }

    fn give_order(&mut self, process: u32, route: u16, order: Order<Command>) {
        let saga = order.key().saga;
        self.end_order(process, saga, Outcome::Timeout);
        let Some(own) = self.orchestrator(process) else {
            return;
        };
        own.unanswered.insert(saga, route);
        let first = own
            .origins
            .get_mut(&saga)
            .is_some_and(|origin| origin.count_order(&order) == 1);
        self.recorder.attempt(self.now, route, first);
        self.send_saga_mail(route, saga, Mail::Order(order), false);
    }

    /// The order of a saga that was under way has ended, if there was one.
    fn end_order(&mut self, process: u32, saga: u64, outcome: Outcome) {
        let ended = self
            .orchestrator(process)
            .and_then(|own| own.unanswered.remove(&saga));
        if let Some(route) = ended {
            self.recorder.attempt_ended(self.now, route, outcome);
        }
    }

    /// What waited for the disk happens.
    pub(in crate::nodes) fn synced_orchestrator(&mut self, process: u32) {
        if let Some(own) = self.orchestrator(process) {
            own.disk.end_sync();
        }
        while let Some(ready) = self
            .orchestrator(process)
            .and_then(|own| own.disk.next_ready())
        {
            match ready {
                Waiting::Fact(fact) => self.recorder.observe(self.now, process, fact),
                Waiting::Output(output) => self.perform_order(process, &output),
            }
        }
        self.begin_sync(process);
    }

    /// A process is gone: only what is on disk is left.
    pub(in crate::nodes) fn crash_orchestrator(&mut self, process: u32) {
        let Some(own) = self.orchestrator(process) else {
            return;
        };
        own.disk.crash();
        own.timers.clear();
        own.set.clear();
        own.under_way.clear();
        for route in std::mem::take(&mut own.unanswered).into_values() {
            self.recorder
                .attempt_ended(self.now, route, Outcome::Refused);
        }
        self.report_sagas(process);
    }

    fn report_sagas(&mut self, process: u32) {
        if let Some(own) = self.orchestrator(process) {
            let under_way = own.under_way.len() as u64;
            self.recorder
                .report(self.now, process, ReportName::Sagas, under_way);
        }
    }
}
