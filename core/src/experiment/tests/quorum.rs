//! Stores with quorums: the faults that they survive, and the conditions of linearizability.

use super::*;
use crate::recording::ClientRequest;
use crate::summary::Holds;
use crate::vocabulary::Outcome;
use serde_json::{Value, json};

fn store(replication: &Value, network: &Value, faults: &Value) -> Document {
    let value = json!({
        "v": 1, "duration": "10s", "warm_up": "1s",
        "nodes": {
            "users": { "kind": "client" },
            "db": { "kind": "store", "replication": replication }
        },
        "calls": { "users->db": { "timeout": "1s" } },
        "network": network,
        "workload": { "users": { "loop": "open", "to": "db", "rate": "100/s", "mix": { "reads": "50%", "keys": 3 } } },
        "faults": faults
    });
    Document::from_value(value).unwrap()
}

fn quorum(strict: bool) -> Value {
    json!({
        "mode": "quorum", "replicas": 3, "write": 2, "read": 2, "timeout": "200ms",
        "write_back": strict, "read_before_write": strict
    })
}

fn linearizable(run: &Run) -> Holds {
    let verdicts = &run.summary.verdicts;
    let verdict = verdicts.iter().find(|verdict| verdict.id == "linearizable");
    verdict.unwrap().holds
}

/// Requests that arrived in an interval, in seconds.
fn between(run: &Run, from: f64, to: f64) -> Vec<&ClientRequest> {
    let arrived = |operation: &&ClientRequest| (from..to).contains(&operation.arrived.as_secs());
    run.recording.operations.iter().filter(arrived).collect()
}

#[test]
fn it_goes_on_without_a_minority_and_not_without_a_majority() {
    let faults = json!([
        { "fault": "crash", "at": "2s", "lasts": "6s", "target": "db/1", "scope": "host" },
        { "fault": "crash", "at": "5s", "lasts": "3s", "target": "db/2", "scope": "host" }
    ]);
    let run = run(
        &store(&quorum(true), &json!({ "latency": "1ms" }), &faults),
        1,
    )
    .unwrap();
    let ended = |from, to, outcome| {
        let operations = between(&run, from, to);
        let count = operations
            .iter()
            .filter(|own| own.outcome == Some(outcome))
            .count();
        (count, operations.len())
    };
    // A third of the requests goes to the silent coordinator; the other two coordinators always reach a quorum.
    let (well, all) = ended(2.5, 4.5, Outcome::Success);
    assert!(
        well * 2 > all && ended(2.5, 4.5, Outcome::Unavailable).0 == 0,
        "{well} of {all}"
    );
    assert_eq!(ended(5.5, 7.5, Outcome::Success).0, 0);
    assert!(ended(5.5, 7.5, Outcome::Unavailable).0 > 20);
    let (well, all) = ended(8.5, 9.5, Outcome::Success);
    assert_eq!(well, all, "it is whole again");
    assert_eq!(linearizable(&run), Holds::Yes);
}

#[test]
fn with_both_phases_it_is_linearizable_whatever_happens_and_without_them_it_is_not() {
    let network = json!({
        "latency": "1ms", "duplicate": "10%",
        "links": { "db->db": { "latency": "exp(10ms)", "loss": "5%", "transport": "datagram" } }
    });
    let faults = json!([
        { "fault": "clock", "at": "1s", "lasts": "8s", "target": "db/1", "offset": "300ms" },
        { "fault": "crash", "at": "3s", "lasts": "1s", "target": "db/2" },
        { "fault": "pause", "at": "5s", "lasts": "500ms", "target": "db/3" }
    ]);
    let holding = |strict, seeds: u32| {
        let document = store(&quorum(strict), &network, &faults);
        let verdicts = (1..=seeds).map(|seed| linearizable(&run(&document, seed).unwrap()));
        verdicts.filter(|holds| *holds == Holds::Yes).count()
    };
    assert_eq!(holding(true, 20), 20);
    assert_eq!(holding(false, 5), 0);
}

#[test]
fn a_quorum_larger_than_the_store_is_refused_at_the_start_and_in_the_middle() {
    let mut replication = quorum(false);
    replication["write"] = json!(4);
    let refused = run(&store(&replication, &json!({}), &json!([])), 1)
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("nodes.db.replication.write")
            && refused.contains("found 4, allowed is 1 to 3"),
        "{refused}"
    );
    let set = |value: u32| json!([{ "fault": "set", "at": "5s", "path": "nodes.db.replication.read", "value": value }]);
    let refused = run(&store(&quorum(false), &json!({}), &set(4)), 1)
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("faults.0") && refused.contains("found 4, allowed is 1 to 3"),
        "{refused}"
    );
    let network = json!({ "links": { "db->db": { "latency": "20ms" } } });
    let changed = run(&store(&quorum(false), &network, &set(1)), 1).unwrap();
    let slowest = |from, to| {
        let reads = between(&changed, from, to).into_iter();
        let reads = reads.filter(|own| own.kind == crate::vocabulary::Verb::Read);
        reads
            .filter_map(ClientRequest::latency)
            .max()
            .unwrap()
            .as_secs()
    };
    assert!(slowest(1.0, 4.0) > 0.04 && slowest(5.5, 9.0) < 0.04);
}

#[test]
fn only_the_replication_changes_and_messages_history_and_verdict_do_too() {
    let network = json!({ "latency": "exp(30ms)" });
    let of = |replication: Value| run(&store(&replication, &network, &json!([])), 1).unwrap();
    let single = of(json!({ "mode": "single" }));
    let raft = of(json!({ "mode": "raft", "replicas": 3 }));
    let loose = of(json!({ "mode": "quorum", "replicas": 3, "write": 1, "read": 1 }));
    let stale = |run: &Run| run.summary.metric("stale_reads").unwrap().value.unwrap();
    assert_eq!(
        (linearizable(&single), linearizable(&raft)),
        (Holds::Yes, Holds::Yes)
    );
    assert_eq!(linearizable(&loose), Holds::No);
    assert!(stale(&single) == 0.0 && stale(&raft) == 0.0 && stale(&loose) > 0.0);
    let digests = [&single, &raft, &loose].map(|run| run.recording.digest());
    assert!(digests[0] != digests[1] && digests[1] != digests[2]);
}

#[test]
fn state_tables_show_who_is_behind() {
    let network = json!({ "latency": "1ms" });
    let faults =
        json!([{ "fault": "crash", "at": "2s", "lasts": "2s", "target": "db/1", "scope": "host" }]);
    let replication = json!({ "mode": "quorum", "replicas": 3, "read_repair": false });
    let run = run(&store(&replication, &network, &faults), 1).unwrap();
    let node = run
        .plan
        .shape
        .topology
        .nodes
        .iter()
        .position(|node| node.name == "db")
        .unwrap() as u32;
    let replay = crate::replay::Replay::new(run.plan, run.recording);
    let state_tables = replay.state_tables(crate::time::Instant::from_secs(4.0), node);
    let bad = |row: usize| {
        let cells = state_tables[0].rows[row].cells.iter();
        cells
            .filter(|cell| cell.tone == crate::panel::Tone::Bad)
            .count()
    };
    assert_eq!(
        (
            state_tables.len(),
            state_tables[0].rows.len(),
            state_tables[0].rows[0].cells.len()
        ),
        (1, 4, 3)
    );
    assert_eq!(bad(1), 3, "it was away while all three keys were written");
    assert!(bad(2) + bad(3) < 3);
}

fn with_coordinators(faults: &Value) -> Run {
    let replication =
        json!({ "mode": "quorum", "replicas": 3, "coordinators": 2, "timeout": "200ms" });
    let network = json!({ "latency": "1ms" });
    run(&store(&replication, &network, faults), 1).unwrap()
}

#[test]
fn coordinators_take_the_calls_and_keep_nothing() {
    let run = with_coordinators(&json!([]));
    let node = &run.plan.shape.topology.nodes[0];
    let names: Vec<_> = run.plan.shape.topology.processes[..5]
        .iter()
        .map(|process| process.name.as_str())
        .collect();
    assert_eq!(names, ["db/1", "db/2", "db/3", "db/c1", "db/c2"]);
    assert_eq!((node.members(), node.endpoints()), (3, 2));
    // Client, coordinator, replica and back: four messages of a millisecond, and the work.
    assert!(run.summary.metric("p50").unwrap().value.unwrap() >= 0.004);
    let stored = run.recording.observations.iter();
    assert!(stored.clone().count() > 100);
    assert!(
        stored
            .map(|stored| stored.process)
            .all(|process| process < 3)
    );
    let used = run
        .recording
        .processes
        .iter()
        .map(|process| process.bins.iter().map(|bin| bin.busy_area).sum::<u64>());
    let used: Vec<_> = used.map(|busy| busy > 0).collect();
    assert_eq!(used, [false, false, false, true, true, true]);
    let replay = crate::replay::Replay::new(run.plan, run.recording);
    let at = crate::time::Instant::from_secs(4.0);
    assert_eq!(replay.state_tables(at, 0)[0].rows.len(), 4);
    let frame = replay.frame(at);
    let marks = frame
        .processes
        .iter()
        .map(|process| process.mark.as_ref().map(|mark| mark.letter.as_str()));
    let marks: Vec<_> = marks.collect();
    assert_eq!(marks[..5], [None, None, None, Some("C"), Some("C")]);
}

#[test]
fn without_its_coordinators_a_store_of_quorums_is_away() {
    let crash =
        |target: &str| json!({ "fault": "crash", "at": "2s", "target": target, "scope": "host" });
    let availability = |faults: &Value| {
        let run = with_coordinators(faults);
        let successes = between(&run, 2.0, 8.0);
        let full = successes
            .iter()
            .filter(|operation| operation.is_full())
            .count();
        full as f64 / successes.len() as f64
    };
    assert_eq!(availability(&json!([crash("db/3")])), 1.0);
    let one = availability(&json!([crash("db/c1")]));
    assert!((0.4..0.6).contains(&one), "{one}");
    assert_eq!(availability(&json!([crash("db/c1"), crash("db/c2")])), 0.0);
}
