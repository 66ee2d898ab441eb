//! What every machine that lives on several processes says: the contract between a protocol and what runs it.
//!
//! A machine is a plain value. It is stepped with an input and the local time, and answers with outputs, in
//! order. It holds no clock, no random state and no connection, so a simulation, a model checker and a
//! service can all drive the same code.
//!
//! One rule binds whoever runs it: within the outputs of one step, a [`Output::Send`] or [`Output::Reply`]
//! that follows an [`Output::Persist`] leaves only when what was persisted is durable.

use crate::time::Span;

/// What a machine wants done. `M` is its message, `P` what it persists, `T` its timers, `R` names a request
/// and `V` is what a request is answered with.
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
    /// Start a timer, or start it anew. Whoever runs the machine draws the time from the range.
    SetTimer {
        /// Which timer.
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
