//! A deadline is the moment after which an answer is of no use; it travels with the call as the remaining time.
//!
//! ```text
//! A's clock   0 ----------- 300 ms gone ---------- 1 s: deadline
//!                  call, "700 ms left" \
//! B's clock                             9:00:00.050 ---------- 9:00:00.750: deadline
//! ```
//!
//! Use it for every call that makes further calls: a callee without remaining time does not begin, so no work is done for
//! a caller that has given up. A span is sent and never an instant, because clocks differ; so the network latency is
//! lost, and each hop's deadline is later than its caller's by that much, unless the caller keeps a margin for it.
//! Source: the gRPC guide "Deadlines" (the `grpc-timeout` header); Beyer et al. 2016, "Site Reliability Engineering",
//! chapter 22, "Latency and deadlines".

use crate::time::{Instant, Span};

/// Deadline by the local clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// No deadline.
    pub const NONE: Self = Self(Instant::NEVER);

    /// Deadline of a request that arrives now with this time left; `None` means no deadline.
    pub fn on_arrival(now: Instant, left: Option<Span>) -> Self {
        left.map_or(Self::NONE, |left| Self(now + left))
    }

    /// Moment of the deadline, by the local clock; never, if there is none.
    pub fn instant(self) -> Instant {
        self.0
    }

    /// True if the deadline has passed.
    pub fn is_over(self, now: Instant) -> bool {
        now >= self.0
    }

    /// Time that is left; `None` means no deadline.
    pub fn left(self, now: Instant) -> Option<Span> {
        (self != Self::NONE).then(|| self.0 - now)
    }

    /// The earlier of this deadline and one after a span from now, as a handler sets for itself.
    #[must_use]
    pub fn within(self, now: Instant, span: Span) -> Self {
        self.min(Self(now + span))
    }

    /// Time to send along with a call: the time left, minus a margin for the network.
    ///
    /// # Errors
    ///
    /// If no time would be left: the call is not worth making.
    pub fn to_send(self, now: Instant, margin: Span) -> Result<Option<Span>, Over> {
        match self.left(now) {
            None => Ok(None),
            Some(left) if left > margin => Ok(Some(left - margin)),
            Some(_) => Err(Over),
        }
    }

    /// Wait for the answer to a call: its timeout, but not beyond the deadline.
    pub fn limit(self, now: Instant, timeout: Option<Span>) -> Option<Span> {
        match (self.left(now), timeout) {
            (Some(left), Some(timeout)) => Some(left.min(timeout)),
            (left, timeout) => left.or(timeout),
        }
    }
}

/// There is no time left.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Over;

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600_000;

    fn at(millis: u64) -> Instant {
        Instant(millis * 1_000_000)
    }

    fn ms(millis: u64) -> Span {
        Span::from_millis(millis)
    }

    #[test]
    fn a_hop_knows_what_is_left_whatever_its_clock_says() {
        let deadline = Deadline::on_arrival(at(0), Some(ms(1_000)));
        let sent = deadline.to_send(at(300), Span::ZERO);
        assert_eq!(sent, Ok(Some(ms(700))));
        let far = Deadline::on_arrival(at(9 * HOUR), Some(ms(700)));
        assert_eq!(far.left(at(9 * HOUR + 600)), Some(ms(100)));
        assert!(!far.is_over(at(9 * HOUR + 699)));
        assert!(far.is_over(at(9 * HOUR + 700)));
    }

    /// Three hops of 50 ms each, whose clocks differ by hours.
    #[test]
    fn each_hop_is_late_by_the_way_unless_there_is_a_margin() {
        for (margin, late) in [(ms(0), 150), (ms(50), 0)] {
            let mut deadline = Deadline::on_arrival(at(0), Some(ms(1_000)));
            let mut real = 0;
            for hop in 1..4 {
                let here = (hop - 1) * HOUR + real;
                let left = deadline.to_send(at(here), margin).expect("time is left");
                real += 50;
                deadline = Deadline::on_arrival(at(hop * HOUR + real), left);
            }
            assert_eq!(deadline.instant(), at(3 * HOUR + 1_000 + late));
        }
    }

    #[test]
    fn without_time_no_call_is_made() {
        let deadline = Deadline::on_arrival(at(0), Some(ms(100)));
        assert_eq!(deadline.to_send(at(60), ms(40)), Err(Over));
        assert_eq!(deadline.to_send(at(200), Span::ZERO), Err(Over));
        assert_eq!(Deadline::NONE.to_send(at(200), ms(40)), Ok(None));
    }

    #[test]
    fn the_shorter_of_timeout_and_deadline_holds() {
        let deadline = Deadline::on_arrival(at(0), Some(ms(100)));
        assert_eq!(deadline.limit(at(40), Some(ms(500))), Some(ms(60)));
        assert_eq!(deadline.limit(at(40), Some(ms(5))), Some(ms(5)));
        assert_eq!(deadline.limit(at(40), None), Some(ms(60)));
        assert_eq!(Deadline::NONE.limit(at(40), None), None);
        assert_eq!(deadline.within(at(40), ms(10)).instant(), at(50));
        assert_eq!(deadline.within(at(40), ms(90)).instant(), at(100));
    }
}
