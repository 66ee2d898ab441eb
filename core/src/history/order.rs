//! The order of events: by index, by time, or as they stand.
//!
//! Where every event has an index, that is the order, whatever the times say: clocks of several machines go apart, and Jepsen
//! numbers events as it saw them. Otherwise times decide where every event has one. At equal times, things happen in either order, so an
//! invocation comes before a completion, unless one process does both: it completes an operation before it begins
//! the next. The order of lines then decides nothing. Only without index and time is it the order.

use super::event::HistoryEvent;
use super::{Clock, Moment, at_line};
use crate::params::Issue;

/// Puts events into their order; tells what moments count.
pub(super) fn sort(events: &mut [HistoryEvent]) -> Result<Order, Issue> {
    let all = |has: fn(&HistoryEvent) -> bool| events.iter().all(has);
    let has_times = all(|event| event.time.is_some());
    if all(|event| event.index.is_some()) {
        events.sort_by_key(|event| event.index);
        each_index_once(events)?;
        let rises = |one: fn(&HistoryEvent) -> Option<u64>| {
            events.windows(2).all(|two| one(&two[0]) <= one(&two[1]))
        };
        let agrees = if has_times {
            rises(|event| event.time)
        } else {
            rises(|event| Some(u64::from(event.line)))
        };
        return Ok(match (agrees, has_times) {
            (true, true) => Order::IndexWithTime,
            (true, false) => Order::Lines,
            (false, _) => Order::Index,
        });
    }
    if has_times {
        events.sort_by_key(|event| event.time);
        return Ok(Order::Time);
    }
    Ok(Order::Lines)
}

fn each_index_once(events: &[HistoryEvent]) -> Result<(), Issue> {
    let twice = events.windows(2).find(|two| two[0].index == two[1].index);
    twice.map_or(Ok(()), |two| {
        let index = two[1].index.unwrap_or_default();
        let (one, other) = (two[0].line.min(two[1].line), two[0].line.max(two[1].line));
        Err(at_line(
            other,
            format!("found index {index}, allowed is each index once, and line {one} has it"),
        ))
    })
}

/// Criterion by which one event comes before another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    /// The index; times agree with it, and tell more to a reader.
    IndexWithTime,
    /// The index, with which times or lines do not agree.
    Index,
    Time,
    /// The place in the file.
    Lines,
}

impl Order {
    pub(super) fn clock(self) -> Clock {
        match self {
            Self::IndexWithTime | Self::Time => Clock::Nanoseconds,
            Self::Index => Clock::Index,
            Self::Lines => Clock::Lines,
        }
    }

    /// The moment of an event with so many before it.
    pub(super) fn moment(self, event: &HistoryEvent, turn: u32) -> Moment {
        let time = event.time.unwrap_or_default();
        match self {
            Self::IndexWithTime => Moment { at: time, turn },
            Self::Time => Moment::nanos(time),
            Self::Index => Moment {
                at: event.index.unwrap_or_default(),
                turn,
            },
            Self::Lines => Moment {
                at: u64::from(event.line),
                turn,
            },
        }
    }
}
