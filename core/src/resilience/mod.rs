//! How a caller stays up while what it calls does not: policies without any tie to the simulation.
//!
//! A policy is told the time and given its draws; it has no clock and no luck of its own. In the order in
//! which one call meets them: the deadline says how long it may take at all, the breaker whether it is
//! tried, the rules whether its failure is worth another attempt, the budget whether all retries together
//! have become too many, and the back-off how long to wait before it.

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
