//! Machines of processes: stores that keep data, alone or with peers, and the two sides of sagas. What machines of
//! every kind share - a disk, lives, mail, timers - is here; what is told apart is told apart here.

mod peers;
mod quorum;
mod raft;
mod replica;
mod single;

use super::event::{Event, Setting, TaskId};
use super::saga::{OrchestratorProcess, ParticipantProcess};
use super::simulation::Simulation;
use super::task::Task;
use crate::luck::{DrawKey, Purpose};
use crate::plan::{NodeSettings, ReplicationSettings};
use crate::vocabulary::Outcome;
pub(super) use peers::{Envelope, Mail};
use quorum::QuorumReplica;
use raft::RaftReplica;
use replica::Replica;
use single::SingleProcess;

/// What a process that runs a machine has beside its slots.
pub(super) struct MachineProcess {
    machine: Machine,
    /// How often it came up: what an earlier life began is of no use to this one.
    life: u32,
    /// Syncs so far, of all lives.
    syncs: u64,
}

/// The machine that a process runs, with its disk.
enum Machine {
    Single(SingleProcess),
    Raft(Box<Replica<RaftReplica>>),
    Quorum(Box<Replica<QuorumReplica>>),
    Orchestrator(Box<OrchestratorProcess>),
    Participant(Box<ParticipantProcess>),
}

impl MachineProcess {
    /// The process of that number among those of its node.
    pub(super) fn new(replication: ReplicationSettings, replica: u32, replicas: u32) -> Self {
        Self::running(match replication {
            ReplicationSettings::Single { .. } => Machine::Single(SingleProcess::default()),
            ReplicationSettings::Raft(parameters) => {
                let protocol = RaftReplica::new(replica, replicas, parameters);
                Machine::Raft(Box::new(Replica::new(replica, protocol)))
            }
            ReplicationSettings::Quorum(settings) => {
                let protocol = QuorumReplica::new(replica, settings);
                Machine::Quorum(Box::new(Replica::new(replica, protocol)))
            }
        })
    }

    /// The process of an orchestrator of sagas.
    pub(super) fn orchestrator() -> Self {
        Self::running(Machine::Orchestrator(Box::default()))
    }

    /// The process of a participant of sagas.
    pub(super) fn participant() -> Self {
        Self::running(Machine::Participant(Box::default()))
    }

    /// Orders of sagas that it works on.
    pub(super) fn orders(&self) -> u32 {
        match &self.machine {
            Machine::Participant(own) => own.orders(),
            Machine::Single(_)
            | Machine::Raft(_)
            | Machine::Quorum(_)
            | Machine::Orchestrator(_) => 0,
        }
    }

    fn running(machine: Machine) -> Self {
        Self {
            machine,
            life: 0,
            syncs: 0,
        }
    }

    /// How many records its disk has.
    pub(super) fn records(&self) -> u64 {
        match &self.machine {
            Machine::Single(single) => single.disk.records(),
            Machine::Raft(raft) => raft.disk.records(),
            Machine::Quorum(quorum) => quorum.disk.records(),
            Machine::Orchestrator(own) => own.disk.records(),
            Machine::Participant(own) => own.disk.records(),
        }
    }
}

impl Machine {
    /// The term that it leads, if it leads: a process that is alone leads itself.
    fn leads(&self) -> Option<u64> {
        match self {
            Self::Single(_) | Self::Orchestrator(_) | Self::Participant(_) => Some(0),
            Self::Raft(raft) => raft.protocol.leads(),
            // Whoever is asked coordinates.
            Self::Quorum(_) => None,
        }
    }
}

impl Simulation {
    /// Lets every machine begin.
    pub(super) fn start_machines(&mut self) {
        for process in 0..self.processes.len() as u32 {
            self.recover_machine(process);
        }
    }

    /// The orchestrator of sagas that a process runs, if it does.
    pub(super) fn orchestrator(&mut self, process: u32) -> Option<&mut OrchestratorProcess> {
        match self.machine(process)? {
            Machine::Orchestrator(own) => Some(own),
            Machine::Single(_)
            | Machine::Raft(_)
            | Machine::Quorum(_)
            | Machine::Participant(_) => None,
        }
    }

    /// The participant of sagas that a process runs, if it does.
    pub(super) fn participant(&mut self, process: u32) -> Option<&mut ParticipantProcess> {
        match self.machine(process)? {
            Machine::Participant(own) => Some(own),
            Machine::Single(_)
            | Machine::Raft(_)
            | Machine::Quorum(_)
            | Machine::Orchestrator(_) => None,
        }
    }

    /// The machine of a process, if it runs one.
    fn machine(&mut self, process: u32) -> Option<&mut Machine> {
        self.processes[process as usize]
            .machine
            .as_mut()
            .map(|running| &mut running.machine)
    }

    /// The process that leads a store: of those that run, the one that leads the latest term.
    pub(super) fn leader_of(&self, store: u16) -> Option<u32> {
        let node = &self.shape.topology.nodes[store as usize];
        let processes = node.first..node.first + node.replicas;
        let leads = |process: &u32| {
            let condition = &self.conditions.processes[*process as usize];
            let running = self.processes[*process as usize].machine.as_ref();
            let running = running.filter(|_| condition.is_running())?;
            Some((running.machine.leads()?, *process))
        };
        let leaders = processes.filter_map(|process| leads(&process));
        leaders.max().map(|(_, process)| process)
    }

    /// The work of a request is done: the machine acts on it.
    pub(super) fn act(&mut self, id: TaskId, task: &Task) {
        match self.machine(task.process) {
            Some(Machine::Single(_)) => self.act_single(id, task),
            Some(Machine::Raft(_)) => self.act_raft(id, task),
            Some(Machine::Quorum(_)) => self.act_quorum(id, task),
            Some(Machine::Orchestrator(_)) => self.act_orchestrator(id, task),
            Some(Machine::Participant(_)) | None => self.finish_task(id, Outcome::Error, 0),
        }
    }

    /// Begins a sync of the disk if there is something to sync and none runs.
    pub(super) fn begin_sync(&mut self, process: u32) {
        let Some(running) = &mut self.processes[process as usize].machine else {
            return;
        };
        let begins = match &mut running.machine {
            Machine::Single(single) => single.disk.begin_sync(),
            Machine::Raft(raft) => raft.disk.begin_sync(),
            Machine::Quorum(quorum) => quorum.disk.begin_sync(),
            Machine::Orchestrator(own) => own.disk.begin_sync(),
            Machine::Participant(own) => own.disk.begin_sync(),
        };
        if !begins {
            return;
        }
        running.syncs += 1;
        let (life, key) = (running.life, DrawKey::ordinal(running.syncs));
        let draw = self.luck.draw(
            self.shape.processes[process as usize].entity,
            Purpose::Fsync,
            key,
        );
        let node = self.processes[process as usize].node;
        if let Some(fsync) = self.settings.nodes[node as usize].fsync() {
            let at = self.now + fsync.sample(draw);
            self.schedule(at, Event::Synced { process, life });
        }
    }

    /// A disk has finished a sync.
    pub(super) fn synced(&mut self, process: u32, life: u32) {
        let Some(running) = &mut self.processes[process as usize].machine else {
            return;
        };
        match running.machine {
            _ if running.life != life => {}
            Machine::Single(_) => self.synced_single(process),
            Machine::Raft(_) => self.synced_replica::<RaftReplica>(process),
            Machine::Quorum(_) => self.synced_replica::<QuorumReplica>(process),
            Machine::Orchestrator(_) => self.synced_orchestrator(process),
            Machine::Participant(_) => self.synced_participant(process),
        }
    }

    /// The process of a machine is gone: the disk keeps what it has.
    pub(super) fn crash_machine(&mut self, process: u32) {
        let Some(running) = &mut self.processes[process as usize].machine else {
            return;
        };
        running.life += 1;
        match running.machine {
            Machine::Single(_) => self.crash_single(process),
            Machine::Raft(_) => self.crash_replica::<RaftReplica>(process),
            Machine::Quorum(_) => self.crash_replica::<QuorumReplica>(process),
            Machine::Orchestrator(_) => self.crash_orchestrator(process),
            Machine::Participant(_) => self.crash_participant(process),
        }
    }

    /// The process of a machine is up and reads what its disk has.
    pub(super) fn recover_machine(&mut self, process: u32) {
        let Some(running) = &self.processes[process as usize].machine else {
            return;
        };
        let life = running.life;
        match running.machine {
            Machine::Single(_) => self.recover_single(process),
            Machine::Raft(_) => self.recover_replica::<RaftReplica>(process, life),
            Machine::Quorum(_) => self.recover_replica::<QuorumReplica>(process, life),
            Machine::Orchestrator(_) => self.recover_orchestrator(process),
            Machine::Participant(_) => self.recover_participant(process),
        }
    }

    /// A timer of a machine has run out.
    pub(super) fn timer(&mut self, process: u32, setting: Setting) {
        match setting {
            Setting::Raft(timer, number) => self.timer_of_raft(process, timer, number),
            Setting::Quorum(round) => self.timer_of_quorum(process, round),
            Setting::Saga(number) => self.orchestrator_timer(process, number),
        }
    }

    /// Hands new settings to the machines that take them in the middle of a run.
    pub(super) fn configure_machines(&mut self) {
        for process in &mut self.processes {
            let settings = &self.settings.nodes[process.node as usize];
            if let (Some(running), NodeSettings::Store { replication, .. }) =
                (&mut process.machine, settings)
                && let (Machine::Quorum(quorum), ReplicationSettings::Quorum(settings)) =
                    (&mut running.machine, replication)
            {
                quorum.protocol.configure(*settings);
            }
        }
    }
}
