//! The orchestrator: it knows how far each saga is, and gives the next order.
//!
//! ```text
//! ACTING 0 --acted--> ACTING 1 --acted--> ... --acted--> COMPLETED
//!    |                   |  refused, or no answer to many attempts
//!    v                   v
//! COMPENSATING 0 <-- COMPENSATING 1 <-- ...        COMPENSATED when none is left
//! ```
//!
//! Where compensations have a limit, a saga that reaches it is given up: it stands where it is until somebody
//! asks for it again, a late report comes, or the orchestrator starts anew.

use super::{Key, Order, Report, SagaOutcome, SagaReply, Step};
use crate::machine;
use crate::time::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How patient an orchestrator is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SagaSettings {
    /// How long to wait for the answer to the first attempt; twice as long for each further one. Default: 1 s.
    pub timeout: Span,
    /// The longest such wait. Default: 30 s.
    pub longest: Span,
    /// Attempts of an action before the saga turns back, at least 1. Default: 5.
    pub attempts: u32,
    /// Attempts of a compensation before the saga is given up and left to a person. Default: without limit,
    /// because half a transfer is what a saga promises never to leave behind.
    pub compensations: Option<u32>,
}

impl Default for SagaSettings {
    fn default() -> Self {
        Self {
            timeout: Span::from_millis(1_000),
            longest: Span::from_millis(30_000),
            attempts: 5,
            compensations: None,
        }
    }
}

/// What is in the log. The same record twice in a row says nothing new.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Record<C> {
    /// A saga begins; nothing was ordered before.
    Begun {
        /// The saga.
        saga: u64,
        /// All that it will do.
        steps: Arc<[Step<C>]>,
    },
    /// A step is done. The last one ends the saga.
    Done {
        /// The saga.
        saga: u64,
        /// The step.
        step: u32,
    },
    /// The saga turns back.
    Aborted {
        /// The saga.
        saga: u64,
        /// So many steps, the first ones, are to be compensated. None ends the saga.
        left: u32,
    },
    /// A step is compensated. The first one ends the saga.
    Compensated {
        /// The saga.
        saga: u64,
        /// The step.
        step: u32,
    },
}

impl<C> Record<C> {
    fn saga(&self) -> u64 {
        match self {
            Self::Begun { saga, .. }
            | Self::Done { saga, .. }
            | Self::Aborted { saga, .. }
            | Self::Compensated { saga, .. } => *saga,
        }
    }
}

/// What happens to an orchestrator. `T` names a request.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Input<C, T> {
    /// A client wants a saga. If it is known already, the client gets its outcome; if it was given up, it is
    /// tried again.
    Begin {
        /// The request.
        request: T,
        /// The number of the saga, the client's choice.
        saga: u64,
        /// What it is to do, at least one step.
        steps: Arc<[Step<C>]>,
    },
    /// A participant reports.
    Received(Report),
    /// The timer of a saga has run out.
    TimedOut(u64),
}

/// What an orchestrator wants done.
pub type Output<C, T> = machine::Output<Order<C>, Record<C>, u64, T, SagaReply>;

/// How far a saga is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// The steps before this one are done; it is under way.
    Acting {
        /// The step.
        step: u32,
    },
    /// So many steps, the first ones, are to be compensated; the last of them is under way.
    Compensating {
        /// How many.
        left: u32,
    },
    /// It is over.
    Ended(SagaOutcome),
}

/// How a saga stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SagaState {
    /// How far it is, if it is known.
    pub phase: Option<Phase>,
    /// It was given up in the middle of its compensations.
    pub given_up: bool,
}

/// One saga.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Saga<C, T> {
    /// Durable, by the log: what it does.
    steps: Arc<[Step<C>]>,
    /// Durable, by the log: how far it is.
    phase: Phase,
    /// Volatile: how often the present order was given; 0 once the saga was given up.
    attempt: u32,
    /// Volatile: who waits for the outcome.
    requests: Vec<T>,
}

/// The state of an orchestrator.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Orchestrator<C, T> {
    settings: SagaSettings,
    sagas: BTreeMap<u64, Saga<C, T>>,
}

impl<C: Clone, T> Orchestrator<C, T> {
    /// The orchestrator as it starts: what the log says, in the order of the log, and the orders by which each
    /// unfinished saga goes on.
    pub fn recover(settings: SagaSettings, log: &[Record<C>], out: &mut Vec<Output<C, T>>) -> Self {
        let sagas = BTreeMap::new();
        let mut orchestrator = Self { settings, sagas };
        for record in log {
            orchestrator.replay(record);
        }
        for (id, saga) in &mut orchestrator.sagas {
            match saga.phase {
                Phase::Acting { .. } | Phase::Compensating { .. } => {
                    saga.proceed(*id, settings, out);
                }
                Phase::Ended(_) => {}
            }
        }
        orchestrator
    }

    /// Takes an input and appends what is to be done.
    pub fn step(&mut self, input: Input<C, T>, out: &mut Vec<Output<C, T>>) {
        match input {
            Input::Begin {
                request,
                saga,
                steps,
            } => self.begin(request, saga, steps, out),
            Input::Received(report) => self.report(report, out),
            Input::TimedOut(saga) => self.time_out(saga, out),
        }
    }

    /// How far each saga is, by its number.
    pub fn phases(&self) -> impl Iterator<Item = (u64, Phase)> + '_ {
        self.sagas.iter().map(|(id, saga)| (*id, saga.phase))
    }

    /// How a saga stands.
    pub fn state(&self, saga: u64) -> SagaState {
        let saga = self.sagas.get(&saga);
        SagaState {
            phase: saga.map(|saga| saga.phase),
            given_up: saga.is_some_and(|saga| saga.attempt == 0),
        }
    }

    /// The steps of a saga.
    pub fn steps(&self, saga: u64) -> Option<&[Step<C>]> {
        self.sagas.get(&saga).map(|saga| &*saga.steps)
    }

    /// Takes other settings from the next order on.
    pub fn configure(&mut self, settings: SagaSettings) {
        self.settings = settings;
    }

    fn replay(&mut self, record: &Record<C>) {
        if let Record::Begun { saga, steps } = record {
            let begin = || Saga::new(Arc::clone(steps));
            self.sagas.entry(*saga).or_insert_with(begin);
        }
        if let Some(saga) = self.sagas.get_mut(&record.saga()) {
            saga.apply(record);
        }
    }

    fn begin(&mut self, request: T, id: u64, steps: Arc<[Step<C>]>, out: &mut Vec<Output<C, T>>) {
        let settings = self.settings;
        if let Some(saga) = self.sagas.get_mut(&id) {
            saga.join(id, request, settings, out);
            return;
        }
        let mut saga = Saga::new(steps);
        saga.requests.push(request);
        saga.enter(saga.last_record(id), settings, out);
        self.sagas.insert(id, saga);
    }

    fn report(&mut self, report: Report, out: &mut Vec<Output<C, T>>) {
        let Key { saga: id, step } = report.key();
        // A report about a saga that the log does not know answers an order that was never given.
        let Some(saga) = self.sagas.get_mut(&id) else {
            return;
        };
        let record = match saga.phase {
            Phase::Acting { step: current } => match report {
                Report::Acted(_) if step == current => Some(Record::Done { saga: id, step }),
                Report::Refused(_) if step == current => Some(Record::Aborted {
                    saga: id,
                    left: step,
                }),
                // Late, or twice.
                Report::Acted(_) | Report::Refused(_) | Report::Compensated(_) => None,
            },
            Phase::Compensating { left } => match report {
                Report::Compensated(_) if step + 1 == left => {
                    Some(Record::Compensated { saga: id, step })
                }
                Report::Acted(_) | Report::Refused(_) | Report::Compensated(_) => None,
            },
            Phase::Ended(_) => None,
        };
        if let Some(record) = record {
            saga.enter(record, self.settings, out);
        }
    }

    fn time_out(&mut self, id: u64, out: &mut Vec<Output<C, T>>) {
        let Some(saga) = self.sagas.get_mut(&id) else {
            return;
        };
        match saga.phase {
            // Whether the last step was done nobody knows, so it is compensated too.
            Phase::Acting { step } if saga.attempt >= self.settings.attempts => {
                let left = step + 1;
                saga.enter(Record::Aborted { saga: id, left }, self.settings, out);
            }
            Phase::Compensating { .. } if self.settings.gives_up_after(saga.attempt) => {
                saga.give_up(id, out);
            }
            Phase::Acting { .. } | Phase::Compensating { .. } => {
                saga.repeat(id, self.settings, out);
            }
            Phase::Ended(_) => {}
        }
    }
}

impl SagaSettings {
    fn gives_up_after(self, attempt: u32) -> bool {
        self.compensations.is_some_and(|limit| attempt >= limit)
    }
}

impl<C: Clone, T> Saga<C, T> {
    fn new(steps: Arc<[Step<C>]>) -> Self {
        let phase = if steps.is_empty() {
            Phase::Ended(SagaOutcome::Completed)
        } else {
            Phase::Acting { step: 0 }
        };
        Self {
            steps,
            phase,
            attempt: 1,
            requests: Vec::new(),
        }
    }

    /// Makes a record durable, and goes on from there.
    fn enter(&mut self, record: Record<C>, settings: SagaSettings, out: &mut Vec<Output<C, T>>) {
        let id = record.saga();
        self.apply(&record);
        self.attempt = 1;
        out.push(Output::Persist(record));
        self.proceed(id, settings, out);
    }

    /// What a record says about how far the saga is, now and after a crash.
    fn apply(&mut self, record: &Record<C>) {
        match record {
            Record::Begun { .. } => {}
            Record::Done { step, .. } if *step + 1 == self.steps.len() as u32 => {
                self.phase = Phase::Ended(SagaOutcome::Completed);
            }
            Record::Done { step, .. } => self.phase = Phase::Acting { step: step + 1 },
            Record::Aborted { left, .. } | Record::Compensated { step: left, .. } => {
                self.phase = match left {
                    0 => Phase::Ended(SagaOutcome::Compensated),
                    1.. => Phase::Compensating { left: *left },
                };
            }
        }
    }

    /// Gives the order of the present phase, or the answer.
    fn proceed(&mut self, id: u64, settings: SagaSettings, out: &mut Vec<Output<C, T>>) {
        match self.phase {
            Phase::Acting { step } => {
                let Step {
                    participant,
                    action,
                    ..
                } = &self.steps[step as usize];
                let (key, command) = (Key { saga: id, step }, action.clone());
                let message = Order::Act { key, command };
                out.push(Output::Send {
                    to: *participant,
                    message,
                });
                out.push(self.timer(id, settings));
            }
            Phase::Compensating { left } => {
                let step = left - 1;
                let Step {
                    participant,
                    compensation,
                    ..
                } = &self.steps[step as usize];
                let (key, command) = (Key { saga: id, step }, compensation.clone());
                let message = Order::Compensate { key, command };
                out.push(Output::Send {
                    to: *participant,
                    message,
                });
                out.push(self.timer(id, settings));
            }
            Phase::Ended(outcome) => {
                out.push(Output::CancelTimer(id));
                self.answer(SagaReply::Ended(outcome), out);
            }
        }
    }

    fn answer(&mut self, answer: SagaReply, out: &mut Vec<Output<C, T>>) {
        let requests = self.requests.drain(..);
        out.extend(requests.map(|request| Output::Reply { request, answer }));
    }

    /// Leaves the saga where it is.
    fn give_up(&mut self, id: u64, out: &mut Vec<Output<C, T>>) {
        self.attempt = 0;
        out.push(Output::CancelTimer(id));
        self.answer(SagaReply::GivenUp, out);
    }

    /// Gives the same order again. Only what follows a `Persist` in the same step waits for the disk, and the
    /// record by which the order was first given may not be there yet: so it is persisted again.
    fn repeat(&mut self, id: u64, settings: SagaSettings, out: &mut Vec<Output<C, T>>) {
        self.attempt += 1;
        out.push(Output::Persist(self.last_record(id)));
        self.proceed(id, settings, out);
    }

    /// One more client wants the outcome.
    fn join(&mut self, id: u64, request: T, settings: SagaSettings, out: &mut Vec<Output<C, T>>) {
        self.requests.push(request);
        match self.phase {
            Phase::Compensating { .. } if self.attempt == 0 => self.repeat(id, settings, out),
            Phase::Acting { .. } | Phase::Compensating { .. } => {}
            Phase::Ended(_) => {
                out.push(Output::Persist(self.last_record(id)));
                self.proceed(id, settings, out);
            }
        }
    }

    /// A record that says how far the saga is.
    fn last_record(&self, saga: u64) -> Record<C> {
        let done = match self.phase {
            Phase::Acting { step } => step,
            Phase::Ended(SagaOutcome::Completed) => self.steps.len() as u32,
            Phase::Compensating { left } => return Record::Aborted { saga, left },
            Phase::Ended(SagaOutcome::Compensated) => return Record::Aborted { saga, left: 0 },
        };
        match done.checked_sub(1) {
            Some(step) => Record::Done { saga, step },
            None => Record::Begun {
                saga,
                steps: Arc::clone(&self.steps),
            },
        }
    }

    /// Twice as long for each attempt, and up to half more, so that sagas do not come back together.
    fn timer(&self, id: u64, settings: SagaSettings) -> Output<C, T> {
        let doublings = (self.attempt - 1).min(32);
        let min = (settings.timeout * (1 << doublings)).min(settings.longest);
        let max = min.scaled(1.5);
        Output::SetTimer {
            timer: id,
            min,
            max,
        }
    }
}
