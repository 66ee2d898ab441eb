//! Checkers that stand on their own: they judge histories, of a run or of anything else.

pub mod linearizability;
