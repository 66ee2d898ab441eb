//! Takes down a run while it happens.

use super::entry::{Entry, What};
use super::memory::{ENTRY, OPERATION};
use super::series::{Bins, NodeTotals, NodeWindow, ProcessSeries, RouteSeries};
use super::{
    Asked, Budget, ClientRequest, Guarded, Level, Observation, Recording, StoreCall, Told,
};
use crate::plan::{Plan, ResolvedTarget};
use crate::time::{Instant, Span};
use crate::vocabulary::{
    BreakerState, MessageKind, Observed, Outcome, ReportName, Status, Verb, written_by,
};

/// About how many entries a traced event has: most are a message that arrives, and another that leaves because of it.
const ENTRIES_OF_AN_EVENT: f64 = 2.5;

/// The most bytes for which room is made before a run.
const ROOM: u64 = 32_000_000;

/// Takes down a run while it happens.
#[derive(Clone, Debug)]
pub struct Recorder {
    recording: Recording,
    level: Level,
    /// Entries of the trace that were not kept.
    untraced: u64,
    /// The measured window.
    window: (Instant, Instant),
    /// Present queue of each node.
    queues: Vec<Queue>,
    /// Present load of each process.
    loads: Vec<Load>,
    /// Node of each process.
    nodes: Vec<u16>,
    bins: Bins,
    load_gap: Span,
    /// The next turn among all that happens to breakers.
    turn: u32,
    /// What each process last reported of each part of its state, and when.
    reports: Vec<[Option<(Instant, u64)>; ReportName::COUNT]>,
}

/// Requests that wait in all processes of a node, and since when so many.
#[derive(Clone, Copy, Debug, Default)]
struct Queue {
    since: Instant,
    length: u32,
}

/// The present load of a process, and since when.
#[derive(Clone, Copy, Debug, Default)]
struct Load {
    since: Instant,
    busy: u32,
    queued: u32,
    /// When the load was last written to the trace.
    noted: Option<Instant>,
}

/// A message, as the trace knows it.
#[derive(Clone, Copy, Debug)]
pub struct MessageNote {
    /// The link it travels on.
    pub link: u32,
    /// The request that it is about.
    pub request: u32,
    /// What it is.
    pub kind: MessageKind,
    /// Attempt of the call.
    pub attempt: u16,
}

impl Recorder {
    /// A recorder for a run of that plan.
    pub fn new(plan: &Plan, level: Level) -> Self {
        let (bins, shape) = (plan.bins(), &plan.shape);
        let entries = match level {
            Level::Full => plan.expected.events * plan.tracing.share * ENTRIES_OF_AN_EVENT,
            Level::Totals => 0.0,
        };
        Self {
            recording: Recording {
                bin: plan.bin,
                operations: Vec::with_capacity(room(plan.expected.requests, OPERATION)),
                entries: Vec::with_capacity(room(entries, ENTRY)),
                processes: vec![ProcessSeries::new(bins); shape.processes.len()],
                nodes: vec![NodeTotals::default(); shape.traits.len()],
                windows: vec![NodeWindow::default(); shape.traits.len()],
                routes: vec![RouteSeries::new(bins); shape.routes.len()],
                ..Recording::default()
            },
            level,
            untraced: 0,
            window: plan.window,
            queues: vec![Queue::default(); shape.traits.len()],
            loads: vec![Load::default(); shape.processes.len()],
            nodes: shape.processes.iter().map(|process| process.node).collect(),
            bins: Bins::new(plan.bin, bins),
            load_gap: plan.tracing.load_gap,
            turn: 0,
            reports: vec![[None; ReportName::COUNT]; shape.processes.len()],
        }
    }

    /// A client's request arrives. Returns its number.
    pub fn invoke(&mut self, now: Instant, client: u16, user: u32, kind: Verb, key: u32) -> u32 {
        let request = self.recording.operations.len() as u32;
        let value = match kind {
            Verb::Read => 0,
            Verb::Write | Verb::CompareAndSet => written_by(request),
        };
        self.recording.operations.push(ClientRequest {
            arrived: now,
            completed: Instant::NEVER,
            client,
            user,
            kind,
            key,
            value,
            outcome: None,
            endings: 0,
        });
        request
    }

    /// The value that a request writes; 0 for a read.
    pub fn value_of(&self, request: u32) -> u32 {
        self.recording.operations[request as usize].value
    }

    /// A client's request ends.
    pub fn complete(&mut self, now: Instant, request: u32, outcome: Outcome, value: u32) {
        let operation = &mut self.recording.operations[request as usize];
        operation.completed = now;
        operation.outcome = Some(outcome);
        operation.endings = operation.endings.saturating_add(1);
        if operation.kind == Verb::Read {
            operation.value = value;
        }
    }

    /// A call to a store begins. Returns its number.
    pub fn call_store(&mut self, call: StoreCall) -> u32 {
        let number = self.recording.store_calls.len() as u32;
        self.recording.store_calls.push(call);
        number
    }

    /// A call to a store has ended.
    pub fn store_answered(
        &mut self,
        now: Instant,
        number: u32,
        outcome: Outcome,
        value: u32,
        attempts: u16,
    ) {
        let call = &mut self.recording.store_calls[number as usize];
        (call.completed, call.outcome, call.attempts) = (now, Some(outcome), attempts);
        if call.kind == Verb::Read && outcome.is_success() {
            call.value = value;
        }
    }

    /// Whose request it was: client and user.
    pub fn sender_of(&self, request: u32) -> (u16, u32) {
        let operation = &self.recording.operations[request as usize];
        (operation.client, operation.user)
    }

    /// When a request arrived.
    pub fn arrival_of(&self, request: u32) -> Instant {
        self.recording.operations[request as usize].arrived
    }

    /// Writes to the trace.
    pub fn trace(&mut self, now: Instant, what: What) {
        match self.level {
            Level::Full => self.recording.entries.push(Entry { at: now, what }),
            Level::Totals => self.untraced += 1,
        }
    }

    /// A message leaves and will arrive.
    pub fn sent(&mut self, now: Instant, note: MessageNote, arrives: Instant) {
        let MessageNote {
            link,
            request,
            kind,
            attempt,
        } = note;
        self.trace(
            now,
            What::Sent {
                link,
                request,
                arrives,
                kind,
                attempt,
            },
        );
    }

    /// A message arrives.
    pub fn received(&mut self, now: Instant, note: MessageNote) {
        let MessageNote {
            link,
            request,
            kind,
            attempt,
        } = note;
        self.trace(
            now,
            What::Received {
                link,
                request,
                kind,
                attempt,
            },
        );
    }

    /// A message is lost.
    pub fn lost(&mut self, now: Instant, note: MessageNote) {
        let MessageNote {
            link,
            request,
            kind,
            attempt,
        } = note;
        self.trace(
            now,
            What::Lost {
                link,
                request,
                kind,
                attempt,
            },
        );
    }

    /// A process is up, down or paused from now on.
    pub fn status(&mut self, now: Instant, process: u32, status: Status) {
        self.trace(now, What::Status { process, status });
    }

    /// A fault begins, and it is known now whom it hits.
    pub fn resolve_target(&mut self, target: ResolvedTarget) {
        self.recording.resolved_targets.push(target);
    }

    /// Whom the faults hit that began so far, where that was not known before.
    pub fn resolved_targets(&self) -> &[ResolvedTarget] {
        &self.recording.resolved_targets
    }

    /// A machine did something that a verdict is about.
    pub fn observe(&mut self, at: Instant, process: u32, what: Observed) {
        self.recording
            .observations
            .push(Observation { at, process, what });
    }

    /// A turn among all that happens to breakers.
    pub fn next_turn(&mut self) -> u32 {
        self.turn += 1;
        self.turn
    }

    /// A call asks a breaker whether it may be made. Returns its number.
    pub fn asked(&mut self, asked: Asked) -> u32 {
        let number = self.recording.guarded.len() as u32;
        let turn = self.next_turn();
        self.recording.guarded.push(Guarded {
            asked,
            turn,
            told: None,
        });
        number
    }

    /// A call that a breaker let pass has ended; `local` is the caller's clock.
    pub fn told(&mut self, number: u32, at: Instant, local: Instant, success: bool) {
        let turn = self.next_turn();
        self.recording.guarded[number as usize].told = Some(Told {
            at,
            local,
            turn,
            success,
        });
    }

    /// A breaker of a process is in another state from now on.
    pub fn breaker(&mut self, now: Instant, process: u32, route: u16, state: BreakerState) {
        self.trace(
            now,
            What::Breaker {
                process,
                route,
                state,
            },
        );
    }

    /// A machine reports a part of its state; what has not changed is not written again.
    pub fn report(&mut self, now: Instant, process: u32, name: ReportName, value: u64) {
        let last = &mut self.reports[process as usize][name as usize];
        let due = last.is_none_or(|(noted, known)| known != value && now - noted >= self.load_gap);
        if due {
            *last = Some((now, value));
            self.trace(
                now,
                What::Report {
                    process,
                    name,
                    value,
                },
            );
        }
    }

    /// The load of a process is another from now on.
    #[inline]
    pub fn load(&mut self, now: Instant, process: u32, busy: u32, queued: u32) {
        let load = self.loads[process as usize];
        if (load.busy, load.queued) == (busy, queued) {
            return;
        }
        self.integrate(now, process);
        if load.queued != queued {
            self.queue(now, process, load.queued, queued);
        }
        let load = &mut self.loads[process as usize];
        (load.busy, load.queued) = (busy, queued);
        let due = load.noted.is_none_or(|noted| now - noted >= self.load_gap);
        if due {
            load.noted = Some(now);
            self.trace(
                now,
                What::Load {
                    process,
                    busy,
                    queued,
                },
            );
        }
    }

    fn integrate(&mut self, now: Instant, process: u32) {
        let load = &mut self.loads[process as usize];
        let from = std::mem::replace(&mut load.since, now);
        if from == now || load.busy + load.queued == 0 {
            return;
        }
        let (busy, queued) = (load.busy, load.queued);
        self.bins.at(now);
        self.recording.processes[process as usize].add(&self.bins, from, now, busy, queued);
        let time = u128::from(self.time_in_window(from, now));
        let node = &mut self.recording.windows[self.nodes[process as usize] as usize];
        node.busy_area += time * u128::from(busy);
        node.queue_area += time * u128::from(queued);
    }

    /// The part of a stretch that lies in the measured window, in nanoseconds.
    fn time_in_window(&self, from: Instant, to: Instant) -> u64 {
        let (from, to) = (from.max(self.window.0), to.min(self.window.1));
        to.0.saturating_sub(from.0)
    }

    fn is_in_window(&self, at: Instant) -> bool {
        self.window.0 <= at && at < self.window.1
    }

    /// Of a node's processes one has another queue from now on.
    fn queue(&mut self, now: Instant, process: u32, before: u32, after: u32) {
        let node = self.nodes[process as usize] as usize;
        let Queue { since, length } = self.queues[node];
        if self.time_in_window(since, now) > 0 {
            let window = &mut self.recording.windows[node];
            window.queue_max = window.queue_max.max(length);
        }
        self.queues[node] = Queue {
            since: now,
            length: length - before + after,
        };
    }

    /// A request was let into a process.
    pub fn entered(&mut self, process: u32) {
        let node = self.nodes[process as usize];
        self.recording.nodes[node as usize].arrived += 1;
    }

    /// A request that was let in at `arrived` left a process.
    pub fn left(&mut self, now: Instant, process: u32, arrived: Instant) {
        let (leaves, came) = (self.is_in_window(now), self.is_in_window(arrived));
        let index = self.nodes[process as usize] as usize;
        let node = &mut self.recording.nodes[index];
        node.left += 1;
        node.time_inside += u128::from((now - arrived).0);
        let window = &mut self.recording.windows[index];
        window.left += u64::from(leaves);
        if came {
            window.leave(now - arrived);
        }
    }

    /// A request that was let in at `arrived` is still inside at the end.
    pub fn still_inside(&mut self, end: Instant, process: u32, arrived: Instant) {
        let came = self.is_in_window(arrived);
        let index = self.nodes[process as usize] as usize;
        self.recording.nodes[index].time_inside += u128::from((end - arrived).0);
        if came {
            self.recording.windows[index].remain(end - arrived);
        }
    }

    /// A process has done a piece of work, and somebody still waits for what it is part of, or nobody does.
    pub fn worked(&mut self, process: u32, work: Span, waits: bool) {
        let node = &mut self.recording.nodes[self.nodes[process as usize] as usize];
        node.worked += u128::from(work.0);
        node.wasted += if waits { 0 } else { u128::from(work.0) };
    }

    /// Whether a client's request has ended.
    pub fn has_ended(&self, request: u32) -> bool {
        self.recording.operations[request as usize]
            .outcome
            .is_some()
    }

    /// An attempt begins. `original`: neither a retry nor because of one.
    pub fn attempt(&mut self, now: Instant, route: u16, original: bool) {
        let bin = self.bins.at(now);
        let is_measured = self.is_in_window(now);
        let series = &mut self.recording.routes[route as usize];
        series.attempts[bin] += 1;
        series.originals += u64::from(original);
        if is_measured {
            series.window.attempts += 1;
            series.window.originals += u64::from(original);
        }
    }

    /// An attempt ends.
    pub fn attempt_ended(&mut self, now: Instant, route: u16, outcome: Outcome) {
        let bin = self.bins.at(now);
        let series = &mut self.recording.routes[route as usize];
        series.count_outcome(outcome);
        series.ended[bin] += 1;
        series.failures[bin] += u32::from(!outcome.is_success());
    }

    /// Bytes that were written down so far. What is not kept counts as if it were: a run ends at the same event, at
    /// whatever level it is recorded.
    pub fn memory(&self) -> u64 {
        self.recording.memory() + self.untraced * ENTRY
    }

    /// Ends the recording.
    pub fn close(
        mut self,
        end: Instant,
        events: u64,
        in_flight: u64,
        truncated: Option<Budget>,
    ) -> Recording {
        for process in 0..self.loads.len() as u32 {
            self.integrate(end, process);
            // As if nothing changed, so that the last stretch counts.
            self.queue(end, process, 0, 0);
            let node = &mut self.recording.nodes[self.nodes[process as usize] as usize];
            node.area += self.recording.processes[process as usize].area();
        }
        Recording {
            end,
            truncated,
            events,
            in_flight,
            ..self.recording
        }
    }
}

/// For how many things room is made beforehand if about so many are expected: what grows by doubling is copied each time.
fn room(expected: f64, size: u64) -> usize {
    const MARGIN: f64 = 1.05;
    ((expected * MARGIN) as u64).min(ROOM / size) as usize
}
