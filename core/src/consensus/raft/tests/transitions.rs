//! Rules of figure 2, one test each: a replica of three, an input, and the result.

use super::super::{
    AppendEntries, Appended, ClientCommand, Durable, Entry, Input, Log, Parameters, Payload,
    Position, RaftMessage, RaftReply, Role, Term, Timer,
};
use super::{Doing, Happening, Replica, step};
use crate::machine::Output;
use crate::time::Instant;

fn log(terms: &[Term]) -> Log<u32> {
    let mut log = Log::default();
    let payload = Payload::Noop;
    let entries = terms.iter().map(|term| Entry {
        term: *term,
        payload: payload.clone(),
    });
    entries.for_each(|entry| log.push(entry));
    log
}

fn at(term: Term, index: u64) -> Position {
    Position { term, index }
}

fn with_parameters(term: Term, terms: &[Term], parameters: Parameters) -> Replica {
    let durable = Durable {
        term,
        voted_for: None,
        log: log(terms),
    };
    Replica::recover(0, 3, parameters, durable, &mut Vec::new())
}

/// Replica 0 of three in a term, with a log of these terms.
fn follower(term: Term, terms: &[Term]) -> Replica {
    with_parameters(term, terms, Parameters::default())
}

/// The same replica after its election timer has expired, so in the next term.
fn candidate(term: Term, terms: &[Term]) -> Replica {
    standing(follower(term, terms))
}

fn standing(mut replica: Replica) -> Replica {
    step(&mut replica, Input::Timer(Timer::Election));
    step(&mut replica, Input::Persisted { records: 1 });
    replica
}

/// The same replica with a vote of replica 1: its log ends with its own no-op, not yet durable.
fn leader(term: Term, terms: &[Term]) -> Replica {
    leading(follower(term, terms))
}

fn leading(replica: Replica) -> Replica {
    let mut replica = standing(replica);
    let vote = RaftMessage::RequestVoteReply {
        term: replica.term(),
        granted: true,
    };
    step(&mut replica, from(1, vote));
    replica
}

fn from(from: u32, message: RaftMessage<u32>) -> Happening {
    Input::Received { from, message }
}

fn request_vote(term: Term, last_log: Position) -> RaftMessage<u32> {
    RaftMessage::RequestVote { term, last_log }
}

fn append(term: Term, previous: Position, terms: &[Term], leader_commit: u64) -> RaftMessage<u32> {
    RaftMessage::AppendEntries(AppendEntries {
        term,
        previous,
        entries: log(terms).slice(0, 9),
        leader_commit,
        round: 0,
    })
}

fn reply(term: Term, appended: Appended) -> RaftMessage<u32> {
    let round = 0;
    RaftMessage::AppendEntriesReply {
        term,
        appended,
        round,
    }
}

fn command(request: u64) -> Happening {
    let command = ClientCommand::Execute {
        stamp: None,
        command: 7,
    };
    Input::Request { request, command }
}

fn read(request: u64) -> Happening {
    let command = ClientCommand::Read(());
    Input::Request { request, command }
}

/// The messages among the outputs.
fn sends(out: &[Doing]) -> Vec<RaftMessage<u32>> {
    let message = |doing: &Doing| match doing {
        Output::Send { message, .. } => Some(message.clone()),
        Output::Persist(_)
        | Output::SetTimer { .. }
        | Output::CancelTimer(_)
        | Output::Reply { .. } => None,
    };
    out.iter().filter_map(message).collect()
}

fn answers(out: &[Doing]) -> Vec<RaftReply<u64>> {
    let answer = |doing: &Doing| match doing {
        Output::Reply { answer, .. } => Some(answer.clone()),
        Output::Persist(_)
        | Output::SetTimer { .. }
        | Output::CancelTimer(_)
        | Output::Send { .. } => None,
    };
    out.iter().filter_map(answer).collect()
}

#[test]
fn roles_change_as_figure_4_says() {
    use Role::{Candidate, Follower, Leader};
    let timeout = || Input::Timer(Timer::Election);
    let vote = |term| {
        from(
            1,
            RaftMessage::RequestVoteReply {
                term,
                granted: true,
            },
        )
    };
    let none = Position::default();
    let rows = [
        (follower(1, &[]), timeout(), Candidate, 2),
        (candidate(1, &[]), timeout(), Candidate, 3),
        (candidate(1, &[]), vote(2), Leader, 2),
        (candidate(1, &[]), vote(1), Candidate, 2),
        (
            candidate(1, &[]),
            from(1, append(2, none, &[], 0)),
            Follower,
            2,
        ),
        (
            candidate(1, &[]),
            from(1, append(1, none, &[], 0)),
            Candidate,
            2,
        ),
        (
            candidate(1, &[]),
            from(1, request_vote(2, none)),
            Candidate,
            2,
        ),
        (
            candidate(1, &[]),
            from(1, request_vote(3, none)),
            Follower,
            3,
        ),
        (
            leader(1, &[]),
            from(1, append(3, none, &[], 0)),
            Follower,
            3,
        ),
        (leader(1, &[]), from(1, request_vote(3, none)), Follower, 3),
        (
            leader(1, &[]),
            from(1, reply(3, Appended::Stale)),
            Follower,
            3,
        ),
        (leader(1, &[]), timeout(), Leader, 2),
    ];
    for (row, (mut replica, input, role, term)) in (0..).zip(rows) {
        step(&mut replica, input);
        assert_eq!((replica.role(), replica.term()), (role, term), "row {row}");
    }
}

#[test]
fn a_vote_goes_to_one_candidate_whose_log_is_up_to_date() {
    let mut voted = follower(2, &[1, 2]);
    step(&mut voted, from(1, request_vote(3, at(2, 2))));
    let fresh = || follower(2, &[1, 2]);
    for (row, (mut replica, sender, term, last_log, granted)) in (0..).zip([
        (fresh(), 1, 3, at(2, 2), true),
        (fresh(), 1, 2, at(2, 2), true),
        (fresh(), 1, 3, at(3, 1), true),
        (fresh(), 1, 3, at(2, 1), false),
        (fresh(), 1, 3, at(1, 9), false),
        (fresh(), 1, 1, at(2, 2), false),
        (voted.clone(), 1, 3, at(2, 2), true),
        (voted.clone(), 2, 3, at(2, 2), false),
        (voted.clone(), 2, 4, at(2, 2), true),
    ]) {
        let out = step(&mut replica, from(sender, request_vote(term, last_log)));
        let term = replica.term();
        let reply = RaftMessage::RequestVoteReply { term, granted };
        assert_eq!(sends(&out), [reply], "row {row}");
    }
}

/// Dissertation, section 9.6: a replica that hears a leader grants no pre-vote.
#[test]
fn who_hears_a_leader_grants_no_pre_vote() {
    let granted = |replica: &mut Replica, now| {
        let (term, last_log) = (replica.term(), at(9, 9));
        let mut out = Vec::new();
        replica.step(
            now,
            from(2, RaftMessage::PreVote { term, last_log }),
            &mut out,
        );
        let [RaftMessage::PreVoteReply { granted, .. }] = sends(&out)[..] else {
            panic!("one answer");
        };
        granted
    };
    let patience = Parameters::default().election_min.0;
    let mut replica = follower(1, &[]);
    assert!(granted(&mut replica, Instant(0)), "it has heard of none");
    let heard = from(1, append(1, Position::default(), &[], 0));
    replica.step(Instant(5), heard, &mut Vec::new());
    assert!(!granted(&mut replica, Instant(5)));
    assert!(!granted(&mut replica, Instant(5 + patience - 1)));
    assert!(granted(&mut replica, Instant(5 + patience)));
    let mut itself = leader(1, &[]);
    assert!(!granted(&mut itself, Instant(9 * patience)));
}

#[test]
fn a_pre_vote_counts_for_the_term_in_which_it_was_asked() {
    let parameters = Parameters {
        pre_vote: true,
        ..Parameters::default()
    };
    let mut replica = with_parameters(3, &[], parameters);
    step(&mut replica, Input::Timer(Timer::Election));
    let granted = |asked| {
        let (term, granted) = (asked, true);
        let reply = RaftMessage::PreVoteReply {
            term,
            asked,
            granted,
        };
        from(1, reply)
    };
    step(&mut replica, granted(2));
    assert_eq!((replica.role(), replica.term()), (Role::PreCandidate, 3));
    step(&mut replica, granted(3));
    assert_eq!((replica.role(), replica.term()), (Role::Candidate, 4));
}

#[test]
fn a_repeated_vote_waits_for_the_disk_as_the_first_does() {
    let mut replica = follower(0, &[]);
    for _ in 0..2 {
        let out = step(&mut replica, from(1, request_vote(1, Position::default())));
        let writes = out
            .iter()
            .position(|doing| matches!(doing, Output::Persist(_)));
        let sends = out
            .iter()
            .position(|doing| matches!(doing, Output::Send { .. }));
        assert!(writes.is_some() && writes < sends);
    }
    step(&mut replica, Input::Persisted { records: 2 });
    let out = step(&mut replica, from(1, request_vote(1, Position::default())));
    assert!(!out.iter().any(|doing| matches!(doing, Output::Persist(_))));
}

#[test]
fn entries_are_taken_where_logs_agree() {
    let conflict = |previous, term, first| Appended::Conflict {
        previous,
        term,
        first,
    };
    let matched = |index| Appended::Matched { index };
    for (row, (terms, message, appended, after)) in (0..).zip([
        (&[][..], append(4, at(0, 0), &[4], 0), matched(1), &[4][..]),
        (
            &[1, 1],
            append(4, at(1, 2), &[4], 0),
            matched(3),
            &[1, 1, 4],
        ),
        (
            &[1, 2, 2],
            append(4, at(1, 1), &[4], 0),
            matched(2),
            &[1, 4],
        ),
        (
            &[1, 4, 4],
            append(4, at(1, 1), &[4], 0),
            matched(2),
            &[1, 4, 4],
        ),
        (
            &[1],
            append(4, at(4, 5), &[4], 0),
            conflict(5, None, 2),
            &[1],
        ),
        (
            &[1, 2, 2, 2],
            append(4, at(4, 4), &[], 0),
            conflict(4, Some(2), 2),
            &[1, 2, 2, 2],
        ),
        (&[1], append(3, at(1, 1), &[3], 0), Appended::Stale, &[1]),
    ]) {
        let mut replica = follower(4, terms);
        let out = step(&mut replica, from(1, message));
        assert_eq!(sends(&out), [reply(4, appended)], "row {row}");
        assert_eq!(*replica.log(), log(after), "row {row}");
    }
}

#[test]
fn a_follower_commits_only_what_it_knows_to_agree() {
    let mut replica = follower(2, &[1, 1, 1]);
    step(&mut replica, from(1, append(2, at(1, 1), &[], 3)));
    assert_eq!(replica.commit_index(), 1);
    step(&mut replica, from(1, append(2, at(1, 1), &[2], 1)));
    step(&mut replica, from(1, append(2, at(2, 2), &[], 2)));
    assert_eq!((replica.commit_index(), replica.last_applied()), (2, 2));
}

/// Figure 8: an entry of an earlier term that a majority has is not committed until one of this term is.
#[test]
fn copies_of_an_earlier_term_do_not_count() {
    let mut replica = leader(3, &[1, 2]);
    step(&mut replica, Input::Persisted { records: 1 });
    step(
        &mut replica,
        from(1, reply(4, Appended::Matched { index: 2 })),
    );
    assert_eq!(replica.commit_index(), 0);
    step(
        &mut replica,
        from(1, reply(4, Appended::Matched { index: 3 })),
    );
    assert_eq!(replica.commit_index(), 3);
}

/// A follower may have dropped entries that it confirmed in a past term.
#[test]
fn answers_of_an_earlier_term_do_not_count() {
    let mut replica = leader(3, &[1, 2]);
    step(&mut replica, Input::Persisted { records: 1 });
    let matched = Appended::Matched { index: 3 };
    step(&mut replica, from(1, reply(3, matched)));
    assert_eq!(replica.commit_index(), 0);
    step(&mut replica, from(1, reply(4, matched)));
    assert_eq!(replica.commit_index(), 3);
}

#[test]
fn a_leaders_own_copy_counts_once_it_is_durable() {
    let mut replica = leader(0, &[]);
    step(
        &mut replica,
        from(1, reply(1, Appended::Matched { index: 1 })),
    );
    assert_eq!(replica.commit_index(), 0);
    step(&mut replica, Input::Persisted { records: 1 });
    assert_eq!(replica.commit_index(), 1);
    let mut replica = leader(0, &[]);
    for follower in [1, 2] {
        step(
            &mut replica,
            from(follower, reply(1, Appended::Matched { index: 1 })),
        );
    }
    assert_eq!(replica.commit_index(), 1, "two others are a majority too");
}

#[test]
fn a_leader_passes_over_a_term_that_does_not_fit() {
    let conflict = |term, first| Appended::Conflict {
        previous: 6,
        term,
        first,
    };
    for (appended, previous) in [
        (conflict(None, 4), at(4, 3)),
        (conflict(Some(2), 3), at(1, 2)),
        (conflict(Some(4), 4), at(4, 4)),
    ] {
        let mut replica = leader(6, &[1, 1, 4, 4, 6, 6]);
        let out = step(&mut replica, from(1, reply(7, appended)));
        let [RaftMessage::AppendEntries(append)] = &sends(&out)[..] else {
            panic!("one message to the follower that refused");
        };
        assert_eq!(append.previous, previous);
    }
}

#[test]
fn a_late_refusal_sends_nothing_again() {
    let refused = |previous, first| {
        let term = None;
        let conflict = Appended::Conflict {
            previous,
            term,
            first,
        };
        from(1, reply(2, conflict))
    };
    let starts = |out: &[Doing]| -> Vec<u64> {
        let start = |message: &RaftMessage<u32>| match message {
            RaftMessage::AppendEntries(append) => append.previous.index,
            other => panic!("a leader says {other:?}"),
        };
        sends(out).iter().map(start).collect()
    };
    let mut probing = leader(1, &[1; 5]);
    assert_eq!(starts(&step(&mut probing, refused(5, 3))), [2]);
    let twice = starts(&step(&mut probing, refused(5, 3)));
    assert!(twice.is_empty());
    let mut matched = leader(1, &[1; 5]);
    let three = from(1, reply(2, Appended::Matched { index: 3 }));
    step(&mut matched, three);
    let late = starts(&step(&mut matched, refused(3, 1)));
    assert!(late.is_empty(), "it has them");
    let again = starts(&step(&mut matched, refused(5, 1)));
    assert_eq!(again, [3], "never what it is known to have");
}

#[test]
fn batches_have_a_limit_and_follow_each_other() {
    let parameters = Parameters {
        max_batch: 2,
        ..Parameters::default()
    };
    let mut replica = leading(with_parameters(1, &[1; 5], parameters));
    let refused = Appended::Conflict {
        previous: 5,
        term: None,
        first: 1,
    };
    let mut sizes = Vec::new();
    let mut answer = refused;
    while let [RaftMessage::AppendEntries(append)] =
        &sends(&step(&mut replica, from(1, reply(2, answer))))[..]
    {
        sizes.push(append.entries.len());
        let index = append.previous.index + append.entries.len() as u64;
        answer = Appended::Matched { index };
    }
    assert_eq!(sizes, [2, 2, 2]);
}

#[test]
fn entries_that_come_while_others_are_in_flight_go_together() {
    let parameters = Parameters {
        in_flight: 1,
        ..Parameters::default()
    };
    let mut replica = leading(with_parameters(0, &[], parameters));
    let sizes = |out: &[Doing]| -> Vec<usize> {
        let size = |message: &RaftMessage<u32>| match message {
            RaftMessage::AppendEntries(append) => append.entries.len(),
            other => panic!("a leader says {other:?}"),
        };
        sends(out).iter().map(size).collect()
    };
    let matched = |index| from(1, reply(1, Appended::Matched { index }));
    assert!(sizes(&step(&mut replica, matched(1))).is_empty());
    let asked = (2..=5).map(|request| sizes(&step(&mut replica, command(request))));
    assert_eq!(asked.collect::<Vec<_>>(), [vec![1], vec![], vec![], vec![]]);
    assert_eq!(sizes(&step(&mut replica, matched(2))), [3]);
    // A heartbeat is sent all the same, to replica 2 with all entries that it has not confirmed.
    let heartbeat = step(&mut replica, Input::Timer(Timer::Heartbeat));
    assert_eq!(sizes(&heartbeat), [0, 5]);
    assert!(sizes(&step(&mut replica, matched(5))).is_empty());
}

#[test]
fn only_a_leader_takes_requests() {
    let mut replica = follower(1, &[]);
    let nobody = [RaftReply::NotLeader { hint: None }];
    assert_eq!(answers(&step(&mut replica, command(1))), nobody);
    step(
        &mut replica,
        from(2, append(1, Position::default(), &[], 0)),
    );
    let two = RaftReply::NotLeader { hint: Some(2) };
    assert_eq!(answers(&step(&mut replica, read(1))), [two]);
    assert_eq!(answers(&step(&mut candidate(1, &[]), command(1))), nobody);
}

#[test]
fn a_deposed_leader_says_so() {
    let mut replica = leader(0, &[]);
    assert_eq!(answers(&step(&mut replica, command(1))), []);
    assert_eq!(answers(&step(&mut replica, read(2))), []);
    let out = step(&mut replica, from(1, request_vote(2, at(9, 9))));
    let nobody = RaftReply::NotLeader { hint: None };
    assert_eq!(answers(&out), [RaftReply::Deposed, nobody]);
}

#[test]
fn a_group_of_one_needs_only_its_disk() {
    let alone = Parameters::default();
    let durable = Durable::default();
    let mut replica = Replica::recover(0, 1, alone, durable, &mut Vec::new());
    step(&mut replica, Input::Timer(Timer::Election));
    assert_eq!(replica.role(), Role::Candidate);
    step(&mut replica, Input::Persisted { records: 1 });
    assert_eq!((replica.role(), replica.commit_index()), (Role::Leader, 0));
    step(&mut replica, command(1));
    assert_eq!(answers(&step(&mut replica, read(2))), []);
    let out = step(&mut replica, Input::Persisted { records: 2 });
    assert_eq!(answers(&out), [RaftReply::Done(1), RaftReply::Done(1)]);
    assert_eq!(answers(&step(&mut replica, read(3))), [RaftReply::Done(1)]);
}

#[test]
fn reads_that_come_during_a_round_share_the_next() {
    let mut replica = leader(0, &[]);
    step(&mut replica, Input::Persisted { records: 1 });
    step(
        &mut replica,
        from(1, reply(1, Appended::Matched { index: 1 })),
    );
    let confirm = |round| {
        let appended = Appended::Matched { index: 1 };
        from(
            2,
            RaftMessage::AppendEntriesReply {
                term: 1,
                appended,
                round,
            },
        )
    };
    assert_eq!(sends(&step(&mut replica, read(1))).len(), 2);
    assert_eq!(sends(&step(&mut replica, read(2))).len(), 0);
    assert_eq!(sends(&step(&mut replica, read(3))).len(), 0);
    assert_eq!(answers(&step(&mut replica, confirm(0))), []);
    let out = step(&mut replica, confirm(1));
    assert_eq!((answers(&out).len(), sends(&out).len()), (1, 2));
    assert_eq!(answers(&step(&mut replica, confirm(2))).len(), 2);
}

#[test]
fn a_read_that_waits_only_for_a_commit_asks_nobody_again() {
    let mut replica = leader(0, &[]);
    step(&mut replica, Input::Persisted { records: 1 });
    step(&mut replica, read(1));
    let confirmed = RaftMessage::AppendEntriesReply {
        term: 1,
        appended: Appended::Matched { index: 0 },
        round: 1,
    };
    let out = step(&mut replica, from(2, confirmed));
    assert_eq!(answers(&out), [], "nothing of this term is committed");
    let asks = |message: &RaftMessage<u32>| matches!(message, RaftMessage::AppendEntries(append) if append.round > 1);
    assert!(!sends(&out).iter().any(asks));
    let out = step(
        &mut replica,
        from(2, reply(1, Appended::Matched { index: 1 })),
    );
    assert_eq!(answers(&out), [RaftReply::Done(0)]);
}
