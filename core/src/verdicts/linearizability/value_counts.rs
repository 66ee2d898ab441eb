//! Counts of values: how many operations still have to find each, and how many can still bring it about.
//!
//! When a value is replaced for the last time while a read of it is still to be ordered, no order is left. To see that at
//! once, rather than when the read is due, saves most of the searching where values are unique. It cuts off only what
//! leads nowhere, so it changes no answer; but it makes the search stop before the completion that shows a violation,
//! which is why `shrink` looks for that one.
//!
//! In a key-value store one text follows from another, so there only a put is counted as bringing any text about.

use super::model::{State, States};
use super::problem::{NONE, Problem};

/// Effect of an operation on the value counts: slots, or [`NONE`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Account {
    /// The value that it brings about.
    pub(super) gives: u32,
    /// The value that it has to find.
    pub(super) takes: u32,
}

/// Values that operations not yet ordered give and take.
pub(super) struct ValueCounts<'p> {
    states: &'p States<'p>,
    supply: Vec<u32>,
    demand: Vec<u32>,
    /// Sum of the demand.
    wanted: u32,
}

impl<'p> ValueCounts<'p> {
    pub(super) fn new(problem: &'p Problem<'p>) -> Self {
        let slots = problem.states.slots();
        let mut value_counts = Self {
            states: &problem.states,
            supply: vec![0; slots],
            demand: vec![0; slots],
            wanted: 0,
        };
        for known in &problem.known {
            value_counts.enter(known.account);
        }
        for class in &problem.classes {
            for _ in &class.before {
                value_counts.enter(class.account);
            }
        }
        value_counts
    }

    /// Counts an operation that is not ordered.
    pub(super) fn enter(&mut self, account: Account) {
        if account.gives != NONE {
            self.supply[account.gives as usize] += 1;
        }
        if account.takes != NONE {
            self.demand[account.takes as usize] += 1;
            self.wanted += 1;
        }
    }

    /// Strikes off an operation that is ordered now.
    pub(super) fn strike(&mut self, account: Account) {
        if account.gives != NONE {
            self.supply[account.gives as usize] -= 1;
        }
        if account.takes != NONE {
            self.demand[account.takes as usize] -= 1;
            self.wanted -= 1;
        }
    }

    /// Tells whether an operation that leads from one state to another leaves others without the value that they have to find.
    pub(super) fn loses(&self, account: Account, from: State, to: State) -> bool {
        if from == to {
            return false;
        }
        let source = |slot: u32| {
            let source = self.states.source(slot);
            self.supply[source as usize] - u32::from(account.gives == source)
        };
        // Texts grow, so what a put replaces may come back; what an append leaves behind needs another put.
        let may_grow_back = self.states.grows() && account.gives != NONE;
        let left_behind = !may_grow_back
            && self.states.slot(from).is_some_and(|slot| {
                let taken = u32::from(account.takes == slot);
                self.demand[slot as usize] > taken && source(slot) == 0
            });
        let nowhere = self.states.grows() && to == State::UNSEEN;
        left_behind || nowhere && self.wanted > 0 && source(0) == 0
    }
}
