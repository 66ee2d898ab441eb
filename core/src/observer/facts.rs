//! A run to be measured: its plan, its recording, and what is derived from them once for all who need it.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use crate::plan::Plan;
use crate::recording::{ClientRequest, Observation, Recording, StoreCall};
use crate::time::{Instant, Span};
use crate::topology::NodeShape;

/// A run to be measured.
pub struct Facts<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its recording.
    pub recording: &'a Recording,
    /// Requests that arrived from here on might have ended later than the run.
    known_until: Instant,
    derived: RefCell<Vec<(TypeId, Rc<dyn Any>)>>,
}

/// Something that is computed from a run once, however many metrics need it.
pub trait Derived: 'static {
    /// Computes it.
    fn of(facts: &Facts<'_>) -> Self;
}

impl fmt::Debug for Facts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts").finish_non_exhaustive()
    }
}

impl<'a> Facts<'a> {
    /// The facts of a run.
    pub fn new(plan: &'a Plan, recording: &'a Recording) -> Self {
        Self {
            plan,
            recording,
            known_until: known_until(recording),
            derived: RefCell::default(),
        }
    }

    /// What is derived from the run, computed when it is first asked for.
    pub fn get<T: Derived>(&self) -> Rc<T> {
        let known = self.known::<T>();
        known.unwrap_or_else(|| {
            // Computed outside of the borrow: it may need other derived things.
            let made = Rc::new(T::of(self));
            let kept: Rc<dyn Any> = made.clone();
            self.derived.borrow_mut().push((TypeId::of::<T>(), kept));
            made
        })
    }

    fn known<T: Derived>(&self) -> Option<Rc<T>> {
        let derived = self.derived.borrow();
        let mut all = derived.iter();
        let (_, found) = all.find(|(id, _)| *id == TypeId::of::<T>())?;
        Rc::clone(found).downcast().ok()
    }

    /// The window in which requests are measured. It ends with the run at the latest, and of a run that was cut short
    /// before those arrive whose end could not be seen.
    pub fn window(&self) -> (Instant, Instant) {
        let (from, to) = self.plan.window;
        let to = to.min(self.recording.end).min(self.known_until);
        (from, to.max(from))
    }

    /// Length of the measured window in seconds.
    pub fn seconds(&self) -> f64 {
        let (from, to) = self.window();
        (to - from).as_secs()
    }

    /// So many in the measured window, a second.
    pub fn rate(&self, count: u64) -> Option<f64> {
        let seconds = self.seconds();
        (seconds > 0.0).then(|| count as f64 / seconds)
    }

    /// The requests that arrived in the measured window, in that order.
    pub fn measured(&self) -> &'a [ClientRequest] {
        let operations = &self.recording.operations;
        let before = |moment| operations.partition_point(|operation| operation.arrived < moment);
        let (from, to) = self.window();
        &operations[before(from)..before(to)]
    }

    /// What was observed of the processes of a node, in the order in which it happened.
    pub fn observations_of(&self, node: &NodeShape) -> impl Iterator<Item = &'a Observation> {
        let recording = self.recording;
        let places = self.get::<ByNode>();
        let index = self.plan.shape.processes[node.first as usize].node as usize;
        (0..places.observations[index].len())
            .map(move |place| &recording.observations[places.observations[index][place] as usize])
    }

    /// The calls to a store, in the order in which they began.
    pub fn calls_of(&self, store: usize) -> Vec<&'a StoreCall> {
        let places = self.get::<ByNode>();
        let call = |place: &u32| &self.recording.store_calls[*place as usize];
        places.store_calls[store].iter().map(call).collect()
    }
}

/// In a run that was cut short, the last moment at which a request could arrive and be seen to end, if it took no longer
/// than any that was; in others there is no such bound: their cool-down is the time that requests are given.
fn known_until(recording: &Recording) -> Instant {
    if recording.truncated.is_none() {
        return Instant::NEVER;
    }
    let latencies = recording
        .operations
        .iter()
        .filter_map(ClientRequest::latency);
    let longest = latencies.max().unwrap_or(Span::ZERO);
    Instant(recording.end.0.saturating_sub(longest.0))
}

/// A share of a whole; `None` of nothing.
pub fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Places in the recording by node, so that no store looks through what others did.
struct ByNode {
    observations: Vec<Vec<u32>>,
    store_calls: Vec<Vec<u32>>,
}

impl Derived for ByNode {
    fn of(facts: &Facts<'_>) -> Self {
        let shape = &facts.plan.shape;
        let mut by = Self {
            observations: vec![Vec::new(); shape.traits.len()],
            store_calls: vec![Vec::new(); shape.traits.len()],
        };
        for (place, observation) in facts.recording.observations.iter().enumerate() {
            let node = shape.processes[observation.process as usize].node;
            by.observations[node as usize].push(place as u32);
        }
        for (place, call) in facts.recording.store_calls.iter().enumerate() {
            by.store_calls[call.store as usize].push(place as u32);
        }
        by
    }
}
