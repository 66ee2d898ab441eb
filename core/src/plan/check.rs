//! What no single value can tell: names that lead nowhere, calls in a circle, windows that are empty.

use std::collections::BTreeMap;

use crate::link::{RESERVED_NAMES, VIEW_NAMES};
use crate::params::{Field, Issues, Path, is_name, listed};
use crate::scenario::{Control, Node, Quorum, Replication, Scenario, Workload};
use crate::sort;

/// The most nodes that a scenario may have.
const NODES: usize = 200;
/// The most processes.
const PROCESSES: u32 = 2000;
/// The most faults.
const FAULTS: usize = 1000;
/// The most steps of a handler, and calls of a step.
const STEPS: usize = 1000;

/// Reports everything that is wrong with a scenario whose values are each in range.
pub(super) fn check(scenario: &Scenario, issues: &mut Issues) {
    check_sizes(scenario, issues);
    check_window(scenario, issues);
    check_nodes(scenario, issues);
    check_workload(scenario, issues);
    check_pairs(scenario, issues);
    super::sagas::check(scenario, issues);
    super::policies::check(scenario, issues);
    check_controls(scenario, issues);
    if issues.is_empty() {
        check_circles(scenario, issues);
    }
}

fn check_sizes(scenario: &Scenario, issues: &mut Issues) {
    let nodes = Path::root().child("nodes");
    if scenario.nodes.is_empty() || scenario.nodes.len() > NODES {
        issues.add(
            &nodes,
            format!(
                "found {} nodes, allowed are 1 to {NODES}",
                scenario.nodes.len()
            ),
        );
    }
    let processes: u32 = scenario.nodes.values().map(Node::replicas).sum();
    if processes > PROCESSES {
        issues.add(
            &nodes,
            format!("found {processes} processes in all, allowed are {PROCESSES}"),
        );
    }
    if scenario.faults.len() > FAULTS {
        let found = scenario.faults.len();
        issues.add(
            &Path::root().child("faults"),
            format!("found {found}, allowed are {FAULTS}"),
        );
    }
}

fn check_window(scenario: &Scenario, issues: &mut Issues) {
    let unmeasured = scenario.warm_up + scenario.cool_down;
    if unmeasured >= scenario.duration {
        let problem = format!(
            "found a run of {} of which {unmeasured} are warm-up and cool-down, allowed is a longer run",
            scenario.duration
        );
        issues.add(&Path::root().child("duration"), problem);
    }
}

fn check_nodes(scenario: &Scenario, issues: &mut Issues) {
    for (name, node) in &scenario.nodes {
        let path = Path::root().child("nodes").child(name);
        check_name(name, &path, issues);
        for zone in node.zones() {
            if zone.split('/').filter(|part| !part.is_empty()).count() != 2 {
                let zone = crate::params::shorten(zone);
                issues.add(
                    &path.child("zones"),
                    format!("found \"{zone}\", allowed is region/zone, such as eu/a"),
                );
            }
        }
        if node.zones().is_empty() {
            issues.add(
                &path.child("zones"),
                "found no zone, allowed is at least one, such as eu/a",
            );
        }
        if let Node::Store(store) = node
            && let Replication::Quorum(quorum) = &store.replication
        {
            check_quorum(quorum, &path.child("replication"), issues);
        }
        if let Node::Service(service) = node {
            for (operation, steps) in &service.handlers {
                let path = path.child("handlers").child(operation);
                if !["read", "write", "any"].contains(&operation.as_str()) {
                    issues.add(
                        &path,
                        "this is not an operation; allowed are read, write, any",
                    );
                }
                check_length(steps.len(), "steps", &path, issues);
                super::handlers::check(scenario, steps, &path, issues);
                for (index, step) in steps.iter().enumerate() {
                    let path = path.child(&index.to_string());
                    check_length(step.callees().len(), "calls", &path, issues);
                    for callee in step.callees() {
                        check_callee(scenario, name, callee, &path, issues);
                    }
                }
            }
        }
    }
}

/// More replicas than there are never answer.
fn check_quorum(quorum: &Quorum, path: &Path, issues: &mut Issues) {
    let Quorum {
        replicas,
        write,
        read,
        ..
    } = *quorum;
    for (name, found) in [("write", write), ("read", read)] {
        if found > replicas {
            issues.add(
                &path.child(name),
                format!("found {found}, allowed is 1 to {replicas}, the number of replicas"),
            );
        }
    }
}

fn check_length(found: usize, what: &str, path: &Path, issues: &mut Issues) {
    if found > STEPS {
        issues.add(path, format!("found {found} {what}, allowed are {STEPS}"));
    }
}

fn check_name(name: &str, path: &Path, issues: &mut Issues) {
    if !is_name(name) {
        issues.add(
            path,
            "this is not a name; allowed are 1 to 40 of a-z, 0-9, - and _",
        );
    }
}

fn check_callee(scenario: &Scenario, caller: &str, callee: &str, path: &Path, issues: &mut Issues) {
    let found = crate::params::shorten(callee);
    match scenario.nodes.get(callee) {
        None => {
            let known = listed(scenario.nodes.keys().map(String::as_str));
            issues.add(
                path,
                format!("found a call to \"{found}\", allowed is one of {known}"),
            );
        }
        Some(Node::Client(_)) => {
            issues.add(
                path,
                format!("found a call to the client {found}; clients only call"),
            );
        }
        Some(_) if caller == callee => issues.add(path, format!("{found} calls itself")),
        Some(Node::Participant(_)) => issues.add(
            path,
            format!(
                "found a call to the participant {found}; it takes orders from orchestrators only"
            ),
        ),
        Some(Node::Balancer(_) | Node::Service(_) | Node::Store(_) | Node::Orchestrator(_)) => {}
    }
}

fn check_workload(scenario: &Scenario, issues: &mut Issues) {
    let root = Path::root().child("workload");
    for (name, workload) in &scenario.workload {
        let path = root.child(name);
        if !matches!(scenario.nodes.get(name), Some(Node::Client(_))) {
            issues.add(&path, "there is no client of that name in nodes");
        }
        check_callee(scenario, name, workload.target(), &path.child("to"), issues);
        check_shape_of_rate(workload, &path, issues);
        if let Workload::Closed(closed) = workload {
            check_length(
                closed.journey.len(),
                "operations",
                &path.child("journey"),
                issues,
            );
        }
    }
    for (name, node) in &scenario.nodes {
        if matches!(node, Node::Client(_)) && !scenario.workload.contains_key(name) {
            issues.add(
                &root.child(name),
                "found nothing, but this client needs a workload",
            );
        }
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

/// Every call that a scenario makes, as `(caller, callee)`.
pub(super) fn calls(scenario: &Scenario) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, workload) in &scenario.workload {
        pairs.push((name.clone(), workload.target().to_owned()));
    }
    for (name, node) in &scenario.nodes {
        match node {
            Node::Balancer(_) => {
                pairs
                    .extend(behind(scenario, name).map(|callee| (name.clone(), callee.to_owned())));
            }
            Node::Service(service) => {
                let steps = service.handlers.values().flatten();
                pairs.extend(steps.flat_map(|step| {
                    step.callees()
                        .iter()
                        .map(|callee| (name.clone(), callee.clone()))
                }));
            }
            Node::Orchestrator(orchestrator) => {
                let steps = orchestrator.steps.iter();
                pairs.extend(steps.map(|step| (name.clone(), step.participant().to_owned())));
            }
            Node::Client(_) | Node::Store(_) | Node::Participant(_) => {}
        }
    }
    sort::ascending(&mut pairs);
    pairs.dedup();
    pairs
}

/// Stores whose processes talk to each other.
pub(super) fn peers(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let stores = scenario.nodes.iter();
    stores
        .filter(|(_, node)| matches!(node, Node::Store(_)) && node.replicas() > 1)
        .map(|(name, _)| name.as_str())
}

/// The name of the route between the processes of a store, for `network.links`.
pub(super) fn peer_route(name: &str) -> String {
    format!("{name}->{name}")
}

/// What stands behind a balancer: the callees of its entries in `calls`.
fn behind<'a>(scenario: &'a Scenario, balancer: &'a str) -> impl Iterator<Item = &'a str> {
    scenario
        .calls
        .keys()
        .filter_map(move |key| {
            key.split_once("->")
                .filter(|(caller, _)| *caller == balancer)
        })
        .map(|(_, callee)| callee)
}

fn check_pairs(scenario: &Scenario, issues: &mut Issues) {
    let path = Path::root().child("calls");
    for (name, node) in &scenario.nodes {
        if let Node::Balancer(_) = node {
            let callees: Vec<_> = behind(scenario, name).collect();
            if callees.len() != 1 {
                let found = callees.len();
                let problem = format!(
                    "found {found} calls of the balancer {name}, allowed is one, such as \"{name}->app\""
                );
                issues.add(&path, problem);
            }
            for callee in callees {
                check_callee(scenario, name, callee, &path, issues);
            }
        }
    }
    let made = calls(scenario);
    let known: Vec<_> = made
        .iter()
        .map(|(caller, callee)| format!("{caller}->{callee}"))
        .collect();
    check_known(scenario.calls.keys(), &known, &path, issues);
    let linked: Vec<_> = known
        .into_iter()
        .chain(peers(scenario).map(peer_route))
        .collect();
    check_known(
        scenario.network.links.keys(),
        &linked,
        &Path::root().child("network").child("links"),
        issues,
    );
    super::kinds::check(scenario, &linked, issues);
    for pair in scenario.network.regions.keys() {
        if pair.split('~').filter(|part| !part.is_empty()).count() != 2 {
            let path = Path::root().child("network").child("regions").child(pair);
            issues.add(
                &path,
                "this is not a pair of regions; allowed is such as eu~us",
            );
        }
    }
}

fn check_known<'a>(
    keys: impl Iterator<Item = &'a String>,
    known: &[String],
    path: &Path,
    issues: &mut Issues,
) {
    for key in keys.filter(|key| !known.contains(key)) {
        issues.add(
            &path.child(key),
            format!(
                "nobody makes this call; allowed are {}",
                listed(known.iter().map(String::as_str))
            ),
        );
    }
}

/// Calls in a circle would never end: each waits for the next.
fn check_circles(scenario: &Scenario, issues: &mut Issues) {
    let mut callees: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (caller, callee) in calls(scenario) {
        callees.entry(caller).or_default().push(callee);
    }
    let mut done = Vec::new();
    for name in scenario.nodes.keys() {
        let mut way = Vec::new();
        if let Some(circle) = find_circle(name, &callees, &mut way, &mut done) {
            issues.add(
                &Path::root().child("nodes").child(name),
                format!("calls go in a circle: {circle}"),
            );
            return;
        }
    }
}

fn find_circle(
    name: &str,
    callees: &BTreeMap<String, Vec<String>>,
    way: &mut Vec<String>,
    done: &mut Vec<String>,
) -> Option<String> {
    if let Some(start) = way.iter().position(|passed| passed == name) {
        return Some(format!("{} -> {name}", way[start..].join(" -> ")));
    }
    if done.iter().any(|passed| passed == name) {
        return None;
    }
    way.push(name.to_owned());
    let next = callees.get(name).into_iter().flatten();
    let circle = next
        .into_iter()
        .find_map(|callee| find_circle(callee, callees, way, done));
    way.pop();
    done.push(name.to_owned());
    circle
}

fn check_controls(scenario: &Scenario, issues: &mut Issues) {
    let mut names: Vec<&str> = Vec::new();
    for (index, control) in scenario.controls.iter().enumerate() {
        let path = Path::root().child("controls").child(&index.to_string());
        check_name(&control.name, &path.child("name"), issues);
        let taken = VIEW_NAMES.contains(&control.name.as_str())
            || RESERVED_NAMES.contains(&control.name.as_str());
        if taken || names.contains(&control.name.as_str()) {
            issues.add(
                &path.child("name"),
                format!("the name {} is taken", control.name),
            );
        }
        names.push(&control.name);
        check_control(scenario, control, &path, issues);
    }
}

fn check_control(scenario: &Scenario, control: &Control, path: &Path, issues: &mut Issues) {
    let leads = |target: &str| {
        scenario
            .find(&target.split('.').collect::<Vec<_>>())
            .is_some()
    };
    if control.path.is_none() == control.options.is_empty() {
        issues.add(path, "a control has either a path or options");
    }
    if control.template.is_some() && control.default.is_none() {
        issues.add(
            &path.child("default"),
            "a control with a template needs a default",
        );
    }
    let patched = control.options.iter().flat_map(|option| option.set.keys());
    for target in control.path.iter().chain(&control.also).chain(patched) {
        if !leads(target) {
            let target = crate::params::shorten(target);
            issues.add(
                &path.child("path"),
                format!("there is no parameter at {target}"),
            );
        }
    }
    if let Some(other) = &control.at_most
        && !scenario
            .controls
            .iter()
            .any(|control| control.name == *other)
    {
        issues.add(
            &path.child("at_most"),
            format!("there is no control {}", crate::params::shorten(other)),
        );
    }
}
