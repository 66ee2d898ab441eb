//! Sliding sum over numbered slots, of which the oldest are forgotten.
//!
//! ```text
//! slot    41    42    43    44
//!       [ +2 ][ +1 ][    ][ +5 ]   total 8; when slot 45 is written, 41 leaves and takes its 2 along
//! ```
//!
//! A slot is a call or a slice of time. Adding and forgetting cost amortised constant time, and however much is added to
//! a slot, it takes one place.

use std::collections::VecDeque;
use std::ops::{AddAssign, SubAssign};

/// Remembered slots, oldest first, and their sum.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Recent<T> {
    slots: VecDeque<(u64, T)>,
    total: T,
}

impl<T: Copy + Default + AddAssign + SubAssign> Recent<T> {
    /// Adds to the newest slot, or to a new one after it.
    pub(super) fn add(&mut self, slot: u64, value: T) {
        self.total += value;
        match self.slots.back_mut() {
            // If the clock was set back, the newest slot takes the value: slots never go back.
            Some((newest, sum)) if *newest >= slot => *sum += value,
            Some(_) | None => self.slots.push_back((slot, value)),
        }
    }

    /// Forgets every slot before this one.
    pub(super) fn forget_before(&mut self, first: u64) {
        while let Some((slot, sum)) = self.slots.front().copied()
            && slot < first
        {
            self.total -= sum;
            self.slots.pop_front();
        }
    }

    /// Sum of the remembered slots.
    pub(super) fn total(&self) -> T {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_that_of_the_remembered_slots() {
        let mut recent = Recent::default();
        for (slot, value) in [(1, 10), (1, 5), (2, 1), (4, 7)] {
            recent.add(slot, value);
        }
        assert_eq!(recent.total(), 23);
        recent.forget_before(2);
        assert_eq!(recent.total(), 8);
        recent.forget_before(9);
        assert_eq!(recent, Recent::default());
    }

    #[test]
    fn a_clock_set_back_loses_nothing() {
        let mut recent = Recent::default();
        recent.add(5, 1);
        recent.add(3, 1);
        recent.forget_before(5);
        assert_eq!(recent.total(), 2);
    }
    #[test]
    fn however_much_happens_in_a_slot_it_takes_one_place() {
        let mut recent = Recent::default();
        for slot in [5, 5, 5, 3, 6, 6] {
            recent.add(slot, 1);
        }
        assert_eq!(recent.slots, [(5, 4), (6, 2)]);
    }
}
