//! What each metric is: the only place that says so.

use crate::summary::{Better, Metric};
use crate::unit::Unit;

/// What a metric is.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Name in objectives and on the command line.
    pub id: &'static str,
    /// Name as people read it.
    pub name: &'static str,
    /// What the value counts.
    pub unit: Unit,
    /// Whether more is better.
    pub better: Better,
    /// Id of the chart and name of the line that show it over time.
    pub line: Option<(&'static str, &'static str)>,
    /// What exactly it is.
    pub text: &'static str,
}

impl Definition {
    /// The metric with this value.
    pub(super) fn with(&self, value: Option<f64>) -> Metric {
        Metric {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            value,
            unit: self.unit,
            definition: self.text.to_owned(),
            better: self.better,
            line: self
                .line
                .map(|(chart, line)| (chart.to_owned(), line.to_owned())),
        }
    }
}

/// Every metric, in the order in which they are shown.
pub const DEFINITIONS: [Definition; 24] = [
    Definition {
        id: "availability",
        name: "Availability",
        unit: Unit::Share,
        better: Better::Higher,
        line: Some(("availability", "availability")),
        text: "Share of the requests of the measured window that ended with an answer, a fallback's included. One that has not ended when the run does counts as failed.",
    },
    Definition {
        id: "goodput",
        name: "Goodput",
        unit: Unit::PerSecond,
        better: Better::Higher,
        line: Some(("answers", "success")),
        text: "Requests a second of the measured window that ended with all that was asked for: no fallback had a part in the answer.",
    },
    Definition {
        id: "p50",
        name: "Latency p50",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: Some(("latency", "p50")),
        text: "Half of the successful requests of the measured window took at most this long, from the moment they were meant to be sent.",
    },
    Definition {
        id: "p99",
        name: "Latency p99",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: Some(("latency", "p99")),
        text: "99 in 100 successful requests of the measured window took at most this long, from the moment they were meant to be sent.",
    },
    Definition {
        id: "amplification",
        name: "Amplification",
        unit: Unit::Times,
        better: Better::Lower,
        line: Some(("attempts", "all")),
        text: "Attempts for each attempt that was neither a retry nor caused by one, on the call where that is highest. 1 means that nothing was retried.",
    },
    Definition {
        id: "stale_reads",
        name: "Stale reads",
        unit: Unit::Share,
        better: Better::Lower,
        line: Some(("staleness", "stale")),
        text: "Share of the successful reads of stores, begun in the measured window, that returned a value (or none) although a write that began after that value was confirmed had itself been confirmed before the read began. Writes that overlap count as of equal age.",
    },
    Definition {
        id: "cost",
        name: "Cost",
        unit: Unit::Dollars,
        better: Better::Lower,
        line: None,
        text: "Price of all processes, a month.",
    },
    Definition {
        id: "sagas_compensated",
        name: "Compensated",
        unit: Unit::Share,
        better: Better::Lower,
        line: None,
        text: "Share of the sagas that ended, of those that began in the measured window, that were compensated.",
    },
    Definition {
        id: "saga_p99",
        name: "Saga p99",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: None,
        text: "99 in 100 sagas that ended, of those that began in the measured window, took at most this long from the moment that their begin was durable.",
    },
    Definition {
        id: "offered",
        name: "Offered",
        unit: Unit::PerSecond,
        better: Better::Neither,
        line: Some(("answers", "offered")),
        text: "Requests a second that were meant to be sent in the measured window.",
    },
    Definition {
        id: "throughput",
        name: "Throughput",
        unit: Unit::PerSecond,
        better: Better::Neither,
        line: None,
        text: "Requests a second of the measured window that ended, well or badly.",
    },
    Definition {
        id: "worst_second",
        name: "Worst second",
        unit: Unit::Share,
        better: Better::Higher,
        line: Some(("availability", "availability")),
        text: "The lowest availability over one second, each second beginning with the first request after the last.",
    },
    Definition {
        id: "mean",
        name: "Latency, mean",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: None,
        text: "Mean latency of the successful requests of the measured window.",
    },
    Definition {
        id: "p90",
        name: "Latency p90",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: None,
        text: "Nine in ten successful requests of the measured window took at most this long.",
    },
    Definition {
        id: "p999",
        name: "Latency p99.9",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: None,
        text: "999 in 1000 successful requests of the measured window took at most this long.",
    },
    Definition {
        id: "fallbacks",
        name: "Fallbacks",
        unit: Unit::Share,
        better: Better::Lower,
        line: None,
        text: "Share of the requests of the measured window whose answer a fallback had a part in. They count as available, and not as goodput.",
    },
    Definition {
        id: "wasted",
        name: "Work for nobody",
        unit: Unit::Share,
        better: Better::Lower,
        line: None,
        text: "Share of the time of work of the whole run that was done when the attempt that it was for, or the client's request, had already ended.",
    },
    Definition {
        id: "unfinished",
        name: "Unfinished",
        unit: Unit::Count,
        better: Better::Lower,
        line: None,
        text: "Requests of the measured window that had not ended when the run did.",
    },
    Definition {
        id: "finished",
        name: "Finished after",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: None,
        text: "When the last request ended of the users who send only so many; nothing if one of them was still waiting when the run ended.",
    },
    Definition {
        id: "visible_after",
        name: "Visible after",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: None,
        text: "How old the newest write that reads of stores had to see must be, counted from its confirmation, for all but one in a thousand of them, begun in the measured window, to see it: that one and all older ones together.",
    },
    Definition {
        id: "cost_per_million",
        name: "Cost per million",
        unit: Unit::Dollars,
        better: Better::Lower,
        line: None,
        text: "Price of a million requests at the goodput of this run.",
    },
    Definition {
        id: "leaderless",
        name: "Without a leader",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: None,
        text: "Time of the measured window in which no replica of a Raft store led it: regarded itself as the leader and could exchange messages with a majority that runs, itself included. Of several stores the longest.",
    },
    Definition {
        id: "first_leader",
        name: "First leader after",
        unit: Unit::Seconds,
        better: Better::Lower,
        line: None,
        text: "Time from the beginning of the measured window until a replica of a Raft store led it for the first time; the whole window if none did. Of several stores the longest.",
    },
    Definition {
        id: "terms",
        name: "Terms",
        unit: Unit::Count,
        better: Better::Lower,
        line: None,
        text: "Terms that the replicas of Raft stores began in the whole run; each is an election, won or not.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_metrics_share_a_name() {
        let names: std::collections::BTreeSet<_> = DEFINITIONS
            .iter()
            .map(|definition| definition.name)
            .collect();
        let ids: std::collections::BTreeSet<_> =
            DEFINITIONS.iter().map(|definition| definition.id).collect();
        assert_eq!(
            (names.len(), ids.len()),
            (DEFINITIONS.len(), DEFINITIONS.len())
        );
    }
}
