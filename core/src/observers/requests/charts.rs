//! Requests, slots and attempts over time. A request counts when it ends: nothing is known of it before.

use crate::observer::{ChartDefinition, Course, Facts, always, quantiles, ratio};
use crate::plan::Plan;
use crate::recording::{ClientRequest, ProcessBin, Recording};
use crate::summary::Line;
use crate::time::{Instant, Span};
use crate::topology::NodeShape;
use crate::unit::Unit;

pub(super) const CHARTS: [ChartDefinition; 7] = [
    ChartDefinition {
        id: "latency",
        title: "Latency of all answers",
        unit: Unit::Seconds,
        applies: always,
        lines: |facts| latency(facts.recording),
    },
    ChartDefinition {
        id: "answers",
        title: "Requests",
        unit: Unit::PerSecond,
        applies: always,
        lines: |facts| answers(facts.recording),
    },
    ChartDefinition {
        id: "availability",
        title: "Availability",
        unit: Unit::Share,
        applies: always,
        lines: |facts| vec![availability(facts.recording)],
    },
    ChartDefinition {
        id: "utilisation",
        title: "Slots in use",
        unit: Unit::Share,
        applies: always,
        lines: utilisation,
    },
    ChartDefinition {
        id: "queue",
        title: "Waiting",
        unit: Unit::Count,
        applies: always,
        lines: queues,
    },
    ChartDefinition {
        id: "attempts",
        title: "Attempts",
        unit: Unit::PerSecond,
        applies: always,
        lines: attempts,
    },
    ChartDefinition {
        id: "messages",
        title: "Messages between machines",
        unit: Unit::PerSecond,
        applies: has_peers,
        lines: messages,
    },
];

/// True if machines of a node send each other messages.
fn has_peers(plan: &Plan) -> bool {
    plan.shape.peer_routes.iter().any(Option::is_some)
}

/// The requests that have ended.
fn ended(recording: &Recording) -> impl Iterator<Item = &ClientRequest> {
    let all = recording.operations.iter();
    all.filter(|request| request.completed != Instant::NEVER)
}

fn latency(recording: &Recording) -> Vec<Line> {
    let course = Course::of(recording);
    let mut bins = vec![Vec::new(); course.bins()];
    for request in ended(recording) {
        bins[course.bin_of(request.completed)].extend(request.latency());
    }
    let (mut median, mut high) = (Vec::new(), Vec::new());
    for moment in course.moments() {
        let mut window = bins[course.bins_before(moment)].concat();
        let found = quantiles(&mut window, [0.5, 0.99]);
        let [p50, p99] = found.map(|found| found.map_or(f64::NAN, Span::as_secs));
        median.push(p50);
        high.push(p99);
    }
    vec![Line::new("p50", median), Line::new("p99", high)]
}

/// Counts by bin of the requests that ended, and of those that succeeded.
fn ends(recording: &Recording, course: Course) -> (Vec<u64>, Vec<u64>) {
    let at = |request: &ClientRequest| request.completed;
    let successes = ended(recording).filter(|request| request.is_success());
    (
        course.count(ended(recording).map(at)),
        course.count(successes.map(at)),
    )
}

fn availability(recording: &Recording) -> Line {
    let course = Course::of(recording);
    let (all, successes) = ends(recording, course);
    Line::new("availability", course.shares(&successes, &all))
}

/// Offered when they arrive, successes and failures when they end.
fn answers(recording: &Recording) -> Vec<Line> {
    let course = Course::of(recording);
    let arrivals = recording.operations.iter().map(|request| request.arrived);
    let (all, successes) = ends(recording, course);
    let failures: Vec<_> = all
        .iter()
        .zip(&successes)
        .map(|(all, ok)| all - ok)
        .collect();
    vec![
        Line::new("offered", course.rates(&course.count(arrivals))),
        Line::new("success", course.rates(&successes)),
        Line::new("failure", course.rates(&failures)),
    ]
}

/// A line for each node of limited slots: an area of its processes, by the time of the window and the slots.
fn of_slots(
    facts: &Facts<'_>,
    area: fn(&ProcessBin) -> u64,
    slots: fn(&NodeShape, u32) -> f64,
) -> Vec<Line> {
    let course = Course::of(facts.recording);
    let nodes = facts.plan.shape.topology.nodes.iter();
    let limited = nodes.filter_map(|node| Some((node, node.concurrency?)));
    let line = |(node, concurrency): (&NodeShape, u32)| {
        let own = node.first as usize..(node.first + node.replicas) as usize;
        let processes = &facts.recording.processes[own];
        let mean = |moment| {
            let of_bin = |bin| processes.iter().map(|series| area(&series.bins[bin])).sum();
            let time = course.time_before(moment) * slots(node, concurrency);
            ratio(course.sum(moment, of_bin), time)
        };
        Line::new(&*node.label, course.moments().map(mean).collect())
    };
    limited.map(line).collect()
}

fn utilisation(facts: &Facts<'_>) -> Vec<Line> {
    let slots = |node: &NodeShape, each: u32| f64::from(each) * f64::from(node.endpoints());
    of_slots(facts, |bin| bin.busy_area, slots)
}

fn queues(facts: &Facts<'_>) -> Vec<Line> {
    of_slots(facts, |bin| bin.queue_area, |_, _| 1.0)
}

/// What leaves on each route that is one between machines, or is none.
fn routes(facts: &Facts<'_>, between_machines: bool) -> Vec<Line> {
    let course = Course::of(facts.recording);
    let routes = facts.plan.shape.topology.routes.iter();
    let each = routes.zip(&facts.recording.routes).enumerate();
    let wanted =
        each.filter(|(index, _)| is_between_machines(facts.plan, *index) == between_machines);
    let line = |(_, (route, series)): (
        usize,
        (&crate::topology::RouteShape, &crate::recording::RouteSeries),
    )| {
        let counts: Vec<_> = series
            .attempts
            .iter()
            .map(|count| u64::from(*count))
            .collect();
        Line::new(&*route.name, course.rates(&counts))
    };
    wanted.map(line).collect()
}

/// True if a route carries messages between machines, not calls.
pub(in crate::observers) fn is_between_machines(plan: &Plan, route: usize) -> bool {
    let mut peers = plan.shape.peer_routes.iter().flatten();
    peers.any(|peers| usize::from(*peers) == route)
}

fn messages(facts: &Facts<'_>) -> Vec<Line> {
    routes(facts, true)
}

fn attempts(facts: &Facts<'_>) -> Vec<Line> {
    let mut lines = routes(facts, false);
    let moments = Course::of(facts.recording).moments();
    let all = |moment| lines.iter().map(|line| line.values[moment]).sum();
    let all = Line::new("all", moments.map(all).collect());
    lines.insert(0, all);
    lines
}
