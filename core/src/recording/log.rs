//! The trace as sentences.

use super::entry::{Entry, MessageKind, NO_REQUEST, Status, What};
use super::{OperationKind, Replay};
use crate::session::LogLine;
use crate::time::Instant;

impl Replay {
    /// What happened around a moment, as sentences: so many lines before it and as many after.
    pub fn log(&self, at: Instant, lines: usize) -> Vec<LogLine> {
        let entries = &self.recording.entries;
        let middle = entries.partition_point(|entry| entry.at <= at);
        let told = |entry: &Entry| self.tell(entry);
        let mut log: Vec<_> = entries[..middle]
            .iter()
            .rev()
            .filter_map(told)
            .take(lines)
            .collect();
        log.reverse();
        log.extend(entries[middle..].iter().filter_map(told).take(lines));
        log
    }

    /// An entry as a sentence; changes of load are left to the charts.
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
                kind == MessageKind::Failure,
            ),
            What::Received {
                link,
                request,
                kind,
                attempt,
            } => (
                self.way(link),
                format!("delivers {}", about(kind, request, attempt)),
                kind == MessageKind::Failure,
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
            What::Fault { fault, begins } => {
                let verb = if begins { "begins" } else { "ends" };
                let label = &self.plan.faults[fault as usize].label;
                ("fault".to_owned(), format!("{label}: {verb}"), begins)
            }
            What::Invoked { request } => (self.client_of(request), self.asks(request), false),
            What::Completed { request, outcome } => {
                let says = format!("request {request} ends: {}", outcome.word());
                (self.client_of(request), says, !outcome.is_success())
            }
            What::Load { .. } | What::Report { .. } => return None,
        };
        Some(LogLine {
            at: entry.at.as_secs(),
            place,
            says,
            bad,
        })
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
        let verb = match operation.kind {
            OperationKind::Read => "reads",
            OperationKind::Write => "writes",
        };
        format!("{verb} key {}, request {request}", operation.key)
    }
}

/// What a message is about.
fn about(kind: MessageKind, request: u32, attempt: u16) -> String {
    match (request, attempt) {
        (NO_REQUEST, _) => kind.word().to_owned(),
        (_, 0 | 1) => format!("{} of request {request}", kind.word()),
        (_, again) => format!("{} of request {request}, attempt {again}", kind.word()),
    }
}
