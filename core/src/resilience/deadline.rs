//! A deadline says until when an answer is of use, and travels with the call as the time that is left.
//!
//! ```text
//! A's clock   0 ----------- 300 ms gone ---------- 1 s: deadline
//!                  call, "700 ms left" \
//! B's clock                             9:00:00.050 ---------- 9:00:00.750: deadline
//! ```
//!
//! Use it for every call that makes further calls: who has no time left does not begin, and no work is done
//! for a caller who has gone. What travels is a span and never an instant, because clocks differ; so the
//! time on the way is lost, and each hop's deadline is later than its caller's by that much, unless the
//! caller keeps a margin for it. Source: the gRPC guide "Deadlines" (the `grpc-timeout` header);
//! Beyer et al. 2016, "Site Reliability Engineering", chapter 22, "Latency and deadlines".

use crate::time::{Instant, Span};

/// Until when an answer is of use, by the local clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// An answer is of use whenever it comes.
    pub const NONE: Self = Self(Instant::NEVER);

    /// The deadline of a request that arrives now with so much time left; `None` is without end.
    pub fn on_arrival(now: Instant, left: Option<Span>) -> Self {
        left.map_or(Self::NONE, |left| Self(now + left))
    }

    /// When it is over, by the local clock; never, if it is without end.
    pub fn instant(self) -> Instant {
        self.0
    }

    /// Whether nobody waits for an answer any more.
    pub fn is_over(self, now: Instant) -> bool {
        now >= self.0
    }

    /// The time that is left; `None` is without end.
    pub fn left(self, now: Instant) -> Option<Span> {
        (self != Self::NONE).then(|| self.0 - now)
    }

    /// This deadline, or one after a span from now if that is sooner: what a handler sets for itself.
    #[must_use]
    pub fn within(self, now: Instant, span: Span) -> Self {
        self.min(Self(now + span))
    }

    /// The time to send along with a call: what is left, less a margin for the way there and back.
    ///
    /// # Errors
    ///
    /// When no time would be left: the call is not worth making.
    pub fn to_send(self, now: Instant, margin: Span) -> Result<Option<Span>, Over> {
        match self.left(now) {
            None => Ok(None),
            Some(left) if left > margin => Ok(Some(left - margin)),
            Some(_) => Err(Over),
        }
    }

    /// How long to wait for the answer to a call: its own timeout, and no longer than the deadline.
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
