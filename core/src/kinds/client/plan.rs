//! A client in a plan.

use std::slice;

use super::params::Client;
use crate::params::{Issue, Issues, Money, Path, Rate};
use crate::plan::{
    Hosting, Load, NodeKind, NodeSettings, Resolver, Site, Traits, WorkloadSettings,
};
use crate::scenario::{Arrivals, Deed, Open, Workload};
use crate::traffic::RateCurve;
use crate::vocabulary::Verb;

/// The most operations of a journey.
const JOURNEY: usize = 1000;

impl NodeKind for Client {
    fn traits(&self) -> Traits {
        Traits {
            sends: true,
            refuses_calls: Some("clients only call"),
            ..Traits::default()
        }
    }

    fn hosting(&self) -> Hosting<'_> {
        Hosting {
            replicas: 1,
            coordinators: 0,
            zones: slice::from_ref(&self.zone),
            price: Money(0.0),
        }
    }

    fn detail(&self, _: &str) -> String {
        "client".to_owned()
    }

    fn callees(&self, site: Site<'_>) -> Vec<String> {
        let workload = site.scenario.workload.get(site.name);
        workload
            .map(|workload| workload.target().to_owned())
            .into_iter()
            .collect()
    }

    fn check(&self, site: Site<'_>, _: &Path, issues: &mut Issues) {
        let path = Path::root().child("workload").child(site.name);
        let Some(workload) = site.scenario.workload.get(site.name) else {
            return issues.add(&path, "found nothing, but this client needs a workload");
        };
        site.check_calls(&[workload.target()], &path.child("to"), issues);
        check_shape_of_rate(workload, &path, issues);
        if let Workload::Closed(closed) = workload
            && closed.journey.len() > JOURNEY
        {
            let found = closed.journey.len();
            let problem = format!("found {found} operations, allowed are {JOURNEY}");
            issues.add(&path.child("journey"), problem);
        }
    }

    fn writes_to(&self, site: Site<'_>, _: &str) -> bool {
        let workload = site.scenario.workload.get(site.name);
        workload.is_some_and(Workload::writes)
    }

    fn settings(&self, resolver: &mut Resolver<'_>) -> Result<NodeSettings, Issues> {
        let workload = &resolver.scenario.workload[resolver.name];
        let keys = resolver.keys(workload.mix()).map_err(|problem| Issue {
            path: format!("workload.{}.mix", resolver.name),
            problem,
        })?;
        Ok(NodeSettings {
            workload: Some(WorkloadSettings {
                load: load(workload),
                reads: workload.mix().reads.0,
                keys,
            }),
            ..NodeSettings::default()
        })
    }
}

fn check_shape_of_rate(workload: &Workload, path: &Path, issues: &mut Issues) {
    let Workload::Open(open) = workload else {
        return;
    };
    if let (Some(ramp), Some(spike)) = (&open.ramp, &open.spike)
        && spike.at < ramp.at + ramp.over
        && ramp.at < spike.at + spike.lasts
    {
        issues.add(
            &path.child("spike"),
            "found a spike during the ramp, allowed is before or after it",
        );
    }
}

fn load(workload: &Workload) -> Load {
    match workload {
        Workload::Open(open) => Load::Open {
            curve: rate_curve(open),
            poisson: open.arrivals == Arrivals::Poisson,
        },
        Workload::Closed(closed) => Load::Closed {
            users: closed.users,
            think: closed.think.sampler(),
            think_mean: closed.think.mean().unwrap_or(1.0),
            requests: closed.requests,
            journey: closed.journey.iter().copied().map(verb).collect(),
        },
    }
}

fn verb(deed: Deed) -> Verb {
    match deed {
        Deed::Read => Verb::Read,
        Deed::Write => Verb::Write,
    }
}

fn rate_curve(open: &Open) -> RateCurve {
    let Rate(rate) = open.rate;
    let mut curve = RateCurve::steady(rate);
    if let Some(ramp) = &open.ramp {
        curve = curve.ramped(ramp.to.0, ramp.at, ramp.over);
    }
    if let Some(spike) = &open.spike {
        curve = curve.spiked(spike.rate.0, spike.at, spike.lasts);
    }
    curve
}
