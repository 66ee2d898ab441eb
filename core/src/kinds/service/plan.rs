//! A service in a plan.

use super::handlers;
use super::params::Service;
use crate::params::{Issues, Path};
use crate::plan::{Handlers, Hosting, NodeKind, NodeSettings, Program, Resolver, Site, Traits};
use crate::scenario::Step;
use crate::vocabulary::Verb;

impl Service {
    /// The steps for an operation of that name: its own, or those for any.
    fn steps(&self, operation: &str) -> &[Step] {
        let own = self.handlers.get(operation);
        own.or_else(|| self.handlers.get("any"))
            .map_or(&[], Vec::as_slice)
    }
}

impl NodeKind for Service {
    fn traits(&self) -> Traits {
        Traits::default()
    }

    fn hosting(&self) -> Hosting<'_> {
        Hosting {
            replicas: self.replicas,
            coordinators: 0,
            zones: &self.zones,
            price: self.price,
        }
    }

    fn concurrency(&self) -> Option<u32> {
        Some(self.concurrency)
    }

    fn detail(&self, processes: &str) -> String {
        let each = if self.replicas == 1 { "" } else { " each" };
        format!("{processes}{} slots{each}", self.concurrency)
    }

    fn callees(&self, _: Site<'_>) -> Vec<String> {
        let steps = self.handlers.values().flatten();
        let callees = steps.flat_map(Step::callees);
        callees.map(str::to_owned).collect()
    }

    fn check(&self, site: Site<'_>, path: &Path, issues: &mut Issues) {
        handlers::check(self, site, path, issues);
    }

    fn writes_to(&self, _: Site<'_>, callee: &str) -> bool {
        let sets = self.handlers.values().flatten();
        let mut sets = sets.flat_map(handlers::flat);
        let mut writing = self.steps("write").iter().flat_map(handlers::flat);
        writing.any(|step| !matches!(step, Step::Read(_)) && handlers::calls(step, callee))
            || sets.any(|step| matches!(step, Step::CompareAndSet(store) if store == callee))
    }

    fn settings(&self, resolver: &mut Resolver<'_>) -> Result<NodeSettings, Issues> {
        let program =
            |operation| Program::compile(resolver.shape, resolver.node, self.steps(operation));
        let (read, write) = (program("read"), program("write"));
        Ok(NodeSettings {
            slots: Some(self.concurrency),
            queue: self.queue,
            handlers: Handlers::each(|verb: Verb| {
                if verb.mutates() { &write } else { &read }.clone()
            }),
            ..NodeSettings::default()
        })
    }
}
