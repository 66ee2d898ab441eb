//! What is observed of breakers: their states, and exactly each call that asked one.

use crate::time::Instant;

/// A call asks a breaker whether it may be made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Asked {
    /// The calling process.
    pub process: u32,
    /// Index of the route.
    pub route: u16,
    /// The client's request that it is for.
    pub request: u32,
    /// When.
    pub at: Instant,
    /// The same by the caller's clock.
    pub local: Instant,
    /// Whether it may.
    pub passed: bool,
}

/// A call that asked a breaker, and how it ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Guarded {
    /// How it asked, and the answer.
    pub asked: Asked,
    /// Its turn among all that happens to breakers: moments may be equal, turns are not.
    pub turn: u32,
    /// How it ended, if it passed and has.
    pub told: Option<Told>,
}

/// What the end of a call told a breaker.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Told {
    /// When.
    pub at: Instant,
    /// The same by the caller's clock.
    pub local: Instant,
    /// Its turn among all that happens to breakers.
    pub turn: u32,
    /// Whether the call succeeded.
    pub success: bool,
}

impl Guarded {
    /// What was known of it before a moment.
    pub(super) fn as_known_before(self, moment: Instant) -> Self {
        Self {
            told: self.told.filter(|told| told.at < moment),
            ..self
        }
    }
}
