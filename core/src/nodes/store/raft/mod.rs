//! A store that a Raft group keeps, see [`crate::consensus::raft`].

mod observe;
#[cfg(test)]
mod tests;

use super::peers::Mail;
use super::{Machine, Simulation};
use crate::consensus::Stamp;
use crate::consensus::key_value::{Answer as Found, Command, KeyValue};
use crate::consensus::raft::{
    Answer, Appended, ClientCommand, Durable, Effect, Effects, Input, Message, Parameters, Raft,
    Record, Role, Timer,
};
use crate::kernel::Disk;
use crate::machine::Output;
use crate::nodes::event::TaskId;
use crate::nodes::task::Task;
use crate::recording::{MessageKind, OperationKind, Outcome, ReportName};
use observe::Noted;

type Doing = Effects<Command, Found, TaskId>;
type Done = Effect<Command, Found, TaskId>;

/// A replica, its disk, and its timers.
pub(in crate::nodes) struct RaftProcess {
    raft: Raft<Command, KeyValue, TaskId>,
    /// What waits for the disk is all that a step wanted sent after what it persisted.
    pub(super) disk: Disk<Record<Command>, Vec<Done>>,
    /// Records of this life that the machine was told are durable.
    told: u64,
    /// How often each timer was set, so that one that was set anew is void.
    timers: [u32; 3],
    /// Messages sent so far.
    sent: u32,
    noted: Noted,
    replica: u32,
    replicas: u32,
    parameters: Parameters,
}

impl RaftProcess {
    pub(super) fn new(replica: u32, replicas: u32, parameters: Parameters) -> Self {
        let mut nothing = Vec::new();
        Self {
            raft: Raft::recover(
                replica,
                replicas,
                parameters,
                Durable::default(),
                &mut nothing,
            ),
            disk: Disk::default(),
            told: 0,
            timers: [0; 3],
            sent: 0,
            noted: Noted::default(),
            replica,
            replicas,
            parameters,
        }
    }

    /// The process is gone: only what is on disk is left, and every timer is void.
    fn stop(&mut self) {
        self.disk.crash();
        self.told = 0;
        for setting in &mut self.timers {
            *setting += 1;
        }
    }

    /// The term that it leads, if it leads.
    pub(super) fn leads(&self) -> Option<u64> {
        (self.raft.role() == Role::Leader).then(|| self.raft.term())
    }

    fn durable(&self) -> Durable<Command> {
        let mut durable = Durable::default();
        for record in self.disk.durable() {
            durable.write(record);
        }
        durable
    }
}

impl Message<Command> {
    /// What it is, for the trace.
    pub(super) fn kind(&self) -> MessageKind {
        match self {
            Message::PreVote { .. } => MessageKind::PreVote,
            Message::RequestVote { .. } => MessageKind::Vote,
            Message::PreVoteReply { granted, .. } | Message::RequestVoteReply { granted, .. } => {
                if *granted {
                    MessageKind::Granted
                } else {
                    MessageKind::Denied
                }
            }
            Message::AppendEntries(append) if append.entries.is_empty() => MessageKind::Heartbeat,
            Message::AppendEntries(_) => MessageKind::Entries,
            Message::AppendEntriesReply { appended, .. } => match appended {
                Appended::Matched { .. } => MessageKind::Acknowledge,
                Appended::Conflict { .. } | Appended::Stale => MessageKind::Mismatch,
            },
        }
    }
}

const TIMERS: [Timer; 3] = [Timer::Election, Timer::Heartbeat, Timer::Quorum];

impl Simulation {
    fn raft(&mut self, process: u32) -> Option<&mut RaftProcess> {
        match self.machine(process) {
            Some(Machine::Raft(raft)) => Some(raft),
            Some(Machine::Single(_) | Machine::Orchestrator(_) | Machine::Participant(_))
            | None => None,
        }
    }

    /// A process is up: it starts from what its disk has.
    pub(super) fn recover_raft(&mut self, process: u32) {
        let Some(own) = self.raft(process) else {
            return;
        };
        let mut doing = Vec::new();
        own.raft = Raft::recover(
            own.replica,
            own.replicas,
            own.parameters,
            own.durable(),
            &mut doing,
        );
        self.perform(process, doing);
    }

    pub(super) fn act_raft(&mut self, id: TaskId, task: &Task) {
        let (key, value) = (task.key(), task.written());
        let command = match task.operation() {
            OperationKind::Read => ClientCommand::Read(key),
            // Each call is a session of one command: its attempts are carried out once.
            OperationKind::Write => ClientCommand::Execute {
                stamp: Some(Stamp {
                    session: task.call_fortune(),
                    sequence: 0,
                    unanswered: 0,
                }),
                command: Command::Write { key, value },
            },
        };
        self.step_raft(
            task.process,
            Input::Request {
                request: id,
                command,
            },
        );
    }

    /// Lets the machine of a process act, and does what it says.
    pub(super) fn step_raft(&mut self, process: u32, input: Input<Command, u32, TaskId>) {
        let now = self.local_now(process);
        let mut doing = Vec::new();
        if let Some(own) = self.raft(process) {
            own.raft.step(now, input, &mut doing);
        }
        self.perform(process, doing);
    }

    /// Does what a machine says. What follows a `Persist` waits for the disk.
    fn perform(&mut self, process: u32, doing: Doing) {
        self.observe_standing(process);
        let mut waiting: Option<Vec<Done>> = None;
        for effect in doing {
            match effect {
                Output::Persist(record) => {
                    self.wait_for_disk(process, waiting.replace(Vec::new()));
                    self.observe_record(process, &record);
                    if let Some(own) = self.raft(process) {
                        own.disk.append(record);
                    }
                }
                Output::SetTimer { timer, min, max } => {
                    self.set_timer(process, timer, Some((min, max)));
                }
                Output::CancelTimer(timer) => self.set_timer(process, timer, None),
                Output::Send { .. } | Output::Reply { .. } => match &mut waiting {
                    Some(waiting) => waiting.push(effect),
                    None => self.perform_one(process, effect),
                },
            }
        }
        self.wait_for_disk(process, waiting);
        self.begin_sync(process);
        self.observe_applied(process);
        self.report_raft(process);
    }

    fn wait_for_disk(&mut self, process: u32, waiting: Option<Vec<Done>>) {
        if let (Some(waiting), Some(own)) = (waiting, self.raft(process)) {
            // Nothing can be ready: what it waits for was persisted a moment ago.
            own.disk.wait(waiting);
        }
    }

    fn perform_one(&mut self, process: u32, effect: Done) {
        match effect {
            Output::Send { to, message } => {
                let Some(own) = self.raft(process) else {
                    return;
                };
                own.sent += 1;
                let ordinal = own.sent;
                self.send_mail(process, to, ordinal, Mail::Raft(message));
            }
            Output::Reply { request, answer } => {
                let (outcome, value) = answered(&answer);
                self.finish_task(request, outcome, value);
            }
            Output::Persist(_) | Output::SetTimer { .. } | Output::CancelTimer(_) => {}
        }
    }

    fn set_timer(
        &mut self,
        process: u32,
        timer: Timer,
        range: Option<(crate::time::Span, crate::time::Span)>,
    ) {
        let number = timer as u8;
        let Some(own) = self.raft(process) else {
            return;
        };
        let setting = &mut own.timers[number as usize];
        *setting += 1;
        let setting = *setting;
        if let Some(range) = range {
            self.start_timer(process, number, setting, range);
        }
    }

    /// A timer has run out, if it was not set anew since.
    pub(super) fn raft_timer(&mut self, process: u32, timer: u8, setting: u32) {
        if self
            .raft(process)
            .is_some_and(|own| own.timers[timer as usize] == setting)
        {
            self.step_raft(process, Input::Timer(TIMERS[timer as usize]));
        }
    }

    /// What waited for the disk leaves, and the machine learns what is durable.
    pub(super) fn synced_raft(&mut self, process: u32) {
        let Some(own) = self.raft(process) else {
            return;
        };
        let durable = own.disk.end_sync();
        let records = durable - std::mem::replace(&mut own.told, durable);
        while let Some(ready) = self.raft(process).and_then(|own| own.disk.next_ready()) {
            for effect in ready {
                self.perform_one(process, effect);
            }
        }
        self.step_raft(process, Input::Persisted { records });
    }

    fn report_raft(&mut self, process: u32) {
        let Some(own) = self.raft(process) else {
            return;
        };
        let role = match own.raft.role() {
            Role::Follower => 0,
            Role::PreCandidate => 1,
            Role::Candidate => 2,
            Role::Leader => 3,
        };
        let rows = [
            (ReportName::Role, role),
            (ReportName::Term, own.raft.term()),
            (ReportName::LogLength, own.raft.log().last().index),
            (ReportName::CommitIndex, own.raft.commit_index()),
        ];
        for (name, value) in rows {
            self.recorder.report(self.now, process, name, value);
        }
    }
}

/// An answer as the caller sees it: for `NotLeader` the value is the number of the leader from 1, or 0.
fn answered(answer: &Answer<Found>) -> (Outcome, u32) {
    match answer {
        Answer::Done(Found::Value(value)) => (Outcome::Success, value.unwrap_or(0)),
        Answer::Done(Found::Written | Found::Differs(_)) => (Outcome::Success, 0),
        Answer::NotLeader { hint } => (Outcome::NotLeader, hint.map_or(0, |leader| leader + 1)),
        Answer::Deposed => (Outcome::Deposed, 0),
        Answer::Expired => (Outcome::Error, 0),
    }
}
