//! Golden dialogues, promises under faults, and published rates of staleness.

mod harness;
mod staleness;

use super::*;
use harness::{Cluster, Done, first_inversion};

const ROUND: Round = Round {
    incarnation: 0,
    number: 0,
};

fn process(settings: QuorumSettings) -> Quorum<char> {
    Quorum::recover(settings, 0, 0, &[])
}

fn step(process: &mut Quorum<char>, millis: u64, input: Input<char>) -> Vec<Output<char>> {
    let mut out = Vec::new();
    process.step(Instant(millis * 1_000_000), input, &mut out);
    out
}

fn from(from: u32, message: QuorumMessage) -> Input<char> {
    Input::Received { from, message }
}

fn copy(timestamp: u64, value: u32) -> Versioned {
    let version = Version {
        timestamp,
        coordinator: 0,
        round: ROUND,
    };
    Versioned { version, value }
}

fn send(to: u32, message: QuorumMessage) -> Output<char> {
    Output::Send { to, message }
}

fn timer(settings: QuorumSettings) -> Output<char> {
    let (min, max) = (settings.timeout, settings.timeout);
    Output::SetTimer {
        timer: ROUND,
        min,
        max,
    }
}

fn reply(answer: QuorumReply) -> Output<char> {
    let request = 'a';
    Output::Reply { request, answer }
}

#[test]
fn a_write_is_confirmed_by_w_replicas() {
    let settings = QuorumSettings::default();
    let mut process = process(settings);
    let out = step(
        &mut process,
        5,
        Input::Write {
            request: 'a',
            key: 7,
            value: 42,
        },
    );
    let copy = copy(5_000_000, 42);
    let write = QuorumMessage::Write {
        round: ROUND,
        key: 7,
        copy,
    };
    let all = [
        timer(settings),
        send(0, write),
        send(1, write),
        send(2, write),
    ];
    assert_eq!(out, all);
    let written = QuorumMessage::Written { round: ROUND };
    assert_eq!(step(&mut process, 6, from(1, written)), []);
    assert_eq!(
        step(&mut process, 7, from(1, written)),
        [],
        "twice the same replica"
    );
    let confirmed = [
        reply(QuorumReply::Written(copy.version)),
        Output::CancelTimer(ROUND),
    ];
    assert_eq!(step(&mut process, 8, from(2, written)), confirmed);
    assert_eq!(step(&mut process, 9, from(0, written)), [], "late");
    assert_eq!(process.under_way(), 0);
}

#[test]
fn a_read_answers_with_the_newest_and_repairs_the_others() {
    let settings = QuorumSettings::default();
    let mut process = process(settings);
    let out = step(
        &mut process,
        5,
        Input::Read {
            request: 'a',
            key: 7,
        },
    );
    let read = QuorumMessage::Read {
        round: ROUND,
        key: 7,
    };
    assert_eq!(
        out,
        [timer(settings), send(0, read), send(1, read), send(2, read)]
    );
    let value = |copy| QuorumMessage::Value { round: ROUND, copy };
    assert_eq!(step(&mut process, 6, from(0, value(None))), []);
    let (old, new) = (copy(1, 41), copy(2, 42));
    let repair = |to, copy| {
        send(
            to,
            QuorumMessage::Write {
                round: ROUND,
                key: 7,
                copy,
            },
        )
    };
    let answered = [reply(QuorumReply::Value(Some(old))), repair(0, old)];
    assert_eq!(step(&mut process, 7, from(1, value(Some(old)))), answered);
    let repaired = [repair(0, new), repair(1, new), Output::CancelTimer(ROUND)];
    assert_eq!(step(&mut process, 8, from(2, value(Some(new)))), repaired);
}

#[test]
fn who_was_repaired_is_not_repaired_again() {
    let mut process = process(QuorumSettings::default());
    step(
        &mut process,
        5,
        Input::Read {
            request: 'a',
            key: 7,
        },
    );
    let value = |copy| QuorumMessage::Value { round: ROUND, copy };
    let new = Some(copy(2, 42));
    step(&mut process, 6, from(0, value(None)));
    assert_eq!(
        step(&mut process, 7, from(1, value(new))).len(),
        2,
        "the answer and a repair"
    );
    assert_eq!(
        step(&mut process, 8, from(0, value(None))),
        [],
        "twice the same replica"
    );
    assert_eq!(
        step(&mut process, 9, from(2, value(new))),
        [Output::CancelTimer(ROUND)]
    );
}

#[test]
fn a_read_that_writes_back_waits_for_w_replicas() {
    let settings = QuorumSettings {
        write_back: true,
        ..QuorumSettings::default()
    };
    let mut process = process(settings);
    step(
        &mut process,
        5,
        Input::Read {
            request: 'a',
            key: 7,
        },
    );
    let value = |copy| QuorumMessage::Value { round: ROUND, copy };
    let new = copy(2, 42);
    step(&mut process, 6, from(1, value(Some(new))));
    let back = |to| {
        send(
            to,
            QuorumMessage::Write {
                round: ROUND,
                key: 7,
                copy: new,
            },
        )
    };
    assert_eq!(
        step(&mut process, 7, from(2, value(None))),
        [back(0), back(2)]
    );
    let out = step(
        &mut process,
        8,
        from(2, QuorumMessage::Written { round: ROUND }),
    );
    assert_eq!(
        out,
        [
            reply(QuorumReply::Value(Some(new))),
            Output::CancelTimer(ROUND)
        ]
    );
}

#[test]
fn a_read_of_what_w_replicas_have_writes_nothing_back() {
    let settings = QuorumSettings {
        write_back: true,
        read_repair: false,
        ..QuorumSettings::default()
    };
    let mut process = process(settings);
    step(
        &mut process,
        5,
        Input::Read {
            request: 'a',
            key: 7,
        },
    );
    let new = Some(copy(2, 42));
    let value = QuorumMessage::Value {
        round: ROUND,
        copy: new,
    };
    step(&mut process, 6, from(1, value));
    let out = step(&mut process, 7, from(2, value));
    assert_eq!(
        out,
        [reply(QuorumReply::Value(new)), Output::CancelTimer(ROUND)]
    );
}

#[test]
fn a_write_that_reads_first_is_newer_whatever_its_clock_says() {
    let settings = QuorumSettings {
        read_before_write: true,
        ..QuorumSettings::default()
    };
    let mut process = process(settings);
    let out = step(
        &mut process,
        0,
        Input::Write {
            request: 'a',
            key: 7,
            value: 42,
        },
    );
    assert_eq!(
        out[1],
        send(
            0,
            QuorumMessage::Read {
                round: ROUND,
                key: 7
            }
        )
    );
    let value = |copy| QuorumMessage::Value { round: ROUND, copy };
    step(&mut process, 0, from(1, value(Some(copy(900, 41)))));
    let out = step(&mut process, 0, from(2, value(None)));
    let write = QuorumMessage::Write {
        round: ROUND,
        key: 7,
        copy: copy(901, 42),
    };
    assert_eq!(out, [send(0, write), send(1, write), send(2, write)]);
}

#[test]
fn without_a_quorum_it_refuses_and_says_how_many_answered() {
    let mut process = process(QuorumSettings::default());
    step(
        &mut process,
        0,
        Input::Write {
            request: 'a',
            key: 7,
            value: 42,
        },
    );
    step(
        &mut process,
        1,
        from(1, QuorumMessage::Written { round: ROUND }),
    );
    let refused = QuorumReply::Unavailable {
        answered: 1,
        needed: 2,
    };
    assert_eq!(
        step(&mut process, 1_000, Input::TimedOut(ROUND)),
        [reply(refused)]
    );
    assert_eq!(step(&mut process, 1_001, Input::TimedOut(ROUND)), []);
}

#[test]
fn a_replica_says_only_what_is_durable() {
    let mut process = process(QuorumSettings::default());
    let (old, new) = (copy(1, 41), copy(2, 42));
    let write = |copy| {
        from(
            1,
            QuorumMessage::Write {
                round: ROUND,
                key: 7,
                copy,
            },
        )
    };
    let persist = Output::Persist(Record { key: 7, copy: new });
    let written = send(1, QuorumMessage::Written { round: ROUND });
    assert_eq!(
        step(&mut process, 0, write(new)),
        [persist.clone(), written.clone()]
    );
    let again = [persist.clone(), written.clone()];
    assert_eq!(
        step(&mut process, 0, write(old)),
        again,
        "the newer one is not on disk yet"
    );
    let read = from(
        2,
        QuorumMessage::Read {
            round: ROUND,
            key: 7,
        },
    );
    let value = send(
        2,
        QuorumMessage::Value {
            round: ROUND,
            copy: Some(new),
        },
    );
    assert_eq!(step(&mut process, 0, read), [persist, value.clone()]);
    step(&mut process, 1, Input::Synced { records: 3 });
    assert_eq!(step(&mut process, 1, read), [value]);
    assert_eq!(step(&mut process, 1, write(old)), [written]);
    let log = [Record { key: 7, copy: new }, Record { key: 7, copy: old }];
    assert_eq!(
        Quorum::<char>::recover(QuorumSettings::default(), 0, 1, &log).copy(7),
        Some(new)
    );
}

/// A write of a key, as a replica receives it.
fn write(key: u32, copy: Versioned) -> Input<char> {
    let round = ROUND;
    from(1, QuorumMessage::Write { round, key, copy })
}

#[test]
fn the_disk_has_records_in_the_order_in_which_they_were_made() {
    let mut process = process(QuorumSettings::default());
    let (first, second) = (copy(1, 41), copy(2, 42));
    step(&mut process, 0, write(7, first));
    step(&mut process, 0, write(8, second));
    step(&mut process, 1, Input::Synced { records: 1 });
    let read = |key| from(2, QuorumMessage::Read { round: ROUND, key });
    let value = |copy| {
        let (round, copy) = (ROUND, Some(copy));
        send(2, QuorumMessage::Value { round, copy })
    };
    assert_eq!(step(&mut process, 1, read(7)), [value(first)]);
    let persist = Output::Persist(Record {
        key: 8,
        copy: second,
    });
    assert_eq!(step(&mut process, 1, read(8)), [persist, value(second)]);
}

#[test]
fn a_version_that_comes_again_is_not_written_again() {
    let mut process = process(QuorumSettings::default());
    step(&mut process, 0, write(7, copy(1, 41)));
    step(&mut process, 1, Input::Synced { records: 1 });
    let written = send(1, QuorumMessage::Written { round: ROUND });
    assert_eq!(step(&mut process, 1, write(7, copy(1, 41))), [written]);
}

#[test]
fn a_replica_has_the_newest_copy_of_each_key() {
    let mut process = process(QuorumSettings::default());
    assert_eq!(process.keys(), 0);
    for (key, copy) in [(7, copy(1, 41)), (8, copy(1, 43)), (7, copy(2, 42))] {
        step(&mut process, 0, write(key, copy));
    }
    let copies: Vec<_> = process.copies().collect();
    assert_eq!(copies, [(7, copy(2, 42)), (8, copy(1, 43))]);
    assert_eq!(process.keys(), 2);
}

/// Timestamps that a process gives to writes requested at these moments.
fn timestamps(process: &mut Quorum<char>, millis: &[u64]) -> Vec<u64> {
    let mut found = Vec::new();
    for at in millis {
        let (request, key, value) = ('a', 7, 42);
        let ask = Input::Write {
            request,
            key,
            value,
        };
        found.extend(
            step(process, *at, ask)
                .iter()
                .find_map(|output| match output {
                    Output::Send {
                        message: QuorumMessage::Write { copy, .. },
                        ..
                    } => Some(copy.version.timestamp),
                    Output::Send { .. }
                    | Output::Persist(_)
                    | Output::SetTimer { .. }
                    | Output::CancelTimer(_)
                    | Output::Reply { .. } => None,
                }),
        );
    }
    found
}

#[test]
fn writes_of_one_moment_differ_and_a_clock_that_goes_back_makes_none_older() {
    let timestamps = timestamps(&mut process(QuorumSettings::default()), &[5, 5, 3, 6]);
    assert_eq!(timestamps, [5_000_000, 5_000_001, 5_000_002, 6_000_000]);
}

#[test]
fn other_settings_hold_from_the_next_operation_on() {
    let mut process = process(QuorumSettings::default());
    assert_eq!(process.under_way(), 0);
    timestamps(&mut process, &[0]);
    process.configure(QuorumSettings {
        write: 1,
        ..QuorumSettings::default()
    });
    timestamps(&mut process, &[0]);
    assert_eq!(process.under_way(), 2);
    let written = |number| {
        let round = Round { number, ..ROUND };
        from(1, QuorumMessage::Written { round })
    };
    assert_eq!(step(&mut process, 1, written(0)), [], "W is 2");
    assert_eq!(step(&mut process, 1, written(1)).len(), 2, "W is 1");
    assert_eq!(process.under_way(), 1);
}

const SEEDS: u64 = 150;

fn operations(settings: QuorumSettings, seed: u64, skew: Span) -> Vec<Done> {
    Cluster::new(settings, seed, skew).play(60)
}

/// Number of seeds with operations whose versions contradict their real-time order.
fn inverted(settings: QuorumSettings, skew: Span) -> u64 {
    let wrong = |seed: &u64| first_inversion(&operations(settings, *seed, skew)).is_some();
    (0..SEEDS).filter(wrong).count() as u64
}

/// Loss, random delays, crashes that lose what is not durable, and clocks half a second apart.
#[test]
fn with_write_back_and_read_before_write_it_is_linearizable() {
    let skew = Span::from_millis(500);
    for (replicas, write, read) in [(3, 2, 2), (5, 3, 3), (5, 4, 2), (3, 3, 1)] {
        let settings = QuorumSettings {
            replicas,
            write,
            read,
            write_back: true,
            read_before_write: true,
            ..QuorumSettings::default()
        };
        let mut done = 0;
        for seed in 0..SEEDS {
            let operations = operations(settings, seed, skew);
            done += operations.len();
            assert_eq!(
                first_inversion(&operations),
                None,
                "{settings:?}, seed {seed}"
            );
        }
        assert!(done > 1_000, "only {done} operations were done");
    }
}

/// A read that starts after a write was confirmed never misses it, even where two reads may contradict each other.
#[test]
fn with_right_clocks_overlap_is_enough_to_see_confirmed_writes() {
    let settings = QuorumSettings {
        read_repair: false,
        ..QuorumSettings::default()
    };
    for seed in 0..SEEDS {
        let all = operations(settings, seed, Span::ZERO);
        let writes = all.iter().filter(|one| one.wrote);
        for (write, read) in writes.flat_map(|write| all.iter().map(move |read| (write, read))) {
            let after = !read.wrote && write.end < read.start;
            assert!(!after || read.version >= write.version, "seed {seed}");
        }
    }
}

#[test]
fn overlap_alone_is_not_linearizable() {
    let alone = QuorumSettings {
        read_repair: false,
        ..QuorumSettings::default()
    };
    assert!(inverted(alone, Span::ZERO) > 0);
}

#[test]
fn wrong_clocks_lose_confirmed_writes_unless_writes_read_first() {
    let skew = Span::from_millis(500);
    let back = QuorumSettings {
        write_back: true,
        ..QuorumSettings::default()
    };
    assert!(inverted(back, skew) > SEEDS / 2);
    assert_eq!(inverted(back, Span::ZERO), 0);
}

#[test]
fn without_overlap_reads_are_stale() {
    let one = QuorumSettings {
        write: 1,
        read: 1,
        ..QuorumSettings::default()
    };
    assert!(inverted(one, Span::ZERO) > SEEDS / 2);
}
