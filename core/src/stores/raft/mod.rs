//! Mode `raft`: a log that a majority agrees on, see [`crate::consensus::raft`].

mod driver;
mod observe;
pub mod params;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::sync::Arc;

use crate::consensus::raft::{Parameters, ReadMode};
use crate::driver::{Driver, MachineSettings, Replica};
use crate::plan::Plan;
use crate::stores::StoreMode;
use crate::topology::NodeShape;
use crate::vocabulary::MessageKind;
use driver::RaftReplica;
use params::{Raft, Reads};

impl StoreMode for Raft {
    fn replicas(&self) -> u32 {
        self.replicas
    }

    fn messages(&self) -> &'static [MessageKind] {
        &[
            MessageKind::PreVote,
            MessageKind::Vote,
            MessageKind::Granted,
            MessageKind::Denied,
            MessageKind::Heartbeat,
            MessageKind::Entries,
            MessageKind::Acknowledge,
            MessageKind::Mismatch,
        ]
    }

    /// Each call is a session in the log.
    fn remembers_requests(&self) -> bool {
        true
    }

    fn machine(&self) -> Arc<dyn MachineSettings> {
        Arc::new(Parameters {
            election_min: self.election_timeout,
            election_max: self.election_timeout + self.election_spread,
            heartbeat: self.heartbeat,
            pre_vote: self.pre_vote,
            check_quorum: self.check_quorum,
            max_batch: self.batch,
            in_flight: self.in_flight,
            read_mode: match self.reads {
                Reads::LeaderLocal => ReadMode::LeaderLocal,
                Reads::ReadIndex => ReadMode::ReadIndex,
            },
        })
    }
}

impl MachineSettings for Parameters {
    fn driver(&self, number: u32, processes: u32) -> Box<dyn Driver> {
        let protocol = RaftReplica::new(number, processes, *self);
        Box::new(Replica::new(number, protocol))
    }

    /// A sync; a leader's messages carry many requests at once.
    fn expected_events(&self) -> f64 {
        3.0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Plan {
    /// The stores that Raft groups keep.
    pub fn raft_groups(&self) -> impl Iterator<Item = &NodeShape> {
        self.nodes_with::<Parameters>().map(|(node, _)| node)
    }
}
