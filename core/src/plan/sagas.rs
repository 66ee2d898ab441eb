//! Sagas in a plan: what is wrong with their steps, and the live values of both sides.

use std::collections::BTreeSet;

use super::shape::{Role, Shape};
use super::{NodeSettings, Plan};
use crate::luck::Sampler;
use crate::params::{Issues, Path, listed, shorten};
use crate::scenario::{Call, FaultKind, Node, Orchestrator, Participant, SagaStep, Scenario};
use crate::time::Span;
use crate::transactions::saga;

/// The most steps of a saga.
const STEPS: usize = 20;

/// The live values of an orchestrator.
#[derive(Clone, Debug)]
pub struct OrchestratorSettings {
    /// Requests that it works on at once.
    pub slots: u32,
    /// Places in its queue.
    pub queue: Option<u32>,
    /// Work of a request.
    pub work: Sampler,
    /// Time of a sync of the disk.
    pub fsync: Sampler,
    /// How patient it is.
    pub patience: saga::SagaSettings,
    /// What a saga does.
    pub steps: Vec<OrderPlan>,
    /// How much each step takes or gives.
    pub amount: u32,
}

/// One step of a saga.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct OrderPlan {
    /// The route to the participant. Both sides name each other by it.
    pub route: u16,
    /// Whether the step takes money.
    pub debit: bool,
    /// How many accounts the participant has.
    pub accounts: u32,
}

/// The live values of a participant.
#[derive(Clone, Debug)]
pub struct ParticipantSettings {
    /// How many accounts there are.
    pub accounts: u32,
    /// What is on each at the start.
    pub balance: u32,
    /// Share of the sagas that it refuses.
    pub refuse: f64,
    /// Work of an order.
    pub work: Sampler,
    /// Time of a sync of the disk.
    pub fsync: Sampler,
}

impl OrchestratorSettings {
    pub(super) fn new(scenario: &Scenario, shape: &Shape, index: u16, node: &Orchestrator) -> Self {
        let steps = node.steps.iter();
        Self {
            slots: node.concurrency,
            queue: node.queue,
            work: node.work.sampler(),
            fsync: node.fsync.sampler(),
            patience: saga::SagaSettings {
                timeout: node.timeout,
                longest: node.longest,
                attempts: node.attempts,
                compensations: node.compensations,
            },
            steps: steps
                .filter_map(|step| order_plan(scenario, shape, index, step))
                .collect(),
            amount: node.amount,
        }
    }

    /// About how many events a saga causes: for each step two messages, work, two syncs and a timer.
    pub(super) fn expected_events(&self) -> f64 {
        2.0 + 6.0 * self.steps.len() as f64
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

fn order_plan(
    scenario: &Scenario,
    shape: &Shape,
    index: u16,
    step: &SagaStep,
) -> Option<OrderPlan> {
    let Some(Node::Participant(participant)) = scenario.nodes.get(step.participant()) else {
        return None;
    };
    Some(OrderPlan {
        route: shape.route(index, step.participant())?,
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
            fsync: node.fsync.sampler(),
        }
    }
}

/// Reports what is wrong with the sagas of a scenario.
pub(super) fn check(scenario: &Scenario, issues: &mut Issues) {
    for (name, node) in &scenario.nodes {
        if let Node::Orchestrator(orchestrator) = node {
            let path = Path::root().child("nodes").child(name).child("steps");
            check_steps(scenario, &orchestrator.steps, &path, issues);
            let names: BTreeSet<&str> = orchestrator
                .steps
                .iter()
                .map(SagaStep::participant)
                .collect();
            for participant in names {
                check_policies(scenario, &format!("{name}->{participant}"), issues);
            }
        }
    }
}

fn check_steps(scenario: &Scenario, steps: &[SagaStep], path: &Path, issues: &mut Issues) {
    if steps.is_empty() || steps.len() > STEPS {
        let found = steps.len();
        issues.add(
            path,
            format!("found a list of {found}, allowed are 2 to {STEPS} steps"),
        );
        return;
    }
    for (index, step) in steps.iter().enumerate() {
        let path = path.child(&index.to_string());
        check_participant(scenario, step.participant(), &path, issues);
    }
    let debits = steps.iter().filter(|step| step.is_debit()).count();
    let credits = steps.len() - debits;
    if debits != credits {
        issues.add(
            path,
            format!(
                "found {debits} debits and {credits} credits, allowed are as many of each: a saga moves money and makes none"
            ),
        );
    }
}

fn check_participant(scenario: &Scenario, name: &str, path: &Path, issues: &mut Issues) {
    let nodes = scenario.nodes.iter();
    let known: Vec<_> = nodes
        .filter(|(_, node)| matches!(node, Node::Participant(_)))
        .map(|(name, _)| name.as_str())
        .collect();
    let allowed = if known.is_empty() {
        "allowed is a participant, but there is none".to_owned()
    } else {
        format!("allowed is a participant: {}", listed(known))
    };
    let found = shorten(name);
    match scenario.nodes.get(name) {
        Some(Node::Participant(_)) => {}
        Some(other) => {
            let kind = other.word();
            issues.add(path, format!("found the {kind} {found}, {allowed}"));
        }
        None => issues.add(path, format!("found \"{found}\", {allowed}")),
    }
}

/// Orders are repeated by the orchestrator itself, so a policy of calls would be said and never followed.
fn check_policies(scenario: &Scenario, route: &str, issues: &mut Issues) {
    let says = "an orchestrator repeats its orders by its own timeout and attempts; allowed are request_size and response_size";
    let path = Path::root().child("calls").child(route);
    if let Some(call) = scenario.calls.get(route) {
        let sizes_only = Call {
            request_size: call.request_size,
            response_size: call.response_size,
            ..Call::default()
        };
        if *call != sizes_only {
            issues.add(&path, format!("found policies of calls, but {says}"));
        }
    }
    let prefix = format!("calls.{route}.");
    for (index, fault) in scenario.faults.iter().enumerate() {
        let FaultKind::Set(set) = &fault.kind else {
            continue;
        };
        let policy = set
            .path
            .strip_prefix(&prefix)
            .filter(|field| !["request_size", "response_size"].contains(field));
        if let Some(policy) = policy {
            issues.add(
                &fault.path(index),
                format!("found {}, but {says}", shorten(policy)),
            );
        }
    }
}

impl Plan {
    /// The values of the orchestrator that a process is, at the start of the run.
    pub fn orchestrator(&self, process: u32) -> Option<&OrchestratorSettings> {
        let node = self.shape.processes[process as usize].node;
        match &self.settings[0].nodes[node as usize] {
            NodeSettings::Orchestrator(settings) => Some(settings),
            NodeSettings::Client(_)
            | NodeSettings::Balancer { .. }
            | NodeSettings::Service { .. }
            | NodeSettings::Store { .. }
            | NodeSettings::Participant(_) => None,
        }
    }

    /// The process that an order goes to.
    pub fn participant(&self, order: OrderPlan) -> u32 {
        let node = self.shape.routes[order.route as usize].to;
        self.shape.topology.nodes[node as usize].first
    }

    /// True if any node carries out sagas.
    pub fn has_sagas(&self) -> bool {
        self.shape.roles.contains(&Role::Orchestrator)
    }
}
