//! Parameters of a bulkhead.

use crate::params::declare;
use crate::time::Span;

declare! {
    /// Limits the attempts that one calling process has under way at once, so that a slow callee takes so many slots and no more.
    pub struct Bulkhead {
        /// Attempts under way at once.
        permits: u32 = 10, in 1.0..=100_000.0;
        /// Attempts that may wait for a permit; none if zero.
        queue: u32 = 0, in 0.0..=1_000_000.0;
        /// How long one may wait.
        wait: Span = Span::from_millis(1_000), in 0.000_01..=3600.0;
    }
}
