//! Contract between a protocol that runs on several processes and its driver.
//!
//! A machine is a plain value. A step takes an input and the local time and returns outputs, in order. It holds no clock,
//! no random state and no connection, so a simulation, a model checker and a service can all drive the same code.
//!
//! One rule binds the driver: within the outputs of one step, an [`Output::Send`] or [`Output::Reply`] that follows an
//! [`Output::Persist`] leaves only when the persisted record is durable.

use crate::time::Span;

/// An effect that a machine asks for. `M` is its message, `P` the record it persists, `T` its timers, `R` identifies a
/// request and `V` is the value of an answer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Output<M, P, T, R, V> {
    /// Send a message to another replica, by its index among the replicas.
    Send {
        /// The receiver.
        to: u32,
        /// The message.
        message: M,
    },
    /// Make this durable.
    Persist(P),
    /// Start or restart a timer. The driver draws the duration from the range.
    SetTimer {
        /// The timer.
        timer: T,
        /// The shortest time, by the local clock.
        min: Span,
        /// The longest time, by the local clock.
        max: Span,
    },
    /// Stop a timer.
    CancelTimer(T),
    /// Answer a request.
    Reply {
        /// The request.
        request: R,
        /// The answer.
        answer: V,
    },
}
