//! Gates: what every attempt of a call must pass before it is sent, and the contract with whatever makes the calls.
//!
//! ```text
//! attempt -> [ gate | gate | ... ] -> an endpoint is chosen -> sent -> ended
//!                |      |                                               |
//!                |      +- waits until another attempt has ended <------+
//!                +- refused: the attempt has failed, and nothing was sent
//! ```
//!
//! Each calling process has gates of its own for each route. A gate holds one policy, and reaches only what [`Caller`] offers.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use crate::packet::CallId;
use crate::time::{Instant, Span};
use crate::vocabulary::{BreakerState, Cause, Outcome};

/// The most gates that a call may have.
pub const GATES: usize = 3;

/// The gates of a call, in the order in which an attempt meets them: `None` where it has no such policy.
pub type Gates = [Option<Arc<dyn GateSettings>>; GATES];

/// What an attempt that passed a gate gives back at its end. The gate chooses the number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ticket(pub u32);

/// Whether an attempt may pass a gate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admission {
    /// It may.
    Passes(Ticket),
    /// Not yet: [`Gate::next`] will name it, unless it has waited for so long before.
    Waits(Span),
    /// It may not, and ends so.
    Refused(Outcome),
}

/// A policy that attempts must pass, of one calling process on one route.
pub trait Gate {
    /// Takes the settings that hold now.
    fn configure(&mut self, settings: &dyn GateSettings);

    /// An attempt of a call asks to pass.
    fn admit(&mut self, call: CallId, run: &mut dyn Caller) -> Admission;

    /// An attempt that passed has ended.
    fn ended(&mut self, ticket: Ticket, outcome: Outcome, run: &mut dyn Caller);

    /// The call that waits and may pass now, if there is one.
    fn next(&mut self) -> Option<(CallId, Ticket)> {
        None
    }

    /// A call waits no longer. Returns its outcome, or `None` if it did not wait.
    fn give_up(&mut self, _: CallId) -> Option<Outcome> {
        None
    }

    /// The process is gone, and the gate with it.
    fn crash(&mut self, _: &mut dyn Caller) {}
}

/// What a gate may ask of whatever makes the calls.
pub trait Caller {
    /// The clock of the caller's host.
    fn local_now(&self) -> Instant;

    /// Notes exactly that an attempt asked a breaker. Returns its number.
    fn asked(&mut self, passed: bool) -> u32;

    /// Notes how an attempt that passed a breaker ended.
    fn told(&mut self, number: u32, success: bool);

    /// Notes a change of a breaker's state at that time of the caller's clock.
    fn breaker_changed(&mut self, to: BreakerState, at: Instant, cause: Cause);
}

/// The live values of a gate.
pub trait GateSettings: Any + Debug + Send + Sync {
    /// A new gate, at that time of the caller's clock.
    fn gate(&self, local: Instant) -> Box<dyn Gate>;

    /// The same as any value, to be asked for its type.
    fn as_any(&self) -> &dyn Any;
}
