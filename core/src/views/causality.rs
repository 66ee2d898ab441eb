//! What caused what: the happened-before order of Lamport 1978, "Time, Clocks, and the Ordering of Events in a
//! Distributed System".
//!
//! An event comes before all later events of its own chain, and the sending of a message comes before its receipt.
//! A chain is a process; at a client it is one user, because users know nothing of each other.

use super::causal_trace::{CausalTrace, End, Happened};

/// How an event stands to a chosen one, by the number of the event.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Cone {
    /// Whether each event is among the causes of the chosen one, itself included.
    pub(super) past: Vec<bool>,
    /// Whether each event is among the effects of the chosen one, itself included.
    pub(super) future: Vec<bool>,
}

impl CausalTrace {
    /// Causes and effects of an event. Those of a message are what led to its sending, and what its receipt led to.
    pub(super) fn cone(&self, event: u32) -> Cone {
        Cone {
            past: self.past(event),
            future: self.future(self.effect_of(event)),
        }
    }

    /// The receipt, if the event is the sending of a message that arrived; else the event itself.
    fn effect_of(&self, event: u32) -> u32 {
        let Happened::Sent(message) = self.events[event as usize].what else {
            return event;
        };
        match self.messages[message as usize].end {
            End::Received(_, receipt) => receipt,
            End::Lost(_) | End::Flying(_) => event,
        }
    }

    fn past(&self, event: u32) -> Vec<bool> {
        let mut causes = vec![false; self.events.len()];
        let mut chains = vec![false; self.chains as usize];
        causes[event as usize] = true;
        for index in (0..=event as usize).rev() {
            let here = &self.events[index];
            let chain = &mut chains[here.chain as usize];
            causes[index] |= *chain;
            *chain = causes[index];
            if let (true, Happened::Received(message)) = (causes[index], here.what) {
                causes[self.messages[message as usize].source as usize] = true;
            }
        }
        causes
    }

    fn future(&self, event: u32) -> Vec<bool> {
        let mut effects = vec![false; self.events.len()];
        let mut chains = vec![false; self.chains as usize];
        effects[event as usize] = true;
        for index in event as usize..self.events.len() {
            let here = &self.events[index];
            if let Happened::Received(message) = here.what {
                let source = self.messages[message as usize].source;
                effects[index] |= effects[source as usize];
            }
            let chain = &mut chains[here.chain as usize];
            effects[index] |= *chain;
            *chain = effects[index];
        }
        effects
    }
}
