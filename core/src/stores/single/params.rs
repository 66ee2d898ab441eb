//! Parameters of the mode `single`.

use crate::params::{choices, declare};

declare! {
    /// One process, no copy.
    pub struct Single {
        /// When a write is confirmed: once the disk has it, or as soon as memory has it.
        durability: Durability = Durability::Fsync;
    }
}

choices! {
    /// When a write is confirmed.
    pub enum Durability {
        /// Once the disk has it: a crash loses nothing that was confirmed.
        Fsync = "fsync",
        /// As soon as memory has it: faster, and a crash loses what the disk did not have yet.
        Memory = "memory",
    }
}
