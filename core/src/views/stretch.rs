//! Part of a run that is looked at.

use serde::{Deserialize, Serialize};

use crate::time::{Instant, Span};

/// The shortest stretch that is shown.
const SHORTEST: Span = Span(1_000);

/// Part of a run that is looked at.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stretch {
    /// From one moment to another, in seconds.
    Between {
        /// Its start.
        from: f64,
        /// Its end.
        to: f64,
    },
    /// Around a moment, as long as it takes for so many things to begin.
    Around {
        /// The moment, in seconds.
        at: f64,
        /// How many things.
        about: u32,
    },
    /// The time of these requests, with a margin on both sides.
    Of {
        /// The requests.
        requests: Vec<u32>,
    },
}

/// A stretch within a run: the start, and the end after it.
pub(super) type Limits = (Instant, Instant);

/// Both ends within the run, and apart.
pub(super) fn within(from: Instant, to: Instant, end: Instant) -> Limits {
    let from = from.min(Instant(end.0.saturating_sub(SHORTEST.0)));
    (from, to.min(end).max(from + SHORTEST))
}

/// Around a moment, from half as many things before it to half as many after it; `starts` are in order.
pub(super) fn around(starts: &[Instant], at: f64, about: u32, end: Instant) -> Limits {
    let middle = starts.partition_point(|start| *start <= Instant::from_secs(at));
    let half = about as usize / 2;
    let first = middle.saturating_sub(half);
    let from = match first {
        0 => Instant::ZERO,
        _ => starts[first],
    };
    let to = starts.get(middle + half).copied().unwrap_or(end);
    within(from, to, end)
}

/// From the first start to the last end, with a margin on both sides.
pub(super) fn enclosing(spans: impl Iterator<Item = Limits>, end: Instant) -> Option<Limits> {
    let (from, to) = spans
        .map(|(from, to)| (from, if to == Instant::NEVER { from } else { to }))
        .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))?;
    let margin = Span((to - from).0 / 5).0.max(SHORTEST.0);
    let from = Instant(from.0.saturating_sub(margin));
    Some(within(from, to + Span(margin), end))
}
