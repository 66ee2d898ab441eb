//! A store of quorums: every process is a replica and coordinates what callers ask of it, unless some only coordinate;
//! see [`crate::replication::quorum`].

use crate::driver::{Effect, MachineSettings, Protocol, Runtime, TaskId, TimerKey};
use crate::packet::{Letter, Request};
use crate::replication::quorum::{
    Input, Quorum, QuorumMessage, QuorumReply, QuorumSettings, Record, Round,
};
use crate::time::Instant;
use crate::vocabulary::{MessageKind, Observed, Outcome, ReportName, Verb};

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
}

impl Protocol for QuorumReplica {
    type Message = QuorumMessage;
    type Record = Record;
    type Timer = Round;
    type Reply = QuorumReply;
    type Input = Input<TaskId>;

    fn recover(&mut self, life: u32, log: &[Record], _: &mut Vec<Effect<Self>>) {
        self.quorum = Quorum::recover(self.settings, self.me, life, log);
    }

    fn step(&mut self, now: Instant, input: Self::Input, doing: &mut Vec<Effect<Self>>) {
        self.quorum.step(now, input, doing);
    }

    fn stop(&mut self, _: &[Record], _: &mut dyn Runtime) {}

    fn requested(task: TaskId, request: &Request) -> Result<Self::Input, Outcome> {
        let key = request.key;
        match request.verb {
            Verb::Read => Ok(Input::Read { request: task, key }),
            Verb::Write => Ok(Input::Write {
                request: task,
                key,
                value: request.written(),
            }),
            // The plan lets no handler ask a store of quorums for it.
            Verb::CompareAndSet => Err(Outcome::Error),
        }
    }

    fn received(from: u32, message: QuorumMessage) -> Self::Input {
        Input::Received { from, message }
    }

    fn synced(&mut self, records: u64) -> Self::Input {
        Input::Synced { records }
    }

    /// There is one timer an operation, and none needs it when the operation is over.
    fn setting(&mut self, round: Round) -> TimerKey {
        TimerKey {
            timer: round.incarnation,
            setting: round.number,
        }
    }

    /// The coordinator knows which operations are over.
    fn expired(&mut self, key: TimerKey) -> Option<Self::Input> {
        Some(Input::TimedOut(Round {
            incarnation: key.timer,
            number: key.setting,
        }))
    }

    fn letter(message: QuorumMessage) -> (MessageKind, Letter) {
        (kind(&message), Letter::Quorum(message))
    }

    fn message(letter: Letter) -> Option<QuorumMessage> {
        if let Letter::Quorum(message) = letter {
            Some(message)
        } else {
            None
        }
    }

    /// Whoever is asked coordinates.
    fn leads(&self) -> Option<u64> {
        None
    }

    /// Takes other settings from the next operation on.
    fn configure(&mut self, settings: &dyn MachineSettings) {
        if let Some(settings) = settings.as_any().downcast_ref::<QuorumSettings>() {
            self.settings = *settings;
            self.quorum.configure(*settings);
        }
    }

    fn outcome(reply: &QuorumReply) -> (Outcome, u32) {
        match reply {
            QuorumReply::Value(found) => (Outcome::Success, found.map_or(0, |copy| copy.value)),
            QuorumReply::Written(_) => (Outcome::Success, 0),
            QuorumReply::Unavailable { .. } => (Outcome::Unavailable, 0),
        }
    }

    fn report(&mut self, run: &mut dyn Runtime) {
        run.report(ReportName::Keys, self.quorum.keys());
        run.report(ReportName::UnderWay, self.quorum.under_way());
    }

    fn observe_durable(&mut self, log: &[Record], run: &mut dyn Runtime) {
        for Record { key, copy } in &log[self.observed..] {
            run.observe(Observed::Stored {
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

/// The kind of a message, for the trace.
const fn kind(message: &QuorumMessage) -> MessageKind {
    match message {
        QuorumMessage::Read { .. } => MessageKind::Read,
        QuorumMessage::Write { .. } => MessageKind::Write,
        QuorumMessage::Value { .. } => MessageKind::Value,
        QuorumMessage::Written { .. } => MessageKind::Acknowledge,
    }
}
