//! The driver of a machine whose replicas talk to each other: it carries messages, keeps timers, and lets what follows
//! a `Persist` wait for the disk.

use std::collections::VecDeque;

use super::{Driver, MachineSettings, Runtime, TaskId, TimerKey, begin_sync};
use crate::kernel::Disk;
use crate::machine::Output;
use crate::packet::{Letter, Packet, Request};
use crate::time::Instant;
use crate::vocabulary::{MessageKind, Outcome};

/// Output of a machine, with its own types.
pub type Effect<P> = Output<
    <P as Protocol>::Message,
    <P as Protocol>::Record,
    <P as Protocol>::Timer,
    TaskId,
    <P as Protocol>::Reply,
>;

/// A machine whose replicas talk to each other, as a store runs it.
pub trait Protocol: Sized {
    /// Messages between replicas.
    type Message;
    /// Records on the disk.
    type Record;
    /// Timers.
    type Timer;
    /// Replies to requests.
    type Reply;
    /// Inputs.
    type Input;

    /// Starts from what the disk has. `life` counts the crashes so far.
    fn recover(&mut self, life: u32, log: &[Self::Record], doing: &mut Vec<Effect<Self>>);

    /// Takes an input at the local time.
    fn step(&mut self, now: Instant, input: Self::Input, doing: &mut Vec<Effect<Self>>);

    /// The process is gone, and the disk keeps that.
    fn stop(&mut self, log: &[Self::Record], run: &mut dyn Runtime);

    /// A request; an error is its outcome at once.
    ///
    /// # Errors
    /// If the machine cannot do what is asked for.
    fn requested(task: TaskId, request: &Request) -> Result<Self::Input, Outcome>;

    /// A message arrives.
    fn received(from: u32, message: Self::Message) -> Self::Input;

    /// The disk has so many records of this life.
    fn synced(&mut self, records: u64) -> Self::Input;

    /// A timer has run out; `None` if it was set anew since.
    fn expired(&mut self, key: TimerKey) -> Option<Self::Input>;

    /// A timer is set anew or stopped: earlier settings of it are void.
    fn setting(&mut self, timer: Self::Timer) -> TimerKey;

    /// A message as a letter, and its kind.
    fn letter(message: Self::Message) -> (MessageKind, Letter);

    /// The message in a letter, if it is one of this protocol.
    fn message(letter: Letter) -> Option<Self::Message>;

    /// A reply as the caller sees it, and the value that comes with it; 0 if none.
    fn outcome(reply: &Self::Reply) -> (Outcome, u32);

    /// The term that it leads, if it leads.
    fn leads(&self) -> Option<u64>;

    /// Takes other settings in the middle of a run.
    fn configure(&mut self, _: &dyn MachineSettings) {}

    /// Notes what a step has done, before anything else is made of it.
    fn observe_step(&mut self, _: &mut dyn Runtime) {}

    /// Notes what the disk is given.
    fn observe_record(&mut self, _: &Self::Record, _: &mut dyn Runtime) {}

    /// Notes what the disk has, which is more than before.
    fn observe_durable(&mut self, _: &[Self::Record], _: &mut dyn Runtime) {}

    /// Notes the state that a step has left.
    fn report(&mut self, run: &mut dyn Runtime);
}

/// A replica, its disk, and how much it has sent.
pub struct Replica<P: Protocol> {
    pub(crate) protocol: P,
    /// What waits for the disk is all that a step wanted sent after what it persisted.
    pub(crate) disk: Disk<P::Record, Vec<Effect<P>>>,
    /// Its number among the processes of its node.
    number: u32,
    /// Messages sent so far.
    sent: u32,
    /// Output buffer, reused between steps.
    room: Vec<Effect<P>>,
}

/// Messages that a replica sends to itself: they arrive as soon as all that was wanted before them is done.
type ToItself<P> = VecDeque<<P as Protocol>::Message>;

impl<P: Protocol> Replica<P> {
    /// The replica of that number, with an empty disk.
    pub fn new(number: u32, protocol: P) -> Self {
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

    /// Steps with an input, then with what the machine sends to itself.
    fn step(&mut self, input: P::Input, mut to_itself: ToItself<P>, run: &mut dyn Runtime) {
        let now = run.local_now();
        let mut next = Some(input);
        while let Some(input) = next {
            let mut doing = std::mem::take(&mut self.room);
            self.protocol.step(now, input, &mut doing);
            self.perform(&mut doing, &mut to_itself, run);
            self.room = doing;
            next = to_itself
                .pop_front()
                .map(|message| P::received(self.number, message));
        }
    }

    /// Does what a machine says. What follows a `Persist` waits for the disk.
    fn perform(
        &mut self,
        doing: &mut Vec<Effect<P>>,
        to_itself: &mut ToItself<P>,
        run: &mut dyn Runtime,
    ) {
        self.protocol.observe_step(run);
        let mut waiting: Option<Vec<Effect<P>>> = None;
        for effect in doing.drain(..) {
            match effect {
                Output::Persist(record) => {
                    let before = waiting.replace(Vec::new());
                    self.wait_for_disk(before.unwrap_or_default());
                    self.protocol.observe_record(&record, run);
                    self.disk.append(record);
                }
                Output::SetTimer { timer, min, max } => {
                    let key = self.protocol.setting(timer);
                    run.set_timer(key, min, max);
                }
                Output::CancelTimer(timer) => {
                    self.protocol.setting(timer);
                }
                Output::Send { .. } | Output::Reply { .. } => match &mut waiting {
                    Some(waiting) => waiting.push(effect),
                    None => self.say(effect, to_itself, run),
                },
            }
        }
        self.wait_for_disk(waiting.unwrap_or_default());
        begin_sync(&mut self.disk, run);
        self.protocol.report(run);
    }

    /// Sends or replies, now that nothing has to be durable first.
    fn say(&mut self, effect: Effect<P>, to_itself: &mut ToItself<P>, run: &mut dyn Runtime) {
        match effect {
            Output::Send { to, message } if to == self.number => to_itself.push_back(message),
            Output::Send { to, message } => {
                self.sent += 1;
                let (kind, letter) = P::letter(message);
                run.send(to, self.sent, kind, letter);
            }
            Output::Reply { request, answer } => {
                let (outcome, value) = P::outcome(&answer);
                run.reply(request, outcome, value);
            }
            Output::Persist(_) | Output::SetTimer { .. } | Output::CancelTimer(_) => {}
        }
    }
}

impl<P: Protocol> Driver for Replica<P> {
    fn recover(&mut self, life: u32, run: &mut dyn Runtime) {
        let mut doing = Vec::new();
        self.protocol.recover(life, self.disk.durable(), &mut doing);
        self.perform(&mut doing, &mut VecDeque::new(), run);
    }

    fn act(&mut self, task: TaskId, request: &Request, run: &mut dyn Runtime) {
        match P::requested(task, request) {
            Ok(input) => self.step(input, VecDeque::new(), run),
            Err(outcome) => run.reply(task, outcome, 0),
        }
    }

    fn receive(&mut self, from: u32, _: &Packet, letter: Letter, run: &mut dyn Runtime) {
        if let Some(message) = P::message(letter) {
            self.step(P::received(from, message), VecDeque::new(), run);
        }
    }

    fn timer(&mut self, key: TimerKey, run: &mut dyn Runtime) {
        if let Some(input) = self.protocol.expired(key) {
            self.step(input, VecDeque::new(), run);
        }
    }

    /// What waited for the disk leaves, and the machine learns what is durable.
    fn synced(&mut self, run: &mut dyn Runtime) {
        let records = self.disk.end_sync();
        let synced = self.protocol.synced(records);
        self.protocol.observe_durable(self.disk.durable(), run);
        let mut to_itself = VecDeque::new();
        while let Some(ready) = self.disk.next_ready() {
            for effect in ready {
                self.say(effect, &mut to_itself, run);
            }
        }
        self.step(synced, to_itself, run);
    }

    fn crash(&mut self, run: &mut dyn Runtime) {
        self.disk.crash();
        self.protocol.stop(self.disk.durable(), run);
    }

    fn lose_disk(&mut self) {
        self.disk = Disk::default();
    }

    fn records(&self) -> u64 {
        self.disk.records()
    }

    fn leads(&self) -> Option<u64> {
        self.protocol.leads()
    }

    fn configure(&mut self, settings: &dyn MachineSettings) {
        self.protocol.configure(settings);
    }
}
