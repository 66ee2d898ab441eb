//! Views against the recording that they are made from, and causality against its definition.

use std::collections::BTreeSet;

use super::causal_trace::{CausalTrace, End, Happened};
use super::*;
use crate::experiment::{self, Run};
use crate::recording::What;
use crate::scenario::Document;
use crate::summary::Holds;

/// Users and strangers at a service before a group of replicas, with losses, duplicates of attempts, and faults.
fn run(seed: u32) -> Run {
    let value = serde_json::json!({
        "v": 1, "duration": "600ms", "cool_down": "0s",
        "nodes": {
            "users": { "kind": "client" },
            "strangers": { "kind": "client" },
            "app": { "kind": "service", "replicas": 2, "handlers": { "any": [{ "call": "db" }] } },
            "db": { "kind": "store", "replication": { "mode": "raft", "replicas": 3, "election_timeout": "30ms",
                "election_spread": "30ms", "heartbeat": "10ms", "reads": "leader-local" } }
        },
        "calls": { "app->db": { "timeout": "40ms", "retry": { "attempts": 2 } } },
        "network": { "latency": "exp(3ms)", "loss": "3%" },
        "workload": {
            "users": { "loop": "closed", "to": "app", "users": 3, "think": "20ms", "mix": { "reads": "50%", "keys": 2 } },
            "strangers": { "loop": "open", "to": "db", "rate": "60/s", "mix": { "reads": "50%", "keys": 2 } }
        },
        "faults": [
            { "fault": "crash", "at": "200ms", "lasts": "60ms", "target": "app/1" },
            { "fault": "cut", "at": "260ms", "lasts": "200ms", "from": ["db/1"], "to": ["db/2", "db/3"] }
        ]
    });
    experiment::run(&Document::from_value(value).unwrap(), seed).unwrap()
}

fn viewer(run: &Run) -> Viewer {
    Viewer::new(Arc::clone(&run.plan), Arc::clone(&run.recording))
}

fn whole() -> Stretch {
    Stretch::Between { from: 0.0, to: 1e9 }
}

fn all_operations(stretch: Stretch, store: Option<u32>) -> WantedOperations {
    WantedOperations {
        stretch,
        store,
        key: None,
        key_of: None,
        marked: Vec::new(),
        bars: u32::MAX,
        rows: u32::MAX,
    }
}

fn all_messages(stretch: Stretch, chosen: Option<u32>) -> WantedSpaceTime {
    WantedSpaceTime {
        stretch,
        chosen,
        messages: u32::MAX,
        events: u32::MAX,
    }
}

/// The transitive closure of process order and messages, one pair after the other.
fn closure(causal_trace: &CausalTrace) -> Vec<Vec<bool>> {
    let count = causal_trace.events.len();
    let mut before = vec![vec![false; count]; count];
    for later in 0..count {
        let event = &causal_trace.events[later];
        let mut causes: Vec<usize> = (0..later)
            .filter(|earlier| causal_trace.events[*earlier].chain == event.chain)
            .collect();
        if let Happened::Received(message) = event.what {
            causes.push(causal_trace.messages[message as usize].source as usize);
        }
        for cause in causes {
            let inherited = before[cause].clone();
            let own = before[later].iter_mut().zip(inherited);
            own.for_each(|(own, inherited)| *own |= inherited);
            before[later][cause] = true;
        }
    }
    before
}

#[test]
fn causes_and_effects_are_the_transitive_closure() {
    for seed in 1..=5 {
        let run = run(seed);
        let causal_trace = CausalTrace::new(&run.plan, &run.recording);
        let before = closure(&causal_trace);
        let count = causal_trace.events.len();
        assert!(count > 300, "{count} events");
        for event in (0..count).step_by(7) {
            let cone = causal_trace.cone(event as u32);
            let effect = match causal_trace.events[event].what {
                Happened::Sent(message) => match causal_trace.messages[message as usize].end {
                    End::Received(_, receipt) => receipt as usize,
                    End::Lost(_) | End::Flying(_) => event,
                },
                _ => event,
            };
            for (other, reaches) in before.iter().enumerate() {
                let cause = other == event || before[event][other];
                assert_eq!(cone.past[other], cause, "{seed}: {other} before {event}");
                let result = other == effect || reaches[effect];
                assert_eq!(cone.future[other], result, "{seed}: {other} after {event}");
            }
        }
    }
}

#[test]
fn events_of_a_chain_stay_at_one_process_and_in_the_order_of_time() {
    let run = run(3);
    let causal_trace = CausalTrace::new(&run.plan, &run.recording);
    assert!(causal_trace.events.is_sorted_by_key(|event| event.at));
    for chain in 0..causal_trace.chains {
        let own = causal_trace
            .events
            .iter()
            .filter(|event| event.chain == chain);
        let places: BTreeSet<u32> = own.map(|event| event.process).collect();
        assert!(places.len() <= 1, "chain {chain} is at {places:?}");
    }
    for event in &causal_trace.events {
        if let Happened::Received(message) = event.what {
            let message = &causal_trace.messages[message as usize];
            let link = &run.plan.shape.topology.links[message.link as usize];
            assert_eq!(link.to, event.process);
            assert_eq!(
                link.from,
                causal_trace.events[message.source as usize].process
            );
        }
    }
}

#[test]
fn every_message_of_a_window_is_there() {
    for seed in 1..=5 {
        let run = run(seed);
        let count = |wanted: fn(&What) -> bool| {
            let entries = run.recording.entries.iter();
            entries.filter(|entry| wanted(&entry.what)).count()
        };
        let sent = count(|what| matches!(what, What::Sent { .. }));
        let received = count(|what| matches!(what, What::Received { .. }));
        let lost = count(|what| matches!(what, What::Lost { .. }));
        let all = viewer(&run)
            .space_time(&all_messages(whole(), None))
            .messages;
        let fates = |wanted: fn(&Arrow) -> bool| all.iter().filter(|one| wanted(one)).count();
        let never_left = fates(|one| one.fate == Fate::Lost { at: one.sent });
        assert!(received > 100 && lost > 5 && never_left > 0);
        assert_eq!(
            fates(|one| matches!(one.fate, Fate::Received { .. })),
            received
        );
        assert_eq!(fates(|one| matches!(one.fate, Fate::Lost { .. })), lost);
        assert_eq!(all.len(), sent + never_left);
        let window = Stretch::Between {
            from: 0.1,
            to: 0.15,
        };
        let part = viewer(&run).space_time(&all_messages(window, None));
        let until = |one: &Arrow| match one.fate {
            Fate::Received { at } | Fate::Lost { at } => at,
            Fate::Flying { until } => until,
        };
        let inside = all
            .iter()
            .filter(|one| one.sent <= 0.15 && until(one) >= 0.1);
        assert!(inside.eq(&part.messages), "seed {seed}");
    }
}

#[test]
fn what_is_chosen_is_tied_to_the_same_in_every_window() {
    let run = run(2);
    let mut viewer = viewer(&run);
    let all = viewer.space_time(&all_messages(whole(), None));
    let middle = &all.messages[all.messages.len() / 2];
    let chosen = Some(middle.number);
    let all = viewer.space_time(&all_messages(whole(), chosen));
    let around = Stretch::Between {
        from: middle.sent - 0.02,
        to: middle.sent + 0.02,
    };
    let part = viewer.space_time(&all_messages(around, chosen));
    assert_eq!(part.chosen, all.chosen);
    let ties: BTreeSet<u8> = part.messages.iter().map(|one| one.tie as u8).collect();
    assert_eq!(
        ties.len(),
        4,
        "past, future, chosen and apart are all there"
    );
    for message in &part.messages {
        assert!(all.messages.contains(message));
    }
}

#[test]
fn messages_left_out_are_noted_and_tied_ones_stay() {
    let run = run(2);
    let mut viewer = viewer(&run);
    let chosen = viewer.space_time(&all_messages(whole(), None)).messages[40].number;
    let few = viewer.space_time(&WantedSpaceTime {
        messages: 30,
        events: 30,
        ..all_messages(whole(), Some(chosen))
    });
    assert_eq!(few.messages.len(), 30);
    assert_eq!(few.notes.len(), 2, "{:?}", few.notes);
    assert!(few.messages.iter().all(|one| one.tie != Tie::Apart));
}

#[test]
fn a_part_of_the_messages_stands_for_all_of_them() {
    let run = run(2);
    let mut viewer = viewer(&run);
    let all = viewer.space_time(&all_messages(whole(), None));
    assert!(all.traffic.is_empty(), "all are drawn");
    let few = viewer.space_time(&WantedSpaceTime {
        messages: 60,
        ..all_messages(whole(), None)
    });
    assert_eq!(few.messages.len(), 60);
    // In each quarter of the run as large a share as everywhere.
    let quarter = |messages: &[Arrow], quarter: f64| {
        let (from, to) = (few.to * quarter / 4.0, few.to * (quarter + 1.0) / 4.0);
        let own = messages.iter().filter(|one| (from..to).contains(&one.sent));
        own.count() as f64
    };
    let share = few.messages.len() as f64 / all.messages.len() as f64;
    for part in 0..4 {
        let part = f64::from(part);
        let expected = quarter(&all.messages, part) * share;
        assert!((quarter(&few.messages, part) - expected).abs() <= 1.0);
    }
    let counted: u32 = few.traffic.iter().sum();
    assert_eq!(counted as usize, all.messages.len());
    assert!(few.notes[0].contains("60 of "), "{:?}", few.notes);
}

#[test]
fn bars_of_a_lane_never_overlap_and_every_operation_has_one() {
    for seed in 1..=5 {
        let run = run(seed);
        let mut viewer = viewer(&run);
        let sources = viewer.operations(&all_operations(whole(), None)).sources;
        assert_eq!(sources.len(), 2);
        for source in sources {
            let view = viewer.operations(&all_operations(whole(), source.store));
            let bars: usize = view.lanes.iter().map(|lane| lane.bars.len()).sum();
            assert_eq!(bars as u64, view.total);
            assert_eq!(view.note, None);
            for lane in &view.lanes {
                for pair in lane.bars.windows(2) {
                    let end = pair[0].to.unwrap_or(f64::INFINITY);
                    assert!(end <= pair[1].from, "seed {seed}: {pair:?}");
                }
            }
        }
        let expected = run.recording.operations.len() as u64;
        assert_eq!(
            viewer.operations(&all_operations(whole(), None)).total,
            expected
        );
    }
}

#[test]
fn an_operation_keeps_its_lane_when_another_stretch_is_looked_at() {
    let run = run(1);
    let mut viewer = viewer(&run);
    let all = viewer.operations(&all_operations(whole(), None));
    let lane_in = |view: &Operations, request: u32| {
        let mut lanes = view.lanes.iter();
        lanes.position(|lane| lane.bars.iter().any(|bar| bar.request == request))
    };
    for start in 0..10 {
        let from = 0.05 * f64::from(start);
        let stretch = Stretch::Between {
            from,
            to: from + 0.08,
        };
        let part = viewer.operations(&all_operations(stretch, None));
        let strangers = part.lanes.iter().filter(|lane| lane.user.is_none());
        for bar in strangers.flat_map(|lane| &lane.bars) {
            assert_eq!(lane_in(&part, bar.request), lane_in(&all, bar.request));
        }
    }
}

#[test]
fn what_is_marked_is_drawn_whatever_is_left_out() {
    let run = run(1);
    let mut viewer = viewer(&run);
    let last = run.recording.operations.len() as u32 - 1;
    let view = viewer.operations(&WantedOperations {
        marked: vec![last],
        bars: 5,
        rows: 2,
        ..all_operations(whole(), None)
    });
    let bars: Vec<u32> = view
        .lanes
        .iter()
        .flat_map(|lane| lane.bars.iter().map(|bar| bar.request))
        .collect();
    assert!(bars.contains(&last), "{bars:?}");
    assert!(bars.len() <= 5 && view.lanes.len() <= 2);
    let note = view.note.unwrap();
    assert!(note.contains(&format!("of {}", view.total)), "{note}");
}

#[test]
fn the_evidence_of_a_stale_read_lies_in_its_stretch() {
    let violated = (1..60).map(run).find_map(|run| {
        let verdicts = run.summary.verdicts.iter();
        let found = verdicts
            .clone()
            .find(|verdict| verdict.id == "linearizable" && verdict.holds == Holds::No);
        found.cloned().map(|verdict| (run, verdict))
    });
    let (run, verdict) = violated.expect("a leader that was cut off answers from its own state");
    let evidence = verdict.evidence.unwrap();
    let mut viewer = viewer(&run);
    let store = viewer.operations(&all_operations(whole(), None)).sources[1].store;
    let view = viewer.operations(&WantedOperations {
        key_of: evidence.requests.first().copied(),
        marked: evidence.requests.clone(),
        ..all_operations(
            Stretch::Of {
                requests: evidence.requests.clone(),
            },
            store,
        )
    });
    assert!(view.from < evidence.at && evidence.at < view.to);
    let shown = |request: &u32| {
        let mut bars = view.lanes.iter().flat_map(|lane| &lane.bars);
        bars.any(|bar| bar.request == *request && Some(bar.key) == view.key)
    };
    assert!(evidence.requests.iter().all(shown));
}
