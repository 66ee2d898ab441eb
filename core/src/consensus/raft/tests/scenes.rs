//! Scripted runs: the purpose of a rule or a parameter, shown with and without it.

use super::super::super::Stamp;
use super::super::super::key_value::{self, Command, KeyValue};
use super::super::{
    Appended, ClientCommand, Durable, Input, Parameters, Raft, RaftMessage, RaftReply, ReadMode,
    Role, Timer,
};
use super::cluster::Cluster;
use crate::machine::Output;
use crate::time::Instant;

const WRITE: u64 = 1;
const READ: u64 = 2;

fn is_about_votes(message: &RaftMessage<u32>) -> bool {
    matches!(
        message,
        RaftMessage::RequestVote { .. } | RaftMessage::RequestVoteReply { .. }
    )
}

/// Makes a replica time out until it leads; others receive only messages about votes.
fn elect_in_silence(cluster: &mut Cluster, node: u32) {
    for _ in 0..3 {
        cluster.give(node, Input::Timer(Timer::Election));
        cluster.hear(is_about_votes);
        if cluster.leader().is_some_and(|leader| leader.me() == node) {
            return;
        }
    }
    panic!("{node} is not elected");
}

/// Figure 8: replica 0 replicates its entry of term 1 to a majority in term 3 and crashes; replica 1, whose entry is of
/// term 2, leads next and overwrites it. Counting copies of earlier terms would commit an entry that is lost.
#[test]
fn figure_8() {
    let parameters = Parameters {
        max_batch: 1,
        ..Parameters::default()
    };
    let mut cluster = Cluster::new(3, parameters, 0);
    elect_in_silence(&mut cluster, 0);
    cluster.crash(0);
    elect_in_silence(&mut cluster, 1);
    cluster.crash(1);
    cluster.restart(0);
    elect_in_silence(&mut cluster, 0);
    cluster.give(0, Input::Timer(Timer::Heartbeat));
    let mut copied = false;
    cluster.hear(|message| {
        let matched = Appended::Matched { index: 1 };
        copied |=
            matches!(message, RaftMessage::AppendEntriesReply { appended, .. } if *appended == matched);
        !copied || matches!(message, RaftMessage::AppendEntriesReply { .. })
    });
    assert!(copied);
    cluster.crash(0);
    cluster.restart(1);
    elect_in_silence(&mut cluster, 1);
    let leader = cluster.leader().unwrap();
    assert_eq!((leader.term(), leader.commit_index()), (4, 0));
}

/// Cuts a leader off, confirms a command on the other side, and asks the old leader.
fn read_behind_a_partition(read_mode: ReadMode) -> Vec<(u64, RaftReply<u64>)> {
    let parameters = Parameters {
        read_mode,
        ..Parameters::default()
    };
    let mut cluster = Cluster::new(5, parameters, 1);
    let old = cluster.elect();
    cluster.partition(1 << old | 1 << ((old + 1) % 5));
    (0..1_000).for_each(|_| cluster.calm_millisecond());
    let new = cluster.leader().unwrap().me();
    assert_ne!(new, old);
    let command = ClientCommand::Execute {
        stamp: None,
        command: 42,
    };
    let request = WRITE;
    cluster.give(new, Input::Request { request, command });
    (0..100).for_each(|_| cluster.calm_millisecond());
    assert_eq!(cluster.replies, [(WRITE, RaftReply::Done(1))]);
    cluster.replies.clear();
    let command = ClientCommand::Read(());
    let request = READ;
    cluster.give(old, Input::Request { request, command });
    (0..300).for_each(|_| cluster.calm_millisecond());
    cluster.heal();
    (0..300).for_each(|_| cluster.calm_millisecond());
    cluster.replies
}

#[test]
fn a_leader_local_read_may_be_stale() {
    let replies = read_behind_a_partition(ReadMode::LeaderLocal);
    assert_eq!(replies, [(READ, RaftReply::Done(0))]);
}

#[test]
fn a_read_index_is_never_stale() {
    let replies = read_behind_a_partition(ReadMode::ReadIndex);
    assert_eq!(replies, [(READ, RaftReply::NotLeader { hint: None })]);
}

/// Growth of the term, and true if the leader stays, after a follower was cut off for a second.
fn return_of_a_follower(parameters: Parameters) -> (u64, bool) {
    let mut cluster = Cluster::new(3, parameters, 3);
    let leader = cluster.elect();
    let term = cluster.leader().unwrap().term();
    cluster.partition(1 << ((leader + 1) % 3));
    (0..1_000).for_each(|_| cluster.calm_millisecond());
    cluster.heal();
    (0..1_000).for_each(|_| cluster.calm_millisecond());
    let now = cluster.leader().unwrap();
    (now.term() - term, now.me() == leader)
}

#[test]
fn pre_vote_keeps_a_returning_replica_from_deposing_the_leader() {
    let pre_vote = Parameters {
        pre_vote: true,
        ..Parameters::default()
    };
    assert_eq!(return_of_a_follower(pre_vote), (0, true));
    assert!(return_of_a_follower(Parameters::default()).0 > 0);
}

#[test]
fn a_leader_without_a_majority_steps_down_where_it_checks() {
    for check_quorum in [false, true] {
        let parameters = Parameters {
            check_quorum,
            ..Parameters::default()
        };
        let mut cluster = Cluster::new(3, parameters, 4);
        let leader = cluster.elect();
        cluster.partition(1 << leader);
        (0..700).for_each(|_| cluster.calm_millisecond());
        let role = cluster.nodes[leader as usize]
            .replica
            .as_ref()
            .unwrap()
            .role();
        assert_eq!(role != Role::Leader, check_quorum);
    }
}

/// A compare-and-set that is sent twice succeeds once, and both attempts get this reply.
#[test]
fn a_retried_compare_and_set_hears_the_first_answer() {
    let mut out = Vec::new();
    let (parameters, disk) = (Parameters::default(), Durable::default());
    let mut store: Raft<Command, KeyValue, u64> = Raft::recover(0, 1, parameters, disk, &mut out);
    let attempt = |request| Input::Request {
        request,
        command: ClientCommand::Execute {
            stamp: Some(Stamp {
                session: 1,
                sequence: 0,
                unanswered: 0,
            }),
            command: Command::CompareAndSet {
                key: 1,
                expected: None,
                value: 5,
            },
        },
    };
    let synced = || Input::Persisted { records: 1 };
    let timeout = Input::Timer(Timer::Election);
    for input in [
        timeout,
        synced(),
        synced(),
        attempt(1),
        synced(),
        attempt(2),
        synced(),
    ] {
        store.step(Instant::ZERO, input, &mut out);
    }
    out.retain(|doing| matches!(doing, Output::Reply { .. }));
    let written = |request| Output::Reply {
        request,
        answer: RaftReply::Done(key_value::CommandResult::Written),
    };
    assert_eq!(out, [1, 2].map(written));
    assert_eq!(store.state().get(1), Some(5));
}
