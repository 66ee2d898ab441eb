//! Replicated state machine: a value that changes only by commands, in the same way on every replica.
//!
//! Source: Schneider 1990, "Implementing fault-tolerant services using the state machine approach".

use std::fmt::Debug;
use std::hash::Hash;

/// A deterministic state machine with commands `C`.
///
/// It starts from its default, and two that have applied the same commands in the same order are equal.
pub trait StateMachine<C>: Clone + Eq + Hash + Debug + Default {
    /// A query, which changes nothing.
    type Query: Clone + Eq + Hash + Debug;
    /// Reply to a command or query.
    type Reply: Clone + Eq + Hash + Debug;

    /// Applies a command.
    fn apply(&mut self, command: &C) -> Self::Reply;

    /// Answers a query about the state.
    fn query(&self, query: &Self::Query) -> Self::Reply;
}
