//! What clients send: how much, when, which operations on which keys.

use crate::luck::Distribution;
use crate::params::{Rate, Share, choices, declare, tagged};
use crate::time::Span;

tagged! {
    /// Whether requests come by themselves or only after the last one was answered.
    pub enum Workload by "loop" {
        /// Requests come at a rate, whatever happens to them.
        Open(Open) = "open",
        /// Each of so many users sends, waits for the answer, thinks, and sends again.
        Closed(Closed) = "closed",
    }
}

declare! {
    /// Requests come at a rate, whatever happens to them.
    pub struct Open {
        /// Node that the requests go to.
        to: String, @fixed;
        /// Requests a second.
        rate: Rate = Rate(100.0), in 0.001..=1e6;
        /// How requests are spaced.
        arrivals: Arrivals = Arrivals::Poisson;
        /// A rate that changes steadily to another.
        ramp: Option<Ramp> = None;
        /// A burst at another rate.
        spike: Option<Spike> = None;
        /// Operations and keys.
        mix: Mix = Mix { reads: Share(0.8), keys: 1000, skew: 0.0 };
    }
}

declare! {
    /// Each of so many users sends, waits for the answer, thinks, and sends again.
    pub struct Closed {
        /// Node that the requests go to.
        to: String, @fixed;
        /// How many users there are.
        users: u32 = 10, in 1.0..=100_000.0, @fixed;
        /// Time a user thinks between an answer and the next request.
        think: Distribution = Distribution::Constant(Span::from_millis(100));
        /// How many requests each user sends; without end if left out.
        requests: Option<u32> = None, in 1.0..=1e9, @fixed;
        /// What each user does, in this order and again from the start; if empty, reads and writes by chance as the mix says.
        journey: Vec<Deed> = Vec::new(), @fixed;
        /// Operations and keys.
        mix: Mix = Mix { reads: Share(0.8), keys: 1000, skew: 0.0 };
    }
}

declare! {
    /// A rate that changes steadily to another.
    pub struct Ramp {
        /// Rate at the end of the ramp, kept from then on.
        to: Rate, in 0.001..=1e6;
        /// When the ramp begins.
        at: Span = Span::ZERO, in 0.0..=86400.0;
        /// How long the ramp takes.
        over: Span = Span::from_millis(10_000), in 0.001..=86400.0;
    }
}

declare! {
    /// A burst at another rate.
    pub struct Spike {
        /// Rate during the spike.
        rate: Rate, in 0.001..=1e6;
        /// When the spike begins.
        at: Span, in 0.0..=86400.0;
        /// How long the spike lasts.
        lasts: Span, in 0.001..=86400.0;
    }
}

declare! {
    /// Operations and keys.
    pub struct Mix {
        /// Share of requests that are reads; the rest are writes.
        reads: Share = Share(0.8), in 0.0..=1.0;
        /// How many keys there are.
        keys: u32 = 1000, in 1.0..=1_000_000.0;
        /// Skew of the keys, the exponent of Zipf's law: 0 is uniform, 1 is typical of the web.
        skew: f64 = 0.0, in 0.0..=5.0;
    }
}

choices! {
    /// What a user does.
    pub enum Deed {
        /// Reads a key.
        Read = "read",
        /// Writes a key.
        Write = "write",
    }
}

choices! {
    /// How requests are spaced.
    pub enum Arrivals {
        /// Evenly.
        Constant = "constant",
        /// Independently of each other (exponential gaps).
        Poisson = "poisson",
    }
}

impl Workload {
    /// The node that the requests go to.
    pub fn target(&self) -> &str {
        match self {
            Self::Open(open) => &open.to,
            Self::Closed(closed) => &closed.to,
        }
    }

    /// Whether any request writes.
    pub fn writes(&self) -> bool {
        match self {
            Self::Closed(Closed { journey, .. }) if !journey.is_empty() => {
                journey.contains(&Deed::Write)
            }
            Self::Open(_) | Self::Closed(_) => self.mix().reads.0 < 1.0,
        }
    }

    /// Operations and keys.
    pub fn mix(&self) -> &Mix {
        match self {
            Self::Open(open) => &open.mix,
            Self::Closed(closed) => &closed.mix,
        }
    }
}
