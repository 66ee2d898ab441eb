//! A Raft group without network and disk: messages arrive at once, records are durable at once.

use std::collections::VecDeque;

use netsplit_core::consensus::StateMachine;
use netsplit_core::consensus::raft::{
    ClientCommand, Durable, Effects, Input, Parameters, Raft, RaftMessage, RaftReply, Role, Timer,
};
use netsplit_core::machine::Output;
use netsplit_core::time::Instant;

/// A group of replicas, the first of which leads.
pub(crate) struct Group<C, S: StateMachine<C>> {
    replicas: Vec<Raft<C, S, u64>>,
    mail: VecDeque<(u32, u32, RaftMessage<C>)>,
    effects: Effects<C, S::Reply, u64>,
    answered: u64,
}

impl<C: Clone, S: StateMachine<C>> Group<C, S> {
    /// A group of so many, after its first election.
    pub(crate) fn new(count: u32, parameters: Parameters) -> Self {
        let mut effects = Effects::new();
        let mut replica =
            |me| Raft::recover(me, count, parameters, Durable::default(), &mut effects);
        let replicas = (0..count).map(&mut replica).collect();
        effects.clear();
        let mut group = Self {
            replicas,
            mail: VecDeque::new(),
            effects,
            answered: 0,
        };
        group.step(0, Input::Timer(Timer::Election));
        group.deliver();
        assert_eq!(group.replicas[0].role(), Role::Leader);
        group
    }

    /// Replicates so many commands, with so many in flight, until all replicas have carried out all of them.
    pub(crate) fn replicate(
        &mut self,
        commands: u64,
        in_flight: u64,
        command: impl Fn(u64) -> ClientCommand<C, S::Query>,
    ) {
        for first in (0..commands).step_by(in_flight as usize) {
            for request in first..commands.min(first + in_flight) {
                let command = command(request);
                self.step(0, Input::Request { request, command });
            }
            self.deliver();
        }
        self.step(0, Input::Timer(Timer::Heartbeat));
        self.deliver();
    }

    /// How many commands clients have an answer to.
    pub(crate) fn answered(&self) -> u64 {
        self.answered
    }

    /// What each replica has carried out.
    pub(crate) fn states(&self) -> impl Iterator<Item = &S> {
        self.replicas.iter().map(Raft::state)
    }

    fn deliver(&mut self) {
        while let Some((from, to, message)) = self.mail.pop_front() {
            self.step(to, Input::Received { from, message });
        }
    }

    fn step(&mut self, replica: u32, input: Input<C, S::Query, u64>) {
        let mut effects = std::mem::take(&mut self.effects);
        self.replicas[replica as usize].step(Instant::ZERO, input, &mut effects);
        let mut records = 0;
        for effect in effects.drain(..) {
            match effect {
                Output::Send { to, message } => self.mail.push_back((replica, to, message)),
                Output::Persist(_) => records += 1,
                Output::Reply { answer, .. } => {
                    self.answered += u64::from(matches!(answer, RaftReply::Done(_)));
                }
                Output::SetTimer { .. } | Output::CancelTimer(_) => {}
            }
        }
        self.effects = effects;
        if records > 0 {
            self.step(replica, Input::Persisted { records });
        }
    }
}
