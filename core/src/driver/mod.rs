//! Drivers: what a process runs beside its slots, such as a store or an orchestrator, and the contract with whatever runs it.
//!
//! ```text
//! request, once its work is done --> act     --+
//! letter of a process ------------> receive    |            send, reply, timers, sync,
//! timer, sync --------------------> timer ...  +-> Runtime: observe, report, draw
//! crash, recovery, new settings --> crash ...--+
//! ```
//!
//! A driver reaches only what [`Runtime`] offers. It holds the machines and the disk of one process, and knows nothing of the
//! kernel, of other processes, or of what becomes of its observations.

mod conversation;
mod replica;

use std::any::Any;
use std::fmt::Debug;

use slotmap::new_key_type;

pub use conversation::Conversation;
pub use replica::{Effect, Protocol, Replica};

use crate::kernel::Disk;
use crate::luck::{Draw, DrawKey, Fortune, Purpose, Sampler};
use crate::packet::{Letter, Packet, Request};
use crate::time::{Instant, Span};
use crate::vocabulary::{MessageKind, Observed, Outcome, ReportName};

new_key_type! {
    /// A request inside a process.
    pub struct TaskId;
}

/// One setting of a timer. A driver tells by the two numbers which timer it is, and whether it was set anew since.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimerKey {
    /// Number of the timer.
    pub timer: u32,
    /// Which setting of it.
    pub setting: u32,
}

/// What a process runs beside its slots.
pub trait Driver {
    /// The process is up, for the first time or again: the driver starts from what its disk has. `life` counts the crashes so far.
    fn recover(&mut self, life: u32, run: &mut dyn Runtime);

    /// The work of a request is done: the driver acts on it, and replies now or later.
    fn act(&mut self, task: TaskId, request: &Request, run: &mut dyn Runtime);

    /// A letter arrives from a process: `from` is its number among those of its node.
    fn receive(&mut self, from: u32, packet: &Packet, letter: Letter, run: &mut dyn Runtime);

    /// A timer has run out. It may have been set anew or cancelled since.
    fn timer(&mut self, key: TimerKey, run: &mut dyn Runtime);

    /// The sync of the disk has ended that [`Runtime::sync`] began.
    fn synced(&mut self, run: &mut dyn Runtime);

    /// The process is gone: only what is durable is left.
    fn crash(&mut self, run: &mut dyn Runtime);

    /// The disk is replaced by an empty one.
    fn lose_disk(&mut self);

    /// Records on its disk.
    fn records(&self) -> u64;

    /// The term that it leads, if it leads: a process that is alone leads itself.
    fn leads(&self) -> Option<u64> {
        None
    }

    /// Takes other settings in the middle of a run: those of its own node.
    fn configure(&mut self, _: &dyn MachineSettings) {}

    /// When each piece of work arrived that it has under way beside the slots.
    fn under_way(&self) -> Vec<Instant> {
        Vec::new()
    }
}

/// What a driver may ask of what runs it.
pub trait Runtime {
    /// The clock of the process's host.
    fn local_now(&self) -> Instant;

    /// Sends a letter to another process of the same node, by its number.
    fn send(&mut self, to: u32, ordinal: u32, kind: MessageKind, letter: Letter);

    /// Sends a letter that belongs to a conversation on a route between two nodes.
    fn converse(&mut self, conversation: u64, way: Way, kind: MessageKind, letter: Letter);

    /// Notes kept outside of all processes on a conversation, if it was begun.
    fn conversation(&mut self, conversation: u64) -> Option<&mut Conversation>;

    /// Begins a conversation on behalf of a request, unless it was begun before.
    fn begin_conversation(&mut self, conversation: u64, fortune: Fortune, traced: bool);

    /// Answers a request.
    fn reply(&mut self, task: TaskId, outcome: Outcome, value: u32);

    /// Starts a timer: it runs out after a time drawn from a range of the local clock's time.
    fn set_timer(&mut self, key: TimerKey, min: Span, max: Span);

    /// Starts a timer that runs out after exactly so long.
    fn wake_after(&mut self, span: Span, key: TimerKey);

    /// Begins a sync of the disk: [`Driver::synced`] follows unless the process crashes before.
    fn sync(&mut self);

    /// Notes what verdicts and views need exactly.
    fn observe(&mut self, what: Observed);

    /// Notes a part of the state, for the inspector.
    fn report(&mut self, name: ReportName, value: u64);

    /// Counts an attempt on a route that the driver makes itself. `original`: neither a retry nor caused by one.
    fn attempt(&mut self, route: u16, original: bool);

    /// Counts the end of such an attempt.
    fn attempt_ended(&mut self, route: u16, outcome: Outcome);

    /// Counts a piece of work that begins beside the slots.
    fn entered(&mut self);

    /// Counts the end of such a piece of work, which arrived then.
    fn left(&mut self, arrived: Instant);

    /// Notes the load after pieces of work began or ended.
    fn note_load(&mut self);

    /// The present moment, by which [`Runtime::left`] measures.
    fn now(&self) -> Instant;

    /// How long a piece of work takes here and now.
    fn work(&self, key: DrawKey, sampler: &Sampler) -> Span;

    /// True if a fault makes the process fail at what has this key.
    fn errs(&self, key: DrawKey) -> bool;

    /// A draw of the process's own luck.
    fn draw(&self, purpose: Purpose, key: DrawKey) -> Draw;

    /// The route that a packet came by.
    fn route_of(&self, packet: &Packet) -> u16;
}

/// Begins a sync of a driver's disk if there is something to sync and none runs.
pub fn begin_sync<R, W>(disk: &mut Disk<R, W>, run: &mut dyn Runtime) {
    if disk.begin_sync() {
        run.sync();
    }
}

/// The way of a letter between two nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Way {
    /// Index of the route.
    pub route: u16,
    /// True if it goes back, from the callee to the caller.
    pub back: bool,
}

/// The live values of what a process runs beside its slots.
pub trait MachineSettings: Any + Debug + Send + Sync {
    /// The driver of the process of that number among so many.
    fn driver(&self, number: u32, processes: u32) -> Box<dyn Driver>;

    /// About how many events one request causes after its work, within the node and between its processes.
    fn expected_events(&self) -> f64;

    /// The same as any value, to be asked for its type.
    fn as_any(&self) -> &dyn Any;
}
