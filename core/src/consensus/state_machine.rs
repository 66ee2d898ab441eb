//! What is replicated: a value that changes only by commands, the same way on every replica.
//!
//! Source: Schneider 1990, "Implementing fault-tolerant services using the state machine approach".

use std::fmt::Debug;
use std::hash::Hash;

/// A deterministic state machine with commands `C`.
///
/// It starts from its default, and two that have applied the same commands in the same order are equal.
pub trait StateMachine<C>: Clone + Eq + Hash + Debug + Default {
    /// A question that changes nothing.
    type Query: Clone + Eq + Hash + Debug;
    /// What commands and queries are answered with.
    type Reply: Clone + Eq + Hash + Debug;

    /// Carries out a command.
    fn apply(&mut self, command: &C) -> Self::Reply;

    /// Answers a question about the state.
    fn query(&self, query: &Self::Query) -> Self::Reply;
}
