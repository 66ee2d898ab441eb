//! A moment of a run: how each process is, as the trace tells, folded up to there.

use std::fmt;

use crate::kernel::{Conditions, ProcessCondition};
use crate::panel::StateTable;
use crate::plan::Plan;
use crate::recording::{Entry, Recording, What};
use crate::time::Instant;
use crate::vocabulary::{BreakerState, MessageKind, ReportName, Status};

/// A moment of a run.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its recording.
    pub recording: &'a Recording,
    /// The moment; what happened at that moment is part of it.
    pub at: Instant,
    /// State of processes and routes at the moment.
    pub state: &'a State,
    /// Conditions that the active faults make.
    pub conditions: &'a Conditions,
}

/// A table of what the processes of a node hold, prepared for every moment of a recording.
pub trait NodeTable: fmt::Debug + Send + Sync {
    /// The table at a moment.
    fn at(&self, moment: &Moment<'_>) -> StateTable;
}

impl Moment<'_> {
    /// Status of a process.
    pub fn status(&self, process: u32) -> Status {
        self.state.processes[process as usize].status
    }

    /// The last value that a process reported of a part of its state.
    pub fn report(&self, process: u32, name: ReportName) -> Option<u64> {
        self.state.processes[process as usize].reports[name as usize]
    }

    /// State of the breaker of a process for a route.
    pub fn breaker(&self, process: u32, route: u16) -> BreakerState {
        self.state.breakers[self.plan.shape.load_balancer(process, route)]
    }

    /// Condition of a process.
    pub fn condition(&self, process: u32) -> &ProcessCondition {
        &self.conditions.processes[process as usize]
    }

    /// Name of a process.
    pub fn name(&self, process: u32) -> &str {
        &self.plan.shape.topology.processes[process as usize].name
    }
}

/// State of everything after some entry of the trace.
#[derive(Clone, Debug)]
pub struct State {
    /// Entries applied so far.
    pub applied: usize,
    /// By index of the process.
    pub processes: Vec<ProcessState>,
    /// Messages under way.
    pub flights: Vec<FlightState>,
    /// By place of the caller, see [`crate::plan::Shape::load_balancers`].
    breakers: Vec<BreakerState>,
    /// By index of the fault.
    pub active: Vec<bool>,
}

/// State of a process.
#[derive(Clone, Debug, Default)]
pub struct ProcessState {
    /// Its condition, in a word.
    pub status: Status,
    /// Requests that hold a slot.
    pub busy: u32,
    /// Requests that wait for one.
    pub queued: u32,
    reports: [Option<u64>; ReportName::COUNT],
}

/// A message under way.
#[derive(Clone, Copy, Debug)]
pub struct FlightState {
    /// Its link.
    pub link: u32,
    /// The request that it is about.
    pub request: u32,
    /// Attempt of the call.
    pub attempt: u16,
    /// Its kind.
    pub kind: MessageKind,
    /// When it left.
    pub sent: Instant,
    /// When it arrives, as far as was known when it left.
    pub arrives: Instant,
}

impl State {
    /// The state at the start of a run.
    pub fn start(plan: &Plan) -> Self {
        Self {
            applied: 0,
            processes: vec![ProcessState::default(); plan.shape.processes.len()],
            flights: Vec::new(),
            breakers: vec![BreakerState::Closed; plan.shape.load_balancers().count()],
            active: vec![false; plan.faults.len()],
        }
    }

    /// Applies an entry, for a look at the moment `at` or a later one: a message that has landed by then is nowhere to be seen.
    pub fn apply(&mut self, plan: &Plan, entry: &Entry, at: Instant) {
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
            } => self.land((link, request, kind, attempt)),
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
            _ => {}
        }
    }

    fn land(&mut self, message: (u32, u32, MessageKind, u16)) {
        let landed = |flight: &FlightState| {
            (flight.link, flight.request, flight.kind, flight.attempt) == message
        };
        if let Some(index) = self.flights.iter().position(landed) {
            self.flights.remove(index);
        }
    }
}
