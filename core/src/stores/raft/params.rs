//! Parameters of the mode `raft`.

use crate::params::{choices, declare};
use crate::time::Span;

declare! {
    /// A log that a majority agrees on: a leader orders the writes, and answers once a majority has them on disk.
    pub struct Raft {
        /// How many processes keep the data.
        replicas: u32 = 3, in 1.0..=9.0, @fixed;
        /// The shortest time without word from a leader before a follower stands for election.
        election_timeout: Span = Span::from_millis(150), in 0.001..=60.0, @fixed;
        /// The longest time is longer by this; the spread makes split votes rare.
        election_spread: Span = Span::from_millis(150), in 0.0..=60.0, @fixed;
        /// Time between two heartbeats of a leader.
        heartbeat: Span = Span::from_millis(50), in 0.000_1..=60.0, @fixed;
        /// Ask a majority before raising the term, so that a replica behind a partition deposes nobody.
        pre_vote: bool = false, @fixed;
        /// A leader that does not hear from a majority steps down.
        check_quorum: bool = false, @fixed;
        /// How a leader answers reads.
        reads: Reads = Reads::ReadIndex, @fixed;
        /// The most entries in one message.
        batch: u32 = 64, in 1.0..=10_000.0, @fixed;
        /// While so many entries that a follower was sent are not answered, new ones wait and then go together.
        in_flight: u32 = 256, in 1.0..=10_000.0, @fixed;
    }
}

choices! {
    /// How a leader answers reads.
    pub enum Reads {
        /// At once, from its own state: stale where another leader has been elected meanwhile.
        LeaderLocal = "leader-local",
        /// After a majority has confirmed that it still leads: one round trip more.
        ReadIndex = "read-index",
    }
}
