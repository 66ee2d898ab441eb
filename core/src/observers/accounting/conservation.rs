//! Each request ends exactly once, or is in flight when the run ends: none is lost, none answered twice.

use crate::observer::{Facts, Judgement};
use crate::recording::{ClientRequest, Recording};
use crate::summary::{Evidence, Holds};

/// Checks a recording.
pub(super) fn check(facts: &Facts<'_>) -> Judgement {
    judge(facts.recording)
}

fn judge(recording: &Recording) -> Judgement {
    let operations = &recording.operations;
    let unended = operations
        .iter()
        .filter(|operation| operation.outcome.is_none())
        .count() as u64;
    let twice = first(operations, |operation| operation.endings > 1);
    let vanished = unended != recording.in_flight;
    let evidence = match twice {
        Some(request) => Some(evidence(recording, request, "ended more than once")),
        None if vanished => first(operations, |operation| operation.outcome.is_none())
            .map(|request| evidence(recording, request, "neither ended nor is it in flight")),
        None => None,
    };
    let violated = twice.is_some() || vanished;
    let ended = operations.len() as u64 - unended;
    let says = if violated {
        format!(
            "{} requests were sent, {ended} ended, but {} were in flight at the end.",
            operations.len(),
            recording.in_flight
        )
    } else {
        format!(
            "Each of {} requests ended once, or is one of {unended} in flight at the end.",
            operations.len()
        )
    };
    Judgement {
        holds: if violated { Holds::No } else { Holds::Yes },
        says,
        evidence,
    }
}

fn first(operations: &[ClientRequest], wanted: impl Fn(&ClientRequest) -> bool) -> Option<u32> {
    operations
        .iter()
        .position(wanted)
        .map(|request| request as u32)
}

fn evidence(recording: &Recording, request: u32, problem: &str) -> Evidence {
    let operation = &recording.operations[request as usize];
    Evidence {
        at: operation.arrived.as_secs(),
        requests: vec![request],
        processes: Vec::new(),
        says: format!(
            "Request {request}, sent at {}, {problem}.",
            operation.arrived
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;
    use crate::vocabulary::{Outcome, Verb};

    fn recording(endings: &[u8], in_flight: u64) -> Recording {
        let operation = |endings: &u8| ClientRequest {
            arrived: Instant(1),
            completed: if *endings > 0 {
                Instant(2)
            } else {
                Instant::NEVER
            },
            client: 0,
            user: 0,
            kind: Verb::Read,
            key: 0,
            value: 0,
            outcome: (*endings > 0).then_some(Outcome::Success),
            endings: *endings,
        };
        Recording {
            operations: endings.iter().map(operation).collect(),
            in_flight,
            ..Recording::default()
        }
    }

    #[test]
    fn once_or_in_flight_is_fine() {
        let verdict = judge(&recording(&[1, 1, 0], 1));
        assert_eq!(verdict.holds, Holds::Yes);
        assert_eq!(
            verdict.says,
            "Each of 3 requests ended once, or is one of 1 in flight at the end."
        );
        assert!(verdict.evidence.is_none());
    }

    #[test]
    fn twice_is_a_violation() {
        let verdict = judge(&recording(&[1, 1, 2], 0));
        assert_eq!(verdict.holds, Holds::No);
        let evidence = verdict.evidence.unwrap();
        assert_eq!(evidence.requests, [2]);
        assert!(evidence.says.ends_with("ended more than once."));
    }

    #[test]
    fn to_vanish_is_a_violation() {
        let verdict = judge(&recording(&[1, 1, 0, 0, 1], 1));
        assert_eq!(verdict.holds, Holds::No);
        assert_eq!(
            verdict.says,
            "5 requests were sent, 3 ended, but 1 were in flight at the end."
        );
        let evidence = verdict.evidence.unwrap();
        assert_eq!(evidence.requests, [2]);
        assert!(evidence.says.contains("neither ended"));
    }

    #[test]
    fn more_in_flight_than_were_sent_is_a_violation_that_no_request_shows() {
        let verdict = judge(&recording(&[1, 1], 1));
        assert_eq!((verdict.holds, verdict.evidence), (Holds::No, None));
    }
}
