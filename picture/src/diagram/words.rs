//! Words of the diagram: labels, and sentences for those who do not see it.

use netsplit_core::frame::{Flight, Frame, ProcessFrame, RouteFrame};
use netsplit_core::topology::{NodeShape, RouteShape, Topology};
use netsplit_core::unit::Unit;

use crate::lettering::{name, shown};
use crate::number::{percent, plural, trimmed};

/// Processes of a node, taken together.
#[derive(Clone, Debug, Default)]
pub(super) struct Load {
    /// Processes of which the frame knows.
    pub(super) all: usize,
    /// Processes in state `up`.
    pub(super) up: usize,
    /// Processes in state `paused`.
    pub(super) paused: usize,
    /// Processes that go on in spite of a fault.
    pub(super) impaired: usize,
    /// Mean share of the slots that hold a request, over the processes that are up.
    pub(super) busy: f64,
    /// Requests that are worked on.
    pub(super) working: u64,
    /// Requests that wait.
    pub(super) waiting: u64,
    /// Attempts a second that the node makes.
    pub(super) rate: f64,
}

/// Load of a node that makes so many attempts a second.
pub(super) fn load(frame: &Frame, node: &NodeShape, rate: f64) -> Load {
    let first = (node.first as usize).min(frame.processes.len());
    let last = (first + node.replicas as usize).min(frame.processes.len());
    let processes = &frame.processes[first..last];
    let up = processes.iter().filter(|process| process.status == "up");
    let busy: f64 = up.clone().map(|process| share(process.utilisation)).sum();
    Load {
        all: processes.len(),
        up: up.clone().count(),
        impaired: processes
            .iter()
            .filter(|p| !p.impairments.is_empty())
            .count(),
        paused: processes.iter().filter(|p| p.status == "paused").count(),
        busy: busy / (up.count().max(1) as f64),
        working: processes.iter().map(|p| u64::from(p.busy)).sum(),
        waiting: processes.iter().map(|p| u64::from(p.queued)).sum(),
        rate,
    }
}

/// The attempts a second that each node makes.
pub(super) fn rates(topology: &Topology, frame: &Frame) -> Vec<f64> {
    let mut rates = vec![0.0; topology.nodes.len()];
    for (route, call) in topology.routes.iter().zip(&frame.routes) {
        if let Some(rate) = rates.get_mut(route.from as usize) {
            *rate += positive(call.rate);
        }
    }
    rates
}

/// A share as it may be drawn: between 0 and 1.
pub(super) fn share(value: f64) -> f64 {
    if value.is_finite() {
        value.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// A quantity as it may be drawn: finite and not negative.
pub(super) fn positive(value: f64) -> f64 {
    if value.is_finite() {
        value.max(0.0)
    } else {
        0.0
    }
}

/// Attempts a second, in few letters.
pub(super) fn rate(value: f64) -> String {
    let value = positive(value);
    match value {
        v if v >= 999_500.0 => short(v / 1e6, "M /s"),
        v if v >= 99_950.0 => short(v / 1e3, "k /s"),
        v => {
            let (number, unit) = Unit::PerSecond.parts(v);
            format!("{} {unit}", trimmed(&number))
        }
    }
}

/// A count in few letters.
pub(super) fn count(value: u64) -> String {
    match value {
        0..10_000 => Unit::Count.print(value as f64),
        10_000..1_000_000 => short(value as f64 / 1e3, "k"),
        _ => short(value as f64 / 1e6, "M"),
    }
}

/// A count in three or four letters: exact up to 999, from there rounded down.
pub(super) fn brief(value: u64) -> String {
    match value {
        0..1000 => value.to_string(),
        1000..1_000_000 => format!("{}k", value / 1000),
        _ => format!("{}M", value / 1_000_000),
    }
}

fn short(value: f64, unit: &str) -> String {
    let decimals = usize::from(value < 9.95);
    format!("{value:.decimals$}{unit}")
}

/// The live numbers of a node, from the most words to the fewest.
pub(super) fn live(node: &NodeShape, load: &Load) -> Vec<String> {
    if load.all > 0 && load.up == 0 {
        let paused = load.paused == load.all;
        return vec![if paused { "paused" } else { "down" }.to_owned()];
    }
    if node.kind == "client" {
        return vec![format!("sends {}", rate(load.rate)), rate(load.rate)];
    }
    let busy = match node.concurrency {
        Some(_) => percent(load.busy),
        None => count(load.working),
    };
    let waiting = count(load.waiting);
    match (node.concurrency, load.waiting) {
        (Some(_), 0) => vec![format!("{busy} busy")],
        (Some(_), _) => vec![
            format!("{busy} busy, {waiting} waiting"),
            format!("{busy}, {waiting} waiting"),
        ],
        (None, 0) => vec![format!("{busy} in progress"), busy],
        (None, _) => vec![
            format!("{busy} in progress, {waiting} waiting"),
            format!("{busy}, {waiting} waiting"),
        ],
    }
}

/// A node in a sentence.
pub(super) fn node(shape: &NodeShape, load: &Load) -> String {
    let mut parts = vec![known_as(shape)];
    parts.extend(Some(name(&shape.kind)).filter(|kind| !kind.is_empty()));
    parts.push(plural(shape.members() as usize, "replica"));
    if shape.coordinators > 0 {
        parts.push(plural(shape.coordinators as usize, "coordinator"));
    }
    parts.extend(live(shape, load).into_iter().next());
    if load.up < load.all {
        parts.push(format!("{} of {} up", load.up, load.all));
    }
    parts.join(", ")
}

/// The name of a node, as it may be said.
pub(super) fn known_as(shape: &NodeShape) -> String {
    let all = [&shape.name, &shape.label];
    all.into_iter()
        .map(|text| name(text))
        .find(|text| !text.is_empty())
        .unwrap_or_else(|| "no name".to_owned())
}

/// A process in a sentence.
pub(super) fn process(topology: &Topology, index: u32, state: &ProcessFrame) -> String {
    let shape = topology.processes.get(index as usize);
    let own = shape.map_or_else(String::new, |shape| name(&shape.name));
    let mut parts = vec![own, state.status.clone()];
    if state.utilisation > 0.0 {
        parts.push(format!("{} busy", percent(share(state.utilisation))));
    } else if state.busy > 0 {
        parts.push(format!("{} in progress", state.busy));
    }
    if state.queued > 0 {
        parts.push(format!("{} waiting", state.queued));
    }
    parts.extend(state.mark.as_ref().map(|mark| name(&mark.says)));
    parts.extend(state.impairments.iter().map(|one| shown(&one.says, 80)));
    let zone = shape.map_or_else(String::new, |shape| name(&shape.zone));
    if !zone.is_empty() {
        parts.push(format!("zone {zone}"));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// Names of the caller and the callee.
pub(super) fn ends(topology: &Topology, route: &RouteShape) -> (String, String) {
    let end = |index: u32| {
        let shape = topology.nodes.get(index as usize);
        shape.map_or_else(String::new, known_as)
    };
    (end(route.from), end(route.to))
}

/// A route in a sentence.
pub(super) fn route(topology: &Topology, shape: &RouteShape, state: &RouteFrame) -> String {
    let (from, to) = ends(topology, shape);
    let mut parts = vec![format!("{from} calls {to}"), rate(state.rate)];
    parts.extend(failed(state).map(|words| format!("{words} failed")));
    parts.extend(cut(state).map(|words| format!("links {words}")));
    parts.extend(state.mark.as_ref().map(|mark| name(&mark.says)));
    parts.extend(state.impairments.iter().map(|one| shown(&one.says, 80)));
    parts.join(", ")
}

/// The share that failed, if any did.
pub(super) fn failed(state: &RouteFrame) -> Option<String> {
    (share(state.failed) > 0.0).then(|| percent(share(state.failed)))
}

/// `cut`, and how much of it if not all is.
pub(super) fn cut(state: &RouteFrame) -> Option<String> {
    match share(state.cut) {
        c if c <= 0.0 => None,
        c if c >= 1.0 => Some("cut".to_owned()),
        c => Some(format!("{} cut", percent(c))),
    }
}

/// A message in a sentence.
pub(super) fn message(topology: &Topology, flight: &Flight) -> String {
    let link = topology.links.get(flight.link as usize);
    let end = |index: Option<u32>| {
        let found = index.and_then(|index| topology.processes.get(index as usize));
        found.map_or_else(String::new, |shape| name(&shape.name))
    };
    let from = end(link.map(|link| link.from));
    let to = end(link.map(|link| link.to));
    format!(
        "{} of request {}, attempt {}, from {from} to {to}",
        name(&flight.kind),
        flight.request,
        flight.attempt
    )
}

fn processes(count: usize) -> String {
    let noun = if count == 1 { "process" } else { "processes" };
    format!("{count} {noun}")
}

/// The whole system at one moment, in one paragraph for those who do not see the picture.
pub fn describe(topology: &Topology, frame: &Frame) -> String {
    let mut sentences = vec![format!(
        "At {} s: {}, {}, {} in flight.",
        trimmed(&format!("{:.3}", positive(frame.at))),
        plural(topology.nodes.len(), "node"),
        processes(topology.processes.len()),
        plural(frame.messages.len(), "message"),
    )];
    for (shape, rate) in topology.nodes.iter().zip(rates(topology, frame)) {
        sentences.push(format!("{}.", node(shape, &load(frame, shape, rate))));
    }
    for (shape, state) in topology.routes.iter().zip(&frame.routes) {
        sentences.push(format!("{}.", route(topology, shape, state)));
    }
    sentences.join(" ")
}
