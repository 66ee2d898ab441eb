//! Who calls whom, and with which policies.

use crate::params::{Bytes, choices, declare};
use crate::time::Span;

declare! {
    /// The policies of calls from one node to another; the map's key is written `caller->callee`.
    pub struct Call {
        /// How long the caller waits for an answer before the attempt has failed; for ever if left out.
        timeout: Option<Span> = None, in 0.000_01..=3600.0;
        /// What happens when an attempt fails.
        retry: Retry = Retry::none();
        /// Stops calling what keeps failing; none if left out.
        breaker: Option<Breaker> = None, @fixed;
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

declare! {
    /// Stops calling what keeps failing, and probes now and then whether it is back.
    pub struct Breaker {
        /// Failures one after the other that open it.
        failures: u32 = 5, in 1.0..=1000.0;
        /// How long it stays open.
        open: Span = Span::from_millis(30_000), in 0.001..=3600.0;
        /// Probes under way at once while it is half open.
        probes: u32 = 1, in 1.0..=100.0;
        /// Successful probes that close it.
        successes: u32 = 1, in 1.0..=100.0;
    }
}

choices! {
    /// How a caller chooses among the processes of a callee.
    pub enum Balance {
        /// Any, with equal chance.
        Random = "random",
        /// One after the other.
        RoundRobin = "round-robin",
        /// The one with the fewest requests of this caller that are not answered yet.
        LeastOutstanding = "least-outstanding",
    }
}

impl Default for Call {
    fn default() -> Self {
        Self {
            timeout: None,
            retry: Retry::none(),
            breaker: None,
            balance: Balance::RoundRobin,
            request_size: Bytes(1000),
            response_size: Bytes(1000),
        }
    }
}

impl Retry {
    /// Nothing is retried.
    pub fn none() -> Self {
        super::defaults()
    }
}
