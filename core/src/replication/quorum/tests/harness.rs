//! Minimal processes, disks and network, to run the machine under faults.

use super::*;
use crate::luck::{Draw, DrawKey, Entity, Luck, Purpose, Seed};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// An operation that was answered. A version of `None` means that the key has no value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Done {
    pub(super) wrote: bool,
    pub(super) start: Instant,
    pub(super) end: Instant,
    pub(super) version: Option<Version>,
}

/// Two successive operations whose versions are in the opposite order. Without any, ordering all operations by version
/// explains every answer: the history is linearizable.
pub(super) fn first_inversion(operations: &[Done]) -> Option<(Done, Done)> {
    let pairs = operations
        .iter()
        .flat_map(|one| operations.iter().map(move |two| (*one, *two)));
    pairs.into_iter().find(|(one, two)| {
        let backwards = two.version < one.version || (two.wrote && two.version == one.version);
        one.end < two.start && backwards
    })
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Begin(u32),
    Leave { to: u32, message: QuorumMessage },
    QuorumReply { request: u32, answer: QuorumReply },
    Arrive { from: u32, message: QuorumMessage },
    Durable(Record),
    Timer(Round),
    Crash,
    Restart,
}

/// N replicas, all of which coordinate.
pub(super) struct Cluster {
    luck: Luck,
    draws: u64,
    now: Instant,
    settings: QuorumSettings,
    processes: Vec<Option<Quorum<u32>>>,
    incarnations: Vec<u32>,
    logs: Vec<Vec<Record>>,
    /// Records since the process started.
    synced: Vec<u64>,
    skews: Vec<Span>,
    /// Pending events by time, each with its number.
    events: BinaryHeap<Reverse<(Instant, u64)>>,
    /// Process of each pending event, and its incarnation if that must still be the same.
    what: BTreeMap<u64, (u32, Option<u32>, Event)>,
    begun: BTreeMap<u32, (Instant, bool)>,
    done: Vec<Done>,
}

impl Cluster {
    pub(super) fn new(settings: QuorumSettings, seed: u64, skew: Span) -> Self {
        let count = settings.replicas;
        let process = |me| Some(Quorum::recover(settings, me, 0, &[]));
        Self {
            luck: Luck::new(Seed(seed)),
            draws: 0,
            now: Instant::ZERO,
            settings,
            processes: (0..count).map(process).collect(),
            incarnations: vec![0; count as usize],
            logs: vec![Vec::new(); count as usize],
            synced: vec![0; count as usize],
            skews: (0..count).map(|me| skew * u64::from(me)).collect(),
            events: BinaryHeap::new(),
            what: BTreeMap::new(),
            begun: BTreeMap::new(),
            done: Vec::new(),
        }
    }

    /// Makes requests while processes crash, and returns the operations that were answered.
    pub(super) fn play(mut self, requests: u32) -> Vec<Done> {
        for request in 0..requests {
            let at = Span::from_millis(u64::from(self.draw().below(2_000)));
            let process = self.draw().below(self.settings.replicas);
            self.after(at, process, None, Event::Begin(request));
        }
        for _ in 0..4 {
            let at = Span::from_millis(u64::from(self.draw().below(2_000)));
            let process = self.draw().below(self.settings.replicas);
            self.after(at, process, None, Event::Crash);
            self.after(at + Span::from_millis(150), process, None, Event::Restart);
        }
        while let Some(Reverse((at, number))) = self.events.pop() {
            self.now = at;
            if let Some((process, incarnation, event)) = self.what.remove(&number) {
                let same = incarnation.is_none_or(|one| one == self.incarnations[process as usize]);
                if same {
                    self.happen(process, event);
                }
            }
        }
        self.done
    }

    fn draw(&mut self) -> Draw {
        self.draws += 1;
        let key = DrawKey::ordinal(self.draws);
        self.luck
            .draw(Entity::named("cluster"), Purpose::Latency, key)
    }

    fn after(&mut self, span: Span, process: u32, incarnation: Option<u32>, event: Event) {
        self.draws += 1;
        self.events.push(Reverse((self.now + span, self.draws)));
        self.what.insert(self.draws, (process, incarnation, event));
    }

    fn happen(&mut self, me: u32, event: Event) {
        match event {
            Event::Begin(request) => self.begin(me, request),
            Event::Leave { to, message } => self.travel(me, to, message),
            Event::QuorumReply { request, answer } => self.answered(request, answer),
            Event::Arrive { from, message } => self.step(me, Input::Received { from, message }),
            Event::Durable(record) => self.durable(me, record),
            Event::Timer(round) => self.step(me, Input::TimedOut(round)),
            Event::Crash => {
                self.processes[me as usize] = None;
                self.incarnations[me as usize] += 1;
                self.synced[me as usize] = 0;
            }
            Event::Restart => self.restart(me),
        }
    }

    fn durable(&mut self, me: u32, record: Record) {
        self.logs[me as usize].push(record);
        self.synced[me as usize] += 1;
        let records = self.synced[me as usize];
        self.step(me, Input::Synced { records });
    }

    /// A process that crashed twice is restarted once.
    fn restart(&mut self, me: u32) {
        let incarnation = self.incarnations[me as usize];
        let (process, log) = (&mut self.processes[me as usize], &self.logs[me as usize]);
        process.get_or_insert_with(|| Quorum::recover(self.settings, me, incarnation, log));
    }

    fn begin(&mut self, me: u32, request: u32) {
        let write = self.draw().chance(0.4);
        self.begun.insert(request, (self.now, write));
        let (key, value) = (0, request);
        self.step(
            me,
            if write {
                Input::Write {
                    request,
                    key,
                    value,
                }
            } else {
                Input::Read { request, key }
            },
        );
    }

    /// One message in twenty is lost, one in twenty arrives twice, and slow ones take ten times as long.
    fn travel(&mut self, from: u32, to: u32, message: QuorumMessage) {
        let luck = self.draw();
        let copies = match luck.below(20) {
            0 => 0,
            1 => 2,
            2.. => 1,
        };
        for _ in 0..copies {
            let draw = self.draw();
            let longest = if draw.second() < 0.2 { 100.0 } else { 10.0 };
            let delay = Span::from_millis(1).scaled(1.0 + longest * draw.uniform());
            self.after(delay, to, None, Event::Arrive { from, message });
        }
    }

    fn answered(&mut self, request: u32, answer: QuorumReply) {
        let (start, wrote) = self.begun[&request];
        let version = match answer {
            QuorumReply::Value(copy) => copy.map(|copy| copy.version),
            QuorumReply::Written(version) => Some(version),
            QuorumReply::Unavailable { .. } => return,
        };
        let end = self.now;
        self.done.push(Done {
            wrote,
            start,
            end,
            version,
        });
    }

    fn step(&mut self, me: u32, input: Input<u32>) {
        let local = self.now + self.skews[me as usize];
        let Some(process) = &mut self.processes[me as usize] else {
            return;
        };
        let mut out = Vec::new();
        process.step(local, input, &mut out);
        let here = Some(self.incarnations[me as usize]);
        let fsync = Span::from_millis(2);
        let mut wait = Span::ZERO;
        for output in out {
            match output {
                Output::Send { to, message } => {
                    self.after(wait, me, here, Event::Leave { to, message });
                }
                Output::Persist(record) => {
                    wait = fsync;
                    self.after(wait, me, here, Event::Durable(record));
                }
                Output::SetTimer { timer, max, .. } => {
                    self.after(max, me, here, Event::Timer(timer));
                }
                // The timer of an operation that is over has no effect.
                Output::CancelTimer(_) => {}
                Output::Reply { request, answer } => {
                    self.after(wait, me, here, Event::QuorumReply { request, answer });
                }
            }
        }
    }
}
