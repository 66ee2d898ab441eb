//! Resilience of callers to failures of their callees: policies without any tie to the simulation.
//!
//! A policy takes the time and its draws as arguments; it has no clock and no luck of its own. In the order in which a
//! call meets them: the deadline limits its time, the breaker decides if it is made, the rules decide if its failure is
//! retried, the budget limits all retries together, and the back-off gives the wait before a retry.

mod backoff;
mod breaker;
mod budget;
mod bulkhead;
mod deadline;
#[cfg(test)]
mod known;
mod recent;
mod rules;

pub use backoff::{Backoff, Growth, Jitter};
pub use breaker::{
    BreakerSettings, CircuitBreaker, Counts, Illegal, Permit, Rejected, Slow, State, Tally,
    Transition, Trial, Trip, Window, first_illegal,
};
pub use budget::{BudgetSettings, RetryBudget};
pub use bulkhead::{Bulkhead, BulkheadSettings, Entry};
pub use deadline::{Deadline, Over};
pub use rules::{CallKind, Failure, Method, Retry, RetryRules, expected_attempts};
