//! Both sides of a saga in a plan.

use std::collections::BTreeSet;
use std::slice;
use std::sync::Arc;

use super::params::{Orchestrator, Participant, SagaStep};
use super::settings::{OrchestratorSettings, ParticipantSettings};
use crate::params::{Issues, Path, listed, shorten};
use crate::plan::{Hosting, NodeKind, NodeSettings, Op, Program, Resolver, Site, Traits};
use crate::scenario::{Call, FaultKind, Kind, Node, Scenario};
use crate::vocabulary::MessageKind;

/// The most steps of a saga.
const STEPS: usize = 20;

impl NodeKind for Orchestrator {
    fn traits(&self) -> Traits {
        Traits {
            keeps_writes: true,
            // A request has one saga.
            remembers_requests: true,
            ..Traits::default()
        }
    }

    fn hosting(&self) -> Hosting<'_> {
        Hosting {
            replicas: 1,
            coordinators: 0,
            zones: slice::from_ref(&self.zone),
            price: self.price,
        }
    }

    fn concurrency(&self) -> Option<u32> {
        Some(self.concurrency)
    }

    fn detail(&self, _: &str) -> String {
        format!("orchestrator, {} steps", self.steps.len())
    }

    fn callees(&self, _: Site<'_>) -> Vec<String> {
        let steps = self.steps.iter();
        steps.map(|step| step.participant().to_owned()).collect()
    }

    fn check(&self, site: Site<'_>, path: &Path, issues: &mut Issues) {
        check_steps(site.scenario, &self.steps, &path.child("steps"), issues);
        let names: BTreeSet<&str> = self.steps.iter().map(SagaStep::participant).collect();
        for participant in names {
            let route = format!("{}->{participant}", site.name);
            check_policies(site.scenario, &route, issues);
        }
    }

    fn settings(&self, resolver: &mut Resolver<'_>) -> Result<NodeSettings, Issues> {
        let program = Program::of(vec![Op::Work(self.work.sampler()), Op::Act]);
        Ok(NodeSettings {
            slots: Some(self.concurrency),
            queue: self.queue,
            handlers: NodeSettings::handled_by(&program),
            machine: Some(Arc::new(OrchestratorSettings::new(resolver, self))),
            fsync: Some(self.fsync.sampler()),
            ..NodeSettings::default()
        })
    }
}

impl NodeKind for Participant {
    fn traits(&self) -> Traits {
        Traits {
            refuses_calls: Some("it takes orders from orchestrators only"),
            ..Traits::default()
        }
    }

    fn hosting(&self) -> Hosting<'_> {
        Hosting {
            replicas: 1,
            coordinators: 0,
            zones: slice::from_ref(&self.zone),
            price: self.price,
        }
    }

    fn detail(&self, _: &str) -> String {
        "participant".to_owned()
    }

    fn messages(&self) -> &'static [MessageKind] {
        &[
            MessageKind::Act,
            MessageKind::Compensate,
            MessageKind::Acted,
            MessageKind::Refused,
            MessageKind::Compensated,
        ]
    }

    fn settings(&self, _: &mut Resolver<'_>) -> Result<NodeSettings, Issues> {
        Ok(NodeSettings {
            machine: Some(Arc::new(ParticipantSettings::new(self))),
            fsync: Some(self.fsync.sampler()),
            ..NodeSettings::default()
        })
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
        .filter(|(_, node)| matches!(node.kind, Kind::Participant(_)))
        .map(|(name, _)| name.as_str())
        .collect();
    let allowed = if known.is_empty() {
        "allowed is a participant, but there is none".to_owned()
    } else {
        format!("allowed is a participant: {}", listed(known))
    };
    let found = shorten(name);
    match scenario.nodes.get(name) {
        Some(Node {
            kind: Kind::Participant(_),
            ..
        }) => {}
        Some(other) => {
            let kind = other.kind.word();
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
