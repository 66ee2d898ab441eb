//! Parameters of a breaker.

use crate::params::{Share, declare};
use crate::time::Span;

declare! {
    /// Stops calling what keeps failing, and probes now and then whether it is back.
    pub struct Breaker {
        /// Whether it works; one that does not lets every call pass.
        enabled: bool = true;
        /// Failures one after the other that open it; they do not count where `rate` is given.
        failures: u32 = 5, in 1.0..=1000.0;
        /// Opens it by the share of failures in a window of time, instead of by failures one after the other.
        rate: Option<FailureRate> = None;
        /// A call that takes longer than this has failed for the breaker even if it succeeds; any may if left out.
        slow: Option<Span> = None, in 0.000_01..=3600.0;
        /// How long it stays open.
        open: Span = Span::from_millis(30_000), in 0.001..=3600.0;
        /// Probes under way at once while it is half open.
        probes: u32 = 1, in 1.0..=100.0;
        /// Successful probes that close it.
        successes: u32 = 1, in 1.0..=100.0;
    }
}

declare! {
    /// The share of calls that opens a breaker.
    pub struct FailureRate {
        /// Share of failed calls that opens it.
        failures: Share = Share(0.5), in 0.001..=1.0;
        /// Share of slow calls that opens it too; slow successes are no failures then.
        slow: Option<Share> = None, in 0.001..=1.0;
        /// With fewer calls in the window than this, shares mean nothing.
        minimum: u32 = 20, in 1.0..=100_000.0;
        /// The window: calls that ended in the last so long.
        window: Span = Span::from_millis(10_000), in 0.001..=3600.0;
    }
}
