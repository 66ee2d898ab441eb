//! Groups in whole systems: what is observed of them is enough to see what Raft promises kept, and broken.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::experiment::{self, Run};
use crate::luck::Seed;
use crate::nodes::Simulation;
use crate::observers::raft::ReplicaLog;
use crate::panel::{StateTimelineSpan, Tone};
use crate::presets;
use crate::replay::Replay;
use crate::scenario::Document;
use crate::summary::{Holds, Summary};
use crate::time::{Instant, Span};

const PROMISES: [&str; 4] = [
    "election-safety",
    "log-matching",
    "leader-completeness",
    "state-machine-safety",
];

fn store(replicas: u32, faults: &Value) -> Document {
    let value = json!({
        "v": 1, "duration": "9s", "warm_up": "1s",
        "nodes": {
            "db": { "kind": "store", "replication": { "mode": "raft", "replicas": replicas } },
            "users": { "kind": "client" }
        },
        "calls": { "users->db": { "timeout": "500ms", "retry": { "attempts": 3 } } },
        "network": { "latency": "exp(2ms)" },
        "workload": { "users": { "loop": "open", "to": "db", "rate": "40/s", "mix": { "reads": "20%", "keys": 5 } } },
        "faults": faults
    });
    Document::from_value(value).unwrap()
}

fn lab(reads: &str) -> Document {
    let mut document = presets::named("raft-partition").unwrap().document();
    document
        .set("nodes.db.replication.reads", json!(reads))
        .unwrap();
    document
}

fn broken(summary: &Summary) -> Vec<&str> {
    let verdicts = summary.verdicts.iter();
    verdicts
        .filter(|verdict| PROMISES.contains(&verdict.id.as_str()) && verdict.holds == Holds::No)
        .map(|verdict| verdict.id.as_str())
        .collect()
}

fn seconds(seconds: f64) -> Instant {
    Instant::from_secs(seconds)
}

/// Two of three replicas crash, come back, and crash again; if `lost`, their disks are empty after the first time.
fn two_of_three_crash(seed: u64, lost: bool) -> Summary {
    let faults = json!([
        { "fault": "cut", "at": "3s", "from": ["db/1"] },
        { "fault": "crash", "at": "3s", "lasts": "1s", "target": "db/2" },
        { "fault": "crash", "at": "3s", "lasts": "1s", "target": "db/3" },
        { "fault": "crash", "at": "6s", "lasts": "500ms", "target": "db/2" },
        { "fault": "crash", "at": "6s", "lasts": "600ms", "target": "db/3" }
    ]);
    let plan = Arc::new(experiment::plan(&store(3, &faults)).unwrap());
    let mut simulation = Simulation::new(Arc::clone(&plan), Seed(seed));
    while simulation.progress() < 3.5 / 9.0 {
        simulation.advance(1);
    }
    if lost {
        simulation.lose_disk(1);
        simulation.lose_disk(2);
    }
    experiment::judge(&plan, &simulation.run())
}

#[test]
fn replicas_that_forget_break_every_promise() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 1..=10 {
        assert_eq!(broken(&two_of_three_crash(seed, false)), [""; 0]);
        let outcome = two_of_three_crash(seed, true);
        assert!(
            broken(&outcome).contains(&"state-machine-safety"),
            "seed {seed}"
        );
        seen.extend(broken(&outcome).into_iter().map(str::to_owned));
        for verdict in outcome
            .verdicts
            .iter()
            .filter(|verdict| verdict.holds == Holds::No)
        {
            let evidence = verdict.evidence.as_ref().unwrap();
            assert!(evidence.at >= 4.0, "{}", evidence.says);
        }
    }
    assert_eq!(seen, PROMISES.map(str::to_owned).into_iter().collect());
}

#[test]
fn logs_are_the_same_some_time_after_a_split() {
    for seed in 1..=10 {
        let run = experiment::run(&lab("leader-local"), seed).unwrap();
        let mut logs = vec![ReplicaLog::default(); 5];
        for observation in &run.recording.observations {
            logs[observation.process as usize].take(&observation.what);
        }
        // The last entries may be on their way.
        let settled = logs.iter().map(|log| log.applied).min().unwrap();
        assert!(settled > 40, "seed {seed}: {settled}");
        for log in &logs {
            let (own, first) = (&log.entries, &logs[0].entries);
            assert_eq!(own[..settled as usize], first[..settled as usize]);
        }
    }
}

fn leads(run: &Run) -> Vec<Vec<StateTimelineSpan>> {
    let state_timelines = run
        .summary
        .state_timelines
        .iter()
        .find(|state_timelines| state_timelines.id == "leaders");
    let rows = state_timelines
        .unwrap()
        .rows
        .iter()
        .map(|row| row.spans.clone());
    rows.map(|mut spans| {
        spans.retain(|span| span.tone == Tone::Good);
        spans
    })
    .collect()
}

fn leaders_at(run: &Run, at: f64) -> Vec<u32> {
    let within = |span: &StateTimelineSpan| span.from <= at && at < span.to;
    let rows = leads(run).into_iter().enumerate();
    rows.filter(|(_, spans)| spans.iter().any(within))
        .map(|(replica, _)| replica as u32)
        .collect()
}

#[test]
fn the_old_leader_is_in_the_minority_on_every_seed() {
    for seed in 1..=20 {
        let run = experiment::run(&lab("read-index"), seed).unwrap();
        let resolved_targets = &run.recording.resolved_targets[0];
        let [old] = leaders_at(&run, 3.999)[..] else {
            panic!("seed {seed}: one leader before the split");
        };
        assert_eq!(
            resolved_targets.found,
            [vec![old, (old + 1) % 5]],
            "seed {seed}"
        );
        let both = leaders_at(&run, 7.9);
        assert!(
            both.len() == 2 && both.contains(&old),
            "seed {seed}: {both:?}"
        );
        assert_eq!(leaders_at(&run, 11.0).len(), 1, "seed {seed}");
        let label = &run.summary.faults[0].label;
        assert!(
            label.starts_with(&format!("db/{} (leader), db/", old + 1)),
            "{label}"
        );
    }
}

#[test]
fn where_nobody_leads_nothing_is_hit_and_that_is_said() {
    let faults = json!([{ "fault": "crash", "at": "0s", "lasts": "1s", "target": "leader:db" }]);
    let run = experiment::run(&store(3, &faults), 1).unwrap();
    let notice = "faults.0: nobody led at 0s, so leader:db hit nothing";
    assert_eq!(run.summary.notices, [notice]);
    assert!(run.recording.resolved_targets[0].processes.is_empty());
}

#[test]
fn a_leader_is_sought_where_there_can_be_one() {
    for target in [
        "leader:users",
        "leader:nobody",
        "leader:db+",
        "leader:db+x",
        "leader:",
    ] {
        let faults = json!([{ "fault": "crash", "at": "1s", "target": target }]);
        let problem = experiment::run(&store(3, &faults), 1)
            .unwrap_err()
            .to_string();
        assert!(
            problem.contains("faults.0.target") && problem.contains("leader:store"),
            "{problem}"
        );
    }
}

#[test]
fn time_without_a_leader_is_what_the_state_timelines_leave_open() {
    let faults = json!([
        { "fault": "crash", "at": "3s", "lasts": "2s", "target": "leader:db" },
        { "fault": "crash", "at": "6s", "lasts": "2s", "target": "leader:db" }
    ]);
    for seed in 1..=5 {
        let run = experiment::run(&store(3, &faults), seed).unwrap();
        let mut spans = leads(&run).concat();
        spans.sort_by(|one, other| one.from.total_cmp(&other.from));
        let (mut open, mut led_until) = (0.0, 1.0);
        for span in spans {
            open += (span.from - f64::max(led_until, 1.0)).max(0.0);
            led_until = f64::max(led_until, span.to);
        }
        let measured = run.summary.metric("leaderless").unwrap().value.unwrap();
        assert!(
            (measured - open).abs() < 1e-6,
            "seed {seed}: {measured} {open}"
        );
        assert!((0.1..3.0).contains(&measured), "seed {seed}: {measured}");
    }
}

#[test]
fn the_first_leader_of_the_window_comes_after_the_election() {
    let faults = json!([{ "fault": "crash", "at": "3s", "target": "leader:db" }]);
    let first = |warm_up: &str| {
        let mut document = store(3, &faults);
        document.set("warm_up", json!(warm_up)).unwrap();
        let run = experiment::run(&document, 1).unwrap();
        let next = leads(&run).concat().into_iter().map(|span| span.from);
        let next = next.filter(|from| *from > 3.0).fold(f64::MAX, f64::min);
        (
            run.summary.metric("first_leader").unwrap().value.unwrap(),
            next,
        )
    };
    let (measured, next) = first("3s");
    assert!((measured - (next - 3.0)).abs() < 1e-9, "{measured} {next}");
    assert!(measured > 0.1);
    assert_eq!(first("2s").0, 0.0, "one leads when the window begins");
}

#[test]
fn a_leader_that_reaches_no_majority_is_none() {
    let apart = json!([{ "fault": "cut", "at": "4s", "lasts": "2s", "from": ["db/1", "users"], "to": ["db/2", "db/3"] },
        { "fault": "cut", "at": "4s", "lasts": "2s", "from": ["db/2"], "to": ["db/3"] }]);
    let leaderless = |faults: &Value| {
        let run = experiment::run(&store(3, faults), 1).unwrap();
        run.summary.metric("leaderless").unwrap().value.unwrap()
    };
    assert!(leaderless(&json!([])) < 0.001);
    assert!((2.0..3.0).contains(&leaderless(&apart)));
}

#[test]
fn the_log_tells_who_is_elected_and_who_steps_down() {
    let run = experiment::run(&lab("read-index"), 1).unwrap();
    let replay = Replay::new(run.plan.clone(), run.recording.clone());
    let told = |at: f64| {
        let lines = replay.log(seconds(at), 200);
        assert!(lines.is_sorted_by(|one, next| one.at <= next.at));
        lines.into_iter().map(|line| line.says).collect::<Vec<_>>()
    };
    let split = told(4.2);
    let has = |lines: &[String], words: &str| lines.iter().any(|line| line.contains(words));
    for words in [
        "(leader), db/",
        "stands for election in term 2",
        "is elected: leads term 2",
        "vote request",
    ] {
        assert!(has(&split, words), "{words}: {split:?}");
    }
    let healed = told(8.0 + Span::from_millis(30).as_secs());
    assert!(has(&healed, "steps down: follows in term 2"), "{healed:?}");
}
