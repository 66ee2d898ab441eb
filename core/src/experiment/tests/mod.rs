//! Runs of whole systems: the effect of changing one policy, or only the replication.

mod clocks;
mod gates;
mod level;
mod loops;
mod numbers;
mod policies;

use super::*;
use crate::presets;
use crate::recording::{ClientRequest, What};
use crate::summary::Holds;
use crate::vocabulary::MessageKind;
use crate::vocabulary::Outcome;

mod quorum;
mod updates;

#[test]
fn every_preset_runs_and_keeps_its_verdicts() {
    for preset in presets::all() {
        let run = run(&preset.document(), 1).unwrap();
        let claims = preset.document().scenario().unwrap().claims.clone();
        for verdict in &run.summary.verdicts {
            // A lab may show a violation on purpose; then a claim says so.
            let is_shown = claims.iter().any(|claim| {
                claim.set.is_empty() && claim.violates.as_deref() == Some(verdict.id.as_str())
            });
            let expected = if is_shown { Holds::No } else { Holds::Yes };
            assert_eq!(verdict.holds, expected, "{}: {}", preset.id, verdict.says);
        }
        assert!(
            run.summary.events <= 150_000,
            "{}: {} events",
            preset.id,
            run.summary.events
        );
        assert!(run.summary.truncated.is_none());
    }
}

#[test]
fn only_the_replication_changes_and_the_messages_do_too() {
    let mut document = presets::named("start").unwrap().document();
    let single = run(&document, 1).unwrap();
    let raft = serde_json::json!({ "mode": "raft", "replicas": 3 });
    document.set("nodes.db.replication", raft).unwrap();
    let raft = run(&document, 1).unwrap();
    for verdict in &raft.summary.verdicts {
        assert_eq!(verdict.holds, Holds::Yes, "{}", verdict.says);
    }
    assert!(raft.summary.metric("availability").unwrap().value > Some(0.9));
    let entries = &raft.recording.entries;
    let sent = |wanted| {
        entries
            .iter()
            .filter(|entry| matches!(entry.what, What::Sent { kind, .. } if kind == wanted))
            .count()
    };
    assert!(
        sent(MessageKind::Vote) >= 2
            && sent(MessageKind::Heartbeat) > 100
            && sent(MessageKind::Entries) > 100
    );
    assert!(single.recording.entries.iter().all(|entry| !matches!(
        entry.what,
        What::Sent {
            kind: MessageKind::Vote,
            ..
        }
    )));
}

fn raft_store(faults: &serde_json::Value) -> Document {
    let value = serde_json::json!({
        "v": 1, "duration": "10s", "warm_up": "1s",
        "nodes": {
            "users": { "kind": "client" },
            "db": { "kind": "store", "replication": { "mode": "raft", "replicas": 5 } }
        },
        "calls": { "users->db": { "timeout": "1s", "retry": { "attempts": 3 } } },
        "network": { "latency": "exp(2ms)" },
        "workload": { "users": { "loop": "open", "to": "db", "rate": "100/s", "mix": { "reads": "50%", "keys": 5 } } },
        "faults": faults
    });
    Document::from_value(value).unwrap()
}

#[test]
fn a_raft_store_survives_the_crash_of_two_of_five() {
    let faults = serde_json::json!([
        { "fault": "crash", "at": "3s", "lasts": "3s", "target": "db/1", "scope": "host" },
        { "fault": "crash", "at": "4s", "lasts": "3s", "target": "db/2" }
    ]);
    for seed in 1..=10 {
        let run = run(&raft_store(&faults), seed).unwrap();
        for verdict in &run.summary.verdicts {
            assert_eq!(verdict.holds, Holds::Yes, "{}", verdict.says);
        }
        let availability = run.summary.metric("availability").unwrap().value;
        assert!(availability > Some(0.8), "seed {seed}: {availability:?}");
        let late = run
            .recording
            .operations
            .iter()
            .filter(|operation| operation.arrived.as_secs() > 8.0);
        assert!(
            late.clone().count() > 50 && late.take(50).all(ClientRequest::is_success),
            "seed {seed}"
        );
    }
}

#[test]
fn memory_that_crashes_is_not_linearizable() {
    let value = serde_json::json!({
        "v": 1, "duration": "10s",
        "nodes": {
            "users": { "kind": "client" },
            "db": { "kind": "store", "replication": { "mode": "single", "durability": "memory" }, "fsync": "500ms" }
        },
        "workload": { "users": { "loop": "open", "to": "db", "rate": "200/s", "mix": { "reads": "50%", "keys": 3 } } },
        "faults": [{ "fault": "crash", "at": "5s", "lasts": "1s", "target": "db" }]
    });
    let run = run(&Document::from_value(value).unwrap(), 1).unwrap();
    let verdict = run
        .summary
        .verdicts
        .iter()
        .find(|verdict| verdict.id == "linearizable")
        .unwrap();
    assert_eq!(verdict.holds, Holds::No, "{}", verdict.says);
    let evidence = verdict.evidence.as_ref().unwrap();
    assert!(
        (6.0..6.5).contains(&evidence.at) && !evidence.requests.is_empty(),
        "{evidence:?}"
    );
}

#[test]
fn without_a_majority_nothing_is_confirmed() {
    let faults = serde_json::json!([{ "fault": "cut", "at": "3s", "from": ["db/1"] }, { "fault": "cut", "at": "3s", "from": ["db/2"] }, { "fault": "crash", "at": "3s", "target": "db/3" }]);
    let run = run(&raft_store(&faults), 1).unwrap();
    let late = run
        .recording
        .operations
        .iter()
        .filter(|operation| operation.arrived.as_secs() > 4.0);
    assert!(late.clone().count() > 100 && late.clone().all(|operation| !operation.is_success()));
}

fn called_while_down(call: &serde_json::Value) -> Run {
    let value = serde_json::json!({
        "v": 1, "duration": "20s",
        "nodes": {
            "users": { "kind": "client" },
            "app": { "kind": "service", "concurrency": 50, "handlers": { "any": [{ "call": "part" }] } },
            "part": { "kind": "service", "handlers": { "any": [{ "work": "5ms" }] } }
        },
        "calls": { "users->app": {}, "app->part": call },
        "workload": { "users": { "loop": "open", "to": "app", "rate": "50/s" } },
        "faults": [{ "fault": "crash", "at": "2s", "lasts": "10s", "target": "part", "scope": "host" }]
    });
    run(&Document::from_value(value).unwrap(), 1).unwrap()
}

fn ended(run: &Run, outcome: Outcome) -> u64 {
    run.summary.routes[0].outcomes[outcome as usize]
}

#[test]
fn a_breaker_fails_fast_and_lets_probes_through() {
    let plain = called_while_down(&serde_json::json!({ "timeout": "1s" }));
    let breaker =
        serde_json::json!({ "timeout": "1s", "breaker": { "failures": 5, "open": "2s" } });
    let guarded = called_while_down(&breaker);
    assert_eq!(ended(&plain, Outcome::BreakerOpen), 0);
    assert!(ended(&plain, Outcome::Timeout) > 450);
    assert!(
        ended(&guarded, Outcome::Timeout) < 100,
        "only those under way, and the probes"
    );
    assert!(ended(&guarded, Outcome::BreakerOpen) > 350);
    let late = guarded
        .recording
        .operations
        .iter()
        .filter(|operation| operation.arrived.as_secs() > 16.0);
    assert!(
        late.take(100).all(ClientRequest::is_success),
        "it closes again"
    );
    for verdict in &guarded.summary.verdicts {
        assert_eq!(verdict.holds, Holds::Yes, "{}", verdict.says);
    }
}

#[test]
fn back_off_spreads_retries_over_the_outage() {
    let retry = |backoff: &str| {
        serde_json::json!({ "timeout": "200ms", "retry": {
            "attempts": 8, "backoff": backoff, "base": "200ms", "jitter": "full" } })
    };
    let at_once = called_while_down(&retry("none"));
    let spread = called_while_down(&retry("exponential"));
    let availability = |run: &Run| run.summary.metric("availability").unwrap().value;
    assert!(
        availability(&spread) > availability(&at_once),
        "some wait until it is back"
    );
    for verdict in &spread.summary.verdicts {
        assert_eq!(verdict.holds, Holds::Yes, "{}", verdict.says);
    }
}

#[test]
fn what_waited_for_a_paused_process_is_refused_when_it_crashes() {
    let value = serde_json::json!({
        "v": 1, "duration": "10s",
        "nodes": { "users": { "kind": "client" }, "app": { "kind": "service", "handlers": { "any": [{ "work": "1ms" }] } } },
        "workload": { "users": { "loop": "open", "to": "app", "rate": "100/s" } },
        "faults": [
            { "fault": "pause", "at": "2s", "lasts": "4s", "target": "app" },
            { "fault": "crash", "at": "3s", "lasts": "1s", "target": "app" }
        ]
    });
    let run = run(&Document::from_value(value).unwrap(), 1).unwrap();
    let between = |from: f64, to: f64| {
        let sent = run.recording.operations.iter();
        sent.filter(move |operation| (from..to).contains(&operation.arrived.as_secs()))
    };
    let refused = |operation: &ClientRequest| operation.outcome == Some(Outcome::Refused);
    assert!(between(2.1, 3.9).count() > 100 && between(2.1, 3.9).all(refused));
    assert!(
        between(4.1, 5.9)
            .all(|operation| operation.is_success() && operation.completed.as_secs() >= 6.0)
    );
    for verdict in &run.summary.verdicts {
        assert_eq!(verdict.holds, Holds::Yes, "{}", verdict.says);
    }
}
