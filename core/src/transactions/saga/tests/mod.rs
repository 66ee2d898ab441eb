//! A golden dialogue, a table of a participant's answers, every crash point, and random faults.

mod world;

use super::*;
use std::sync::Arc;
use world::{ORCHESTRATOR, Trouble, World};

fn key(step: u32) -> Key {
    Key { saga: 7, step }
}

fn debit(account: u32, amount: u32) -> Command {
    Command::Debit { account, amount }
}

fn credit(account: u32, amount: u32) -> Command {
    Command::Credit { account, amount }
}

fn act(to: u32, step: u32, command: Command) -> Output<Command, char> {
    let message = Order::Act {
        key: key(step),
        command,
    };
    Output::Send { to, message }
}

fn compensate(to: u32, step: u32, command: Command) -> Output<Command, char> {
    let message = Order::Compensate {
        key: key(step),
        command,
    };
    Output::Send { to, message }
}

fn reply(outcome: SagaOutcome) -> Output<Command, char> {
    answer(SagaReply::Ended(outcome))
}

fn answer(answer: SagaReply) -> Output<Command, char> {
    let request = 'a';
    Output::Reply { request, answer }
}

/// The timer of the n-th attempt.
fn timer(attempt: u32) -> Output<Command, char> {
    let min = SagaSettings::default().timeout * (1 << (attempt - 1));
    Output::SetTimer {
        timer: 7,
        min,
        max: min.scaled(1.5),
    }
}

fn orchestrator() -> Orchestrator<Command, char> {
    Orchestrator::recover(SagaSettings::default(), &[], &mut Vec::new())
}

fn tell(
    orchestrator: &mut Orchestrator<Command, char>,
    input: Input<Command, char>,
) -> Vec<Output<Command, char>> {
    let mut out = Vec::new();
    orchestrator.step(input, &mut out);
    out
}

fn begin() -> Input<Command, char> {
    let steps = transfer((0, 0), (1, 1), 100);
    Input::Begin {
        request: 'a',
        saga: 7,
        steps,
    }
}

fn begun() -> Record<Command> {
    let steps = transfer((0, 0), (1, 1), 100);
    Record::Begun { saga: 7, steps }
}

const DONE: Record<Command> = Record::Done { saga: 7, step: 0 };

#[test]
fn a_hundred_go_from_a_to_b() {
    let mut saga = orchestrator();
    let first = [Output::Persist(begun()), act(0, 0, debit(0, 100)), timer(1)];
    assert_eq!(tell(&mut saga, begin()), first);
    let second = [Output::Persist(DONE), act(1, 1, credit(1, 100)), timer(1)];
    let acted = |step| Input::Received(Report::Acted(key(step)));
    assert_eq!(tell(&mut saga, acted(0)), second);
    assert_eq!(tell(&mut saga, acted(0)), [], "twice");
    let last = Output::Persist(Record::Done { saga: 7, step: 1 });
    let ended = [
        last.clone(),
        Output::CancelTimer(7),
        reply(SagaOutcome::Completed),
    ];
    assert_eq!(tell(&mut saga, acted(1)), ended);
    assert_eq!(tell(&mut saga, begin()), ended, "the client asks again");
}

#[test]
fn when_b_refuses_a_gets_its_money_back() {
    let mut saga = orchestrator();
    tell(&mut saga, begin());
    tell(&mut saga, Input::Received(Report::Acted(key(0))));
    let aborted = Output::Persist(Record::Aborted { saga: 7, left: 1 });
    let back = [aborted.clone(), compensate(0, 0, credit(0, 100)), timer(1)];
    assert_eq!(
        tell(&mut saga, Input::Received(Report::Refused(key(1)))),
        back
    );
    let again = [aborted, compensate(0, 0, credit(0, 100)), timer(2)];
    assert_eq!(tell(&mut saga, Input::TimedOut(7)), again);
    let compensated = Output::Persist(Record::Compensated { saga: 7, step: 0 });
    let ended = [
        compensated,
        Output::CancelTimer(7),
        reply(SagaOutcome::Compensated),
    ];
    assert_eq!(
        tell(&mut saga, Input::Received(Report::Compensated(key(0)))),
        ended
    );
    assert_eq!(
        tell(&mut saga, Input::Received(Report::Acted(key(1)))),
        [],
        "late"
    );
}

#[test]
fn a_step_that_stays_unanswered_is_compensated_too() {
    let mut saga = orchestrator();
    tell(&mut saga, begin());
    tell(&mut saga, Input::Received(Report::Acted(key(0))));
    for attempt in 2..=5 {
        let again = [
            Output::Persist(DONE),
            act(1, 1, credit(1, 100)),
            timer(attempt),
        ];
        assert_eq!(tell(&mut saga, Input::TimedOut(7)), again);
    }
    let aborted = Output::Persist(Record::Aborted { saga: 7, left: 2 });
    let back = [aborted, compensate(1, 1, debit(1, 100)), timer(1)];
    assert_eq!(tell(&mut saga, Input::TimedOut(7)), back);
}

#[test]
fn a_compensation_with_a_limit_is_given_up_and_tried_again_when_somebody_asks() {
    let settings = SagaSettings {
        compensations: Some(2),
        ..SagaSettings::default()
    };
    let mut saga = Orchestrator::recover(settings, &[], &mut Vec::new());
    tell(&mut saga, begin());
    tell(&mut saga, Input::Received(Report::Acted(key(0))));
    tell(&mut saga, Input::Received(Report::Refused(key(1))));
    tell(&mut saga, Input::TimedOut(7));
    let given_up = [Output::CancelTimer(7), answer(SagaReply::GivenUp)];
    assert_eq!(tell(&mut saga, Input::TimedOut(7)), given_up);
    assert!(saga.state(7).given_up);
    let aborted = Output::Persist(Record::Aborted { saga: 7, left: 1 });
    let again = [aborted, compensate(0, 0, credit(0, 100)), timer(1)];
    assert_eq!(tell(&mut saga, begin()), again);
    tell(&mut saga, Input::Received(Report::Compensated(key(0))));
    assert_eq!(
        saga.state(7).phase,
        Some(Phase::Ended(SagaOutcome::Compensated)),
        "it was delivered after all"
    );
}

#[test]
fn a_client_that_asks_again_meanwhile_gives_no_second_order() {
    let mut saga = orchestrator();
    tell(&mut saga, begin());
    assert_eq!(tell(&mut saga, begin()), [], "acting");
    tell(&mut saga, Input::Received(Report::Acted(key(0))));
    tell(&mut saga, Input::Received(Report::Refused(key(1))));
    assert_eq!(tell(&mut saga, begin()), [], "compensating");
    assert!(!saga.state(7).given_up);
}

#[test]
fn what_is_said_of_another_step_than_the_present_one_changes_nothing() {
    let mut saga = orchestrator();
    tell(&mut saga, begin());
    tell(&mut saga, Input::Received(Report::Acted(key(0))));
    let acting = Some(Phase::Acting { step: 1 });
    for report in [Report::Acted(key(0)), Report::Refused(key(0))] {
        assert_eq!(tell(&mut saga, Input::Received(report)), [], "{report:?}");
        assert_eq!(saga.state(7).phase, acting);
    }
    (1..=5).for_each(|_| drop(tell(&mut saga, Input::TimedOut(7))));
    let compensating = Some(Phase::Compensating { left: 2 });
    assert_eq!(saga.state(7).phase, compensating);
    let early = Input::Received(Report::Compensated(key(0)));
    assert_eq!(tell(&mut saga, early), []);
    assert_eq!(saga.state(7).phase, compensating);
}

#[test]
fn a_saga_is_known_by_its_steps_once_it_has_begun() {
    let mut saga = orchestrator();
    assert_eq!(saga.steps(7), None);
    tell(&mut saga, begin());
    assert_eq!(saga.steps(7), Some(&*transfer((0, 0), (1, 1), 100)));
    let phases: Vec<_> = saga.phases().collect();
    assert_eq!(phases, [(7, Phase::Acting { step: 0 })]);
}

#[test]
fn other_settings_count_from_the_next_order_on() {
    let mut saga = orchestrator();
    tell(&mut saga, begin());
    saga.configure(SagaSettings {
        attempts: 1,
        ..SagaSettings::default()
    });
    tell(&mut saga, Input::TimedOut(7));
    assert_eq!(saga.state(7).phase, Some(Phase::Compensating { left: 1 }));
}

#[test]
fn an_outcome_is_what_all_steps_have_in_common() {
    use Effect::{Acted, Compensated, Refused};
    for (effects, completed, compensated) in [
        ([Some(Acted), Some(Acted)], true, false),
        ([Some(Acted), Some(Refused)], false, false),
        ([Some(Acted), None], false, false),
        ([Some(Compensated), Some(Refused)], false, true),
        ([Some(Refused), None], false, true),
    ] {
        assert_eq!(SagaOutcome::Completed.agrees_with(effects), completed);
        assert_eq!(SagaOutcome::Compensated.agrees_with(effects), compensated);
    }
}

#[test]
fn a_participant_that_is_not_willing_refuses_for_good() {
    let order = Order::Act {
        key: key(0),
        command: debit(0, 100),
    };
    let mut participant = Participant::recover(&[(0, 1_000)], &[]);
    let mut out = Vec::new();
    participant.step(3, order, false, &mut out);
    participant.step(3, order, true, &mut out);
    let refused = |output: &ParticipantOutput| matches!(output, ParticipantOutput::Send { message, .. } if *message == Report::Refused(key(0)));
    assert_eq!(out.iter().filter(|output| refused(output)).count(), 2);
    assert_eq!(participant.balance(0), Some(1_000));
}

#[test]
fn the_log_says_where_to_go_on() {
    let aborted = Record::Aborted { saga: 7, left: 2 };
    let compensated = Record::Compensated { saga: 7, step: 1 };
    let ended = Record::Compensated { saga: 7, step: 0 };
    for (log, next) in [
        (vec![], None),
        (vec![begun()], Some(act(0, 0, debit(0, 100)))),
        (vec![begun(), begun()], Some(act(0, 0, debit(0, 100)))),
        (vec![begun(), DONE], Some(act(1, 1, credit(1, 100)))),
        (
            vec![begun(), DONE, aborted.clone()],
            Some(compensate(1, 1, debit(1, 100))),
        ),
        (vec![begun(), DONE, aborted, compensated, ended], None),
    ] {
        let mut out = Vec::new();
        Orchestrator::<Command, char>::recover(SagaSettings::default(), &log, &mut out);
        assert_eq!(out.first(), next.as_ref(), "{log:?}");
    }
}

#[test]
fn a_participant_takes_each_order_once_in_whatever_order() {
    let (act, compensate) = (
        Order::Act {
            key: key(0),
            command: debit(0, 100),
        },
        Order::Compensate {
            key: key(0),
            command: credit(0, 100),
        },
    );
    let too_much = Order::Act {
        key: key(0),
        command: debit(0, 1_001),
    };
    let nowhere = Order::Act {
        key: key(0),
        command: credit(9, 100),
    };
    let (acted, refused) = (Report::Acted(key(0)), Report::Refused(key(0)));
    let made_up = Report::Compensated(key(0));
    for (orders, reports, balance) in [
        (vec![act, act], vec![acted, acted], 900),
        (
            vec![act, compensate, compensate],
            vec![acted, made_up, made_up],
            1_000,
        ),
        (
            vec![act, compensate, act],
            vec![acted, made_up, refused],
            1_000,
        ),
        (vec![compensate, act], vec![made_up, refused], 1_000),
        (
            vec![too_much, act, compensate],
            vec![refused, refused, made_up],
            1_000,
        ),
        (vec![nowhere], vec![refused], 1_000),
    ] {
        let mut participant = Participant::recover(&[(0, 1_000)], &[]);
        let mut out = Vec::new();
        for order in &orders {
            participant.step(3, *order, true, &mut out);
        }
        let (mut log, mut said) = (Vec::new(), Vec::new());
        for output in out {
            match output {
                ParticipantOutput::Persist(entry) => log.push(entry),
                ParticipantOutput::Send { message, .. } => said.push(message),
                ParticipantOutput::SetTimer { .. }
                | ParticipantOutput::CancelTimer(())
                | ParticipantOutput::Reply { .. } => panic!("a participant only answers"),
            }
        }
        assert_eq!(said, reports, "{orders:?}");
        assert_eq!(participant.balance(0), Some(balance), "{orders:?}");
        assert_eq!(Participant::recover(&[(0, 1_000)], &log), participant);
    }
}

/// Two debits and a credit, at three participants; the step with this number is refused.
fn three_steps(refused: Option<u32>) -> Arc<[Step<Command>]> {
    let plain = [debit(0, 100), debit(1, 5), credit(2, 105)];
    let step = |(number, command): (u32, Command)| {
        // The account is empty, and its number modulo three is that of the participant.
        let command = if refused == Some(number) {
            debit(number + 3, 1)
        } else {
            command
        };
        command.at(number)
    };
    (0..).zip(plain).map(step).collect()
}

/// Every process crashes after every event, alone and together with every second crash of the orchestrator.
#[test]
fn it_ends_well_wherever_it_crashes() {
    for refused in [None, Some(0), Some(1), Some(2)] {
        let world = || {
            World::new(
                vec![three_steps(refused)],
                SagaSettings::default(),
                Trouble::default(),
                1,
            )
        };
        let mut quiet = world();
        quiet.run(&[]);
        let expected = if refused.is_none() {
            SagaOutcome::Completed
        } else {
            SagaOutcome::Compensated
        };
        assert_eq!(quiet.outcome(0), expected);
        assert!(quiet.happened > 10);
        for first in 1..=quiet.happened {
            for process in 0..=ORCHESTRATOR {
                for second in first..=quiet.happened + 4 {
                    let mut world = world();
                    world.run(&[(first, process), (second, ORCHESTRATOR)]);
                    assert_eq!(
                        world.outcome(0),
                        expected,
                        "crashes after {first} and {second}"
                    );
                }
            }
        }
    }
}

#[test]
fn it_ends_well_under_losses_duplicates_and_crashes() {
    let mut outcomes = [0, 0];
    for seed in 0..150 {
        let sagas = (0..8).map(|number| three_steps([None, Some(2), None, Some(1)][number % 4]));
        let settings = SagaSettings {
            attempts: 2,
            ..SagaSettings::default()
        };
        let trouble = Trouble {
            loss: 0.2,
            crashes: 0.02,
        };
        let mut world = World::new(sagas.collect(), settings, trouble, seed);
        world.run(&[]);
        (0..8).for_each(|saga| outcomes[world.outcome(saga) as usize] += 1);
    }
    assert!(outcomes.iter().all(|count| *count > 100), "{outcomes:?}");
}
