//! A store in a plan.

use super::params::Store;
use crate::luck::Distribution;
use crate::params::{Issues, Path};
use crate::plan::{Handlers, Hosting, NodeKind, NodeSettings, Op, Program, Resolver, Site, Traits};
use crate::stores;
use crate::vocabulary::MessageKind;

impl NodeKind for Store {
    fn traits(&self) -> Traits {
        let mode = stores::of(&self.replication);
        Traits {
            is_store: true,
            keeps_writes: true,
            remembers_requests: mode.remembers_requests(),
            cannot_compare: mode.cannot_compare(),
            ..Traits::default()
        }
    }

    fn hosting(&self) -> Hosting<'_> {
        let mode = stores::of(&self.replication);
        Hosting {
            replicas: mode.replicas(),
            coordinators: mode.coordinators(),
            zones: &self.zones,
            price: self.price,
        }
    }

    fn concurrency(&self) -> Option<u32> {
        Some(self.concurrency)
    }

    fn detail(&self, processes: &str) -> String {
        let (mode, slots) = (self.replication.word(), self.concurrency);
        format!("{processes}{mode} store, {slots} slots")
    }

    fn peer_messages(&self) -> &'static [MessageKind] {
        stores::of(&self.replication).messages()
    }

    fn check(&self, _: Site<'_>, path: &Path, issues: &mut Issues) {
        stores::of(&self.replication).check(&path.child("replication"), issues);
    }

    fn settings(&self, _: &mut Resolver<'_>) -> Result<NodeSettings, Issues> {
        let program = |work: &Distribution| Program::of(vec![Op::Work(work.sampler()), Op::Act]);
        Ok(NodeSettings {
            slots: Some(self.concurrency),
            queue: self.queue,
            handlers: Handlers::each(|verb| {
                program(if verb.mutates() {
                    &self.write
                } else {
                    &self.read
                })
            }),
            machine: Some(stores::of(&self.replication).machine()),
            fsync: Some(self.fsync.sampler()),
            ..NodeSettings::default()
        })
    }
}
