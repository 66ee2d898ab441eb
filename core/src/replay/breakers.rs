//! Breakers at one moment: marks on routes, and rows of the inspector.

use super::{Replay, State};
use crate::frame::Row;
use crate::panel::{Mark, Tone};
use crate::vocabulary::BreakerState;

impl Replay {
    /// The breakers of a route that are not closed.
    pub(super) fn breaker_mark(&self, state: &State, route: usize) -> Option<Mark> {
        if !self.plan.has_breaker(route) {
            return None;
        }
        let shape = &self.plan.shape.routes[route];
        let callers = self.plan.shape.topology.nodes[shape.from as usize].replicas;
        let first = shape.first_load_balancer as usize;
        let own = &state.breakers[first..first + callers as usize];
        let count = |wanted| own.iter().filter(|state| **state == wanted).count();
        let (open, half_open) = (count(BreakerState::Open), count(BreakerState::HalfOpen));
        let breakers = |found: usize, word: &str| match callers {
            1 => format!("breaker {word}"),
            all => format!("{found} of {all} breakers {word}"),
        };
        match (open, half_open) {
            (0, 0) => None,
            (0, half_open) => Some(Mark {
                letter: "H".to_owned(),
                says: breakers(half_open, "half open"),
                tone: Tone::Busy,
            }),
            (open, _) => Some(Mark {
                letter: "O".to_owned(),
                says: breakers(open, "open"),
                tone: Tone::Bad,
            }),
        }
    }

    /// A row for each breaker of a process.
    pub(super) fn breaker_rows<'a>(
        &'a self,
        state: &'a State,
        process: u32,
    ) -> impl Iterator<Item = Row> + 'a {
        let shape = &self.plan.shape;
        let node = shape.processes[process as usize].node;
        let routes = shape.routes.iter().enumerate();
        let own = routes
            .filter(move |(index, route)| route.from == node && self.plan.has_breaker(*index));
        own.map(move |(index, route)| {
            let callee = &shape.topology.nodes[route.to as usize].label;
            Row {
                label: format!("breaker to {callee}"),
                value: state.breakers[shape.load_balancer(process, index as u16)]
                    .word()
                    .to_owned(),
            }
        })
    }
}
