//! What was observed of a run: plain data, from which everything that is shown is computed.
//!
//! Operations and series are exact and complete. Only the trace is sampled, by request, when a run is large.

mod digest;
mod entry;
mod guarded;
mod memory;
mod observation;
mod recorder;
mod series;

pub use digest::Digest;
pub use entry::{Entry, What};
pub use guarded::{Asked, Guarded, Told};
pub use observation::Observation;
pub use recorder::{MessageNote, Recorder};
pub use series::{NodeTotals, NodeWindow, ProcessBin, ProcessSeries, RouteSeries, RouteWindow};

use crate::plan::{Plan, ResolvedTarget};
use crate::time::{Instant, Span};
use crate::vocabulary::{Outcome, Verb};

/// What was observed of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recording {
    /// When the run ended.
    pub end: Instant,
    /// Why it ended before its time, if it did.
    pub truncated: Option<Budget>,
    /// How many events were simulated.
    pub events: u64,
    /// Width of a bin of the series.
    pub bin: Span,
    /// Every request of every client, in the order of arrival. Its index is its number.
    pub operations: Vec<ClientRequest>,
    /// Every call to a store, in the order in which they began.
    pub store_calls: Vec<StoreCall>,
    /// What machines did, in the order in which it happened.
    pub observations: Vec<Observation>,
    /// What faults hit whose targets were known only when they began, in that order.
    pub resolved_targets: Vec<ResolvedTarget>,
    /// Every call that asked a breaker, in the order in which they did.
    pub guarded: Vec<Guarded>,
    /// Requests that were in flight at the end, counted where they are.
    pub in_flight: u64,
    /// By index of the process.
    pub processes: Vec<ProcessSeries>,
    /// By index of the node.
    pub nodes: Vec<NodeTotals>,
    /// Nodes in the measured window, by index. Not part of the digest.
    pub windows: Vec<NodeWindow>,
    /// By index of the route.
    pub routes: Vec<RouteSeries>,
    /// The trace.
    pub entries: Vec<Entry>,
}

/// How much of a run is kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Level {
    /// All of it: every moment can be looked at.
    #[default]
    Full,
    /// All but the trace: metrics and verdicts are the same, moments cannot be looked at.
    Totals,
}

/// A budget that ends a run when it is used up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Budget {
    /// Events.
    Events,
    /// Memory of the recording and of what is in flight.
    Memory,
    /// The time of whoever waits for it.
    Time,
}

/// A request of a client.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ClientRequest {
    /// When it was meant to be sent: latency is measured from here.
    pub arrived: Instant,
    /// When it ended; [`Instant::NEVER`] if it did not.
    pub completed: Instant,
    /// Index of the client among the nodes.
    pub client: u16,
    /// Which of the client's users sent it.
    pub user: u32,
    /// What it does.
    pub kind: Verb,
    /// The key.
    pub key: u32,
    /// The value that it writes, or that it has read; 0 if none. Every write has a value of its own.
    pub value: u32,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How often it ended: more than once is a violation.
    pub endings: u8,
}

/// A call to a store, as its caller saw it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StoreCall {
    /// Index of the store among the nodes.
    pub store: u16,
    /// Attempts that were made.
    pub attempts: u16,
    /// The client's request that it was for.
    pub request: u32,
    /// What it does.
    pub kind: Verb,
    /// The key.
    pub key: u32,
    /// The value that it writes, or that it has read; 0 if none.
    pub value: u32,
    /// The value that the key must have for it to write; 0 is none.
    pub expected: u32,
    /// When the first attempt was made.
    pub invoked: Instant,
    /// When it ended; [`Instant::NEVER`] if it did not.
    pub completed: Instant,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

impl ClientRequest {
    /// How long it took, if it ended.
    pub fn latency(&self) -> Option<Span> {
        (self.completed != Instant::NEVER).then(|| self.completed - self.arrived)
    }

    /// Whether it ended with an answer to go on with, if only a fallback's.
    pub fn is_success(&self) -> bool {
        self.outcome.is_some_and(Outcome::is_success)
    }

    /// Whether it ended with all that was asked for, and no fallback on the way.
    pub fn is_full(&self) -> bool {
        self.outcome == Some(Outcome::Success)
    }
}

impl Recording {
    /// Whether a fault of the plan changes anything, given what it hit if that was settled only when it began.
    pub fn does_something(&self, plan: &Plan, fault: u32) -> bool {
        let mut resolved = self.resolved_targets.iter();
        let resolved = resolved.find(|resolved| resolved.fault == fault);
        plan.faults[fault as usize].does_something()
            && resolved.is_none_or(ResolvedTarget::hits_something)
    }

    /// A digest of all of it: equal wherever the same scenario and seed ran.
    pub fn digest(&self) -> Digest {
        self.digest_before(Instant::NEVER)
    }

    /// A digest of what was known before a moment: no intervention at or after it may change that.
    pub fn digest_before(&self, moment: Instant) -> Digest {
        let mut digest = Digest::default();
        for entry in self.entries.iter().take_while(|entry| entry.at < moment) {
            digest.add(entry);
        }
        for operation in self
            .operations
            .iter()
            .take_while(|operation| operation.arrived < moment)
        {
            digest.add(&operation.as_known_before(moment));
        }
        for call in self
            .store_calls
            .iter()
            .take_while(|call| call.invoked < moment)
        {
            digest.add(&call.as_known_before(moment));
        }
        for observation in self
            .observations
            .iter()
            .take_while(|observation| observation.at < moment)
        {
            digest.add(observation);
        }
        for call in self
            .guarded
            .iter()
            .take_while(|call| call.asked.at < moment)
        {
            digest.add(&call.as_known_before(moment));
        }
        let whole = if moment > self.end {
            usize::MAX
        } else {
            (moment.0 / self.bin.0.max(1)) as usize
        };
        for series in &self.processes {
            series.digest_bins(whole, &mut digest);
        }
        for series in &self.routes {
            series.digest_bins(whole, &mut digest);
        }
        if moment > self.end {
            digest.add(&(self.end, self.truncated, self.events, self.in_flight));
            digest.add(&self.nodes);
            digest.add(&self.resolved_targets);
        }
        digest
    }
}

impl StoreCall {
    /// Whether it surely wrote nothing, because the first attempt already found another value than the expected one.
    pub fn is_conflict(&self) -> bool {
        self.outcome == Some(Outcome::Conflict) && self.attempts == 1
    }

    fn as_known_before(self, moment: Instant) -> Self {
        if self.completed < moment {
            return self;
        }
        Self {
            completed: Instant::NEVER,
            outcome: None,
            attempts: 0,
            value: if self.kind.mutates() { self.value } else { 0 },
            ..self
        }
    }
}

impl ClientRequest {
    fn as_known_before(self, moment: Instant) -> Self {
        if self.completed < moment {
            return self;
        }
        Self {
            completed: Instant::NEVER,
            outcome: None,
            endings: 0,
            value: if self.kind.mutates() { self.value } else { 0 },
            ..self
        }
    }
}
