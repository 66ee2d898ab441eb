//! Parameters of a replica.

use crate::time::Span;

/// Way in which a leader answers reads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ReadMode {
    /// At once, from its own state: stale if another leader has been elected meanwhile.
    LeaderLocal,
    /// After a majority has confirmed, since the read arrived, that it still leads: linearizable, at the cost of a round trip
    /// (dissertation, section 6.4).
    #[default]
    ReadIndex,
}

/// Parameters of a replica; all replicas of a group should have the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Parameters {
    /// Shortest election timeout: time without a message from a leader before a follower starts an election. It should be
    /// many times the broadcast time (section 5.6). Default: 150 ms.
    pub election_min: Span,
    /// Longest election timeout; the spread makes split votes rare (section 5.2). Default: 300 ms.
    pub election_max: Span,
    /// Time between two heartbeats of a leader, well below `election_min`. Default: 50 ms.
    pub heartbeat: Span,
    /// Ask a majority for its votes before raising the term, so that a replica that returns from a partition deposes nobody
    /// (dissertation, section 9.6). Default: no.
    pub pre_vote: bool,
    /// A leader that has not heard from a majority for `election_max` steps down (dissertation, section 6.2).
    /// Default: no.
    pub check_quorum: bool,
    /// Maximum number of entries in one `AppendEntries`, at least 1. Default: 64.
    pub max_batch: u32,
    /// Number of unanswered entries of a follower at which new ones wait for an answer and are then sent together, at least 1
    /// (pipelining and batching: dissertation, section 10.2.2). With 1, each message carries the entries that arrived during
    /// the round trip before it. Default: 256.
    pub in_flight: u32,
    /// Way in which a leader answers reads. Default: `ReadIndex`.
    pub read_mode: ReadMode,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            election_min: Span::from_millis(150),
            election_max: Span::from_millis(300),
            heartbeat: Span::from_millis(50),
            pre_vote: false,
            check_quorum: false,
            max_batch: 64,
            in_flight: 256,
            read_mode: ReadMode::default(),
        }
    }
}
