//! Golden dialogues: every message of an election, a replication and the repair of a conflict.

use super::super::{
    AppendEntries, Appended, ClientCommand, Durable, Entry, Input, Parameters, Payload, Position,
    RaftMessage, Timer,
};
use super::{Doing, Happening, Replica};
use crate::machine::Output;
use crate::time::Instant;
use std::fmt::Write as _;

/// Three replicas that hear each other at once and in order, with disks that never lag.
struct Stage {
    replicas: Vec<Replica>,
    /// Messages in flight.
    said: Vec<(u32, u32, RaftMessage<u32>)>,
    text: String,
}

/// Terms of a log, and the commands in it.
fn entries<'a>(entries: impl Iterator<Item = &'a Entry<u32>>) -> String {
    let word = |entry: &Entry<u32>| match &entry.payload {
        Payload::Noop => format!("{}:noop", entry.term),
        Payload::Command { command, .. } => format!("{}:{command}", entry.term),
    };
    entries.map(word).collect::<Vec<_>>().join(" ")
}

fn position(Position { term, index }: Position) -> String {
    format!("{index} (term {term})")
}

fn say(message: &RaftMessage<u32>) -> String {
    match message {
        RaftMessage::PreVote { term, last_log } => {
            format!(
                "PreVote after term {term}, log ends at {}",
                position(*last_log)
            )
        }
        RaftMessage::PreVoteReply { term, granted, .. } => {
            format!("PreVoteReply term {term}, granted {granted}")
        }
        RaftMessage::RequestVote { term, last_log } => {
            format!(
                "RequestVote term {term}, log ends at {}",
                position(*last_log)
            )
        }
        RaftMessage::RequestVoteReply { term, granted } => {
            format!("RequestVoteReply term {term}, granted {granted}")
        }
        RaftMessage::AppendEntries(AppendEntries {
            term,
            previous,
            entries: new,
            leader_commit,
            ..
        }) => format!(
            "AppendEntries term {term}, after {}, [{}], commit {leader_commit}",
            position(*previous),
            entries(new.iter())
        ),
        RaftMessage::AppendEntriesReply { term, appended, .. } => {
            let appended = match appended {
                Appended::Matched { index } => format!("matched {index}"),
                Appended::Conflict { term, first, .. } => {
                    format!("conflict, term {term:?} from {first}")
                }
                Appended::Stale => "stale".into(),
            };
            format!("AppendEntriesReply term {term}, {appended}")
        }
    }
}

impl Stage {
    fn new(parameters: Parameters, disks: [Durable<u32>; 3]) -> Self {
        let replica = |(me, disk)| Replica::recover(me, 3, parameters, disk, &mut Vec::new());
        Self {
            replicas: (0..).zip(disks).map(replica).collect(),
            said: Vec::new(),
            text: String::new(),
        }
    }

    fn give(&mut self, to: u32, input: Happening) {
        let mut out = Vec::new();
        self.replicas[to as usize].step(Instant::ZERO, input, &mut out);
        let writes = |doing: &&Doing| matches!(doing, Output::Persist(_));
        let records = out.iter().filter(writes).count() as u64;
        for doing in out {
            match doing {
                Output::Send {
                    to: receiver,
                    message,
                } => self.said.push((to, receiver, message)),
                Output::Reply { request, answer } => {
                    writeln!(self.text, "{to} -> client {request}: {answer:?}").unwrap();
                }
                Output::Persist(_) | Output::SetTimer { .. } | Output::CancelTimer(_) => {}
            }
        }
        if records > 0 {
            self.give(to, Input::Persisted { records });
        }
    }

    /// An input from outside, and all that follows from it among the listed replicas.
    fn play(&mut self, cue: &str, to: u32, input: Happening, present: &[u32]) {
        writeln!(self.text, "{cue}").unwrap();
        self.give(to, input);
        while !self.said.is_empty() {
            let (from, to, message) = self.said.remove(0);
            if present.contains(&to) {
                writeln!(self.text, "{from} -> {to}: {}", say(&message)).unwrap();
                self.give(to, Input::Received { from, message });
            }
        }
    }

    fn expect(&self, dialogue: &str) {
        let lines = dialogue
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let expected: Vec<&str> = lines.collect();
        let found: Vec<&str> = self.text.lines().collect();
        assert_eq!(found, expected, "\n{}", self.text);
    }
}

fn command(value: u32) -> Happening {
    let command = ClientCommand::Execute {
        stamp: None,
        command: value,
    };
    let request = u64::from(value);
    Input::Request { request, command }
}

fn disk(term: u64, terms: &[u64]) -> Durable<u32> {
    let mut disk = Durable {
        term,
        ..Durable::default()
    };
    for (term, command) in terms.iter().zip(1..) {
        disk.log.push(Entry {
            term: *term,
            payload: Payload::Command {
                stamp: None,
                command,
            },
        });
    }
    disk
}

#[test]
fn an_election_and_a_replication() {
    let mut stage = Stage::new(Parameters::default(), Default::default());
    stage.play("0 times out", 0, Input::Timer(Timer::Election), &[0, 1, 2]);
    stage.play(
        "a client asks, and 2 hears nothing",
        0,
        command(42),
        &[0, 1],
    );
    stage.play("a heartbeat", 0, Input::Timer(Timer::Heartbeat), &[0, 1, 2]);
    stage.expect(
        "
        0 times out
        0 -> 1: RequestVote term 1, log ends at 0 (term 0)
        0 -> 2: RequestVote term 1, log ends at 0 (term 0)
        1 -> 0: RequestVoteReply term 1, granted true
        2 -> 0: RequestVoteReply term 1, granted true
        0 -> 1: AppendEntries term 1, after 0 (term 0), [1:noop], commit 0
        0 -> 2: AppendEntries term 1, after 0 (term 0), [1:noop], commit 0
        1 -> 0: AppendEntriesReply term 1, matched 1
        2 -> 0: AppendEntriesReply term 1, matched 1
        a client asks, and 2 hears nothing
        0 -> 1: AppendEntries term 1, after 1 (term 1), [1:42], commit 1
        1 -> 0: AppendEntriesReply term 1, matched 2
        0 -> client 42: Done(1)
        a heartbeat
        0 -> 1: AppendEntries term 1, after 2 (term 1), [], commit 2
        0 -> 2: AppendEntries term 1, after 2 (term 1), [], commit 2
        1 -> 0: AppendEntriesReply term 1, matched 2
        2 -> 0: AppendEntriesReply term 1, conflict, term None from 2
        0 -> 2: AppendEntries term 1, after 1 (term 1), [1:42], commit 2
        2 -> 0: AppendEntriesReply term 1, matched 2
        ",
    );
}

#[test]
fn an_election_with_pre_vote() {
    let parameters = Parameters {
        pre_vote: true,
        ..Parameters::default()
    };
    let mut stage = Stage::new(parameters, Default::default());
    stage.play("0 times out", 0, Input::Timer(Timer::Election), &[0, 1]);
    stage.expect(
        "
        0 times out
        0 -> 1: PreVote after term 0, log ends at 0 (term 0)
        1 -> 0: PreVoteReply term 0, granted true
        0 -> 1: RequestVote term 1, log ends at 0 (term 0)
        1 -> 0: RequestVoteReply term 1, granted true
        0 -> 1: AppendEntries term 1, after 0 (term 0), [1:noop], commit 0
        1 -> 0: AppendEntriesReply term 1, matched 1
        ",
    );
}

#[test]
fn the_repair_of_a_conflict() {
    // Figure 7: the follower has a tail of a leader of term 2 that never committed it.
    let long = disk(2, &[1, 1, 2, 2, 2]);
    let mut stage = Stage::new(
        Parameters::default(),
        [disk(3, &[1, 1, 3, 3]), long, disk(3, &[1, 1, 3, 3])],
    );
    stage.play("0 times out", 0, Input::Timer(Timer::Election), &[0, 1, 2]);
    assert_eq!(stage.replicas[0].log(), stage.replicas[1].log());
    stage.expect(
        "
        0 times out
        0 -> 1: RequestVote term 4, log ends at 4 (term 3)
        0 -> 2: RequestVote term 4, log ends at 4 (term 3)
        1 -> 0: RequestVoteReply term 4, granted true
        2 -> 0: RequestVoteReply term 4, granted true
        0 -> 1: AppendEntries term 4, after 4 (term 3), [4:noop], commit 0
        0 -> 2: AppendEntries term 4, after 4 (term 3), [4:noop], commit 0
        1 -> 0: AppendEntriesReply term 4, conflict, term Some(2) from 3
        2 -> 0: AppendEntriesReply term 4, matched 5
        0 -> 1: AppendEntries term 4, after 2 (term 1), [3:3 3:4 4:noop], commit 0
        1 -> 0: AppendEntriesReply term 4, matched 5
        ",
    );
}
