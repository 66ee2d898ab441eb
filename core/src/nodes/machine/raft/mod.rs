//! A store that a Raft group keeps, see [`crate::consensus::raft`].

mod observe;
#[cfg(test)]
mod tests;

use super::peers::Mail;
use super::replica::{Effect, Notes, Protocol, Replica};
use super::{Machine, Simulation};
use crate::consensus::Stamp;
use crate::consensus::key_value::{Command, CommandResult, KeyValue};
use crate::consensus::raft::{
    ClientCommand, Durable, Input, Parameters, Raft, RaftMessage, RaftReply, Record, Role, Timer,
};
use crate::nodes::event::{Setting, TaskId};
use crate::nodes::task::Task;
use crate::time::Instant;
use crate::vocabulary::{Outcome, ReportName, Verb};
use observe::Noted;

/// A replica of the group, and its timers.
pub(super) struct RaftReplica {
    raft: Raft<Command, KeyValue, TaskId>,
    /// Records of this life that the machine was told are durable.
    told: u64,
    /// How often each timer was set, so that one that was set anew is void.
    timers: [u32; 3],
    noted: Noted,
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

    /// The term that it leads, if it leads.
    pub(super) fn leads(&self) -> Option<u64> {
        (self.raft.role() == Role::Leader).then(|| self.raft.term())
    }
}

impl Protocol for RaftReplica {
    type Message = RaftMessage<Command>;
    type Record = Record<Command>;
    type Timer = Timer;
    type Reply = RaftReply<CommandResult>;
    type Input = Input<Command, u32, TaskId>;

    fn of(machine: &mut Machine) -> Option<&mut Replica<Self>> {
        match machine {
            Machine::Raft(replica) => Some(replica),
            Machine::Single(_)
            | Machine::Quorum(_)
            | Machine::Orchestrator(_)
            | Machine::Participant(_) => None,
        }
    }

    fn recover(&mut self, _: u32, log: &[Self::Record], doing: &mut Vec<Effect<Self>>) {
        let durable = durable(log);
        self.raft = Raft::recover(self.me, self.replicas, self.parameters, durable, doing);
    }

    fn step(&mut self, now: Instant, input: Self::Input, doing: &mut Vec<Effect<Self>>) {
        self.raft.step(now, input, doing);
    }

    fn stop(&mut self, log: &[Self::Record], notes: &mut Notes<'_>) {
        self.told = 0;
        for number in &mut self.timers {
            *number += 1;
        }
        self.observe_crash(&durable(log).log, notes);
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

    fn setting(&mut self, timer: Timer) -> Setting {
        let number = &mut self.timers[timer as usize];
        *number += 1;
        Setting::Raft(timer, *number)
    }

    fn mail(message: Self::Message) -> Mail {
        Mail::Raft(message)
    }

    /// For `NotLeader` the value is the number of the leader from 1, or 0.
    fn answered(answer: &Self::Reply) -> (Outcome, u32) {
        match answer {
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

    fn observe_step(&mut self, notes: &mut Notes<'_>) {
        self.observe_role(notes);
    }

    fn observe_record(&mut self, record: &Self::Record, notes: &mut Notes<'_>) {
        self.observe_suffix(record, notes);
    }

    fn report(&mut self, notes: &mut Notes<'_>) {
        self.observe_applied(notes);
        let role = observe::observed_role(self.raft.role());
        notes.report(ReportName::Role, role as u64);
        notes.report(ReportName::Term, self.raft.term());
        let vote = self.raft.voted_for().map_or(0, |replica| replica + 1);
        notes.report(ReportName::Vote, u64::from(vote));
        notes.report(ReportName::LogLength, self.raft.log().last().index);
        notes.report(ReportName::CommitIndex, self.raft.commit_index());
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

impl Simulation {
    pub(super) fn act_raft(&mut self, id: TaskId, task: &Task) {
        let (key, value) = (task.key(), task.written());
        // Each call is a session of one command: its attempts are carried out once.
        let execute = |command| ClientCommand::Execute {
            stamp: Some(Stamp {
                session: task.call_fortune(),
                sequence: 0,
                unanswered: 0,
            }),
            command,
        };
        let command = match task.operation() {
            Verb::Read => ClientCommand::Read(key),
            Verb::Write => execute(Command::Write { key, value }),
            Verb::CompareAndSet => execute(Command::CompareAndSet {
                key,
                expected: task.expected(),
                value,
            }),
        };
        let request = Input::Request {
            request: id,
            command,
        };
        self.step_replica::<RaftReplica>(task.process, request);
    }

    /// A timer of a replica has run out, if it was not set anew since.
    pub(super) fn timer_of_raft(&mut self, process: u32, timer: Timer, number: u32) {
        let own = self.replica::<RaftReplica>(process);
        if own.is_some_and(|own| own.protocol.timers[timer as usize] == number) {
            self.step_replica::<RaftReplica>(process, Input::Timer(timer));
        }
    }
}
