//! How everything was at any moment: the trace, folded up to there.
//!
//! Keyframes every few thousand entries make a jump cheap; between them the entries are applied one by one.

mod breakers;
mod impairment;
mod log;
mod replica_log;
mod sagas;
mod state_tables;

pub use replica_log::{LogEntry, ReplicaLog};
pub use sagas::{Saga, SagaStep, sagas};

use std::sync::Arc;

use crate::frame::{Flight, Frame, ProcessFrame, RouteFrame, Row};
use crate::kernel::Conditions;
use crate::panel::{Mark, Tone};
use crate::plan::Plan;
use crate::recording::{Entry, Recording, What};
use crate::time::Instant;
use crate::vocabulary::{BreakerState, MessageKind, ReplicaRole, ReportName, Status};
use impairment::RouteLinks;
use state_tables::Group;

/// Entries between two keyframes.
const KEYFRAME: usize = 2048;

/// A recording that can be looked at, at any moment.
#[derive(Clone, Debug)]
pub struct Replay {
    plan: Arc<Plan>,
    recording: Arc<Recording>,
    /// The Raft groups.
    groups: Vec<Group>,
    keyframes: Vec<State>,
}

/// How everything was after some entry.
#[derive(Clone, Debug)]
struct State {
    /// Entries applied so far.
    applied: usize,
    processes: Vec<ProcessState>,
    flights: Vec<FlightState>,
    /// By place of the caller, see [`crate::plan::Shape::load_balancers`].
    breakers: Vec<BreakerState>,
    active: Vec<bool>,
}

#[derive(Clone, Debug, Default)]
struct ProcessState {
    status: Status,
    busy: u32,
    queued: u32,
    reports: [Option<u64>; ReportName::COUNT],
}

#[derive(Clone, Copy, Debug)]
struct FlightState {
    link: u32,
    request: u32,
    attempt: u16,
    kind: MessageKind,
    sent: Instant,
    arrives: Instant,
}

impl ProcessState {
    /// A leader stands out among its peers, and so does whoever keeps no data.
    fn mark(&self, coordinates: bool) -> Option<Mark> {
        if coordinates {
            return (self.status == Status::Up).then(|| Mark {
                letter: "C".to_owned(),
                says: "coordinator: keeps no data".to_owned(),
                tone: Tone::Plain,
            });
        }
        let leads = self.reports[ReportName::Role as usize] == Some(ReplicaRole::Leader as u64);
        let term = self.reports[ReportName::Term as usize].unwrap_or_default();
        (leads && self.status == Status::Up).then(|| Mark {
            letter: "L".to_owned(),
            says: format!("leader of term {term}"),
            tone: Tone::Good,
        })
    }
}

impl State {
    fn start(plan: &Plan) -> Self {
        Self {
            applied: 0,
            processes: vec![ProcessState::default(); plan.shape.processes.len()],
            flights: Vec::new(),
            breakers: vec![BreakerState::Closed; plan.shape.load_balancers().count()],
            active: vec![false; plan.faults.len()],
        }
    }

    /// Applies an entry, for a look at the moment `at` or a later one: a message that has landed by then is nowhere to be seen.
    fn apply(&mut self, plan: &Plan, entry: &Entry, at: Instant) {
        self.applied += 1;
        match entry.what {
            What::Sent { arrives, .. } if arrives <= at => {}
            What::Sent {
                link,
                request,
                arrives,
                kind,
                attempt,
            } => {
                self.flights.push(FlightState {
                    link,
                    request,
                    attempt,
                    kind,
                    sent: entry.at,
                    arrives,
                });
            }
            What::Received {
                link,
                request,
                kind,
                attempt,
            }
            | What::Lost {
                link,
                request,
                kind,
                attempt,
            } => {
                let landed = |flight: &FlightState| {
                    (flight.link, flight.request, flight.kind, flight.attempt)
                        == (link, request, kind, attempt)
                };
                if let Some(index) = self.flights.iter().position(landed) {
                    self.flights.remove(index);
                }
            }
            What::Load {
                process,
                busy,
                queued,
            } => {
                let process = &mut self.processes[process as usize];
                (process.busy, process.queued) = (busy, queued);
            }
            What::Status { process, status } => self.processes[process as usize].status = status,
            What::Report {
                process,
                name,
                value,
            } => {
                self.processes[process as usize].reports[name as usize] = Some(value);
            }
            What::Breaker {
                process,
                route,
                state,
            } => self.breakers[plan.shape.load_balancer(process, route)] = state,
            What::Fault { fault, begins } => self.active[fault as usize] = begins,
            What::Invoked { .. } | What::Completed { .. } => {}
        }
    }
}

impl Replay {
    /// Prepares a recording of that plan to be looked at.
    pub fn new(plan: Arc<Plan>, recording: Arc<Recording>) -> Self {
        let mut state = State::start(&plan);
        let mut keyframes = vec![state.clone()];
        for entry in &recording.entries {
            state.apply(&plan, entry, Instant::ZERO);
            if state.applied.is_multiple_of(KEYFRAME) {
                keyframes.push(state.clone());
            }
        }
        Self {
            groups: Group::all(&plan, &recording),
            plan,
            recording,
            keyframes,
        }
    }

    /// The frame at one moment, for whoever needs no other: no more is read of the recording than what was before it.
    pub fn first_frame(plan: &Arc<Plan>, recording: &Arc<Recording>, at: Instant) -> Frame {
        let from_the_start = Self {
            groups: Vec::new(),
            plan: Arc::clone(plan),
            recording: Arc::clone(recording),
            keyframes: vec![State::start(plan)],
        };
        from_the_start.frame(at)
    }

    /// How each process was at a moment.
    fn statuses(&self, at: Instant) -> Vec<Status> {
        let state = self.state(at);
        state
            .processes
            .iter()
            .map(|process| process.status)
            .collect()
    }

    /// The recording.
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// How everything was at a moment, what happened at that moment included.
    pub fn frame(&self, at: Instant) -> Frame {
        let state = self.state(at);
        let conditions = self.plan.conditions(
            |fault| state.active[fault],
            &self.recording.resolved_targets,
        );
        let links = self.links(&conditions);
        Frame {
            at: at.as_secs(),
            processes: (0..state.processes.len())
                .map(|index| self.process(&state, &conditions, index))
                .collect(),
            routes: (0..self.plan.shape.routes.len())
                .map(|index| self.route(&state, &links[index], at, index))
                .collect(),
            messages: state
                .flights
                .iter()
                .filter(|flight| flight.arrives > at)
                .map(|flight| flight.at(at))
                .collect(),
            faults: (0..state.active.len())
                .filter(|fault| state.active[*fault])
                .map(|fault| fault as u32)
                .collect(),
        }
    }

    fn state(&self, at: Instant) -> State {
        let entries = &self.recording.entries;
        let wanted = entries.partition_point(|entry| entry.at <= at);
        let nearest = (wanted / KEYFRAME).min(self.keyframes.len() - 1);
        let mut state = self.keyframes[nearest].clone();
        for entry in &entries[state.applied..wanted] {
            state.apply(&self.plan, entry, at);
        }
        state
    }

    /// Whether a process keeps no data and takes the calls for those that do.
    fn coordinates(&self, process: usize) -> bool {
        let shape = &self.plan.shape;
        let own = &shape.processes[process];
        own.replica >= shape.topology.nodes[own.node as usize].members()
    }

    fn process(&self, state: &State, conditions: &Conditions, index: usize) -> ProcessFrame {
        let process = &state.processes[index];
        let node = self.plan.shape.processes[index].node as usize;
        let slots = self.plan.shape.topology.nodes[node].concurrency;
        let mut rows = Vec::new();
        let mut row = |label: &str, value: String| {
            rows.push(Row {
                label: label.to_owned(),
                value,
            });
        };
        let condition = &conditions.processes[index];
        if condition.slowness != 1.0 {
            row(
                "work takes",
                format!("{} times as long", condition.slowness),
            );
        }
        if condition.errors > 0.0 {
            row(
                "errors",
                format!("{} % of requests", condition.errors * 100.0),
            );
        }
        if condition.clock_offset != 0 || condition.clock_rate != 1.0 {
            let offset = condition.clock_offset as f64 / 1e9;
            row(
                "clock",
                format!("{offset:+} s, runs {} times as fast", condition.clock_rate),
            );
        }
        for name in ReportName::ALL {
            if let Some(value) = process.reports[name as usize] {
                row(name.word(), name.print(value));
            }
        }
        rows.extend(self.breaker_rows(state, index as u32));
        ProcessFrame {
            status: process.status.word().to_owned(),
            busy: process.busy,
            queued: process.queued,
            utilisation: slots.map_or(0.0, |slots| {
                f64::from(process.busy) / f64::from(slots.max(1))
            }),
            rows,
            mark: process.mark(self.coordinates(index)),
            impairments: impairment::of_process(condition),
        }
    }

    /// The links of each route, taken together.
    fn links(&self, conditions: &Conditions) -> Vec<RouteLinks> {
        let shape = &self.plan.shape;
        let mut all = vec![RouteLinks::default(); shape.routes.len()];
        for (link, condition) in shape.topology.links.iter().zip(&conditions.links) {
            all[link.route as usize].take(condition);
        }
        all
    }

    /// Rates over the second before the moment, by bins: at least the bin that the moment is in.
    fn route(&self, state: &State, links: &RouteLinks, at: Instant, index: usize) -> RouteFrame {
        let series = &self.recording.routes[index];
        let bin = self.recording.bin;
        let last = ((at.0 / bin.0) as usize).min(series.attempts.len().saturating_sub(1));
        let bins = (crate::time::SECOND / bin.0).max(1) as usize;
        let first = (last + 1).saturating_sub(bins);
        let sum = |counts: &[u32]| {
            counts[first..=last]
                .iter()
                .map(|count| f64::from(*count))
                .sum::<f64>()
        };
        let (attempts, failures) = (sum(&series.attempts), sum(&series.failures));
        RouteFrame {
            rate: attempts / (bin.as_secs() * (last + 1 - first) as f64),
            failed: if attempts > 0.0 {
                (failures / attempts).min(1.0)
            } else {
                0.0
            },
            cut: links.cut(),
            mark: self.breaker_mark(state, index),
            impairments: links.impairments(),
        }
    }

    /// The next moment after `at` at which something happens, or the last one before it.
    pub fn step(&self, at: Instant, forward: bool) -> Instant {
        let entries = &self.recording.entries;
        if forward {
            let next = entries.partition_point(|entry| entry.at <= at);
            entries
                .get(next)
                .map_or(self.recording.end, |entry| entry.at)
        } else {
            let next = entries.partition_point(|entry| entry.at < at);
            next.checked_sub(1)
                .map_or(Instant::ZERO, |index| entries[index].at)
        }
    }
}

impl FlightState {
    fn at(&self, at: Instant) -> Flight {
        let (gone, all) = (
            (at - self.sent).0 as f64,
            (self.arrives - self.sent).0 as f64,
        );
        Flight {
            link: self.link,
            progress: if all > 0.0 {
                (gone / all).clamp(0.0, 1.0)
            } else {
                1.0
            },
            kind: self.kind.word().to_owned(),
            request: self.request,
            attempt: self.attempt,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{experiment, presets};

    #[test]
    fn the_first_frame_is_like_any_other() {
        for lab in ["layered-architecture", "quorum", "raft-partition"] {
            let document = presets::find(lab).expect("a preset").document();
            let run = experiment::run(&document, 1).expect("it is fine");
            let replay = Replay::new(Arc::clone(&run.plan), Arc::clone(&run.recording));
            // At the very moments at which something happens: a message may land just then.
            for entry in run.recording.entries.iter().step_by(997) {
                let first = Replay::first_frame(&run.plan, &run.recording, entry.at);
                assert_eq!(first, replay.frame(entry.at), "{lab} at {:?}", entry.at);
            }
        }
    }
}
