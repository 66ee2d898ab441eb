//! Histories that the machine itself makes, with random calls: each is legal, and is no longer if anything in it is changed.

use super::*;
use crate::luck::{Draw, DrawKey, Entity, Luck, Purpose, Seed};
use crate::resilience::{CircuitBreaker, State};

const SEEDS: u64 = 12;
const STEPS: u64 = 150;

/// Breakers of every kind that a scenario may have.
fn plans() -> Vec<Plan> {
    let breakers = [
        serde_json::json!({ "failures": 2, "open": "10s" }),
        serde_json::json!({ "failures": 3, "open": "5s", "probes": 2, "successes": 3 }),
        serde_json::json!({ "failures": 2, "open": "4s", "probes": 3, "successes": 2, "slow": "2s" }),
        serde_json::json!({
            "open": "8s",
            "rate": { "failures": "40%", "minimum": 3, "window": "10s" }
        }),
        serde_json::json!({
            "open": "8s",
            "slow": "2s",
            "rate": { "failures": "90%", "slow": "60%", "minimum": 4, "window": "20s" }
        }),
    ];
    breakers.iter().map(plan).collect()
}

fn draw(seed: u64, key: u64) -> Draw {
    let key = DrawKey::ordinal(key);
    Luck::new(Seed(seed)).draw(Entity::named("calls"), Purpose::Error, key)
}

impl History {
    fn changes(&mut self, breaker: &mut CircuitBreaker) {
        for change in breaker.take_transitions() {
            let cause = match change.from {
                State::Open => Cause::Time,
                State::Closed | State::HalfOpen => Cause::Calls,
            };
            let to = match change.to {
                State::Closed => Closed,
                State::Open => Open,
                State::HalfOpen => HalfOpen,
            };
            self.change(change.at.0 / 1_000_000_000, to, cause);
        }
    }
}

/// What a breaker does with calls that begin and end at random.
fn played(plan: &Plan, seed: u64) -> History {
    let settings = Timetable::new(plan)
        .at(at(0), 0)
        .expect("there is a breaker");
    let mut breaker = CircuitBreaker::new(settings, at(0));
    let mut history = History::default();
    let mut under_way = Vec::new();
    let mut now = 0;
    for step in 0..STEPS {
        let (luck, other) = (draw(seed, 2 * step), draw(seed, 2 * step + 1));
        now += u64::from(luck.below(3));
        if under_way.is_empty() || luck.second() < 0.5 {
            let permit = breaker.allow(at(now));
            history.changes(&mut breaker);
            let call = history.ask(now, permit.is_ok());
            under_way.extend(permit.ok().map(|permit| (call, permit)));
            continue;
        }
        let (call, permit) = under_way.swap_remove(other.below(under_way.len() as u32) as usize);
        let success = other.second() < 0.5;
        if success {
            breaker.success(at(now), permit);
        } else {
            breaker.failure(at(now), permit);
        }
        history.tell(now, call, success);
        history.changes(&mut breaker);
    }
    history
}

fn every_history() -> impl Iterator<Item = (Plan, History)> {
    let seeded = |plan: Plan| {
        (0..SEEDS).map(move |seed| {
            let history = played(&plan, seed);
            (plan.clone(), history)
        })
    };
    plans().into_iter().flat_map(seeded)
}

fn holds(plan: &Plan, history: &History) -> Holds {
    judge(plan, &history.recording).holds
}

#[test]
fn what_the_machine_does_is_legal() {
    let mut changes = 0;
    for (plan, history) in every_history() {
        let verdict = judge(&plan, &history.recording);
        assert_eq!(verdict.holds, Holds::Yes, "{}", verdict.says);
        changes += history.recording.observations.len();
    }
    assert!(changes > 500, "only {changes} changes of state");
}

#[test]
fn one_answer_that_is_another_is_found() {
    for (plan, mut history) in every_history() {
        for call in 0..history.recording.guarded.len() {
            let other = |history: &mut History| {
                let asked = &mut history.recording.guarded[call].asked;
                asked.passed = !asked.passed;
            };
            other(&mut history);
            assert_eq!(holds(&plan, &history), Holds::No, "call {call}");
            other(&mut history);
        }
    }
}

#[test]
fn one_change_that_is_missing_or_comes_twice_is_found() {
    for (plan, mut history) in every_history() {
        let last = history.recording.guarded.last().map_or(0, |call| call.turn);
        for index in 0..history.recording.observations.len() {
            let change = history.recording.observations.remove(index);
            let Observed::Breaker { turn, .. } = change.what else {
                panic!("only breakers are observed here");
            };
            // After the last call nobody misses that it would be half open.
            if turn < last {
                assert_eq!(holds(&plan, &history), Holds::No, "without change {index}");
            }
            history.recording.observations.insert(index, change);
            history.recording.observations.insert(index, change);
            assert_eq!(holds(&plan, &history), Holds::No, "change {index} twice");
            history.recording.observations.remove(index);
        }
    }
}
