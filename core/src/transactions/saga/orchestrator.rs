//! Orchestrator: keeps the phase of each saga, and gives the next order.
//!
//! ```text
//! ACTING 0 --acted--> ACTING 1 --acted--> ... --acted--> COMPLETED
//!    |                   |  refused, or no answer to many attempts
//!    v                   v
//! COMPENSATING 0 <-- COMPENSATING 1 <-- ...        COMPENSATED when none is left
//! ```
//!
//! If compensations have a limit, a saga that reaches it is given up: it stays in its phase until a client begins it
//! again, a late report arrives, or the orchestrator restarts.

use super::{Key, Order, Report, SagaOutcome, SagaReply, Step};
use crate::machine;
use crate::time::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Settings of an orchestrator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SagaSettings {
    /// Wait for the answer to the first attempt; twice as long for each further one. Default: 1 s.
    pub timeout: Span,
    /// Longest wait. Default: 30 s.
    pub longest: Span,
    /// Attempts of an action before the saga is aborted, at least 1. Default: 5.
    pub attempts: u32,
    /// Attempts of a compensation before the saga is given up and left to an operator. Default: no limit, because a saga
    /// promises never to leave half a transfer behind.
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

/// Record of the log. A repetition of the last record has no effect.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Record<C> {
    /// A saga begins; no order was given before.
    Begun {
        /// The saga.
        saga: u64,
        /// Its steps.
        steps: Arc<[Step<C>]>,
    },
    /// A step is done. The last one ends the saga.
    Done {
        /// The saga.
        saga: u64,
        /// The step.
        step: u32,
    },
    /// The saga is aborted.
    Aborted {
        /// The saga.
        saga: u64,
        /// Number of steps, the first ones, to compensate. Zero ends the saga.
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

/// Input of an orchestrator. `T` identifies a request.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Input<C, T> {
    /// A client begins a saga. If the saga is known already, the client gets its outcome; if it was given up, it is retried.
    Begin {
        /// The request.
        request: T,
        /// Number of the saga, chosen by the client.
        saga: u64,
        /// Its steps, at least one.
        steps: Arc<[Step<C>]>,
    },
    /// A participant reports.
    Received(Report),
    /// The timer of a saga expires.
    TimedOut(u64),
}

/// Output of an orchestrator.
pub type Output<C, T> = machine::Output<Order<C>, Record<C>, u64, T, SagaReply>;

/// Phase of a saga.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// The steps before this one are done; this one is in progress.
    Acting {
        /// The step.
        step: u32,
    },
    /// The first `left` steps are to be compensated; the compensation of the last of them is in progress.
    Compensating {
        /// Number of these steps.
        left: u32,
    },
    /// The saga has ended.
    Ended(SagaOutcome),
}

/// State of a saga.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SagaState {
    /// Phase; `None` if the saga is unknown.
    pub phase: Option<Phase>,
    /// True if it was given up during its compensations.
    pub given_up: bool,
}

/// One saga.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Saga<C, T> {
    /// Durable, by the log: its steps.
    steps: Arc<[Step<C>]>,
    /// Durable, by the log: its phase.
    phase: Phase,
    /// Volatile: number of attempts of the present order; 0 if the saga was given up.
    attempt: u32,
    /// Volatile: requests that wait for the outcome.
    requests: Vec<T>,
}

/// State of an orchestrator.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Orchestrator<C, T> {
    settings: SagaSettings,
    sagas: BTreeMap<u64, Saga<C, T>>,
}

impl<C: Clone, T> Orchestrator<C, T> {
    /// The orchestrator at its start, from the records of its log; appends the orders that continue each unfinished saga.
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

    /// Takes an input and appends the outputs.
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

    /// Phase of each saga, by its number.
    pub fn phases(&self) -> impl Iterator<Item = (u64, Phase)> + '_ {
        self.sagas.iter().map(|(id, saga)| (*id, saga.phase))
    }

    /// State of a saga.
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

    /// Changes the settings from the next order on.
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
        // A report about an unknown saga answers an order that was never given.
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
                // A late or repeated report.
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
            // The result of the last step is unknown, so it is compensated too.
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

    /// Persists a record, and continues from there.
    fn enter(&mut self, record: Record<C>, settings: SagaSettings, out: &mut Vec<Output<C, T>>) {
        let id = record.saga();
        self.apply(&record);
        self.attempt = 1;
        out.push(Output::Persist(record));
        self.proceed(id, settings, out);
    }

    /// Applies a record to the phase of its saga, both live and on recovery.
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

    /// Gives the order of the present phase, or the answer to the client.
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

    /// Gives the saga up.
    fn give_up(&mut self, id: u64, out: &mut Vec<Output<C, T>>) {
        self.attempt = 0;
        out.push(Output::CancelTimer(id));
        self.answer(SagaReply::GivenUp, out);
    }

    /// Repeats the present order. Only outputs after a `Persist` in the same step wait for the disk, and the record of the
    /// order may not be durable yet, so it is persisted again.
    fn repeat(&mut self, id: u64, settings: SagaSettings, out: &mut Vec<Output<C, T>>) {
        self.attempt += 1;
        out.push(Output::Persist(self.last_record(id)));
        self.proceed(id, settings, out);
    }

    /// One more request waits for the outcome.
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

    /// A record that yields the present phase of the saga.
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

    /// Doubled with each attempt, with a jitter of up to half, so that sagas do not retry together.
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
