//! What the Raft of Netsplit replicates beside its peers: entries of 16 bytes, counted.

use netsplit_core::consensus::StateMachine;
use netsplit_core::consensus::raft::{ClientCommand, Parameters};

use super::raft_group::Group;

/// What is replicated.
type Command = [u8; 16];

/// A state machine that counts what it carries out.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Count(u64);

impl StateMachine<Command> for Count {
    type Query = ();
    type Reply = ();

    fn apply(&mut self, _: &Command) {
        self.0 += 1;
    }

    fn query(&self, (): &()) {}
}

/// A group of so many. With `batch`, entries that come while others are in flight go together.
pub(crate) fn group(count: u32, batch: bool) -> Group<Command, Count> {
    let mut parameters = Parameters::default();
    if batch {
        parameters.in_flight = 1;
    }
    Group::new(count, parameters)
}

/// Replicates so many entries, and makes sure of it.
pub(crate) fn replicate(group: &mut Group<Command, Count>, entries: u64, in_flight: u64) {
    group.replicate(entries, in_flight, |_| ClientCommand::Execute {
        stamp: None,
        command: [7; 16],
    });
    assert_eq!(group.answered(), entries);
    assert!(group.states().all(|state| *state == Count(entries)));
}
