//! Parameters of the mode `quorum`.

use crate::params::declare;
use crate::time::Span;

declare! {
    /// Replicas without a leader: a write is confirmed by W of them, a read answered by R. Callers turn to any, or to coordinators.
    pub struct Quorum {
        /// N: how many processes keep the data.
        replicas: u32 = 3, in 1.0..=9.0, @fixed;
        /// Processes beside them that keep no data and coordinate what callers ask; without any, the replicas do that
        /// themselves. Their zones follow on those of the replicas.
        coordinators: u32 = 0, in 0.0..=9.0, @fixed;
        /// W: replicas that must have a write on disk before it is confirmed; N at most.
        write: u32 = 2, in 1.0..=9.0;
        /// R: replicas that must answer a read; N at most. With W + R > N it meets every write that was confirmed before it.
        read: u32 = 2, in 1.0..=9.0;
        /// After a read, replicas that were seen to be behind are sent the newest version.
        read_repair: bool = true;
        /// A read is answered only when W replicas have what it shows: one round trip more where they do not.
        write_back: bool = false;
        /// A write first asks R replicas for their versions, to be newer whatever the clocks say: one round trip more.
        read_before_write: bool = false;
        /// How long a coordinator waits for a quorum before it answers that there is none.
        timeout: Span = Span::from_millis(1_000), in 0.000_1..=60.0;
    }
}
