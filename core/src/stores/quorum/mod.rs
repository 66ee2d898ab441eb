//! Mode `quorum`: replicas without a leader, see [`crate::replication::quorum`].

mod driver;
pub mod params;

use std::any::Any;
use std::sync::Arc;

use crate::driver::{Driver, MachineSettings, Replica};
use crate::params::{Issues, Path};
use crate::replication::quorum::QuorumSettings;
use crate::stores::StoreMode;
use crate::vocabulary::MessageKind;
use driver::QuorumReplica;
use params::Quorum;

impl StoreMode for Quorum {
    fn replicas(&self) -> u32 {
        self.replicas
    }

    fn coordinators(&self) -> u32 {
        self.coordinators
    }

    fn messages(&self) -> &'static [MessageKind] {
        &[
            MessageKind::Write,
            MessageKind::Acknowledge,
            MessageKind::Read,
            MessageKind::Value,
        ]
    }

    fn cannot_compare(&self) -> Option<&'static str> {
        Some(
            "found a store of mode quorum, allowed are single and raft: quorums without consensus cannot decide which of two \
             writes comes first",
        )
    }

    /// More replicas than there are never answer.
    fn check(&self, path: &Path, issues: &mut Issues) {
        let replicas = self.replicas;
        for (name, found) in [("write", self.write), ("read", self.read)] {
            if found > replicas {
                issues.add(
                    &path.child(name),
                    format!("found {found}, allowed is 1 to {replicas}, the number of replicas"),
                );
            }
        }
    }

    fn machine(&self) -> Arc<dyn MachineSettings> {
        Arc::new(QuorumSettings {
            replicas: self.replicas,
            write: self.write,
            read: self.read,
            read_repair: self.read_repair,
            write_back: self.write_back,
            read_before_write: self.read_before_write,
            timeout: self.timeout,
        })
    }
}

impl MachineSettings for QuorumSettings {
    fn driver(&self, number: u32, _: u32) -> Box<dyn Driver> {
        Box::new(Replica::new(number, QuorumReplica::new(number, *self)))
    }

    /// A sync; each of the others is asked and answers; a disk and a timer.
    fn expected_events(&self) -> f64 {
        1.0 + 2.0 * f64::from(self.replicas)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
