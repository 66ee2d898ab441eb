//! The policies of calls, resolved to what the machines take.

use crate::params::{Issues, Path};
use crate::resilience::{
    Backoff, BreakerSettings, BudgetSettings, Growth, Jitter, Retry, RetryRules, Slow, Trial, Trip,
    Window,
};
use crate::scenario::{self, Balance, Call, Failed, Fallback, Node, Replication, Scenario, Step};
use crate::time::Span;
use crate::traffic::Policy;
use crate::vocabulary::Outcome;

/// The policies of a call.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RouteSettings {
    /// How long an attempt may take.
    pub timeout: Option<Span>,
    /// How long the call may take with all its attempts.
    pub deadline: Option<Span>,
    /// Whether requests say how long their caller will wait.
    pub propagate: bool,
    /// How often and after what it is made again.
    pub retry: Retry,
    /// Which outcomes are worth another attempt.
    pub retried: Outcomes,
    /// Whether the callee knows the repetition of a write from a new write.
    pub knows_repetitions: bool,
    /// The share of retries that a caller allows itself.
    pub budget: Option<BudgetSettings>,
    /// When to stop calling what keeps failing.
    pub breaker: Option<BreakerSettings>,
    /// Whether a fixed answer stands in for one that failed.
    pub fallback: bool,
    /// How a process is chosen.
    pub policy: Policy,
    /// Size of a request in bytes.
    pub request_size: u64,
    /// Size of a response in bytes.
    pub response_size: u64,
}

/// Some of the ways in which an attempt can end.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Outcomes(u16);

impl Outcomes {
    /// Whether this is one of them.
    pub fn contain(self, outcome: Outcome) -> bool {
        self.0 & 1 << outcome as u16 != 0
    }
}

impl FromIterator<Outcome> for Outcomes {
    fn from_iter<I: IntoIterator<Item = Outcome>>(outcomes: I) -> Self {
        let bits = outcomes.into_iter().map(|outcome| 1 << outcome as u16);
        Self(bits.fold(0, |all, bit| all | bit))
    }
}

impl RouteSettings {
    /// The policies of the call of that name; a call without an entry has the defaults.
    pub(super) fn new(scenario: &Scenario, name: &str) -> Self {
        let call = scenario.calls.get(name).cloned().unwrap_or_default();
        let callee = name.split_once("->").map(|(_, callee)| callee);
        Self {
            timeout: call.timeout,
            deadline: call.deadline,
            propagate: call.propagate,
            retry: retry(&call.retry),
            retried: call.retry.on.iter().copied().map(outcome).collect(),
            knows_repetitions: callee
                .and_then(|callee| scenario.nodes.get(callee))
                .is_some_and(knows_repetitions),
            budget: call.retry.budget.as_ref().map(budget),
            breaker: call
                .breaker
                .as_ref()
                .filter(|breaker| breaker.enabled)
                .map(breaker),
            fallback: call.fallback == Fallback::Static,
            policy: policy(&call),
            request_size: call.request_size.0,
            response_size: call.response_size.0,
        }
    }
}

/// Reports policies that contradict each other, or what they are for.
pub(super) fn check(scenario: &Scenario, issues: &mut Issues) {
    for (name, call) in &scenario.calls {
        let path = Path::root().child("calls").child(name);
        let (caller, callee) = name.split_once("->").unwrap_or((name, ""));
        if call.fallback != Fallback::None && writes_to_store(scenario, caller, callee) {
            issues.add(
                &path.child("fallback"),
                "found a fallback for writes that the callee keeps, allowed is none: it would confirm what nobody has kept",
            );
        }
        let rate = call
            .breaker
            .as_ref()
            .map(|breaker| (breaker.slow, &breaker.rate));
        if let Some((None, Some(rate))) = rate
            && rate.slow.is_some()
        {
            issues.add(
                &path.child("breaker").child("rate").child("slow"),
                "found a share of slow calls, but breaker.slow does not say which calls are slow",
            );
        }
    }
}

/// Whether a caller may write to a callee that keeps what is written: a store, or the log of an orchestrator.
fn writes_to_store(scenario: &Scenario, caller: &str, callee: &str) -> bool {
    let keeps = |node: &Node| matches!(node, Node::Store(_) | Node::Orchestrator(_));
    if !scenario.nodes.get(callee).is_some_and(keeps) {
        return false;
    }
    match scenario.nodes.get(caller) {
        Some(Node::Client(_)) => {
            let workload = scenario.workload.get(caller);
            workload.is_some_and(scenario::Workload::writes)
        }
        Some(Node::Service(service)) => {
            let handlers = &service.handlers;
            let writing = handlers.get("write").or_else(|| handlers.get("any"));
            let passes_on = |step: &&Step| !matches!(step, Step::Read(_));
            let sets = |step: &&Step| matches!(step, Step::CompareAndSet(_));
            let passed_on = writing.into_iter().flatten().filter(passes_on);
            let set = handlers.values().flatten().filter(sets);
            let mut callees = passed_on.chain(set).flat_map(Step::callees);
            callees.any(|name| name == callee)
        }
        Some(Node::Balancer(_) | Node::Store(_) | Node::Orchestrator(_) | Node::Participant(_)) => {
            true
        }
        None => false,
    }
}

/// Whether a node carries out the attempts of one write once. A log does: each call is a session in it. So does an
/// orchestrator: a request has one saga. A single process, and a quorum, write again what an attempt that was late
/// brings, over what others have written since.
fn knows_repetitions(node: &Node) -> bool {
    match node {
        Node::Store(store) => match store.replication {
            Replication::Raft(_) => true,
            Replication::Single(_) | Replication::Quorum(_) => false,
        },
        Node::Orchestrator(_) => true,
        Node::Client(_) | Node::Balancer(_) | Node::Service(_) | Node::Participant(_) => false,
    }
}

fn policy(call: &Call) -> Policy {
    match call.balance {
        Balance::Random => Policy::Random,
        Balance::RoundRobin => Policy::RoundRobin,
        Balance::TwoChoices => Policy::TwoChoices,
        Balance::LeastOutstanding => Policy::LeastOutstanding,
    }
}

fn outcome(failed: Failed) -> Outcome {
    match failed {
        Failed::Error => Outcome::Error,
        Failed::Rejected => Outcome::Rejected,
        Failed::Refused => Outcome::Refused,
        Failed::Timeout => Outcome::Timeout,
        Failed::NotLeader => Outcome::NotLeader,
        Failed::Deposed => Outcome::Deposed,
        Failed::Unavailable => Outcome::Unavailable,
        Failed::BreakerOpen => Outcome::BreakerOpen,
        Failed::Conflict => Outcome::Conflict,
    }
}

fn retry(retry: &scenario::Retry) -> Retry {
    Retry {
        attempts: retry.attempts,
        rules: RetryRules {
            // Which failures are worth it is said one by one.
            transient_only: false,
            idempotent_only: retry.idempotent_only,
        },
        backoff: backoff(retry),
    }
}

fn backoff(retry: &scenario::Retry) -> Backoff {
    Backoff {
        growth: match retry.backoff {
            scenario::Growth::None => Growth::None,
            scenario::Growth::Exponential => Growth::Exponential {
                base: retry.base,
                cap: retry.cap,
                factor: retry.factor,
            },
        },
        jitter: match retry.jitter {
            scenario::Jitter::None => Jitter::None,
            scenario::Jitter::Full => Jitter::Full,
            scenario::Jitter::Equal => Jitter::Equal,
            scenario::Jitter::Decorrelated => Jitter::Decorrelated,
            scenario::Jitter::Additive => Jitter::Additive,
        },
    }
}

fn budget(budget: &scenario::Budget) -> BudgetSettings {
    BudgetSettings {
        ratio: thousandths(budget.ratio.0),
        minimum: budget.minimum,
        ttl: budget.window,
    }
}

fn breaker(breaker: &scenario::Breaker) -> BreakerSettings {
    let by_share = breaker
        .rate
        .as_ref()
        .is_some_and(|rate| rate.slow.is_some());
    BreakerSettings {
        trip: breaker
            .rate
            .as_ref()
            .map_or(Trip::consecutive(breaker.failures), |rate| Trip::Rate {
                failures: thousandths(rate.failures.0),
                slow: rate.slow.map(|share| thousandths(share.0)),
                minimum_calls: rate.minimum,
                window: Window::Time(rate.window),
            }),
        open_for: breaker.open,
        trial: Trial {
            probes: breaker.probes,
            successes: breaker.successes,
            failures: 1,
        },
        slow: breaker.slow.map(|longer_than| Slow {
            longer_than,
            fails: !by_share,
        }),
    }
}

fn thousandths(share: f64) -> u32 {
    libm::round(share * 1000.0) as u32
}
