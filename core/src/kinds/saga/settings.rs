//! The live values of both sides of a saga.

use std::any::Any;

use super::orchestrator::OrchestratorDriver;
use super::params::{Orchestrator, Participant, SagaStep};
use super::participant::ParticipantDriver;
use crate::driver::{Driver, MachineSettings};
use crate::luck::Sampler;
use crate::plan::{Plan, Resolver};
use crate::scenario::Kind;
use crate::time::Span;
use crate::transactions::saga;

/// The live values of an orchestrator.
#[derive(Clone, Debug)]
pub struct OrchestratorSettings {
    /// Index of its node: the upper half of the numbers of its sagas.
    pub node: u16,
    /// How patient it is.
    pub patience: saga::SagaSettings,
    /// Steps of a saga.
    pub steps: Vec<OrderPlan>,
    /// Amount that each step takes or gives.
    pub amount: u32,
}

/// One step of a saga.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct OrderPlan {
    /// The route to the participant. Both sides name each other by it.
    pub route: u16,
    /// True if the step takes money.
    pub debit: bool,
    /// Accounts of the participant.
    pub accounts: u32,
}

/// The live values of a participant.
#[derive(Clone, Debug)]
pub struct ParticipantSettings {
    /// Number of accounts.
    pub accounts: u32,
    /// Balance of each at the start.
    pub balance: u32,
    /// Share of the sagas that it refuses.
    pub refuse: f64,
    /// Work of an order.
    pub work: Sampler,
}

impl OrchestratorSettings {
    pub(super) fn new(resolver: &Resolver<'_>, node: &Orchestrator) -> Self {
        let steps = node.steps.iter();
        Self {
            node: resolver.node,
            patience: saga::SagaSettings {
                timeout: node.timeout,
                longest: node.longest,
                attempts: node.attempts,
                compensations: node.compensations,
            },
            steps: steps
                .filter_map(|step| order_plan(resolver, step))
                .collect(),
            amount: node.amount,
        }
    }

    /// How long all attempts of one action take at most: whoever is silent for longer gets no further by
    /// waiting.
    pub fn patience_with_an_action(&self) -> Span {
        let saga::SagaSettings {
            timeout,
            longest,
            attempts,
            ..
        } = self.patience;
        let wait = |attempt: u32| (timeout * (1 << attempt.min(32))).min(longest).scaled(1.5);
        (0..attempts).fold(Span::ZERO, |sum, attempt| sum + wait(attempt))
    }
}

fn order_plan(resolver: &Resolver<'_>, step: &SagaStep) -> Option<OrderPlan> {
    let name = step.participant();
    let Kind::Participant(participant) = &resolver.scenario.nodes.get(name)?.kind else {
        return None;
    };
    Some(OrderPlan {
        route: resolver.shape.route(resolver.node, name)?,
        debit: step.is_debit(),
        accounts: participant.accounts,
    })
}

impl ParticipantSettings {
    pub(super) fn new(node: &Participant) -> Self {
        Self {
            accounts: node.accounts,
            balance: node.balance,
            refuse: node.refuse.0,
            work: node.work.sampler(),
        }
    }
}

impl MachineSettings for OrchestratorSettings {
    fn driver(&self, _: u32, _: u32) -> Box<dyn Driver> {
        Box::new(OrchestratorDriver::new(self.clone()))
    }

    /// A sync; for each step two messages, work, two syncs and a timer.
    fn expected_events(&self) -> f64 {
        1.0 + 6.0 * self.steps.len() as f64
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl MachineSettings for ParticipantSettings {
    fn driver(&self, _: u32, _: u32) -> Box<dyn Driver> {
        Box::new(ParticipantDriver::new(self.clone()))
    }

    /// None: it takes orders, which their orchestrator counts.
    fn expected_events(&self) -> f64 {
        0.0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Plan {
    /// The values of the orchestrator that a process is, at the start of the run.
    pub fn orchestrator(&self, process: u32) -> Option<&OrchestratorSettings> {
        let node = self.shape.processes[process as usize].node;
        self.settings[0].nodes[node as usize].machine_as()
    }

    /// The process that an order goes to.
    pub fn participant(&self, order: OrderPlan) -> u32 {
        let node = self.shape.routes[order.route as usize].to;
        self.shape.topology.nodes[node as usize].first
    }

    /// True if any node carries out sagas.
    pub fn has_sagas(&self) -> bool {
        self.nodes_with::<OrchestratorSettings>().next().is_some()
    }
}
