//! An orchestrator, participants, their disks and a network, under every fault.

use super::*;
use crate::luck::{Draw, DrawKey, Entity, Luck, Purpose, Seed};
use crate::time::{Instant, Span};
use std::collections::BTreeMap;

/// Process number of the orchestrator; participants have the numbers below.
pub(super) const ORCHESTRATOR: u32 = 3;
/// Opening balance of the one account of each participant, which has the participant's number.
const OPENED: i64 = 1_000;

#[derive(Clone, Debug)]
enum Event {
    Ask(u32),
    Order { to: u32, order: Order<Command> },
    Arrive { to: u32, order: Order<Command> },
    Report(Report),
    Hear(Report),
    Written(Entry),
    Logged(Record<Command>),
    Timer(u64),
    SagaReply(u32, SagaOutcome),
}

/// An event, with the process and incarnation that it belongs to, if any.
type Planned = (Option<(u32, u32)>, Event);

/// Rates of faults.
#[derive(Clone, Copy, Default)]
pub(super) struct Trouble {
    /// Share of messages that are lost, and share of those that arrive twice.
    pub(super) loss: f64,
    /// Share of events after which a process crashes and restarts.
    pub(super) crashes: f64,
}

pub(super) struct World {
    luck: Luck,
    draws: u64,
    now: Instant,
    trouble: Trouble,
    settings: SagaSettings,
    sagas: Vec<Arc<[Step<Command>]>>,
    orchestrator: Orchestrator<Command, u32>,
    log: Vec<Record<Command>>,
    participants: Vec<Participant>,
    entries: Vec<Vec<Entry>>,
    incarnations: [u32; 4],
    /// Event of the present timer of each saga.
    timers: BTreeMap<u64, u64>,
    /// Pending events by time and number.
    events: BTreeMap<(Instant, u64), Planned>,
    answers: BTreeMap<u32, SagaOutcome>,
    pub(super) happened: u64,
}

impl World {
    pub(super) fn new(
        sagas: Vec<Arc<[Step<Command>]>>,
        settings: SagaSettings,
        trouble: Trouble,
        seed: u64,
    ) -> Self {
        let mut world = Self {
            luck: Luck::new(Seed(seed)),
            draws: 0,
            now: Instant::ZERO,
            trouble,
            settings,
            orchestrator: Orchestrator::recover(settings, &[], &mut Vec::new()),
            log: Vec::new(),
            participants: (0..ORCHESTRATOR)
                .map(|one| Participant::recover(&[(one, OPENED)], &[]))
                .collect(),
            entries: vec![Vec::new(); ORCHESTRATOR as usize],
            incarnations: [0; 4],
            timers: BTreeMap::new(),
            events: BTreeMap::new(),
            answers: BTreeMap::new(),
            happened: 0,
            sagas,
        };
        (0..world.sagas.len() as u32)
            .for_each(|saga| world.after(Span::from_millis(1), None, Event::Ask(saga)));
        world
    }

    /// Runs to the end, with crashes after these events, each of one process; then judges.
    pub(super) fn run(&mut self, crashes: &[(u64, u32)]) {
        while let Some(((at, number), (part_of, event))) = self.events.pop_first() {
            self.now = at;
            if part_of.is_some_and(|(process, incarnation)| {
                self.incarnations[process as usize] != incarnation
            }) {
                continue;
            }
            self.happened += 1;
            assert!(self.happened < 100_000, "it never ends");
            self.happen(number, event);
            for (after, process) in crashes {
                if *after == self.happened {
                    self.crash(*process);
                }
            }
            let unlucky = self.draw();
            if self.happened < 2_000 && unlucky.chance(self.trouble.crashes) {
                self.crash((unlucky.second() * 4.0) as u32);
            }
        }
        self.judge();
    }

    fn draw(&mut self) -> Draw {
        self.draws += 1;
        let key = DrawKey::ordinal(self.draws);
        self.luck
            .draw(Entity::named("world"), Purpose::Latency, key)
    }

    fn after(&mut self, span: Span, part_of: Option<u32>, event: Event) {
        self.draws += 1;
        let part_of = part_of.map(|process| (process, self.incarnations[process as usize]));
        self.events
            .insert((self.now + span, self.draws), (part_of, event));
    }

    fn travel(&mut self, event: &Event) {
        let luck = self.draw();
        let copies = 1 + u32::from(luck.second() < self.trouble.loss)
            - u32::from(luck.chance(self.trouble.loss));
        for _ in 0..copies {
            let slow = if self.trouble.loss > 0.0 {
                let draw = self.draw();
                draw.uniform() * draw.uniform() * draw.second() * 9_000.0
            } else {
                1.0
            };
            self.after(Span::from_millis(1).scaled(slow), None, event.clone());
        }
    }

    fn happen(&mut self, number: u64, event: Event) {
        match event {
            Event::Ask(saga) => self.ask(saga),
            Event::Order { to, order } => self.travel(&Event::Arrive { to, order }),
            Event::Arrive { to, order } => self.order(to, order),
            Event::Report(report) => self.travel(&Event::Hear(report)),
            Event::Hear(report) => self.tell(Input::Received(report)),
            Event::Written(entry) => {
                let owner = entry.account as usize % self.entries.len();
                self.entries[owner].push(entry);
            }
            Event::Logged(record) => self.log.push(record),
            Event::Timer(saga) if self.timers.get(&saga) == Some(&number) => {
                self.tell(Input::TimedOut(saga));
            }
            Event::Timer(_) => {}
            Event::SagaReply(saga, outcome) => {
                let before = self.answers.insert(saga, outcome);
                assert!(before.is_none_or(|before| before == outcome), "two answers");
            }
        }
    }

    /// A client repeats its request until it is answered.
    fn ask(&mut self, request: u32) {
        if !self.answers.contains_key(&request) {
            let (saga, steps) = (
                u64::from(request),
                Arc::clone(&self.sagas[request as usize]),
            );
            self.tell(Input::Begin {
                request,
                saga,
                steps,
            });
            self.after(Span::from_millis(10_000), None, Event::Ask(request));
        }
    }

    fn tell(&mut self, input: Input<Command, u32>) {
        let mut out = Vec::new();
        self.orchestrator.step(input, &mut out);
        self.carry_out(out);
    }

    fn carry_out(&mut self, out: Vec<Output<Command, u32>>) {
        let here = Some(ORCHESTRATOR);
        let mut wait = Span::ZERO;
        for output in out {
            match output {
                Output::Send { to, message: order } => {
                    self.after(wait, here, Event::Order { to, order });
                }
                Output::Persist(record) => {
                    wait = Span::from_millis(2);
                    self.after(wait, here, Event::Logged(record));
                }
                Output::SetTimer { timer, min, max } => {
                    let span = min + (max - min).scaled(self.draw().uniform());
                    self.after(span, here, Event::Timer(timer));
                    self.timers.insert(timer, self.draws);
                }
                Output::CancelTimer(timer) => {
                    self.timers.remove(&timer);
                }
                Output::Reply { request, answer } => match answer {
                    SagaReply::Ended(outcome) => {
                        self.after(wait, here, Event::SagaReply(request, outcome));
                    }
                    SagaReply::GivenUp => panic!("compensations have no limit here"),
                },
            }
        }
    }

    fn order(&mut self, to: u32, order: Order<Command>) {
        let mut out = Vec::new();
        self.participants[to as usize].step(ORCHESTRATOR, order, true, &mut out);
        let mut wait = Span::ZERO;
        for output in out {
            match output {
                ParticipantOutput::Persist(entry) => {
                    wait = Span::from_millis(2);
                    self.after(wait, Some(to), Event::Written(entry));
                }
                ParticipantOutput::Send { message, .. } => {
                    self.after(wait, Some(to), Event::Report(message));
                }
                ParticipantOutput::SetTimer { .. }
                | ParticipantOutput::CancelTimer(())
                | ParticipantOutput::Reply { .. } => panic!("a participant only answers"),
            }
        }
    }

    /// Drops all that is not durable, and restarts the process at once.
    fn crash(&mut self, process: u32) {
        self.incarnations[process as usize] += 1;
        if process == ORCHESTRATOR {
            let mut out = Vec::new();
            self.orchestrator = Orchestrator::recover(self.settings, &self.log, &mut out);
            self.carry_out(out);
        } else {
            let log = &self.entries[process as usize];
            self.participants[process as usize] = Participant::recover(&[(process, OPENED)], log);
        }
    }

    pub(super) fn outcome(&self, saga: u32) -> SagaOutcome {
        self.answers[&saga]
    }

    /// Checks that nothing is stuck, every saga is atomic, and money is conserved.
    fn judge(&self) {
        let total: i64 = self.participants.iter().map(Participant::total).sum();
        assert_eq!(
            total,
            OPENED * i64::from(ORCHESTRATOR),
            "money is conserved"
        );
        for (id, phase) in self.orchestrator.phases() {
            let outcome = self.answers[&(id as u32)];
            assert_eq!(
                phase,
                Phase::Ended(outcome),
                "saga {id} is over, as its client was told"
            );
            let steps = (0..).zip(self.sagas[id as usize].iter());
            let effect = |(step, one): (u32, &Step<Command>)| {
                self.participants[one.participant as usize].effect(Key { saga: id, step })
            };
            let effects: Vec<_> = steps.map(effect).collect();
            assert!(
                outcome.agrees_with(effects.clone()),
                "saga {id}: {outcome:?}, {effects:?}"
            );
        }
        assert_eq!(
            self.answers.len(),
            self.sagas.len(),
            "every client was told"
        );
    }
}
