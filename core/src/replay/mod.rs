//! A recording, looked at in any moment: the trace, folded up to there.
//!
//! Keyframes every few thousand entries make a jump cheap; between them the entries are applied one by one.

mod impairment;
mod log;

use std::sync::Arc;

use crate::frame::{Flight, Frame, ProcessFrame, RouteFrame};
use crate::kernel::Conditions;
use crate::observer::{Course, FlightState, Moment, NodeTable, State, ratio};
use crate::observers;
use crate::panel::{Mark, StateTable, Tone};
use crate::plan::Plan;
use crate::recording::Recording;
use crate::time::Instant;
use impairment::RouteLinks;

/// Entries between two keyframes.
const KEYFRAME: usize = 2048;

/// A recording that can be looked at, at any moment.
#[derive(Debug)]
pub struct Replay {
    plan: Arc<Plan>,
    recording: Arc<Recording>,
    /// Tables of what processes hold, each with its node.
    tables: Vec<(u32, Box<dyn NodeTable>)>,
    keyframes: Vec<State>,
}

/// The tables of every node.
fn tables(plan: &Plan, recording: &Recording) -> Vec<(u32, Box<dyn NodeTable>)> {
    let nodes = 0..plan.shape.topology.nodes.len() as u32;
    let of_node = |node| {
        let makers = observers::ALL.iter().flat_map(|observer| observer.tables);
        makers.filter_map(move |table| Some((node, table(plan, recording, node)?)))
    };
    nodes.flat_map(of_node).collect()
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
            tables: tables(&plan, &recording),
            plan,
            recording,
            keyframes,
        }
    }

    /// The frame at one moment, for whoever needs no other: no more is read of the recording than what was before it.
    pub fn first_frame(plan: &Arc<Plan>, recording: &Arc<Recording>, at: Instant) -> Frame {
        let from_the_start = Self {
            tables: Vec::new(),
            plan: Arc::clone(plan),
            recording: Arc::clone(recording),
            keyframes: vec![State::start(plan)],
        };
        from_the_start.frame(at)
    }

    /// State tables of a node at a moment, what happened at that moment included.
    pub fn state_tables(&self, at: Instant, node: u32) -> Vec<StateTable> {
        let own = self.tables.iter().filter(|(of, _)| *of == node);
        self.look(at, |moment| {
            own.map(|(_, table)| table.at(moment)).collect()
        })
    }

    /// The recording.
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// The frame of a moment, what happened at that moment included.
    pub fn frame(&self, at: Instant) -> Frame {
        self.look(at, |moment| self.frame_of(moment))
    }

    fn look<T>(&self, at: Instant, what: impl FnOnce(&Moment<'_>) -> T) -> T {
        let state = self.state(at);
        let conditions = self.plan.conditions(
            |fault| state.active[fault],
            &self.recording.resolved_targets,
        );
        what(&Moment {
            plan: &self.plan,
            recording: &self.recording,
            at,
            state: &state,
            conditions: &conditions,
        })
    }

    fn frame_of(&self, moment: &Moment<'_>) -> Frame {
        let Moment {
            at,
            state,
            conditions,
            ..
        } = *moment;
        let links = self.links(conditions);
        Frame {
            at: at.as_secs(),
            window: Course::of(&self.recording).window().as_secs(),
            processes: (0..state.processes.len() as u32)
                .map(|process| process_frame(moment, process))
                .collect(),
            routes: (0..self.plan.shape.routes.len())
                .map(|index| self.route(moment, &links[index], index))
                .collect(),
            messages: state
                .flights
                .iter()
                .filter(|flight| flight.arrives > at)
                .map(|flight| flown(flight, at))
                .collect(),
            faults: (0..state.active.len() as u32)
                .filter(|fault| state.active[*fault as usize])
                .filter(|fault| self.recording.does_something(&self.plan, *fault))
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

    /// The links of each route, taken together.
    fn links(&self, conditions: &Conditions) -> Vec<RouteLinks> {
        let shape = &self.plan.shape;
        let mut all = vec![RouteLinks::default(); shape.routes.len()];
        for (link, condition) in shape.topology.links.iter().zip(&conditions.links) {
            all[link.route as usize].take(condition);
        }
        all
    }

    fn route(&self, moment: &Moment<'_>, links: &RouteLinks, index: usize) -> RouteFrame {
        let series = &self.recording.routes[index];
        let course = Course::of(&self.recording);
        let place = course.before(moment.at);
        let sum = |counts: &[u32]| course.sum(place, |bin| u64::from(counts[bin]));
        let known = |value: f64| if value.is_nan() { 0.0 } else { value };
        RouteFrame {
            rate: known(ratio(
                sum(&series.attempts),
                course.time_before(place) / 1e9,
            )),
            failed: known(ratio(sum(&series.failures), sum(&series.ended))),
            cut: links.cut(),
            mark: observers::ALL
                .iter()
                .flat_map(|observer| observer.route_marks)
                .find_map(|mark| mark(moment, index as u32)),
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

fn process_frame(moment: &Moment<'_>, process: u32) -> ProcessFrame {
    let state = &moment.state.processes[process as usize];
    let rows = observers::ALL.iter().flat_map(|observer| observer.rows);
    let marks = observers::ALL.iter().flat_map(|observer| observer.marks);
    ProcessFrame {
        status: state.status.word().to_owned(),
        busy: state.busy,
        queued: state.queued,
        utilisation: utilisation(moment, process),
        rows: rows.flat_map(|rows| rows(moment, process)).collect(),
        mark: marks
            .filter_map(|mark| mark(moment, process))
            .reduce(|one, other| together(one, &other)),
        impairments: impairment::of_process(&moment.conditions.processes[process as usize]),
    }
}

/// Share of a process's slots that were in use, over the window before a moment.
fn utilisation(moment: &Moment<'_>, process: u32) -> f64 {
    let node = moment.plan.shape.processes[process as usize].node as usize;
    let Some(slots) = moment.plan.shape.topology.nodes[node].concurrency else {
        return 0.0;
    };
    let course = Course::of(moment.recording);
    let place = course.before(moment.at);
    let bins = &moment.recording.processes[process as usize].bins;
    let busy = course.sum(place, |bin| bins[bin].busy_area);
    let share = busy / (course.time_before(place) * f64::from(slots.max(1)));
    if share.is_nan() { 0.0 } else { share }
}

/// Two marks of one process as one, as bad as the worse.
fn together(one: Mark, other: &Mark) -> Mark {
    let rank = |tone: Tone| match tone {
        Tone::Plain => 0,
        Tone::Good => 1,
        Tone::Busy => 2,
        Tone::Bad => 3,
    };
    Mark {
        letter: one.letter + &other.letter,
        says: format!("{}, {}", one.says, other.says),
        tone: if rank(one.tone) < rank(other.tone) {
            other.tone
        } else {
            one.tone
        },
    }
}

/// A message under way at a moment.
fn flown(flight: &FlightState, at: Instant) -> Flight {
    let gone = (at - flight.sent).0 as f64;
    let all = (flight.arrives - flight.sent).0 as f64;
    Flight {
        link: flight.link,
        progress: if all > 0.0 {
            (gone / all).clamp(0.0, 1.0)
        } else {
            1.0
        },
        kind: flight.kind.word().to_owned(),
        request: flight.request,
        attempt: flight.attempt,
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
