//! Who calls whom, and with which policies.

use crate::params::{Bytes, choices, declare};
use crate::time::Span;

declare! {
    /// The policies of calls from one node to another; the map's key is written `caller->callee`.
    pub struct Call {
        /// How long the caller waits for an answer before the attempt has failed; for ever if left out.
        timeout: Option<Span> = None, in 0.000_01..=3600.0;
        /// What happens when an attempt fails.
        retry: Retry = Retry { attempts: 1 };
        /// How the caller chooses among the processes of the callee.
        balance: Balance = Balance::RoundRobin;
        /// Size of a request on the wire.
        request_size: Bytes = Bytes(1000), in 0.0..=1e9;
        /// Size of a response on the wire.
        response_size: Bytes = Bytes(1000), in 0.0..=1e9;
    }
}

declare! {
    /// What happens when an attempt fails: the next one follows at once.
    pub struct Retry {
        /// Attempts in all, the first included; 1 means that nothing is retried.
        attempts: u32 = 1, in 1.0..=100.0;
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
            retry: Retry { attempts: 1 },
            balance: Balance::RoundRobin,
            request_size: Bytes(1000),
            response_size: Bytes(1000),
        }
    }
}
