//! Who calls whom, and with which policies.

use crate::params::{Bytes, Share, choices, declare};
use crate::policies::breaker::params::Breaker;
use crate::policies::bulkhead::params::Bulkhead;
use crate::time::Span;

declare! {
    /// The policies of calls from one node to another; the map's key is written `caller->callee`.
    pub struct Call {
        /// How long the caller waits for an answer before the attempt has failed; for ever if left out.
        timeout: Option<Span> = None, in 0.000_01..=3600.0;
        /// How long the whole call may take with all its attempts; for ever if left out.
        deadline: Option<Span> = None, in 0.000_01..=3600.0;
        /// Requests say how long the caller will wait, and nobody works on one for longer than that.
        propagate: bool = false;
        /// What happens when an attempt fails.
        retry: Retry = Retry::none();
        /// Limits the attempts that are under way at once; no limit if left out.
        bulkhead: Option<Bulkhead> = None, @fixed;
        /// Stops calling what keeps failing; none if left out.
        breaker: Option<Breaker> = None, @fixed;
        /// What the caller makes do with when the call has failed or the breaker refuses it.
        fallback: Fallback = Fallback::None, @fixed;
        /// How the caller chooses among the processes of the callee.
        balance: Balance = Balance::RoundRobin;
        /// Size of a request on the wire.
        request_size: Bytes = Bytes(1000), in 0.0..=1e9;
        /// Size of a response on the wire.
        response_size: Bytes = Bytes(1000), in 0.0..=1e9;
    }
}

declare! {
    /// What happens when an attempt fails.
    pub struct Retry {
        /// Attempts in all, the first included; 1 means that nothing is retried.
        attempts: u32 = 1, in 1.0..=100.0;
        /// How the wait before the next attempt grows.
        backoff: Growth = Growth::None;
        /// The first wait.
        base: Span = Span::from_millis(100), in 0.000_1..=3600.0;
        /// The longest wait.
        cap: Span = Span::from_millis(10_000), in 0.000_1..=3600.0;
        /// How much longer each wait is than the one before.
        factor: f64 = 2.0, in 1.0..=100.0;
        /// How waits are spread, so that those who failed together do not come back together.
        jitter: Jitter = Jitter::None;
        /// Which failures are worth another attempt; all but conflicts and the refusals of the caller's own breaker.
        on: Vec<Failed> = Failed::usual();
        /// Repeat only what may be done twice: reads, and writes of stores that know a repetition from a new
        /// write. Other writes are repeated only if the failure shows that nothing was done.
        idempotent_only: bool = false;
        /// The share of retries that a caller allows itself; no limit if left out.
        budget: Option<Budget> = None;
    }
}

declare! {
    /// The share of retries that a calling process allows itself.
    pub struct Budget {
        /// Retries for each call that was made lately.
        ratio: Share = Share(0.2), in 0.0..=1.0;
        /// Retries a second that are allowed with few calls, or none.
        minimum: u32 = 10, in 0.0..=100_000.0;
        /// How long a call and a retry are remembered.
        window: Span = Span::from_millis(10_000), in 0.01..=3600.0, @fixed;
    }
}

choices! {
    /// How an attempt can fail.
    pub enum Failed {
        /// The callee answered with an error.
        Error = "error",
        /// The queue of the callee was full.
        Rejected = "rejected",
        /// The connection was refused or broken.
        Refused = "refused",
        /// There was no answer in time.
        Timeout = "timeout",
        /// The process did not lead, and knew nobody who does.
        NotLeader = "not leader",
        /// The leader was deposed on the way.
        Deposed = "deposed",
        /// Too few replicas answered for a quorum.
        Unavailable = "unavailable",
        /// The caller's own breaker refused it.
        BreakerOpen = "breaker open",
        /// The caller's own bulkhead had no permit for it in time.
        BulkheadFull = "bulkhead full",
        /// A compare-and-set found another value than the one read before: whoever reads again may succeed.
        Conflict = "conflict",
    }
}

choices! {
    /// What a caller makes do with when a call has failed.
    pub enum Fallback {
        /// Nothing: the failure is the caller's.
        None = "none",
        /// A fixed answer that needs nobody: the caller goes on with it, and what comes of that is counted apart.
        Static = "static",
    }
}

choices! {
    /// How the wait before the next attempt grows.
    pub enum Growth {
        /// No wait: the next attempt follows at once.
        None = "none",
        /// By a factor each time, up to a cap.
        Exponential = "exponential",
    }
}

choices! {
    /// How waits are spread.
    pub enum Jitter {
        /// Not at all.
        None = "none",
        /// Anything up to the wait.
        Full = "full",
        /// At least half of the wait.
        Equal = "equal",
        /// From the base to three times the last wait.
        Decorrelated = "decorrelated",
        /// The wait, and up to half of it more.
        Additive = "additive",
    }
}

choices! {
    /// How a caller chooses among the processes of a callee.
    pub enum Balance {
        /// Any, with equal chance.
        Random = "random",
        /// One after the other.
        RoundRobin = "round-robin",
        /// Of two at random, the one with fewer requests of this caller that are not answered yet.
        TwoChoices = "two-choices",
        /// The one with the fewest requests of this caller that are not answered yet.
        LeastOutstanding = "least-outstanding",
    }
}

impl Default for Call {
    fn default() -> Self {
        super::defaults()
    }
}

impl Retry {
    /// Nothing is retried.
    pub fn none() -> Self {
        super::defaults()
    }
}

impl Failed {
    /// Every failure of an attempt that was made and may go another way: what the breaker refused would be refused again,
    /// and a value that has changed does not change back.
    fn usual() -> Vec<Self> {
        vec![
            Self::Error,
            Self::Rejected,
            Self::Refused,
            Self::Timeout,
            Self::NotLeader,
            Self::Deposed,
            Self::Unavailable,
        ]
    }
}
