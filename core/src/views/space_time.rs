//! Space-time diagram of a stretch: processes as lines, events on them, and messages between them.

use serde::{Deserialize, Serialize};

use super::causal_trace::{CausalTrace, End, Event, Happened, Message};
use super::causality::Cone;
use super::sample::{Rank, evenly};
use super::stretch::{self, Limits};
use super::{Stretch, Viewer};
use crate::panel::Tone;
use crate::time::Instant;
use crate::unit::Unit;
use crate::vocabulary::{NO_REQUEST, Status, Verb};

/// Request for a part of the diagram.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WantedSpaceTime {
    /// Part of the run.
    pub stretch: Stretch,
    /// The event or message whose causes and effects are wanted, by its number.
    pub chosen: Option<u32>,
    /// Most messages.
    pub messages: u32,
    /// Most events.
    pub events: u32,
}

/// A stretch of the diagram. Its lines are the processes of the topology, by index.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SpaceTime {
    /// Start of the stretch, in seconds.
    pub from: f64,
    /// End of the stretch, in seconds.
    pub to: f64,
    /// Messages, in the order of their sending.
    pub messages: Vec<Arrow>,
    /// Where not all messages are drawn: the number of those that were sent in each of so many equal parts of the stretch.
    pub traffic: Vec<u32>,
    /// Events on the lines.
    pub events: Vec<Happening>,
    /// Times when processes were not up.
    pub statuses: Vec<StatusSpan>,
    /// Chosen event or message.
    pub chosen: Option<Chosen>,
    /// Sentences about what is left out or was never traced.
    pub notes: Vec<String>,
}

/// A message.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Arrow {
    /// Its number in the run.
    pub number: u32,
    /// Index of the sending process.
    pub from: u32,
    /// Index of the receiving process.
    pub to: u32,
    /// Moment of sending, in seconds.
    pub sent: f64,
    /// Fate of the message.
    pub fate: Fate,
    /// Kind: `read`, `write`, `success`, `failure`, `vote`.
    pub kind: String,
    /// The request that it is about.
    pub request: Option<u32>,
    /// All of it, in one sentence.
    pub says: String,
    /// How it stands to what was chosen.
    pub tie: Tie,
}

/// Fate of a message.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It arrived.
    Received {
        /// Moment, in seconds.
        at: f64,
    },
    /// It was lost; at the moment of its sending if it never left.
    Lost {
        /// Moment, in seconds.
        at: f64,
    },
    /// It is in flight when the run ends.
    Flying {
        /// Moment at which it would have arrived, in seconds.
        until: f64,
    },
}

/// Something that happened on a line.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Happening {
    /// Its number in the run.
    pub number: u32,
    /// Moment, in seconds.
    pub at: f64,
    /// Index of the process.
    pub process: u32,
    /// Description in a few words.
    pub says: String,
    /// Tone; machines and failures stand out.
    pub tone: Tone,
    /// How it stands to what was chosen.
    pub tie: Tie,
}

/// How something stands to what was chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// Nothing was chosen, or neither led to the other.
    #[default]
    Apart,
    /// It led to what was chosen.
    Past,
    /// It was chosen.
    Chosen,
    /// It follows from what was chosen.
    Future,
}

/// Span during which a process was not up.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StatusSpan {
    /// Index of the process.
    pub process: u32,
    /// Start, in seconds.
    pub from: f64,
    /// End, in seconds.
    pub to: f64,
    /// `crashed`, `paused`, `host down`.
    pub status: String,
}

/// Chosen event or message, with its ties in the whole run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Chosen {
    /// Its number.
    pub number: u32,
    /// When it happened or was sent, in seconds.
    pub at: f64,
    /// Description in one sentence.
    pub says: String,
    /// Causes and effects in one sentence.
    pub ties: String,
}

impl Viewer {
    /// The diagram of a stretch.
    pub fn space_time(&mut self, wanted: &WantedSpaceTime) -> SpaceTime {
        let causal_trace = self
            .causal_trace
            .take()
            .unwrap_or_else(|| CausalTrace::new(&self.plan, &self.recording));
        let seen = self.seen_of(&causal_trace, wanted);
        self.causal_trace = Some(causal_trace);
        seen
    }

    fn seen_of(&self, causal_trace: &CausalTrace, wanted: &WantedSpaceTime) -> SpaceTime {
        let limits = self.stretch_of(causal_trace, &wanted.stretch);
        let known = |event: &u32| (*event as usize) < causal_trace.events.len();
        let chosen = wanted.chosen.filter(known);
        let cone = chosen.map(|event| causal_trace.cone(event));
        let ties = Ties {
            causal_trace,
            chosen,
            cone: cone.as_ref(),
        };
        let messages: Vec<(&Message, Tie)> = causal_trace
            .messages
            .iter()
            .filter(|message| message.sent <= limits.1 && message.until() >= limits.0)
            .map(|message| (message, ties.of_message(message)))
            .collect();
        let events: Vec<(u32, &Event, Tie)> = (0..)
            .zip(&causal_trace.events)
            .filter(|(_, event)| (limits.0..=limits.1).contains(&event.at) && is_shown(event.what))
            .map(|(number, event)| (number, event, ties.of_event(number)))
            .collect();
        let most = (wanted.messages as usize, wanted.events as usize);
        SpaceTime {
            from: limits.0.as_secs(),
            to: limits.1.as_secs(),
            notes: self.notes(causal_trace, (messages.len(), events.len()), most),
            traffic: traffic(&messages, limits, most.0),
            messages: evenly(messages, most.0, |(_, tie)| rank_of(*tie, false))
                .into_iter()
                .map(|(message, tie)| self.arrow(message, tie))
                .collect(),
            events: evenly(events, most.1, |(_, event, tie)| {
                rank_of(*tie, is_rare(event.what))
            })
            .into_iter()
            .map(|(number, event, tie)| self.happening(number, event, tie))
            .collect(),
            statuses: self.statuses(causal_trace, limits),
            chosen: chosen.map(|event| self.chosen(&ties, event)),
        }
    }

    fn stretch_of(&self, causal_trace: &CausalTrace, wanted: &Stretch) -> Limits {
        let end = self.recording.end;
        match wanted {
            Stretch::Between { from, to } => {
                stretch::within(Instant::from_secs(*from), Instant::from_secs(*to), end)
            }
            Stretch::Around { at, about } => {
                let sent = causal_trace.messages.iter().map(|message| message.sent);
                stretch::around(&sent.collect::<Vec<_>>(), *at, *about, end)
            }
            Stretch::Of { requests } => {
                let own = requests
                    .iter()
                    .filter_map(|request| self.recording.operations.get(*request as usize));
                let spans = own.map(|operation| (operation.arrived, operation.completed));
                stretch::enclosing(spans, end).unwrap_or((Instant::ZERO, end))
            }
        }
    }

    fn notes(
        &self,
        causal_trace: &CausalTrace,
        found: (usize, usize),
        most: (usize, usize),
    ) -> Vec<String> {
        let print = |count: usize| Unit::Count.print(count as f64);
        let part = |what: &str, found: usize, most: usize, rest: &str| {
            let [shown, all] = [print(most), print(found)];
            (found > most).then(|| format!("{shown} of {all} {what} are drawn, {rest}"))
        };
        let all = self.recording.operations.len();
        let traced = causal_trace.requests;
        let sampled = ((traced as usize) < all).then(|| {
            let [traced, all] = [print(traced as usize), print(all)];
            format!(
                "The trace of this run is sampled: {traced} of {all} requests. What was not traced is missing from \
                 causes and effects."
            )
        });
        let rest = "at regular intervals; the bars on top count all of them. Zoom in to see each.";
        let messages = part("messages", found.0, most.0, rest);
        let rest = "those that are rarer than beginnings and ends of requests first.";
        let events = part("events", found.1, most.1, rest);
        messages.into_iter().chain(events).chain(sampled).collect()
    }

    fn arrow(&self, message: &Message, tie: Tie) -> Arrow {
        let link = &self.plan.shape.topology.links[message.link as usize];
        Arrow {
            number: message.source,
            from: link.from,
            to: link.to,
            sent: message.sent.as_secs(),
            fate: match message.end {
                End::Received(at, _) => Fate::Received { at: at.as_secs() },
                End::Lost(at) => Fate::Lost { at: at.as_secs() },
                End::Flying(until) => Fate::Flying {
                    until: until.as_secs(),
                },
            },
            kind: message.kind.word().to_owned(),
            request: (message.request != NO_REQUEST).then_some(message.request),
            says: self.message_says(message),
            tie,
        }
    }

    fn message_says(&self, message: &Message) -> String {
        let link = &self.plan.shape.topology.links[message.link as usize];
        let [from, to] = [link.from, link.to].map(|process| self.process_name(process));
        let about = match (message.request, message.attempt) {
            (NO_REQUEST, _) => String::new(),
            (request, 0 | 1) => format!(" of request {request}"),
            (request, attempt) => format!(" of request {request}, attempt {attempt}"),
        };
        let travelled = |at: Instant| Unit::Seconds.print((at - message.sent).as_secs());
        let fate = match message.end {
            End::Received(at, _) => format!("arrived after {}", travelled(at)),
            End::Lost(at) if at == message.sent => "was lost".to_owned(),
            End::Lost(at) => format!("was lost after {}", travelled(at)),
            End::Flying(_) => "was in flight at the end of the run".to_owned(),
        };
        let (kind, sent) = (message.kind.word(), message.sent.as_secs());
        format!("{kind}{about}, {from} to {to}, sent at {sent:.6} s, {fate}")
    }

    fn process_name(&self, process: u32) -> &str {
        &self.plan.shape.topology.processes[process as usize].name
    }

    fn happening(&self, number: u32, event: &Event, tie: Tie) -> Happening {
        let (says, tone) = self.event_says(event);
        Happening {
            number,
            at: event.at.as_secs(),
            process: event.process,
            says,
            tone,
            tie,
        }
    }

    fn event_says(&self, event: &Event) -> (String, Tone) {
        match event.what {
            Happened::Sent(message) => (format!("sends message {message}"), Tone::Plain),
            Happened::Received(message) => (format!("receives message {message}"), Tone::Plain),
            Happened::Invoked(request) => {
                let operation = &self.recording.operations[request as usize];
                let what = match operation.kind {
                    Verb::Read => format!("reads key {}", operation.key),
                    Verb::Write | Verb::CompareAndSet => {
                        format!("writes {} to key {}", operation.value, operation.key)
                    }
                };
                (format!("request {request} {what}"), Tone::Plain)
            }
            Happened::Completed(request, outcome) => {
                let tone = if outcome.is_success() {
                    Tone::Good
                } else {
                    Tone::Bad
                };
                (format!("request {request} ends: {}", outcome.word()), tone)
            }
            Happened::Status(status) => {
                let tone = match status {
                    Status::Up => Tone::Good,
                    Status::Paused | Status::Crashed | Status::HostDown => Tone::Bad,
                };
                (format!("is {}", status.word()), tone)
            }
            Happened::Observed(index) => {
                let observed = &self.recording.observations[index as usize].what;
                (observed.says().unwrap_or_default(), Tone::Busy)
            }
        }
    }

    /// Spans within a stretch during which processes were not up.
    fn statuses(&self, causal_trace: &CausalTrace, (from, to): Limits) -> Vec<StatusSpan> {
        let changes = causal_trace
            .events
            .iter()
            .filter_map(|event| match event.what {
                Happened::Status(status) => Some((event.process, event.at, status)),
                _ => None,
            });
        let mut next = vec![self.recording.end; self.plan.shape.topology.processes.len()];
        let mut spans = Vec::new();
        for (process, at, status) in changes.rev() {
            let until = std::mem::replace(&mut next[process as usize], at);
            if status != Status::Up && at <= to && until >= from {
                spans.push(StatusSpan {
                    process,
                    from: at.as_secs(),
                    to: until.as_secs(),
                    status: status.word().to_owned(),
                });
            }
        }
        spans.reverse();
        spans
    }

    fn chosen(&self, ties: &Ties<'_>, number: u32) -> Chosen {
        let event = &ties.causal_trace.events[number as usize];
        let says = match event.what {
            Happened::Sent(message) | Happened::Received(message) => {
                self.message_says(&ties.causal_trace.messages[message as usize])
            }
            Happened::Invoked(_)
            | Happened::Completed(..)
            | Happened::Status(_)
            | Happened::Observed(_) => {
                let (process, at) = (self.process_name(event.process), event.at.as_secs());
                format!("{process} at {at:.6} s: {}", self.event_says(event).0)
            }
        };
        let [past, future] = ties.counts().map(|count| Unit::Count.print(count as f64));
        Chosen {
            number,
            at: event.at.as_secs(),
            says,
            ties: format!(
                "{past} earlier events of the run led to it; it led to {future} later ones."
            ),
        }
    }
}

/// Sending and receiving are shown as the ends of a message.
fn is_shown(what: Happened) -> bool {
    !matches!(what, Happened::Sent(_) | Happened::Received(_))
}

/// How everything stands to what was chosen.
struct Ties<'a> {
    causal_trace: &'a CausalTrace,
    chosen: Option<u32>,
    cone: Option<&'a Cone>,
}

impl Ties<'_> {
    fn of_event(&self, event: u32) -> Tie {
        let Some(cone) = self.cone else {
            return Tie::Apart;
        };
        match (cone.past[event as usize], cone.future[event as usize]) {
            _ if self.chosen == Some(event) => Tie::Chosen,
            (true, _) => Tie::Past,
            (_, true) => Tie::Future,
            _ => Tie::Apart,
        }
    }

    /// A message belongs to the past if its receipt does, and to the future if its sending does.
    fn of_message(&self, message: &Message) -> Tie {
        if self.chosen == Some(message.source) {
            return Tie::Chosen;
        }
        let receipt = match message.end {
            End::Received(_, event) => Some(event),
            End::Lost(_) | End::Flying(_) => None,
        };
        match (
            receipt.map(|event| self.of_event(event)),
            self.of_event(message.source),
        ) {
            (Some(Tie::Past | Tie::Chosen), _) => Tie::Past,
            (_, Tie::Future | Tie::Chosen) => Tie::Future,
            _ => Tie::Apart,
        }
    }

    /// Number of causes and number of effects of the chosen event.
    fn counts(&self) -> [usize; 2] {
        let count = |all: &[bool]| all.iter().filter(|one| **one).count();
        let cone = self
            .cone
            .map(|cone| [count(&cone.past), count(&cone.future)]);
        cone.map_or([0, 0], |counts| counts.map(|count| count.saturating_sub(1)))
    }
}

/// Parts of a stretch that messages are counted in.
const PARTS: u64 = 120;

/// The number of messages that were sent in each part of the stretch, if there are more than are drawn.
fn traffic(messages: &[(&Message, Tie)], (from, to): Limits, most: usize) -> Vec<u32> {
    if messages.len() <= most {
        return Vec::new();
    }
    let mut counts = vec![0; PARTS as usize];
    let whole = (to - from).0.max(1);
    let sent = messages.iter().map(|(message, _)| message.sent);
    for sent in sent.filter(|sent| *sent >= from) {
        let part = u128::from((sent - from).0) * u128::from(PARTS) / u128::from(whole);
        counts[part.min(u128::from(PARTS - 1)) as usize] += 1;
    }
    counts
}

/// Rank of a message or an event: tied to the chosen one, rare, or neither.
fn rank_of(tie: Tie, rare: bool) -> Rank {
    match (tie, rare) {
        (Tie::Past | Tie::Chosen | Tie::Future, _) => Rank::Wanted,
        (Tie::Apart, true) => Rank::Rare,
        (Tie::Apart, false) => Rank::Common,
    }
}

/// Changes of processes and what machines did are rare beside beginnings and ends of requests.
fn is_rare(what: Happened) -> bool {
    matches!(what, Happened::Status(_) | Happened::Observed(_))
}
