//! A saga is a transaction cut into steps, each with a compensation: either all steps happen, or those that
//! have are compensated in reverse order.
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
//! Every order carries the key (saga, step), and whoever takes it answers the same order the same way, so the
//! orchestrator may repeat it until it hears. A record is durable before what it decides is sent, so after a
//! crash the log says where to go on. An action that stays unanswered may or may not have happened: it is
//! compensated too, and a participant that gets a compensation first refuses the action when it comes.
//!
//! Use it where a change spans services that share no database and nobody may hold locks for long. It costs
//! isolation: others see the money gone from A before it is at B, and before it is back. And every step needs
//! a compensation that cannot fail: here one may overdraw an account. It may stay unanswered though, and an
//! orchestrator that gives it up then leaves half a saga behind: [`SagaSettings::compensations`].
//!
//! Source: Garcia-Molina and Salem 1987, "Sagas", on saving the begin of the saga, the end of each
//! transaction, the abort and the end of each compensation in the log; on backward recovery (compensate)
//! and forward recovery (go on: a crash of the orchestrator alone never turns a saga back). Keys and
//! orchestration: Richardson 2018, "Microservices Patterns", chapter 4.

mod orchestrator;
mod participant;
#[cfg(test)]
mod tests;

pub use orchestrator::{Input, Orchestrator, Output, Phase, Record, SagaSettings, SagaState};
pub use participant::{Command, Effect, Entry, Participant, ParticipantOutput, transfer};

/// Which order this is: whoever sees the same key again has seen the order before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// The saga. Whoever begins it chooses the number, and begins it again under the same.
    pub saga: u64,
    /// The step, counted from 0.
    pub step: u32,
}

/// One step: what to do where, and how to make up for it. `C` is a command of the participants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Step<C> {
    /// Who does it.
    pub participant: u32,
    /// What is done.
    pub action: C,
    /// What makes up for it.
    pub compensation: C,
}

/// From the orchestrator to a participant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Order<C> {
    /// Do this, once.
    Act {
        /// Which order this is.
        key: Key,
        /// What to do.
        command: C,
    },
    /// Make up for it, once, if it was done; and do not do it later.
    Compensate {
        /// The order to make up for.
        key: Key,
        /// How.
        command: C,
    },
}

/// From a participant to the orchestrator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Report {
    /// It is done.
    Acted(Key),
    /// It is not done and never will be.
    Refused(Key),
    /// It is made up for.
    Compensated(Key),
}

impl<C> Order<C> {
    /// Which order it is.
    pub fn key(&self) -> Key {
        match self {
            Self::Act { key, .. } | Self::Compensate { key, .. } => *key,
        }
    }
}

impl Report {
    /// The order that it answers.
    pub fn key(self) -> Key {
        match self {
            Self::Acted(key) | Self::Refused(key) | Self::Compensated(key) => key,
        }
    }
}

/// How a saga ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SagaOutcome {
    /// Every step was done.
    Completed,
    /// No step was done, or it was compensated.
    Compensated,
}

/// What a client hears of its saga.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SagaReply {
    /// It has ended.
    Ended(SagaOutcome),
    /// It was given up in the middle of its compensations: some steps are done and others are not.
    GivenUp,
}

impl SagaOutcome {
    /// What a saga promises: whether its steps, as their participants remember them, are all done or all not.
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
