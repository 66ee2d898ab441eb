//! Tests of Raft alone, in memory: no kernel, no network, no clock.

mod cluster;
mod dialogue;
mod exhaustive;
mod invariants;
mod random;
mod scenes;
mod transitions;

use super::super::StateMachine;
use super::{Effect, Effects, Input, Raft};
use crate::time::Instant;

/// A state machine that records which commands were applied, in which order and how often.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Journal(Vec<u32>);

impl StateMachine<u32> for Journal {
    type Query = ();
    /// Length of the journal.
    type Reply = u64;

    fn apply(&mut self, command: &u32) -> u64 {
        self.0.push(*command);
        self.query(&())
    }

    fn query(&self, (): &()) -> u64 {
        self.0.len() as u64
    }
}

type Replica = Raft<u32, Journal, u64>;
type Happening = Input<u32, (), u64>;
type Doing = Effect<u32, u64, u64>;

/// Outputs of a replica for an input at time zero.
fn step(replica: &mut Replica, input: Happening) -> Effects<u32, u64, u64> {
    let mut out = Vec::new();
    replica.step(Instant::ZERO, input, &mut out);
    out
}

#[test]
fn a_replica_is_a_plain_value() {
    fn plain<T: Clone + Eq + std::hash::Hash + Send + Sync>() {}
    plain::<Replica>();
    plain::<super::RaftMessage<u32>>();
}
