//! The Raft of Netsplit without network and disk: messages arrive at once, records are durable at once.

use std::collections::VecDeque;

use netsplit_core::consensus::StateMachine;
use netsplit_core::consensus::raft::{
    Answer, ClientCommand, Durable, Effects, Input, Message, Parameters, Raft, Role, Timer,
};
use netsplit_core::machine::Output;
use netsplit_core::time::Instant;

/// What is replicated.
type Command = [u8; 16];

/// A state machine that counts what it carries out.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Count(u64);

impl StateMachine<Command> for Count {
    type Query = ();
    type Answer = ();

    fn apply(&mut self, _: &Command) {
        self.0 += 1;
    }

    fn query(&self, (): &()) {}
}

type Replica = Raft<Command, Count, u64>;

/// A group of replicas, the first of which leads.
pub(crate) struct Group {
    replicas: Vec<Replica>,
    mail: VecDeque<(u32, u32, Message<Command>)>,
    effects: Effects<Command, (), u64>,
    answered: u64,
}

impl Group {
    /// A group of so many, after its first election.
    pub(crate) fn new(count: u32) -> Self {
        let mut effects = Effects::new();
        let mut replica = |me| {
            let parameters = Parameters::default();
            Replica::recover(me, count, parameters, Durable::default(), &mut effects)
        };
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

    /// Replicates so many entries, with so many in flight, until all replicas have carried out all of them.
    pub(crate) fn replicate(&mut self, entries: u64, in_flight: u64) {
        let mut asked = 0;
        while asked < entries {
            for _ in 0..in_flight.min(entries - asked) {
                let command = ClientCommand::Execute {
                    stamp: None,
                    command: [7; 16],
                };
                self.step(
                    0,
                    Input::Request {
                        request: asked,
                        command,
                    },
                );
                asked += 1;
            }
            self.deliver();
        }
        self.step(0, Input::Timer(Timer::Heartbeat));
        self.deliver();
    }

    /// How many entries clients have an answer to.
    pub(crate) fn answered(&self) -> u64 {
        self.answered
    }

    /// How many entries each replica has carried out.
    pub(crate) fn applied(&self) -> impl Iterator<Item = u64> {
        self.replicas.iter().map(|replica| replica.state().0)
    }

    fn deliver(&mut self) {
        while let Some((from, to, message)) = self.mail.pop_front() {
            self.step(to, Input::Message { from, message });
        }
    }

    fn step(&mut self, replica: u32, input: Input<Command, (), u64>) {
        let mut effects = std::mem::take(&mut self.effects);
        self.replicas[replica as usize].step(Instant::ZERO, input, &mut effects);
        let mut records = 0;
        for effect in effects.drain(..) {
            match effect {
                Output::Send { to, message } => self.mail.push_back((replica, to, message)),
                Output::Persist(_) => records += 1,
                Output::Reply { answer, .. } => {
                    self.answered += u64::from(answer == Answer::Done(()))
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
