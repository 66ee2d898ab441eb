//! When breakers were open: the state timelines of breakers.

use std::collections::BTreeMap;

use crate::observer::Facts;
use crate::panel::{StateTimeline, StateTimelineRow, StateTimelineSpan, Tone};
use crate::plan::Plan;
use crate::recording::Recording;
use crate::sort;
use crate::time::Instant;
use crate::vocabulary::{BreakerState, Observed};

/// The most rows of a band.
const ROWS: usize = 24;

/// The most spans of a row.
const SPANS: usize = 200;

/// Changes of state of one breaker, each with its moment.
type Changes = Vec<(Instant, BreakerState)>;

/// The state timeline of all breakers; none if no call has one.
pub(super) fn timelines(facts: &Facts<'_>) -> Vec<StateTimeline> {
    let all = changes(facts.plan, facts.recording);
    let has_any = !all.is_empty();
    let timeline = has_any.then(|| timeline(all, facts.recording.end));
    timeline.into_iter().collect()
}

fn timeline(mut all: Vec<(String, Changes)>, end: Instant) -> StateTimeline {
    let found = all.len();
    // Those that changed come first, so that a cut leaves out those of which there is least to see.
    sort::by_key(&mut all, |(_, changes)| changes.is_empty());
    all.truncate(ROWS);
    let longest = all.iter().map(|(_, changes)| changes.len()).max();
    let what = "State of the breaker of each calling process: closed, open, or half open.";
    let rows = (found > ROWS)
        .then(|| format!("{ROWS} of {found} breakers are shown, those that changed first."));
    let spans = (longest >= Some(SPANS)).then(|| format!("Of each the first {SPANS} are shown."));
    let definition = [Some(what.to_owned()), rows, spans];
    StateTimeline {
        id: "breakers".to_owned(),
        title: "Breakers".to_owned(),
        definition: definition
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        rows: all
            .into_iter()
            .map(|(label, changes)| row(label, &changes, end))
            .collect(),
    }
}

/// Every breaker, by the name of its process and route, with its changes.
fn changes(plan: &Plan, recording: &Recording) -> Vec<(String, Changes)> {
    let mut observed: BTreeMap<(u16, u32), Changes> = BTreeMap::new();
    for observation in &recording.observations {
        if let Observed::Breaker { route, to, .. } = observation.what {
            let of = observed.entry((route, observation.process)).or_default();
            // After a crash it is closed, and may have been before.
            if of.last().map_or(BreakerState::Closed, |(_, state)| *state) != to {
                of.push((observation.at, to));
            }
        }
    }
    let topology = &plan.shape.topology;
    (0..plan.shape.routes.len())
        .filter(|route| plan.has_breaker(*route))
        .flat_map(|route| {
            let caller = &topology.nodes[plan.shape.routes[route].from as usize];
            caller.processes().map(move |process| (route, process))
        })
        .map(|(route, process)| {
            let callee = &topology.nodes[plan.shape.routes[route].to as usize].label;
            let caller = &topology.processes[process as usize].name;
            let changes = observed.remove(&(route as u16, process));
            (format!("{caller} to {callee}"), changes.unwrap_or_default())
        })
        .collect()
}

fn row(label: String, changes: &Changes, end: Instant) -> StateTimelineRow {
    let start = std::iter::once((Instant::ZERO, BreakerState::Closed));
    let states: Vec<_> = start.chain(changes.iter().copied()).collect();
    let ends = states[1..].iter().map(|(at, _)| *at).chain([end]);
    let span = |((from, state), to): (&(Instant, BreakerState), Instant)| StateTimelineSpan {
        from: from.as_secs(),
        to: to.as_secs(),
        says: state.word().to_owned(),
        tone: match state {
            BreakerState::Closed => Tone::Good,
            BreakerState::Open => Tone::Bad,
            BreakerState::HalfOpen => Tone::Busy,
        },
    };
    StateTimelineRow {
        label,
        spans: states.iter().zip(ends).take(SPANS).map(span).collect(),
    }
}
