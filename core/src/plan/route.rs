//! The policies of calls, resolved to what the machines take.

use crate::gate::Gates;
use crate::resilience::{BudgetSettings, Retry};
use crate::time::Span;
use crate::traffic::Policy;
use crate::vocabulary::Outcome;

/// The policies of a call.
#[derive(Clone, Debug)]
pub struct RouteSettings {
    /// How long an attempt may take.
    pub timeout: Option<Span>,
    /// How long the call may take with all its attempts.
    pub deadline: Option<Span>,
    /// Whether requests say how long their caller will wait.
    pub propagate: bool,
    /// How often and after what it is made again.
    pub retry: Retry,
    /// Which outcomes are worth another attempt.
    pub retried: Outcomes,
    /// Whether the callee knows the repetition of a write from a new write.
    pub knows_repetitions: bool,
    /// The share of retries that a caller allows itself.
    pub budget: Option<BudgetSettings>,
    /// The gates that every attempt must pass.
    pub gates: Gates,
    /// Whether a fixed answer stands in for one that failed.
    pub fallback: bool,
    /// How a process is chosen.
    pub policy: Policy,
    /// Size of a request in bytes.
    pub request_size: u64,
    /// Size of a response in bytes.
    pub response_size: u64,
}

/// Some of the ways in which an attempt can end.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Outcomes(u16);

impl Outcomes {
    /// Whether this is one of them.
    pub fn contain(self, outcome: Outcome) -> bool {
        self.0 & 1 << outcome as u16 != 0
    }
}

impl FromIterator<Outcome> for Outcomes {
    fn from_iter<I: IntoIterator<Item = Outcome>>(outcomes: I) -> Self {
        let bits = outcomes.into_iter().map(|outcome| 1 << outcome as u16);
        Self(bits.fold(0, |all, bit| all | bit))
    }
}

impl RouteSettings {
    /// The values of the gate of that type, if the call has one.
    pub fn gate_as<G: 'static>(&self) -> Option<&G> {
        let gates = self.gates.iter().flatten();
        let mut found = gates.filter_map(|gate| gate.as_any().downcast_ref());
        found.next()
    }
}
