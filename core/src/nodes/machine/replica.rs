//! What runs a machine whose replicas talk to each other: it carries messages, keeps timers, and lets what follows
//! a `Persist` wait for the disk.

use std::collections::VecDeque;

use super::peers::Mail;
use super::{Machine, Simulation};
use crate::kernel::Disk;
use crate::luck::Purpose;
use crate::machine::Output;
use crate::nodes::event::{Event, Setting, TaskId};
use crate::nodes::simulation::Process;
use crate::recording::Recorder;
use crate::time::{Instant, Span};
use crate::vocabulary::{Observed, Outcome, ReportName};

/// What a machine wants done.
pub(super) type Effect<P> = Output<
    <P as Protocol>::Message,
    <P as Protocol>::Record,
    <P as Protocol>::Timer,
    TaskId,
    <P as Protocol>::Reply,
>;

/// A machine whose replicas talk to each other, as a store runs it.
pub(super) trait Protocol: Sized {
    /// What replicas say to each other.
    type Message;
    /// What the disk keeps.
    type Record;
    /// Its timers.
    type Timer;
    /// What a request is answered with.
    type Reply;
    /// What happens to it.
    type Input;

    /// The replica, if that is what a process runs.
    fn of(machine: &mut Machine) -> Option<&mut Replica<Self>>;

    /// Starts from what the disk has. `life`: how often the process was gone before.
    fn recover(&mut self, life: u32, log: &[Self::Record], doing: &mut Vec<Effect<Self>>);

    /// Takes an input at the local time.
    fn step(&mut self, now: Instant, input: Self::Input, doing: &mut Vec<Effect<Self>>);

    /// The process is gone, and the disk keeps that.
    fn stop(&mut self, log: &[Self::Record], notes: &mut Notes<'_>);

    /// A message arrives.
    fn received(from: u32, message: Self::Message) -> Self::Input;

    /// The disk has so many records of this life.
    fn synced(&mut self, records: u64) -> Self::Input;

    /// A timer is set anew or stopped: the settings of it before this one are void.
    fn setting(&mut self, timer: Self::Timer) -> Setting;

    /// A message, to be carried.
    fn mail(message: Self::Message) -> Mail;

    /// An answer as the caller sees it, and the value that comes with it; 0 if none.
    fn answered(answer: &Self::Reply) -> (Outcome, u32);

    /// Takes down what a step has done, before anything else is made of it.
    fn observe_step(&mut self, _: &mut Notes<'_>) {}

    /// Takes down what the disk is given.
    fn observe_record(&mut self, _: &Self::Record, _: &mut Notes<'_>) {}

    /// Takes down what the disk has, which is more than before.
    fn observe_durable(&mut self, _: &[Self::Record], _: &mut Notes<'_>) {}

    /// Takes down the state that a step has left.
    fn report(&mut self, notes: &mut Notes<'_>);
}

/// A replica, its disk, and how much it has sent.
pub(super) struct Replica<P: Protocol> {
    pub(super) protocol: P,
    /// What waits for the disk is all that a step wanted sent after what it persisted.
    pub(super) disk: Disk<P::Record, Vec<Effect<P>>>,
    /// Its number among the processes of its node.
    number: u32,
    /// Messages sent so far.
    sent: u32,
    /// Room for what a step wants done, from the step before.
    room: Vec<Effect<P>>,
}

impl<P: Protocol> Replica<P> {
    pub(super) fn new(number: u32, protocol: P) -> Self {
        Self {
            protocol,
            disk: Disk::default(),
            number,
            sent: 0,
            room: Vec::new(),
        }
    }

    fn wait_for_disk(&mut self, waiting: Vec<Effect<P>>) {
        if !waiting.is_empty() {
            // Nothing can be ready: what it waits for was persisted a moment ago.
            self.disk.wait(waiting);
        }
    }
}

/// Where a machine's state and deeds are taken down.
pub(super) struct Notes<'a> {
    recorder: &'a mut Recorder,
    now: Instant,
    process: u32,
}

impl Notes<'_> {
    /// What verdicts and views need exactly.
    pub(super) fn observe(&mut self, what: Observed) {
        self.recorder.observe(self.now, self.process, what);
    }

    /// A part of the state, for the inspector.
    pub(super) fn report(&mut self, name: ReportName, value: u64) {
        self.recorder.report(self.now, self.process, name, value);
    }
}

/// Messages that a replica sends to itself: they arrive as soon as all that was wanted before them is done.
type ToItself<P> = VecDeque<<P as Protocol>::Message>;

/// The replica of a process that runs that protocol.
fn replica<P: Protocol>(processes: &mut [Process], process: u32) -> Option<&mut Replica<P>> {
    let running = processes[process as usize].machine.as_mut()?;
    P::of(&mut running.machine)
}

impl Simulation {
    pub(super) fn replica<P: Protocol>(&mut self, process: u32) -> Option<&mut Replica<P>> {
        replica(&mut self.processes, process)
    }

    /// A process is up: it starts from what its disk has.
    pub(super) fn recover_replica<P: Protocol>(&mut self, process: u32, life: u32) {
        let mut doing = Vec::new();
        if let Some(own) = self.replica::<P>(process) {
            own.protocol.recover(life, own.disk.durable(), &mut doing);
        }
        self.perform::<P>(process, &mut doing, &mut VecDeque::new());
    }

    /// A process is gone: only what is on disk is left.
    pub(super) fn crash_replica<P: Protocol>(&mut self, process: u32) {
        self.note::<P>(process, |own, notes| {
            own.disk.crash();
            own.protocol.stop(own.disk.durable(), notes);
        });
    }

    /// A message of another replica arrives.
    pub(super) fn receive<P: Protocol>(&mut self, process: u32, from: u32, message: P::Message) {
        self.step_replica::<P>(process, P::received(from, message));
    }

    /// Lets the machine of a process act, and does what it says.
    pub(super) fn step_replica<P: Protocol>(&mut self, process: u32, input: P::Input) {
        self.step_on::<P>(process, input, VecDeque::new());
    }

    /// Steps with an input, then with what the machine sends to itself.
    fn step_on<P: Protocol>(&mut self, process: u32, input: P::Input, mut to_itself: ToItself<P>) {
        let now = self.local_now(process);
        let mut next = Some(input);
        while let Some(input) = next {
            let Some(own) = self.replica::<P>(process) else {
                return;
            };
            let number = own.number;
            let mut doing = std::mem::take(&mut own.room);
            own.protocol.step(now, input, &mut doing);
            self.perform::<P>(process, &mut doing, &mut to_itself);
            if let Some(own) = self.replica::<P>(process) {
                own.room = doing;
            }
            next = to_itself
                .pop_front()
                .map(|message| P::received(number, message));
        }
    }

    /// Does what a machine says. What follows a `Persist` waits for the disk.
    fn perform<P: Protocol>(
        &mut self,
        process: u32,
        doing: &mut Vec<Effect<P>>,
        to_itself: &mut ToItself<P>,
    ) {
        self.note::<P>(process, |own, notes| own.protocol.observe_step(notes));
        let mut waiting: Option<Vec<Effect<P>>> = None;
        for effect in doing.drain(..) {
            match effect {
                Output::Persist(record) => {
                    let before = waiting.replace(Vec::new());
                    self.note::<P>(process, |own, notes| {
                        own.wait_for_disk(before.unwrap_or_default());
                        own.protocol.observe_record(&record, notes);
                        own.disk.append(record);
                    });
                }
                Output::SetTimer { timer, min, max } => {
                    if let Some(own) = self.replica::<P>(process) {
                        let setting = own.protocol.setting(timer);
                        self.start_timer(process, setting, (min, max));
                    }
                }
                Output::CancelTimer(timer) => {
                    if let Some(own) = self.replica::<P>(process) {
                        own.protocol.setting(timer);
                    }
                }
                Output::Send { .. } | Output::Reply { .. } => match &mut waiting {
                    Some(waiting) => waiting.push(effect),
                    None => self.say::<P>(process, effect, to_itself),
                },
            }
        }
        if let Some(own) = self.replica::<P>(process) {
            own.wait_for_disk(waiting.unwrap_or_default());
        }
        self.begin_sync(process);
        self.note::<P>(process, |own, notes| own.protocol.report(notes));
    }

    /// Sends or replies, now that nothing has to be durable first.
    fn say<P: Protocol>(&mut self, process: u32, effect: Effect<P>, to_itself: &mut ToItself<P>) {
        match effect {
            Output::Send { to, message } => {
                let Some(own) = self.replica::<P>(process) else {
                    return;
                };
                if to == own.number {
                    return to_itself.push_back(message);
                }
                own.sent += 1;
                let ordinal = own.sent;
                self.send_mail(process, to, ordinal, P::mail(message));
            }
            Output::Reply { request, answer } => {
                let (outcome, value) = P::answered(&answer);
                self.finish_task(request, outcome, value);
            }
            Output::Persist(_) | Output::SetTimer { .. } | Output::CancelTimer(_) => {}
        }
    }

    /// What waited for the disk leaves, and the machine learns what is durable.
    pub(super) fn synced_replica<P: Protocol>(&mut self, process: u32) {
        let Some(own) = self.replica::<P>(process) else {
            return;
        };
        let records = own.disk.end_sync();
        let synced = own.protocol.synced(records);
        self.note::<P>(process, |own, notes| {
            own.protocol.observe_durable(own.disk.durable(), notes);
        });
        let mut to_itself = VecDeque::new();
        while let Some(ready) = self
            .replica::<P>(process)
            .and_then(|own| own.disk.next_ready())
        {
            for effect in ready {
                self.say::<P>(process, effect, &mut to_itself);
            }
        }
        self.step_on::<P>(process, synced, to_itself);
    }

    fn note<P: Protocol>(
        &mut self,
        process: u32,
        take_down: impl FnOnce(&mut Replica<P>, &mut Notes<'_>),
    ) {
        let mut notes = Notes {
            recorder: &mut self.recorder,
            now: self.now,
            process,
        };
        if let Some(own) = replica(&mut self.processes, process) {
            take_down(own, &mut notes);
        }
    }

    /// Starts a timer of a process, drawn from a range of its own clock's time.
    pub(in crate::nodes) fn start_timer(
        &mut self,
        process: u32,
        setting: Setting,
        (min, max): (Span, Span),
    ) {
        let entity = self.shape.processes[process as usize].entity;
        let share = self
            .luck
            .draw(entity, Purpose::Timer, setting.key())
            .uniform();
        let wait = min + (max - min).scaled(share);
        let wait = self.conditions.processes[process as usize].true_span(wait);
        self.schedule(self.now + wait, Event::Timer { process, setting });
    }
}
