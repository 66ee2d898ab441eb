//! The policies of calls, resolved to what the machines take.

use super::calls;
use crate::kinds;
use crate::params::{Issues, Path};
use crate::plan::RouteSettings;
use crate::policies;
use crate::resilience::{Backoff, BudgetSettings, Growth, Jitter, Retry, RetryRules};
use crate::scenario::{self, Balance, Call, Failed, Fallback, Scenario};
use crate::traffic::Policy;
use crate::vocabulary::Outcome;

/// The policies of the call of that name; a call without an entry has the defaults.
pub(super) fn resolve(scenario: &Scenario, name: &str) -> RouteSettings {
    let call = scenario.calls.get(name).cloned().unwrap_or_default();
    let callee = name.split_once("->").map(|(_, callee)| callee);
    RouteSettings {
        timeout: call.timeout,
        deadline: call.deadline,
        propagate: call.propagate,
        retry: retry(&call.retry),
        retried: call.retry.on.iter().copied().map(outcome).collect(),
        knows_repetitions: callee
            .and_then(|callee| scenario.nodes.get(callee))
            .is_some_and(|callee| kinds::of(callee).traits().remembers_requests),
        budget: call.retry.budget.as_ref().map(budget),
        gates: policies::gates(&call),
        fallback: call.fallback == Fallback::Static,
        policy: policy(&call),
        request_size: call.request_size.0,
        response_size: call.response_size.0,
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
        policies::check(call, &path, issues);
    }
}

/// True if a caller may write to a callee that keeps what is written: a store, or the log of an orchestrator.
fn writes_to_store(scenario: &Scenario, caller: &str, callee: &str) -> bool {
    let kind = |name: &str| scenario.nodes.get(name).map(kinds::of);
    let keeps = kind(callee).is_some_and(|callee| callee.traits().keeps_writes);
    let site = calls::site(scenario, caller);
    keeps && kind(caller).is_some_and(|caller| caller.writes_to(site, callee))
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
        Failed::BulkheadFull => Outcome::BulkheadFull,
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
        ratio: budget.ratio.thousandths(),
        minimum: budget.minimum,
        ttl: budget.window,
    }
}
