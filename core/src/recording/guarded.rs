//! What is observed of breakers: their states, and exactly each call that asked one.

use serde::Serialize;

use crate::time::Instant;

/// What a breaker does with calls.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakerState {
    /// It lets them pass and watches.
    #[default]
    Closed,
    /// It refuses them.
    Open,
    /// It lets a few pass, to see.
    HalfOpen,
}

/// What changed the state of a breaker.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cause {
    /// How calls ended.
    Calls,
    /// It was open long enough.
    Time,
    /// Its process crashed, and a new life begins with a closed breaker.
    Crash,
}

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

impl BreakerState {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half open",
        }
    }
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
