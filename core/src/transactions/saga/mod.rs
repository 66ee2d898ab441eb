//! A saga is a transaction split into steps, each with a compensation: either all steps happen, or the completed ones are
//! compensated in reverse order.
//!
//! ```text
//! orchestrator                     A: debit 100   B: credit 100          log of the orchestrator
//!   | Act (7, 0) debit ------------->|              |                    Begun 7: steps
//!   |<---------------- Acted (7, 0) -|              |                    Done 7, 0
//!   | Act (7, 1) credit ------------------------->  |                    (the last Done ends the saga)
//!   |<------------------------------ Refused (7, 1) |                    Aborted 7: 1 left
//!   | Compensate (7, 0) credit ----->|              |
//!   |<---------- Compensated (7, 0) -|              |                    Compensated 7, 0: none left, ended
//! ```
//!
//! Every order carries the key (saga, step), and a participant answers a repeated order as it did the first time, so the
//! orchestrator may repeat it until it gets an answer. A record is durable before its consequences are sent, so the log
//! says where to continue after a crash. An action without an answer may or may not have happened: it is compensated
//! too, and a participant that gets a compensation first refuses the action when it arrives later.
//!
//! Use it where a change spans services without a common database and locks may not be held for long. It costs isolation:
//! others see the money gone from A before it reaches B, or before it is back. And every step needs a compensation that
//! cannot fail: here a compensation may overdraw an account. It may stay unanswered, though, and an orchestrator that
//! gives up then leaves half a saga behind: [`SagaSettings::compensations`].
//!
//! Source: Garcia-Molina and Salem 1987, "Sagas", on logging the begin of the saga, the end of each transaction, the
//! abort and the end of each compensation; on backward recovery (compensate) and forward recovery (continue: a crash of
//! the orchestrator alone never aborts a saga). Keys and orchestration: Richardson 2018, "Microservices Patterns",
//! chapter 4.

mod orchestrator;
mod participant;
#[cfg(test)]
mod tests;

pub use orchestrator::{Input, Orchestrator, Output, Phase, Record, SagaSettings, SagaState};
pub use participant::{Command, Effect, Entry, Participant, ParticipantOutput, transfer};

/// Idempotency key of an order: an order with a known key is a repetition.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// The saga. The client chooses the number, and uses the same to begin it again.
    pub saga: u64,
    /// The step, counted from 0.
    pub step: u32,
}

/// A step: a participant, an action and its compensation. `C` is a command of the participants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Step<C> {
    /// Participant that does it.
    pub participant: u32,
    /// Action.
    pub action: C,
    /// Compensation.
    pub compensation: C,
}

/// Message from the orchestrator to a participant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Order<C> {
    /// Do this action once.
    Act {
        /// Key of the order.
        key: Key,
        /// Action.
        command: C,
    },
    /// Compensate the action once, if it was done, and refuse it later.
    Compensate {
        /// Key of the order to compensate.
        key: Key,
        /// Compensation.
        command: C,
    },
}

/// Message from a participant to the orchestrator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Report {
    /// The action is done.
    Acted(Key),
    /// The action is not done and never will be.
    Refused(Key),
    /// The action is compensated.
    Compensated(Key),
}

impl<C> Order<C> {
    /// Key of the order.
    pub fn key(&self) -> Key {
        match self {
            Self::Act { key, .. } | Self::Compensate { key, .. } => *key,
        }
    }
}

impl Report {
    /// Key of the order that it answers.
    pub fn key(self) -> Key {
        match self {
            Self::Acted(key) | Self::Refused(key) | Self::Compensated(key) => key,
        }
    }
}

/// Outcome of a saga.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SagaOutcome {
    /// Every step was done.
    Completed,
    /// Every step that was done is compensated.
    Compensated,
}

/// Answer to the client of a saga.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SagaReply {
    /// It has ended.
    Ended(SagaOutcome),
    /// It was given up during its compensations: some steps are done and others are not.
    GivenUp,
}

impl SagaOutcome {
    /// Safety check: true if the steps, as their participants remember them, are all done or all not, as the outcome says.
    pub fn agrees_with(self, steps: impl IntoIterator<Item = Option<Effect>>) -> bool {
        let mut done = steps
            .into_iter()
            .map(|effect| effect == Some(Effect::Acted));
        match self {
            Self::Completed => done.all(|done| done),
            Self::Compensated => !done.any(|done| done),
        }
    }
}
