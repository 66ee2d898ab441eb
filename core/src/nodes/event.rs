//! What can happen in a simulation.

use crate::driver::{TaskId, TimerKey};
use crate::packet::{CallId, Packet};
use crate::plan::Change;
use crate::vocabulary::Outcome;

/// Something that will happen. Small and plain, because the queue moves it about.
///
/// What tells the kinds apart takes 8 bytes, so that all else is copied in the pieces in which it was written: a
/// processor waits when it is to read at once what lies across two of them.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub enum Event {
    /// The next request of an open loop arrives.
    Arrival {
        /// The client.
        client: u16,
        /// Which of its requests it is, from 0.
        ordinal: u32,
    },
    /// A user of a closed loop has thought enough.
    Thought {
        /// The client.
        client: u16,
        /// The user.
        user: u32,
        /// Which of the user's requests follows, from 0.
        ordinal: u32,
    },
    /// A packet is sent again after its link healed.
    Resend(Packet),
    /// A packet arrives.
    Deliver(Packet),
    /// A piece of work is done.
    Worked(TaskId),
    /// An attempt has taken as long as it may.
    TimedOut {
        /// The call.
        call: CallId,
        /// The attempt.
        attempt: u16,
    },
    /// A call was refused by a gate of its caller.
    FailedFast {
        /// The call.
        call: CallId,
        /// The outcome of the attempt.
        outcome: Outcome,
    },
    /// A call that waited at a gate may go on.
    Admitted {
        /// The call.
        call: CallId,
    },
    /// An attempt has waited at a gate as long as it may.
    WaitedEnough {
        /// The call.
        call: CallId,
        /// The attempts before it.
        attempt: u16,
    },
    /// A caller has waited long enough before the next attempt.
    Retry {
        /// The call.
        call: CallId,
    },
    /// A disk has finished a sync.
    Synced {
        /// The process.
        process: u32,
        /// Which life of the process began the sync.
        life: u32,
    },
    /// A timer of a process has run out.
    Timer {
        /// The process.
        process: u32,
        /// Which setting of which timer.
        key: TimerKey,
    },
    /// A timer has run out by a clock that may change its rate.
    Local {
        /// The process.
        process: u32,
        /// The number of the timer.
        number: u32,
        /// Changes of the clock's rate when this was scheduled.
        version: u32,
    },
    /// A fault begins or ends, or an intervention changes settings.
    Change(Change),
    /// A process fails at random, or is back.
    Outage(Outage),
}

/// A process goes down or up, by a fault that makes it fail at random.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outage {
    /// The fault.
    pub fault: u32,
    /// The process.
    pub process: u32,
    /// How often the fault has changed how it is: an even number of times, and it is up.
    pub number: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_small() {
        // With its place in the queue it fits in a cache line.
        assert!(size_of::<Event>() <= 48, "{}", size_of::<Event>());
    }
}
