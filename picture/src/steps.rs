//! Steps of a layout, counted in tests only: they show how its cost grows, which no clock of a busy machine can.

#[cfg(test)]
use std::cell::Cell;

#[cfg(test)]
thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// Counts steps; does nothing outside tests.
#[inline]
pub(crate) fn count(steps: usize) {
    #[cfg(test)]
    TAKEN.set(TAKEN.get() + steps);
    #[cfg(not(test))]
    let _ = steps;
}

/// The number of steps that something takes.
#[cfg(test)]
pub(crate) fn of(act: impl FnOnce()) -> usize {
    let before = TAKEN.get();
    act();
    TAKEN.get() - before
}
