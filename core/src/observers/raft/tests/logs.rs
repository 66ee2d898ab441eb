//! State tables of real runs, against the logs folded from the start.

use super::super::ReplicaLog;
use crate::experiment::{Run, run};
use crate::panel::{StateTableRow, Tone};
use crate::presets;
use crate::replay::Replay;
use crate::scenario::Document;
use crate::session::{Request, Response, Session};
use crate::time::{Instant, Span};

/// Five replicas; two crash, others are cut off, and all comes back.
fn troubled(seed: u32) -> Run {
    let value = serde_json::json!({
        "v": 1, "duration": "6s",
        "nodes": {
            "users": { "kind": "client" },
            "db": { "kind": "store", "replication": { "mode": "raft", "replicas": 5 } }
        },
        "calls": { "users->db": { "timeout": "1s", "retry": { "attempts": 3 } } },
        "network": { "latency": "exp(2ms)" },
        "workload": { "users": { "loop": "open", "to": "db", "rate": "60/s", "mix": { "reads": "20%", "keys": 5 } } },
        "faults": [
            { "fault": "cut", "at": "1s", "lasts": "2s", "from": ["db/1", "db/2", "users"], "to": ["db/3", "db/4", "db/5"] },
            { "fault": "crash", "at": "2s", "lasts": "2s", "target": "db/2", "scope": "host" },
            { "fault": "crash", "at": "3500ms", "lasts": "1s", "target": "db/3" }
        ]
    });
    run(&Document::from_value(value).unwrap(), seed).unwrap()
}

fn logs_at(run: &Run, at: Instant) -> Vec<ReplicaLog> {
    let mut logs = vec![ReplicaLog::default(); 5];
    let observed = run.recording.observations.iter();
    for observation in observed.take_while(|observation| observation.at <= at) {
        logs[observation.process as usize].take(&observation.what);
    }
    logs
}

/// What a row shows, against the log: text, and the tones as the replica itself knows them.
fn agrees(indices: &StateTableRow, row: &StateTableRow, log: &ReplicaLog) {
    for (index, cell) in indices.cells.iter().zip(&row.cells) {
        let index = index.text.parse().unwrap();
        let text = log
            .get(index)
            .map_or(String::new(), |entry| match entry.value {
                0 => "\u{b7}".to_owned(),
                value => value.to_string(),
            });
        assert_eq!(cell.text, text, "{}", cell.says);
        if cell.tone == Tone::Good {
            assert!(index <= log.applied, "{}", cell.says);
        }
        if cell.tone == Tone::Busy {
            assert!(index > log.applied, "{}", cell.says);
        }
    }
}

#[test]
fn state_tables_show_the_logs_of_the_moment() {
    let run = troubled(3);
    let replay = Replay::new(run.plan.clone(), run.recording.clone());
    for step in 0..120 {
        let at = Instant::ZERO + Span::from_millis(step * 50);
        let state_tables = replay.state_tables(at, 0);
        let [state_table] = state_tables.as_slice() else {
            panic!("one store, one state_table: {state_tables:?}");
        };
        for (row, log) in state_table.rows[1..].iter().zip(&logs_at(&run, at)) {
            agrees(&state_table.rows[0], row, log);
        }
    }
    assert!(
        replay.state_tables(Instant::NEVER, 1).is_empty(),
        "clients have no log"
    );
}

#[test]
fn what_conflicts_with_a_committed_entry_is_shown_as_such() {
    let tones = |seed: u32| {
        let run = troubled(seed);
        let replay = Replay::new(run.plan.clone(), run.recording.clone());
        let state_tables = replay.state_tables(Instant::ZERO + Span::from_millis(2990), 0);
        let rows = state_tables
            .into_iter()
            .flat_map(|state_table| state_table.rows);
        let cells = rows.flat_map(|row| row.cells).collect::<Vec<_>>();
        cells
            .into_iter()
            .filter(|cell| cell.tone == Tone::Bad)
            .collect::<Vec<_>>()
    };
    let bad: Vec<_> = (1..=10).flat_map(tones).collect();
    assert!(!bad.is_empty());
    assert!(
        bad.iter()
            .all(|cell| cell.says.contains("was committed in its place"))
    );
}

#[test]
fn a_session_answers_what_is_inside_a_node() {
    let scenario = presets::named("raft-partition").unwrap().document().text();
    let mut session = Session::new();
    session.ask(Request::Run {
        run: 7,
        scenario,
        seed: 1,
        at: 0.0,
    });
    while session.work(100_000).is_none() {}
    session.ask(Request::Inspect {
        run: 7,
        at: 7.5,
        node: 0,
    });
    let Some(Response::Inspected {
        run,
        node,
        state_tables,
        ..
    }) = session.work(1).map(|reply| reply.answer)
    else {
        panic!("it was asked about the last run");
    };
    assert_eq!((run, node, state_tables.len()), (7, 0, 1));
    assert_eq!(state_tables[0].rows.len(), 6, "indices and five replicas");
}
