//! The trace as sentences.

use std::iter;

use super::Replay;
use crate::observer::Facts;
use crate::observers;
use crate::panel::LogLine;
use crate::recording::{Entry, Observation, Recording, What};
use crate::time::Instant;
use crate::vocabulary::{MessageKind, NO_REQUEST, Status};

impl Replay {
    /// The log around a moment, as sentences: so many lines before it and as many after.
    pub fn log(&self, at: Instant, lines: usize) -> Vec<LogLine> {
        let Recording {
            entries,
            observations,
            ..
        } = &*self.recording;
        let middle = entries.partition_point(|entry| entry.at <= at);
        let turn = observations.partition_point(|observation| observation.at <= at);
        let told = |entry: &Entry| self.tell(entry);
        let facts = Facts::new(&self.plan, &self.recording);
        let turned = |observation: &Observation| self.tell_observed(&facts, observation);
        let before = merged(
            entries[..middle].iter().rev().filter_map(told),
            observations[..turn].iter().rev().filter_map(turned),
            |entry, turn| entry > turn,
        );
        let after = merged(
            entries[middle..].iter().filter_map(told),
            observations[turn..].iter().filter_map(turned),
            |entry, turn| entry <= turn,
        );
        let mut log: Vec<_> = before.take(lines).collect();
        log.reverse();
        log.extend(after.take(lines));
        log
    }

    /// An observation as a sentence, if a pattern has one for it; what is told by messages is left to them.
    fn tell_observed(&self, facts: &Facts<'_>, observation: &Observation) -> Option<LogLine> {
        let mut tells = observers::ALL.iter().flat_map(|observer| observer.tells);
        let (says, bad) = tells.find_map(|tell| tell(facts, observation))?;
        Some(LogLine {
            at: observation.at.as_secs(),
            place: self.process_name(observation.process).to_owned(),
            says,
            bad,
        })
    }

    /// An entry as a sentence.
    fn tell(&self, entry: &Entry) -> Option<LogLine> {
        let (place, says, bad) = match entry.what {
            What::Sent {
                link,
                request,
                kind,
                attempt,
                ..
            } => (
                self.way(link),
                format!("sends {}", about(kind, request, attempt)),
                kind.is_bad(),
            ),
            What::Received {
                link,
                request,
                kind,
                attempt,
            } => (
                self.way(link),
                format!("delivers {}", about(kind, request, attempt)),
                kind.is_bad(),
            ),
            What::Lost {
                link,
                request,
                kind,
                attempt,
            } => (
                self.way(link),
                format!("loses {}", about(kind, request, attempt)),
                true,
            ),
            What::Status { process, status } => (
                self.process_name(process).to_owned(),
                format!("is {}", status.word()),
                status != Status::Up,
            ),
            What::Fault { fault, .. } if !self.plan.faults[fault as usize].does_something() => {
                return None;
            }
            What::Fault { fault, begins } => {
                let verb = if begins { "begins" } else { "ends" };
                let label = self.fault_label(fault);
                ("fault".to_owned(), format!("{label}: {verb}"), begins)
            }
            What::Invoked { request } => (self.client_of(request), self.asks(request), false),
            What::Completed { request, outcome } => {
                let says = format!("request {request} ends: {}", outcome.word());
                (self.client_of(request), says, !outcome.is_success())
            }
            // A breaker is observed too; changes of load are left to the charts.
            _ => return None,
        };
        Some(LogLine {
            at: entry.at.as_secs(),
            place,
            says,
            bad,
        })
    }

    /// A fault in a few words, with its target if that was settled only when it began.
    fn fault_label(&self, fault: u32) -> String {
        let mut resolved_targets = self.recording.resolved_targets.iter();
        match resolved_targets.find(|resolved_targets| resolved_targets.fault == fault) {
            Some(resolved_targets) => resolved_targets.label(&self.plan),
            None => self.plan.faults[fault as usize].label.clone(),
        }
    }

    fn process_name(&self, process: u32) -> &str {
        &self.plan.shape.topology.processes[process as usize].name
    }

    fn way(&self, link: u32) -> String {
        let link = &self.plan.shape.topology.links[link as usize];
        format!(
            "{} to {}",
            self.process_name(link.from),
            self.process_name(link.to)
        )
    }

    fn client_of(&self, request: u32) -> String {
        let client = self.recording.operations[request as usize].client;
        self.plan.shape.topology.nodes[client as usize].name.clone()
    }

    fn asks(&self, request: u32) -> String {
        let operation = &self.recording.operations[request as usize];
        let verb = operation.kind.traits().says;
        format!("{verb} key {}, request {request}", operation.key)
    }
}

/// Two sequences of lines as one; `first` says of two moments whether the line of the first sequence comes first.
fn merged(
    one: impl Iterator<Item = LogLine>,
    other: impl Iterator<Item = LogLine>,
    first: impl Fn(f64, f64) -> bool,
) -> impl Iterator<Item = LogLine> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some(own), Some(others)) if !first(own.at, others.at) => other.next(),
        (None, Some(_)) => other.next(),
        (Some(_), _) | (None, None) => one.next(),
    })
}

/// A message in a few words.
fn about(kind: MessageKind, request: u32, attempt: u16) -> String {
    match (request, attempt) {
        (NO_REQUEST, _) => kind.word().to_owned(),
        (_, 0 | 1) => format!("{} of request {request}", kind.word()),
        (_, again) => format!("{} of request {request}, attempt {again}", kind.word()),
    }
}
