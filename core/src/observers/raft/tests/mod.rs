//! Each promise is broken by hand, and kept by real runs under faults.

mod logs;

use super::invariants::{How, InvariantChecker};
use super::replica_log::LogEntry;
use crate::recording::Observation;
use crate::time::Instant;
use crate::vocabulary::{Observed, ReplicaRole};

fn leads(term: u32) -> Observed {
    became(ReplicaRole::Leader, term)
}

fn became(role: ReplicaRole, term: u32) -> Observed {
    Observed::Became { role, term }
}

fn appended(index: u32, term: u32, value: u32) -> Observed {
    Observed::Appended {
        index,
        term,
        key: 1,
        value,
    }
}

const fn applied(index: u32) -> Observed {
    Observed::Applied { index }
}

/// A group of three whose first process is 10.
fn watch(observed: &[(u32, Observed)]) -> InvariantChecker {
    let observation = |(place, (replica, what)): (usize, &(u32, Observed))| Observation {
        at: Instant(place as u64),
        process: 10 + replica,
        what: *what,
    };
    let observations: Vec<_> = observed.iter().enumerate().map(observation).collect();
    InvariantChecker::of(10, 3, &observations)
}

/// Which promises are broken: election safety, log matching, leader completeness, state machine safety.
fn broken(checker: &InvariantChecker) -> [bool; 4] {
    [
        checker.election_safety(),
        checker.log_matching(),
        checker.leader_completeness(),
        checker.state_machine_safety(),
    ]
    .map(|finding| finding.broken.is_some())
}

/// Replica 0 leads term 1 and commits two writes with replica 1.
fn two_committed() -> Vec<(u32, Observed)> {
    vec![
        (0, leads(1)),
        (0, appended(1, 1, 7)),
        (1, appended(1, 1, 7)),
        (0, appended(2, 1, 8)),
        (1, appended(2, 1, 8)),
        (0, applied(2)),
        (1, applied(1)),
    ]
}

fn after_two_committed(more: &[(u32, Observed)]) -> [bool; 4] {
    broken(&watch(&[two_committed(), more.to_vec()].concat()))
}

#[test]
fn a_good_course_breaks_nothing() {
    let handed_over = [(1, leads(2)), (1, appended(3, 2, 0)), (1, applied(2))];
    assert_eq!(after_two_committed(&handed_over), [false; 4]);
}

#[test]
fn two_leaders_of_one_term_break_election_safety() {
    let course = [(0, leads(3)), (1, leads(4)), (2, leads(3))];
    let checker = watch(&course);
    assert_eq!(broken(&checker), [true, false, false, false]);
    let breach = checker.election_safety().broken.unwrap();
    assert_eq!((breach.at, breach.processes), (Instant(2), vec![10, 12]));
    assert_eq!(breach.how, How::TwoLeaders { term: 3 });
    let again = [
        (0, leads(3)),
        (0, became(ReplicaRole::Follower, 3)),
        (0, leads(3)),
    ];
    assert_eq!(broken(&watch(&again)), [false; 4]);
}

#[test]
fn another_entry_of_the_same_term_breaks_log_matching() {
    assert_eq!(
        after_two_committed(&[(2, appended(1, 1, 9))]),
        [false, true, false, false]
    );
}

#[test]
fn another_entry_before_breaks_log_matching() {
    let course = [
        (0, appended(1, 1, 7)),
        (0, appended(2, 3, 8)),
        (1, appended(1, 2, 7)),
        (1, appended(2, 3, 8)),
    ];
    let checker = watch(&course);
    assert_eq!(broken(&checker), [false, true, false, false]);
    let breach = checker.log_matching().broken.unwrap();
    assert_eq!(breach.how, How::Mismatch { index: 2, term: 3 });
    assert_eq!(breach.processes, [10, 11]);
}

#[test]
fn a_leader_without_what_is_committed_breaks_leader_completeness() {
    let elected = [(2, appended(1, 1, 7)), (2, leads(2))];
    let checker = watch(&[two_committed(), elected.to_vec()].concat());
    assert_eq!(broken(&checker), [false, false, true, false]);
    let missing = LogEntry {
        term: 1,
        key: 1,
        value: 8,
    };
    let breach = checker.leader_completeness().broken.unwrap();
    assert_eq!(
        breach.how,
        How::Incomplete {
            term: 2,
            index: 2,
            missing
        }
    );
}

#[test]
fn what_a_crash_or_a_truncation_took_is_missing() {
    let crashed = [(1, Observed::Crashed { after: 1 }), (1, leads(2))];
    assert!(after_two_committed(&crashed)[2]);
    let truncated = [
        (1, leads(2)),
        (1, Observed::Truncated { after: 1 }),
        (1, leads(3)),
    ];
    assert!(after_two_committed(&truncated)[2]);
}

#[test]
fn a_leader_of_an_earlier_term_need_not_have_it() {
    let mut course = vec![(2, leads(4)), (2, appended(1, 4, 7)), (2, applied(1))];
    course.push((1, leads(3)));
    assert_eq!(broken(&watch(&course)), [false; 4]);
    course.push((0, leads(4)));
    let same_term = [true, false, false, false];
    assert_eq!(broken(&watch(&course)), same_term, "nor one of the same");
}

#[test]
fn another_entry_carried_out_breaks_state_machine_safety() {
    let other = [(2, appended(1, 2, 9)), (2, applied(1))];
    assert_eq!(after_two_committed(&other), [false, false, false, true]);
    let missing = [(2, applied(1))];
    assert_eq!(after_two_committed(&missing), [false, false, false, true]);
}

/// Whoever carried out first, and whoever carried out something else.
#[test]
fn a_breach_points_at_the_processes_that_show_it() {
    let other = [(2, appended(1, 2, 9)), (2, applied(1))];
    let checker = watch(&[two_committed(), other.to_vec()].concat());
    let breach = checker.state_machine_safety().broken.expect("it is broken");
    assert_eq!(breach.processes, [10, 12]);
}

#[test]
fn what_is_carried_out_again_after_a_crash_is_compared_again() {
    let crash = (1, Observed::Crashed { after: 1 });
    let same = [crash, (1, appended(2, 1, 8)), (1, applied(2))];
    assert_eq!(after_two_committed(&same), [false; 4]);
    let other = [crash, (1, appended(2, 2, 9)), (1, applied(2))];
    assert_eq!(after_two_committed(&other), [false, false, false, true]);
}

#[test]
fn what_was_looked_at_is_counted() {
    let checker = watch(&two_committed());
    let says = [
        checker.election_safety(),
        checker.log_matching(),
        checker.leader_completeness(),
        checker.state_machine_safety(),
    ]
    .map(|finding| finding.says);
    assert_eq!(
        says,
        [
            "1 term was led, each term at most one replica.",
            "2 entries are the same in every log that has them, and so is all before.",
            "in 1 election the new leader had all that was committed before.",
            "2 entries were carried out, the same at each index on all of 3 replicas.",
        ]
    );
}

#[test]
fn what_others_do_is_no_part_of_the_group() {
    let lead = |process| Observation {
        at: Instant(0),
        process,
        what: leads(1),
    };
    let two = |one, other| InvariantChecker::of(10, 3, &[lead(one), lead(other)]);
    assert!(broken(&two(10, 12))[0]);
    assert!(!broken(&two(10, 13))[0] && !broken(&two(9, 12))[0]);
}

#[test]
fn a_breach_is_told_in_the_names_of_its_processes() {
    let first = LogEntry {
        term: 1,
        key: 1,
        value: 8,
    };
    let differs = |other| How::Differs {
        index: 2,
        first,
        other,
    };
    for (how, parts) in [
        (How::TwoLeaders { term: 3 }, ["y leads term 3", "so did x"]),
        (
            How::Mismatch { index: 2, term: 3 },
            ["y gets an entry of term 3 at index 2", "what x got"],
        ),
        (
            How::Incomplete {
                term: 3,
                index: 2,
                missing: first,
            },
            ["x leads term 3 without entry 2 of term 1", "y carried out"],
        ),
        (
            differs(None),
            ["y carries out nothing at index 2", "where x"],
        ),
        (
            differs(Some(first)),
            ["y carries out", "of term 1 at index 2"],
        ),
    ] {
        let says = how.says(&["x", "y"]);
        assert!(parts.iter().all(|part| says.contains(part)), "{says}");
    }
}
