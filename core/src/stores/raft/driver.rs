//! A store that a Raft group keeps, see [`crate::consensus::raft`].

use super::observe::{self, Noted};
use crate::consensus::Stamp;
use crate::consensus::key_value::{Command, CommandResult, KeyValue};
use crate::consensus::raft::{
    Appended, ClientCommand, Durable, Input, Parameters, Raft, RaftMessage, RaftReply, Record,
    Role, Timer,
};
use crate::driver::{Effect, Protocol, Runtime, TaskId, TimerKey};
use crate::packet::{Letter, Request};
use crate::time::Instant;
use crate::vocabulary::{MessageKind, Outcome, ReportName, Verb};

/// A replica of the group, and its timers.
pub(super) struct RaftReplica {
    pub(super) raft: Raft<Command, KeyValue, TaskId>,
    /// Records of this life that the machine was told are durable.
    told: u64,
    /// How often each timer was set, so that one that was set anew is void.
    timers: [u32; 3],
    pub(super) noted: Noted,
    me: u32,
    replicas: u32,
    parameters: Parameters,
}

impl RaftReplica {
    pub(super) fn new(me: u32, replicas: u32, parameters: Parameters) -> Self {
        let mut nothing = Vec::new();
        Self {
            raft: Raft::recover(me, replicas, parameters, Durable::default(), &mut nothing),
            told: 0,
            timers: [0; 3],
            noted: Noted::default(),
            me,
            replicas,
            parameters,
        }
    }
}

impl Protocol for RaftReplica {
    type Message = RaftMessage<Command>;
    type Record = Record<Command>;
    type Timer = Timer;
    type Reply = RaftReply<CommandResult>;
    type Input = Input<Command, u32, TaskId>;

    fn recover(&mut self, _: u32, log: &[Self::Record], doing: &mut Vec<Effect<Self>>) {
        let durable = durable(log);
        self.raft = Raft::recover(self.me, self.replicas, self.parameters, durable, doing);
    }

    fn step(&mut self, now: Instant, input: Self::Input, doing: &mut Vec<Effect<Self>>) {
        self.raft.step(now, input, doing);
    }

    fn stop(&mut self, log: &[Self::Record], run: &mut dyn Runtime) {
        self.told = 0;
        for number in &mut self.timers {
            *number += 1;
        }
        self.observe_crash(&durable(log).log, run);
    }

    fn requested(task: TaskId, request: &Request) -> Result<Self::Input, Outcome> {
        let (key, value) = (request.key, request.written());
        // Each call is a session of one command: its attempts are carried out once.
        let execute = |command| ClientCommand::Execute {
            stamp: Some(Stamp {
                session: request.fortune.as_u64(),
                sequence: 0,
                unanswered: 0,
            }),
            command,
        };
        let command = match request.verb {
            Verb::Read => ClientCommand::Read(key),
            Verb::Write => execute(Command::Write { key, value }),
            Verb::CompareAndSet => execute(Command::CompareAndSet {
                key,
                expected: request.expected(),
                value,
            }),
        };
        Ok(Input::Request {
            request: task,
            command,
        })
    }

    fn received(from: u32, message: Self::Message) -> Self::Input {
        Input::Received { from, message }
    }

    fn synced(&mut self, records: u64) -> Self::Input {
        let told = std::mem::replace(&mut self.told, records);
        Input::Persisted {
            records: records - told,
        }
    }

    fn setting(&mut self, timer: Timer) -> TimerKey {
        let setting = &mut self.timers[timer as usize];
        *setting += 1;
        TimerKey {
            timer: timer as u32,
            setting: *setting,
        }
    }

    fn expired(&mut self, key: TimerKey) -> Option<Self::Input> {
        let timer = TIMERS[key.timer as usize];
        (self.timers[timer as usize] == key.setting).then_some(Input::Timer(timer))
    }

    fn letter(message: Self::Message) -> (MessageKind, Letter) {
        (kind(&message), Letter::Raft(message))
    }

    fn message(letter: Letter) -> Option<Self::Message> {
        if let Letter::Raft(message) = letter {
            Some(message)
        } else {
            None
        }
    }

    fn leads(&self) -> Option<u64> {
        (self.raft.role() == Role::Leader).then(|| self.raft.term())
    }

    /// For `NotLeader` the value is the number of the leader from 1, or 0.
    fn outcome(reply: &Self::Reply) -> (Outcome, u32) {
        match reply {
            RaftReply::Done(CommandResult::Value(value)) => (Outcome::Success, value.unwrap_or(0)),
            RaftReply::Done(CommandResult::Written) => (Outcome::Success, 0),
            RaftReply::Done(CommandResult::Differs(_)) => (Outcome::Conflict, 0),
            RaftReply::NotLeader { hint } => {
                (Outcome::NotLeader, hint.map_or(0, |leader| leader + 1))
            }
            RaftReply::Deposed => (Outcome::Deposed, 0),
            RaftReply::Expired => (Outcome::Error, 0),
        }
    }

    fn observe_step(&mut self, run: &mut dyn Runtime) {
        self.observe_role(run);
    }

    fn observe_record(&mut self, record: &Self::Record, run: &mut dyn Runtime) {
        self.observe_suffix(record, run);
    }

    fn report(&mut self, run: &mut dyn Runtime) {
        self.observe_applied(run);
        let role = observe::observed_role(self.raft.role());
        run.report(ReportName::Role, role as u64);
        run.report(ReportName::Term, self.raft.term());
        let vote = self.raft.voted_for().map_or(0, |replica| replica + 1);
        run.report(ReportName::Vote, u64::from(vote));
        run.report(ReportName::LogLength, self.raft.log().last().index);
        run.report(ReportName::CommitIndex, self.raft.commit_index());
    }
}

/// What the records of a disk come to.
fn durable(log: &[Record<Command>]) -> Durable<Command> {
    let mut durable = Durable::default();
    for record in log {
        durable.write(record);
    }
    durable
}

/// The timers, by their numbers.
const TIMERS: [Timer; 3] = [Timer::Election, Timer::Heartbeat, Timer::Quorum];

/// The kind of a message, for the trace.
fn kind(message: &RaftMessage<Command>) -> MessageKind {
    match message {
        RaftMessage::PreVote { .. } => MessageKind::PreVote,
        RaftMessage::RequestVote { .. } => MessageKind::Vote,
        RaftMessage::PreVoteReply { granted, .. }
        | RaftMessage::RequestVoteReply { granted, .. } => {
            if *granted {
                MessageKind::Granted
            } else {
                MessageKind::Denied
            }
        }
        RaftMessage::AppendEntries(append) if append.entries.is_empty() => MessageKind::Heartbeat,
        RaftMessage::AppendEntries(_) => MessageKind::Entries,
        RaftMessage::AppendEntriesReply { appended, .. } => match appended {
            Appended::Matched { .. } => MessageKind::Acknowledge,
            Appended::Conflict { .. } | Appended::Stale => MessageKind::Mismatch,
        },
    }
}
