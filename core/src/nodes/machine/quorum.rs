//! A store of quorums: every process is a replica and coordinates what callers ask of it, unless some only coordinate;
//! see [`crate::replication::quorum`].

use super::peers::Mail;
use super::replica::{Effect, Notes, Protocol, Replica};
use super::{Machine, Simulation};
use crate::nodes::event::{Setting, TaskId};
use crate::nodes::task::Task;
use crate::replication::quorum::{
    Input, Quorum, QuorumMessage, QuorumReply, QuorumSettings, Record, Round,
};
use crate::time::Instant;
use crate::vocabulary::{Observed, Outcome, ReportName, Verb};

/// A replica that coordinates, or a coordinator that keeps no data: its number is beyond those of the replicas.
pub(super) struct QuorumReplica {
    quorum: Quorum<TaskId>,
    me: u32,
    settings: QuorumSettings,
    /// Records that were taken down, of all lives: what is durable never goes.
    observed: usize,
}

impl QuorumReplica {
    pub(super) fn new(me: u32, settings: QuorumSettings) -> Self {
        Self {
            quorum: Quorum::recover(settings, me, 0, &[]),
            me,
            settings,
            observed: 0,
        }
    }

    /// Takes other settings from the next operation on.
    pub(super) fn configure(&mut self, settings: QuorumSettings) {
        self.settings = settings;
        self.quorum.configure(settings);
    }
}

impl Protocol for QuorumReplica {
    type Message = QuorumMessage;
    type Record = Record;
    type Timer = Round;
    type Reply = QuorumReply;
    type Input = Input<TaskId>;

    fn of(machine: &mut Machine) -> Option<&mut Replica<Self>> {
        match machine {
            Machine::Quorum(replica) => Some(replica),
            Machine::Single(_)
            | Machine::Raft(_)
            | Machine::Orchestrator(_)
            | Machine::Participant(_) => None,
        }
    }

    fn recover(&mut self, life: u32, log: &[Record], _: &mut Vec<Effect<Self>>) {
        self.quorum = Quorum::recover(self.settings, self.me, life, log);
    }

    fn step(&mut self, now: Instant, input: Self::Input, doing: &mut Vec<Effect<Self>>) {
        self.quorum.step(now, input, doing);
    }

    fn stop(&mut self, _: &[Record], _: &mut Notes<'_>) {}

    fn received(from: u32, message: QuorumMessage) -> Self::Input {
        Input::Received { from, message }
    }

    fn synced(&mut self, records: u64) -> Self::Input {
        Input::Synced { records }
    }

    fn setting(&mut self, round: Round) -> Setting {
        Setting::Quorum(round)
    }

    fn mail(message: QuorumMessage) -> Mail {
        Mail::Quorum(message)
    }

    fn answered(answer: &QuorumReply) -> (Outcome, u32) {
        match answer {
            QuorumReply::Value(found) => (Outcome::Success, found.map_or(0, |copy| copy.value)),
            QuorumReply::Written(_) => (Outcome::Success, 0),
            QuorumReply::Unavailable { .. } => (Outcome::Unavailable, 0),
        }
    }

    fn report(&mut self, notes: &mut Notes<'_>) {
        notes.report(ReportName::Keys, self.quorum.keys());
        notes.report(ReportName::UnderWay, self.quorum.under_way());
    }

    fn observe_durable(&mut self, log: &[Record], notes: &mut Notes<'_>) {
        for Record { key, copy } in &log[self.observed..] {
            notes.observe(Observed::Stored {
                key: *key,
                value: copy.value,
                timestamp: copy.version.timestamp,
                // A store has nine replicas and nine coordinators at most.
                coordinator: copy.version.coordinator as u8,
            });
        }
        self.observed = log.len();
    }
}

impl Simulation {
    pub(super) fn act_quorum(&mut self, id: TaskId, task: &Task) {
        let (request, key) = (id, task.key());
        let input = match task.operation() {
            Verb::Read => Input::Read { request, key },
            Verb::Write => Input::Write {
                request,
                key,
                value: task.written(),
            },
            // The plan lets no handler ask a store of quorums for it.
            Verb::CompareAndSet => return self.finish_task(id, Outcome::Error, 0),
        };
        self.step_replica::<QuorumReplica>(task.process, input);
    }

    /// An operation of a coordinator has taken as long as it may. The coordinator knows which are over.
    pub(super) fn timer_of_quorum(&mut self, process: u32, round: Round) {
        self.step_replica::<QuorumReplica>(process, Input::TimedOut(round));
    }
}
