//! Histories made by hand: a legal one, and each rule broken in it once.

mod played;

use super::*;
use crate::recording::{Asked, Observation, Told};
use crate::scenario::Document;
use crate::summary::Holds;
use crate::vocabulary::BreakerState;
use BreakerState::{Closed, HalfOpen, Open};

/// A caller whose breaker opens after two failures for ten seconds and then lets one probe pass.
fn plan(breaker: &serde_json::Value) -> Plan {
    plan_with(breaker, &serde_json::json!([]))
}

fn plan_with(breaker: &serde_json::Value, faults: &serde_json::Value) -> Plan {
    let value = serde_json::json!({
        "v": 1,
        "nodes": {
            "users": { "kind": "client" },
            "a": { "kind": "service", "handlers": { "any": [{ "work": "1ms" }] } }
        },
        "calls": { "users->a": { "breaker": breaker } },
        "workload": { "users": { "loop": "open", "to": "a", "rate": "1/s" } },
        "faults": faults
    });
    crate::experiment::plan(&Document::from_value(value).unwrap()).unwrap()
}

fn judge(plan: &Plan, recording: &Recording) -> Judgement {
    check(&Facts::new(plan, recording))
}

fn usual() -> Plan {
    plan(&serde_json::json!({ "failures": 2, "open": "10s" }))
}

fn at(seconds: u64) -> Instant {
    Instant(seconds * 1_000_000_000)
}

/// A history in the making: each call to it is the next turn.
#[derive(Default)]
struct History {
    recording: Recording,
    turn: u32,
}

impl History {
    fn turn(&mut self) -> u32 {
        self.turn += 1;
        self.turn
    }

    fn ask(&mut self, seconds: u64, passed: bool) -> usize {
        let turn = self.turn();
        let asked = Asked {
            process: 1,
            route: 0,
            request: turn,
            at: at(seconds),
            local: at(seconds),
            passed,
        };
        self.recording.guarded.push(Guarded {
            asked,
            turn,
            told: None,
        });
        self.recording.guarded.len() - 1
    }

    fn tell(&mut self, seconds: u64, call: usize, success: bool) {
        let turn = self.turn();
        self.recording.guarded[call].told = Some(Told {
            at: at(seconds),
            local: at(seconds),
            turn,
            success,
        });
    }

    fn call(&mut self, seconds: u64, success: bool) {
        let call = self.ask(seconds, true);
        self.tell(seconds, call, success);
    }

    fn change(&mut self, seconds: u64, to: BreakerState, cause: Cause) {
        let turn = self.turn();
        self.recording.observations.push(Observation {
            at: at(seconds),
            process: 1,
            what: Observed::Breaker {
                route: 0,
                to,
                cause,
                local: at(seconds),
                turn,
            },
        });
    }

    /// It has opened at 2 s, by the rules.
    fn opened() -> Self {
        let mut history = Self::default();
        history.call(1, false);
        history.call(2, false);
        history.change(2, Open, Cause::Calls);
        history
    }

    /// It has been half open since 12 s, by the rules.
    fn half_open() -> Self {
        let mut history = Self::opened();
        history.change(12, HalfOpen, Cause::Time);
        history
    }

    fn verdict(&self) -> Judgement {
        judge(&usual(), &self.recording)
    }

    fn breaks(&self, rule: &str) {
        let verdict = self.verdict();
        assert_eq!(verdict.holds, Holds::No, "{rule}: {}", verdict.says);
        assert!(verdict.says.contains(rule), "{rule}: {}", verdict.says);
        let evidence = verdict.evidence.expect("what is wrong is shown");
        assert_eq!(evidence.processes, [1]);
    }
}

#[test]
fn a_whole_round_by_the_rules_holds() {
    let mut history = History::default();
    let late = history.ask(0, true);
    for (seconds, success) in [(1, false), (1, true), (1, false), (2, false)] {
        history.call(seconds, success);
    }
    history.change(2, Open, Cause::Calls);
    history.ask(5, false);
    history.tell(6, late, true);
    history.change(12, HalfOpen, Cause::Time);
    let probe = history.ask(12, true);
    history.ask(12, false);
    history.tell(13, probe, false);
    history.change(13, Open, Cause::Calls);
    history.change(24, HalfOpen, Cause::Time);
    history.call(24, true);
    history.change(24, Closed, Cause::Calls);
    history.call(25, false);
    history.change(26, Closed, Cause::Crash);
    history.call(27, false);
    let verdict = history.verdict();
    assert_eq!(verdict.holds, Holds::Yes, "{}", verdict.says);
    assert_eq!(
        verdict.says,
        "Changes of state: 5, each by the rules. Calls: 7 passed while closed, \
         2 while half open, none while open; 2 were refused."
    );
}

#[test]
fn where_there_is_no_breaker_there_is_no_verdict() {
    assert!(!crate::observers::breakers::has_breakers(&plan(
        &serde_json::Value::Null
    )));
}

#[test]
fn it_opens_at_the_threshold_and_only_there() {
    let mut early = History::default();
    early.call(1, false);
    early.change(1, Open, Cause::Calls);
    early.breaks("from closed to open without a reason");
    let mut late = History::default();
    late.call(1, false);
    late.call(2, false);
    late.ask(3, true);
    late.change(3, Open, Cause::Calls);
    late.breaks("stayed closed when it had to be open");
    let mut never = History::default();
    never.call(1, false);
    never.call(2, false);
    never.breaks("stayed closed when it had to be open");
    never.call(3, true);
    never.breaks("stayed closed when it had to be open");
}

#[test]
fn while_open_no_call_passes_and_none_probes_early() {
    let mut leaky = History::opened();
    leaky.ask(3, true);
    leaky.breaks("let a call pass although it was open");
    let mut hasty = History::opened();
    hasty.change(11, HalfOpen, Cause::Time);
    hasty.breaks("half open before it had been open long enough");
    let mut stubborn = History::opened();
    stubborn.ask(13, false);
    stubborn.breaks("refused a call that was due as a probe");
    let mut jump = History::opened();
    jump.change(12, Closed, Cause::Time);
    jump.breaks("from open to closed without a reason");
}

#[test]
fn half_open_lets_its_probes_pass_and_no_more() {
    let mut greedy = History::half_open();
    greedy.ask(12, true);
    greedy.ask(12, true);
    greedy.breaks("let more probes pass than it may");
    let mut shy = History::half_open();
    shy.ask(12, false);
    shy.breaks("refused a call that was due as a probe");
    let mut blind = History::half_open();
    blind.call(12, false);
    blind.change(12, Closed, Cause::Calls);
    blind.breaks("from half open to closed without a reason");
    let mut hopeful = History::half_open();
    hopeful.ask(12, true);
    hopeful.change(13, Closed, Cause::Calls);
    hopeful.breaks("from half open to closed without a reason");
}

#[test]
fn while_closed_every_call_passes_and_states_follow_each_other() {
    let mut closed = History::default();
    closed.ask(1, false);
    closed.breaks("refused a call although it was closed");
    let mut broken = History::default();
    broken.change(1, HalfOpen, Cause::Time);
    broken.breaks("from closed to half open without a reason");
}

#[test]
fn shares_and_slow_calls_are_counted_too() {
    let by_share = plan(&serde_json::json!({
        "open": "10s",
        "slow": "500ms",
        "rate": { "failures": "50%", "minimum": 4, "window": "10s" }
    }));
    let mut history = History::default();
    for (seconds, success) in [(1, true), (20, true), (21, false), (22, true)] {
        history.call(seconds, success);
    }
    // Of the four calls of the last ten seconds one has failed and one was slow.
    let slow = history.ask(22, true);
    history.tell(23, slow, true);
    let holds = |history: &History| judge(&by_share, &history.recording).holds;
    assert_eq!(holds(&history), Holds::No, "it had to open");
    history.change(23, Open, Cause::Calls);
    assert_eq!(holds(&history), Holds::Yes);
}

#[test]
fn an_intervention_changes_the_rules_from_its_moment_on() {
    let set = serde_json::json!([
        { "fault": "set", "at": "5s", "path": "calls.users->a.breaker.open", "value": "1s" }
    ]);
    let plan = plan_with(&serde_json::json!({ "failures": 2, "open": "10s" }), &set);
    for (probed, holds) in [(4, Holds::No), (5, Holds::Yes), (6, Holds::Yes)] {
        let mut history = History::opened();
        history.change(probed, HalfOpen, Cause::Time);
        let verdict = judge(&plan, &history.recording);
        assert_eq!(verdict.holds, holds, "half open at {probed} s");
    }
}
