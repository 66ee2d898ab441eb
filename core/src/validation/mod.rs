//! Validation: published figures and closed forms, beside the measurements of the engine.
//!
//! A [`Topic`] is data: scenarios, changes to them, measurements over a number of runs, and the figures of a paper or
//! formula. There is no code for any one topic: a reference runs like any scenario. The tolerance is part of the data too,
//! and a figure that does not hold is reported as such.

mod magnitude;
mod measure;
mod reference;
mod row;
mod statistic;
mod tolerance;
mod topics;

pub use magnitude::Magnitude;
pub use measure::Measure;
pub use reference::{Figure, Reference, Sweep, Topic};
pub use row::{Row, Shown};
pub use statistic::Statistic;
pub use tolerance::Tolerance;
pub use topics::{Source, TOPICS};

#[cfg(test)]
mod tests;
