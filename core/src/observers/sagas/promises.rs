//! What sagas promise: each happens in whole or not at all, no money is made or lost, and none is stuck half-way.
//!
//! All three are computed from what was durable: how far the log of each orchestrator says its sagas are, and
//! what the disk of each participant says became of their orders. Money that a saga under way has taken is on
//! its way; money that one left behind is lost.

use super::{All, Saga};
use crate::kinds::saga::{OrchestratorSettings, ParticipantSettings};
use crate::observer::{Judgement, VerdictDefinition};
use crate::plan::Plan;
use crate::recording::Recording;
use crate::summary::Evidence;
use crate::time::Span;
use crate::transactions::saga::{Effect, SagaOutcome};
use crate::unit::Unit;

pub(super) const VERDICTS: [VerdictDefinition; 3] = [
    VerdictDefinition {
        id: "all-or-compensated",
        name: "All or compensated",
        applies: Plan::has_sagas,
        check: |facts| all_or_compensated(facts.plan, &facts.get::<All>().0),
    },
    VerdictDefinition {
        id: "money-conserved",
        name: "Money is conserved",
        applies: Plan::has_sagas,
        check: |facts| money_conserved(facts.plan, &facts.get::<All>().0),
    },
    VerdictDefinition {
        id: "nothing-stuck",
        name: "Nothing is stuck",
        applies: Plan::has_sagas,
        check: |facts| nothing_stuck(facts.plan, facts.recording, &facts.get::<All>().0),
    },
];

/// True if its steps are all done or all not. One that is under way may be anything.
fn is_whole(saga: &Saga) -> bool {
    let effects = saga
        .steps
        .iter()
        .map(|step| step.effect.map(|(effect, _)| effect));
    match saga.outcome() {
        Some(outcome) => outcome.agrees_with(effects),
        None => !saga.given_up || SagaOutcome::Compensated.agrees_with(effects),
    }
}

fn all_or_compensated(plan: &Plan, sagas: &[Saga]) -> Judgement {
    let torn: Vec<_> = sagas.iter().filter(|saga| !is_whole(saga)).collect();
    let compensated = sagas
        .iter()
        .filter(|saga| saga.outcome() == Some(SagaOutcome::Compensated));
    let says = match torn.len() {
        0 => format!(
            "Of {} sagas {} ended: {} with all of their steps, {} with none left.",
            sagas.len(),
            sagas.iter().filter(|saga| saga.outcome().is_some()).count(),
            sagas
                .iter()
                .filter(|saga| saga.outcome() == Some(SagaOutcome::Completed))
                .count(),
            compensated.count()
        ),
        count => format!(
            "{count} of {} sagas were left with some of their steps done and others not.",
            sagas.len()
        ),
    };
    let evidence = torn.first().map(|saga| {
        let is_done =
            |step: u32| matches!(saga.steps[step as usize].effect, Some((Effect::Acted, _)));
        let done: Vec<_> = (0..saga.steps.len() as u32)
            .filter(|step| is_done(*step))
            .map(|step| participant_label(plan, saga, step))
            .collect();
        let says = format!(
            "Of the saga of request {} only what {} did is left.",
            saga.request(),
            done.join(", ")
        );
        evidence(saga, says)
    });
    Judgement::by(says, evidence)
}

fn money_conserved(plan: &Plan, sagas: &[Saga]) -> Judgement {
    let opened: i64 = plan
        .nodes_with::<ParticipantSettings>()
        .map(|(_, own)| i64::from(own.accounts) * i64::from(own.balance))
        .sum();
    let (under_way, over): (Vec<_>, Vec<_>) = sagas.iter().partition(|saga| saga.is_under_way());
    let sum = |sagas: &[&Saga]| sagas.iter().map(|saga| saga.moved()).sum::<i64>();
    let (waiting, wrong) = (sum(&under_way), sum(&over));
    let first = over.iter().find(|saga| saga.moved() != 0);
    let balance = format!(
        "{} were on all accounts at the start, {} are at the end, and sagas under way hold {}",
        dollars(opened),
        dollars(opened + waiting + wrong),
        dollars(-waiting)
    );
    let says = match first {
        None => format!("{balance}."),
        Some(_) => format!("{balance}: {} are on no account.", dollars(-wrong)),
    };
    let evidence = first.map(|saga| {
        let says = format!(
            "Nobody works on the saga of request {} any more, and {} of it are on no account.",
            saga.request(),
            dollars(-saga.moved())
        );
        evidence(saga, says)
    });
    Judgement::by(says, evidence)
}

/// An amount as people read it.
fn dollars(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let digits = Unit::Count.print(amount.unsigned_abs() as f64);
    format!("{sign}${digits}")
}

fn nothing_stuck(plan: &Plan, recording: &Recording, sagas: &[Saga]) -> Judgement {
    let patience = |saga: &Saga| {
        plan.orchestrator(saga.process)
            .map_or(Span::ZERO, OrchestratorSettings::patience_with_an_action)
    };
    let is_stuck = |saga: &&Saga| {
        saga.given_up || saga.is_under_way() && saga.progress + patience(saga) < recording.end
    };
    let stuck: Vec<_> = sagas.iter().filter(is_stuck).collect();
    let under_way = sagas.iter().filter(|saga| saga.is_under_way()).count();
    let says = match stuck.len() {
        0 => format!(
            "None of {} sagas was given up, and none of the {under_way} under way at the end has waited for longer than all attempts of an action take.",
            sagas.len()
        ),
        count => format!(
            "{count} of {} sagas are stuck half-way: given up, or without progress for longer than all attempts of an action take.",
            sagas.len()
        ),
    };
    let evidence = stuck.first().map(|saga| {
        let whom = saga.waits_for().map_or_else(String::new, |step| {
            participant_label(plan, saga, step)
        });
        let (request, since) = (saga.request(), saga.progress.as_secs());
        let says = if saga.given_up {
            format!("The saga of request {request} was given up at {since:.3} s: {whom} had not confirmed that its step is compensated.")
        } else {
            format!("The saga of request {request} has been waiting for {whom} since {since:.3} s.")
        };
        evidence(saga, says)
    });
    Judgement::by(says, evidence)
}

fn participant_label(plan: &Plan, saga: &Saga, step: u32) -> String {
    let process = saga.steps[step as usize].participant;
    let node = plan.shape.processes[process as usize].node;
    plan.shape.topology.nodes[node as usize].label.clone()
}

fn evidence(saga: &Saga, says: String) -> Evidence {
    let waits_for = saga.waits_for();
    let participant = |step: u32| saga.steps.get(step as usize).map(|step| step.participant);
    Evidence {
        at: saga.progress.as_secs(),
        requests: vec![saga.request()],
        processes: std::iter::once(saga.process)
            .chain(waits_for.and_then(participant))
            .collect(),
        says,
    }
}

#[cfg(test)]
mod tests {
    use super::super::SagaStep;
    use super::*;
    use crate::scenario::Document;
    use crate::summary::Holds;
    use crate::time::Instant;
    use crate::transactions::saga::Phase;
    use Effect::{Acted, Compensated, Refused};

    const COMPLETED: Phase = Phase::Ended(SagaOutcome::Completed);
    const BACK: Phase = Phase::Ended(SagaOutcome::Compensated);

    /// Transfers from A to B: processes 0 and 1, their orchestrator is process 2.
    fn plan() -> Plan {
        let participant =
            serde_json::json!({ "kind": "participant", "accounts": 3, "balance": 10_000 });
        let value = serde_json::json!({
            "v": 1,
            "nodes": {
                "a": participant, "b": participant,
                "transfer": {
                    "kind": "orchestrator", "steps": [{ "debit": "a" }, { "credit": "b" }],
                    "attempts": 3, "timeout": "50ms", "longest": "200ms"
                },
                "users": { "kind": "client" }
            },
            "workload": { "users": { "loop": "open", "to": "transfer", "rate": "1/s" } }
        });
        crate::experiment::plan(&Document::from_value(value).unwrap()).unwrap()
    }

    fn at(millis: u64) -> Instant {
        Instant(millis * 1_000_000)
    }

    /// The saga of request 7, which got as far as this in its first second.
    fn saga(phase: Phase, effects: [Option<Effect>; 2]) -> Saga {
        let step = |(participant, effect): (u32, Option<Effect>)| SagaStep {
            participant,
            debit: participant == 0,
            effect: effect.map(|effect| (effect, at(1_000))),
            moved: match (effect, participant) {
                (Some(Acted), 0) => -100,
                (Some(Acted), _) => 100,
                (Some(Refused | Compensated) | None, _) => 0,
            },
        };
        Saga {
            number: 7,
            process: 2,
            begun: at(900),
            phase,
            progress: at(1_000),
            given_up: false,
            steps: (0..).zip(effects).map(step).collect(),
        }
    }

    fn given_up(saga: Saga) -> Saga {
        let given_up = true;
        Saga { given_up, ..saga }
    }

    /// The money has left A and is not at B.
    fn half_way() -> Saga {
        saga(Phase::Acting { step: 1 }, [Some(Acted), None])
    }

    fn turning_back() -> Saga {
        saga(
            Phase::Compensating { left: 1 },
            [Some(Acted), Some(Refused)],
        )
    }

    #[test]
    fn a_saga_that_is_over_is_whole() {
        for (saga, holds) in [
            (saga(COMPLETED, [Some(Acted), Some(Acted)]), Holds::Yes),
            (saga(COMPLETED, [Some(Acted), None]), Holds::No),
            (saga(BACK, [Some(Compensated), Some(Refused)]), Holds::Yes),
            (saga(BACK, [Some(Acted), Some(Refused)]), Holds::No),
            (half_way(), Holds::Yes),
            (given_up(turning_back()), Holds::No),
            (
                given_up(saga(Phase::Compensating { left: 1 }, [None, Some(Refused)])),
                Holds::Yes,
            ),
        ] {
            let verdict = all_or_compensated(&plan(), std::slice::from_ref(&saga));
            assert_eq!(verdict.holds, holds, "{saga:?}");
        }
    }

    #[test]
    fn ends_are_counted_and_what_is_left_has_a_name() {
        let done = saga(COMPLETED, [Some(Acted), Some(Acted)]);
        let back = saga(BACK, [Some(Compensated), Some(Refused)]);
        let sagas = [done.clone(), done, back, half_way()];
        let verdict = all_or_compensated(&plan(), &sagas);
        assert_eq!(
            verdict.says,
            "Of 4 sagas 3 ended: 2 with all of their steps, 1 with none left."
        );
        let evidence = all_or_compensated(&plan(), &[given_up(turning_back())]).evidence;
        let evidence = evidence.expect("what is wrong is shown");
        assert_eq!(
            (evidence.requests, evidence.processes),
            (vec![7], vec![2, 0])
        );
        assert_eq!(
            evidence.says,
            "Of the saga of request 7 only what a did is left."
        );
    }

    #[test]
    fn money_under_way_is_not_lost_and_money_left_behind_is() {
        let verdict = money_conserved(&plan(), &[half_way()]);
        assert_eq!(verdict.holds, Holds::Yes);
        assert_eq!(
            verdict.says,
            "$60,000 were on all accounts at the start, $59,900 are at the end, and sagas under way hold $100."
        );
        let verdict = money_conserved(&plan(), &[given_up(turning_back())]);
        assert_eq!(verdict.holds, Holds::No);
        assert_eq!(
            verdict.says,
            "$60,000 were on all accounts at the start, $59,900 are at the end, and sagas under way hold $0: $100 are on no account."
        );
    }

    #[test]
    fn a_saga_is_stuck_when_it_waits_for_longer_than_all_attempts_take() {
        // Half as long again as 50, 100 and 200 ms.
        for (saga, end, holds) in [
            (half_way(), 1_525, Holds::Yes),
            (half_way(), 1_526, Holds::No),
            (given_up(turning_back()), 1_001, Holds::No),
            (saga(COMPLETED, [Some(Acted); 2]), 9_000, Holds::Yes),
        ] {
            let recording = Recording {
                end: at(end),
                ..Recording::default()
            };
            let verdict = nothing_stuck(&plan(), &recording, std::slice::from_ref(&saga));
            assert_eq!(verdict.holds, holds, "{saga:?} at {end} ms");
        }
    }

    #[test]
    fn a_debt_has_its_sign_before_the_dollars() {
        assert_eq!([-5, 0, 5].map(dollars), ["-$5", "$0", "$5"]);
    }
}
