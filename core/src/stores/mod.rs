//! Modes of stores, a folder each: parameters, checks, process, and what is observed of it.
//!
//! A mode is registered twice: as a variant of [`Replication`], which gives it its word in scenarios, and here. Everybody else
//! asks [`of`] for what it can do.

mod mode;
pub mod quorum;
pub mod raft;
pub mod single;

pub use mode::StoreMode;

use crate::scenario::Replication;

/// What a mode can do.
pub fn of(replication: &Replication) -> &dyn StoreMode {
    match replication {
        Replication::Single(mode) => mode,
        Replication::Raft(mode) => mode,
        Replication::Quorum(mode) => mode,
    }
}
