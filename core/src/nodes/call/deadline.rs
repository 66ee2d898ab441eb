//! Deadlines: until when a caller waits, what it tells the callee of that, and who stops when it is over.
//!
//! What travels is the time that is left, because clocks differ; the time on the way is lost.

use super::Caller;
use crate::nodes::event::Message;
use crate::nodes::simulation::Simulation;
use crate::resilience::Deadline;
use crate::time::Span;

/// How long a caller will wait, as a message carries it: in 16 bits, rounded down by less than a thousandth.
///
/// A floating number without a sign, `mantissa x 2^exponent` nanoseconds with 11 bits and 5: up to 73 minutes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimeLeft(u16);

impl TimeLeft {
    /// The caller does not say.
    pub const UNSAID: Self = Self(u16::MAX);

    /// Bits of the mantissa.
    const BITS: u32 = 11;

    /// So much time.
    pub(in crate::nodes) fn new(left: Option<Span>) -> Self {
        let Some(Span(nanos)) = left else {
            return Self::UNSAID;
        };
        let exponent = (u64::BITS - nanos.leading_zeros()).saturating_sub(Self::BITS);
        // The longest that fits is longer than any deadline of a scenario.
        let most = u16::MAX - 1;
        if exponent > u32::from(most >> Self::BITS) {
            return Self(most);
        }
        Self(((exponent as u16) << Self::BITS | (nanos >> exponent) as u16).min(most))
    }

    /// The time, if the caller says.
    pub(in crate::nodes) fn span(self) -> Option<Span> {
        let mantissa = u64::from(self.0) & ((1 << Self::BITS) - 1);
        (self != Self::UNSAID).then(|| Span(mantissa << (self.0 >> Self::BITS)))
    }
}

impl Simulation {
    /// Until when the caller of a call on a route waits for its end, by its own clock.
    pub(super) fn deadline_of_call(&self, caller: Caller, process: u32, route: u16) -> Deadline {
        let inherited = match caller {
            Caller::Client => Deadline::NONE,
            Caller::Task(task) => self
                .tasks
                .get(task)
                .map_or(Deadline::NONE, |task| task.deadline),
        };
        match self.settings.routes[route as usize].deadline {
            Some(own) => inherited.within(self.local_now(process), own),
            None => inherited,
        }
    }

    /// Until when somebody waits for the answer to a request that arrives now, by the receiver's clock.
    pub(in crate::nodes) fn deadline_of_request(
        &self,
        process: u32,
        message: &Message,
    ) -> Deadline {
        Deadline::on_arrival(self.local_now(process), message.left.span())
    }

    /// Whether nobody waits any more for what a process does until that deadline.
    pub(in crate::nodes) fn is_over(&self, process: u32, deadline: Deadline) -> bool {
        deadline != Deadline::NONE && deadline.is_over(self.local_now(process))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_rounded_down_by_less_than_a_thousandth() {
        assert_eq!(TimeLeft::new(None).span(), None);
        for nanos in [
            0,
            1,
            999,
            2047,
            2048,
            123_456_789,
            5_000_000_000,
            3_600_000_000_000,
        ] {
            let told = TimeLeft::new(Some(Span(nanos)))
                .span()
                .expect("it is said")
                .0;
            assert!(
                told <= nanos && told >= nanos - nanos / 1000,
                "{nanos}: {told}"
            );
        }
    }

    #[test]
    fn more_than_fits_is_the_most_that_does() {
        let most = TimeLeft::new(Some(Span(u64::MAX)))
            .span()
            .expect("it is said");
        assert!(most > Span::from_secs(3600.0));
    }
}
