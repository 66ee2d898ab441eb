//! Modes of stores: each declares its parameters in its folder of `stores`.

use crate::params::tagged;
use crate::stores::quorum::params::Quorum;
use crate::stores::raft::params::Raft;
use crate::stores::single::params::Single;

tagged! {
    /// How a store keeps its data.
    pub enum Replication by "mode" {
        /// One process, no copy.
        Single(Single) = "single",
        /// A log that a majority agrees on.
        Raft(Raft) = "raft",
        /// Replicas without a leader: a write needs W of them, a read R.
        Quorum(Quorum) = "quorum",
    }
}
