//! Validation: published figures and closed forms, beside what the engine measures.
//!
//! A [`Topic`] is data: scenarios, what is changed in them, what is measured over how many runs, and what a paper or a
//! formula says. There is no code for any one of them: a reference runs as any scenario does. What is measured is judged
//! by a tolerance that stands in the data too, and what does not hold is told as that.

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
