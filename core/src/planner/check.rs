//! What no single value can tell: names that lead nowhere, calls in a circle, windows that are empty.

use std::collections::BTreeMap;

use super::calls;
use crate::kinds;
use crate::link::{RESERVED_NAMES, VIEW_NAMES};
use crate::params::{Field, Issues, Path, is_name, listed};
use crate::scenario::{Control, Scenario};

/// The most nodes that a scenario may have.
const NODES: usize = 200;
/// The most processes.
const PROCESSES: u32 = 2000;
/// The most faults.
const FAULTS: usize = 1000;

/// Reports everything that is wrong with a scenario whose values are each in range.
pub(super) fn check(scenario: &Scenario, issues: &mut Issues) {
    check_sizes(scenario, issues);
    check_window(scenario, issues);
    check_nodes(scenario, issues);
    check_workload(scenario, issues);
    check_pairs(scenario, issues);
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
    let processes = scenario.nodes.values();
    let processes: u32 = processes
        .map(|node| kinds::of(node).hosting().processes())
        .sum();
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
        let kind = kinds::of(node);
        check_zones(kind.hosting().zones, &path.child("zones"), issues);
        kind.check(calls::site(scenario, name), &path, issues);
    }
}

fn check_zones(zones: &[String], path: &Path, issues: &mut Issues) {
    for zone in zones {
        if zone.split('/').filter(|part| !part.is_empty()).count() != 2 {
            let zone = crate::params::shorten(zone);
            issues.add(
                path,
                format!("found \"{zone}\", allowed is region/zone, such as eu/a"),
            );
        }
    }
    if zones.is_empty() {
        issues.add(path, "found no zone, allowed is at least one, such as eu/a");
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

fn check_workload(scenario: &Scenario, issues: &mut Issues) {
    let root = Path::root().child("workload");
    for name in scenario.workload.keys() {
        let node = scenario.nodes.get(name);
        if !node.is_some_and(|node| kinds::of(node).traits().sends) {
            issues.add(
                &root.child(name),
                "there is no client of that name in nodes",
            );
        }
    }
}

fn check_pairs(scenario: &Scenario, issues: &mut Issues) {
    let path = Path::root().child("calls");
    let made = calls::all(scenario);
    let known: Vec<_> = made
        .iter()
        .map(|(caller, callee)| format!("{caller}->{callee}"))
        .collect();
    check_known(scenario.calls.keys(), &known, &path, issues);
    let linked: Vec<_> = known
        .into_iter()
        .chain(calls::peers(scenario).map(calls::peer_route))
        .collect();
    check_known(
        scenario.network.links.keys(),
        &linked,
        &Path::root().child("network").child("links"),
        issues,
    );
    super::message_times::check(scenario, &linked, issues);
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
    for (caller, callee) in calls::all(scenario) {
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
