//! A balancer in a plan: a service with one call and no limit of slots.

use super::params::Balancer;
use crate::params::{Issues, Path};
use crate::plan::{Hosting, NodeKind, NodeSettings, Op, Program, Resolver, Site, Traits};

/// The callees of its entries in `calls`.
fn behind(site: Site<'_>) -> impl Iterator<Item = &str> {
    let pairs = site.scenario.calls.keys();
    pairs
        .filter_map(|key| key.split_once("->"))
        .filter(move |(caller, _)| *caller == site.name)
        .map(|(_, callee)| callee)
}

impl NodeKind for Balancer {
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

    fn detail(&self, processes: &str) -> String {
        format!("{processes}balancer")
    }

    fn callees(&self, site: Site<'_>) -> Vec<String> {
        behind(site).map(str::to_owned).collect()
    }

    fn check(&self, site: Site<'_>, _: &Path, issues: &mut Issues) {
        let path = Path::root().child("calls");
        let callees: Vec<_> = behind(site).collect();
        if callees.len() != 1 {
            let (found, name) = (callees.len(), site.name);
            let problem = format!(
                "found {found} calls of the balancer {name}, allowed is one, such as \"{name}->app\""
            );
            issues.add(&path, problem);
        }
        site.check_calls(&callees, &path, issues);
    }

    fn settings(&self, resolver: &mut Resolver<'_>) -> Result<NodeSettings, Issues> {
        let mut routes = resolver.shape.routes.iter();
        let behind = routes.position(|route| route.from == resolver.node);
        let calls = Op::Calls(behind.map(|route| route as u16).into_iter().collect());
        Ok(NodeSettings {
            handlers: NodeSettings::handled_by(&Program::of(vec![calls])),
            ..NodeSettings::default()
        })
    }
}
