//! The conversation between a page and its worker, without either.

mod ask;

pub use ask::{Answer, Ask, LogLine};

/// What goes back to the page: an answer, and bulk data that travels beside it.
#[derive(Clone, PartialEq, Debug)]
pub struct Reply {
    /// The answer.
    pub answer: Answer,
    /// Values of the charts, for [`crate::outcome::Outcome::attach`]; empty for most answers.
    pub bulk: Vec<f64>,
}

/// The worker's side: takes questions at any time, works in slices, answers.
#[derive(Debug, Default)]
pub struct Session {}

impl Session {
    /// A session that has run nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a question. A newer run replaces one that is not done.
    pub fn ask(&mut self, _ask: Ask) {}

    /// Works for about so many events; answers when there is something to say.
    pub fn work(&mut self, _events: u32) -> Option<Reply> {
        None
    }

    /// Whether there is nothing to do until the next question.
    pub fn is_idle(&self) -> bool {
        true
    }
}
