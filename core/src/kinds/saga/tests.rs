//! Sagas in whole runs: every moment of a crash, clients that ask again, and what is left when somebody gives up.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::experiment::{Run, run};
use crate::observers::sagas::{Saga, sagas};
use crate::replay::Replay;
use crate::scenario::Document;
use crate::summary::Holds;
use crate::time::Instant;
use crate::transactions::saga;
use crate::vocabulary::{Outcome, Verb};

const VERDICTS: [&str; 3] = ["all-or-compensated", "money-conserved", "nothing-stuck"];

/// Transfers from A to B, so many a second; every wait is of fixed length.
fn transfers(rate: &str, changes: &[(&str, Value)]) -> Run {
    let participant = json!({ "kind": "participant", "accounts": 3, "balance": 10_000, "work": "3ms", "fsync": "2ms" });
    let mut document = Document::from_value(json!({
        "v": 1, "duration": "6s", "cool_down": "1s",
        "nodes": {
            "users": { "kind": "client" },
            "transfer": {
                "kind": "orchestrator", "steps": [{ "debit": "a" }, { "credit": "b" }],
                "attempts": 3, "timeout": "50ms", "longest": "200ms", "fsync": "2ms"
            },
            "a": participant, "b": participant
        },
        "calls": { "users->transfer": { "timeout": "3s" } },
        "network": { "latency": "1ms" },
        "workload": { "users": {
            "loop": "open", "to": "transfer", "rate": rate, "arrivals": "constant", "mix": { "reads": "0%", "keys": 3 }
        } }
    }))
    .unwrap();
    for (path, value) in changes {
        document.set(path, value.clone()).unwrap();
    }
    run(&document, 1).unwrap()
}

fn all(run: &Run) -> Vec<Saga> {
    sagas(&run.plan, &run.recording, Instant::NEVER)
}

fn holds(run: &Run, id: &str) -> Holds {
    let verdict = |verdict: &&crate::summary::Verdict| verdict.id == id;
    run.summary.verdicts.iter().find(verdict).unwrap().holds
}

fn check(run: &Run, case: &str) {
    for verdict in &run.summary.verdicts {
        assert_eq!(verdict.holds, Holds::Yes, "{case}: {}", verdict.says);
    }
}

#[test]
fn a_hundred_dollars_go_from_a_to_b() {
    let run = transfers("2/s", &[]);
    check(&run, "quiet");
    let done = all(&run);
    let requests = run.recording.operations.len() as u64;
    assert_eq!(done.len() as u64, requests - run.recording.in_flight);
    for saga in &done {
        let moved: Vec<_> = saga.steps.iter().map(|step| step.moved).collect();
        assert_eq!(moved, [-100, 100]);
        let took = saga.progress - saga.begun;
        // Two orders, each with work, a sync and two messages, and a sync of the log after each.
        assert_eq!(took.0, 2 * (1 + 3 + 2 + 1 + 2) * 1_000_000);
    }
}

#[test]
fn it_ends_well_whenever_anybody_crashes() {
    for refuse in ["0%", "100%"] {
        for target in ["transfer", "a", "b"] {
            // The only saga begins at 1 s and takes less than 30 ms.
            for at in 995..1030 {
                let crash = json!([{ "fault": "crash", "at": format!("{at}.3ms"), "lasts": "120ms", "target": target }]);
                let changes = [("nodes.b.refuse", json!(refuse)), ("faults", crash)];
                let run = transfers("1/s", &changes);
                let case = format!("{target} crashes at {at} ms, B refuses {refuse}");
                check(&run, &case);
                let ended = all(&run);
                assert!(
                    ended.iter().all(|saga| saga.outcome().is_some()),
                    "{case}: {ended:?}"
                );
            }
        }
    }
}

#[test]
fn a_request_that_is_repeated_is_one_saga() {
    let retry = json!({ "timeout": "40ms", "retry": { "attempts": 20, "backoff": "exponential", "base": "20ms", "cap": "200ms" } });
    let crash = json!([
        { "fault": "crash", "at": "1s", "lasts": "1s", "target": "transfer" },
        { "fault": "pause", "at": "3s", "lasts": "300ms", "target": "b" }
    ]);
    let run = transfers(
        "20/s",
        &[("calls.users->transfer", retry), ("faults", crash)],
    );
    check(&run, "repeated");
    let route = &run.summary.routes;
    let calls = route.iter().find(|route| route.route == "users->transfer");
    assert!(calls.unwrap().attempts > calls.unwrap().originals + 20);
    let done = all(&run);
    let requests = &run.recording.operations;
    assert!(done.len() <= requests.len());
    for saga in done {
        let moved: Vec<_> = saga.steps.iter().map(|step| step.moved.abs()).collect();
        assert!(moved.iter().all(|moved| *moved <= 100), "{moved:?}");
        let told = requests[saga.request() as usize].outcome;
        if told == Some(Outcome::Success) {
            assert_eq!(saga.outcome(), Some(saga::SagaOutcome::Completed));
        }
    }
}

#[test]
fn a_debit_without_cover_is_refused() {
    let run = transfers("10/s", &[("nodes.a.balance", json!(200))]);
    check(&run, "no cover");
    let completed = all(&run)
        .iter()
        .filter(|saga| saga.outcome() == Some(saga::SagaOutcome::Completed))
        .count();
    assert_eq!(completed, 6, "two from each of three accounts");
    let compensated = run.recording.operations.iter();
    let compensated =
        compensated.filter(|operation| operation.outcome == Some(Outcome::Compensated));
    assert!(compensated.count() > 40);
}

#[test]
fn who_gives_up_loses_money_and_who_waits_for_the_dead_is_stuck() {
    let down = json!([{ "fault": "crash", "at": "1s", "target": "b" }]);
    let waits = transfers("10/s", &[("faults", down.clone())]);
    let found = VERDICTS.map(|id| holds(&waits, id));
    assert_eq!(found, [Holds::Yes, Holds::Yes, Holds::No]);
    let limit = ("nodes.transfer.compensations", json!(2));
    let gives_up = transfers("10/s", &[("faults", down), limit]);
    let found = VERDICTS.map(|id| holds(&gives_up, id));
    assert_eq!(found, [Holds::No, Holds::No, Holds::No]);
    let stuck = gives_up.summary.verdicts.iter();
    let stuck = stuck.filter(|verdict| VERDICTS.contains(&verdict.id.as_str()));
    for evidence in stuck.map(|verdict| verdict.evidence.as_ref().unwrap()) {
        assert_eq!(evidence.processes.len(), 2, "{}", evidence.says);
        assert!(evidence.at > 1.0);
    }
}

#[test]
fn a_read_is_told_how_many_sagas_are_under_way() {
    let mix = ("workload.users.mix.reads", json!("50%"));
    let down = json!([{ "fault": "pause", "at": "1s", "target": "b" }]);
    let run = transfers("20/s", &[mix, ("faults", down)]);
    let reads = run.recording.operations.iter();
    let reads = reads.filter(|operation| operation.value > 0 && operation.is_success());
    let told: Vec<_> = reads
        .filter(|operation| operation.kind == Verb::Read)
        .map(|operation| operation.value)
        .collect();
    assert!(told.len() > 20 && told.is_sorted(), "{told:?}");
}

#[test]
fn state_tables_show_each_step() {
    let down = json!([{ "fault": "crash", "at": "1s", "target": "b" }]);
    let run = transfers("2/s", &[("faults", down)]);
    let node = |name: &str| {
        let mut nodes = run.plan.shape.topology.nodes.iter();
        nodes.position(|node| node.name == name).unwrap() as u32
    };
    let replay = Replay::new(Arc::clone(&run.plan), Arc::clone(&run.recording));
    let state_tables = replay.state_tables(Instant(3_100_000_000), node("transfer"));
    let rows = &state_tables[0].rows;
    assert!(rows.len() <= 10);
    let texts = |row: usize| -> Vec<_> { rows[row].cells.iter().map(|cell| &*cell.text).collect() };
    assert_eq!(texts(0), ["A", "\u{2026}", "turning back"]);
    assert_eq!(texts(rows.len() - 1), ["A", "A", "done"]);
    assert!(
        replay
            .state_tables(Instant(3_100_000_000), node("a"))
            .is_empty()
    );
}
