//! Processes as lines, messages between them, and what happened on them: a space-time diagram of a stretch.

use serde::{Deserialize, Serialize};

use super::causal_trace::{CausalTrace, End, Event, Happened, Message};
use super::causality::Cone;
use super::stretch::{self, Limits};
use super::{Stretch, Viewer};
use crate::panel::Tone;
use crate::time::Instant;
use crate::unit::Unit;
use crate::vocabulary::{NO_REQUEST, Status, Verb};

/// Which part of the diagram is wanted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WantedSpaceTime {
    /// Which part of the run.
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
    /// What happened on the lines.
    pub events: Vec<Happening>,
    /// When processes were not up.
    pub statuses: Vec<StatusSpan>,
    /// What was chosen.
    pub chosen: Option<Chosen>,
    /// What is left out or was never traced, in sentences.
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
    /// When it was sent, in seconds.
    pub sent: f64,
    /// What became of it.
    pub fate: Fate,
    /// What it is: `read`, `write`, `success`, `failure`, `vote`.
    pub kind: String,
    /// The request that it is about.
    pub request: Option<u32>,
    /// All of it, in one sentence.
    pub says: String,
    /// How it stands to what was chosen.
    pub tie: Tie,
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It arrived.
    Received {
        /// When, in seconds.
        at: f64,
    },
    /// It was lost; at the moment of its sending if it never left.
    Lost {
        /// When, in seconds.
        at: f64,
    },
    /// It is in flight when the run ends.
    Flying {
        /// When it would have arrived, in seconds.
        until: f64,
    },
}

/// Something that happened on a line.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Happening {
    /// Its number in the run.
    pub number: u32,
    /// When, in seconds.
    pub at: f64,
    /// Index of the process.
    pub process: u32,
    /// What, in a few words.
    pub says: String,
    /// Whether it stands out: what machines did, and what went wrong.
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
    /// What was chosen led to it.
    Future,
}

/// When a process was not up.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StatusSpan {
    /// Index of the process.
    pub process: u32,
    /// From when, in seconds.
    pub from: f64,
    /// Until when, in seconds.
    pub to: f64,
    /// `crashed`, `paused`, `host down`.
    pub status: String,
}

/// What was chosen, and what it is tied to in the whole run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Chosen {
    /// Its number.
    pub number: u32,
    /// When it happened or was sent, in seconds.
    pub at: f64,
    /// What it is, in one sentence.
    pub says: String,
    /// What led to it and what it led to, in one sentence.
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
        let messages: Vec<&Message> = causal_trace
            .messages
            .iter()
            .filter(|message| message.sent <= limits.1 && message.until() >= limits.0)
            .collect();
        let events: Vec<(u32, &Event)> = (0..)
            .zip(&causal_trace.events)
            .filter(|(_, event)| (limits.0..=limits.1).contains(&event.at) && is_shown(event.what))
            .collect();
        let most = (wanted.messages as usize, wanted.events as usize);
        SpaceTime {
            from: limits.0.as_secs(),
            to: limits.1.as_secs(),
            notes: self.notes(causal_trace, (messages.len(), events.len()), most),
            messages: first(messages, most.0, |message| ties.of_message(message))
                .map(|(message, tie)| self.arrow(message, tie))
                .collect(),
            events: first(events, most.1, |(number, _)| ties.of_event(*number))
                .map(|((number, event), tie)| self.happening(number, event, tie))
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
        let part = |what: &str, found: usize, most: usize| {
            let [shown, all] = [print(most), print(found)];
            (found > most)
                .then(|| format!("{shown} of {all} {what} are drawn; zoom in to see all."))
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
        let messages = part("messages", found.0, most.0);
        let events = part("events", found.1, most.1);
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

    /// When processes were not up, as far as a stretch shows it.
    fn statuses(&self, causal_trace: &CausalTrace, (from, to): Limits) -> Vec<StatusSpan> {
        let changes = causal_trace
            .events
            .iter()
            .filter_map(|event| match event.what {
                Happened::Status(status) => Some((event.process, event.at, status)),
                _ => None,
            });
        let changes: Vec<_> = changes.collect();
        let until = |index: usize| {
            let process = changes[index].0;
            let mut later = changes[index + 1..].iter();
            let next = later.find(|later| later.0 == process);
            next.map_or(self.recording.end, |next| next.1)
        };
        let down = (0..changes.len()).filter(|index| changes[*index].2 != Status::Up);
        down.map(|index| (changes[index], until(index)))
            .filter(|((_, at, _), until)| *at <= to && *until >= from)
            .map(|((process, at, status), until)| StatusSpan {
                process,
                from: at.as_secs(),
                to: until.as_secs(),
                status: status.word().to_owned(),
            })
            .collect()
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

    /// How many events led to what was chosen, and how many it led to.
    fn counts(&self) -> [usize; 2] {
        let count = |all: &[bool]| all.iter().filter(|one| **one).count();
        let cone = self
            .cone
            .map(|cone| [count(&cone.past), count(&cone.future)]);
        cone.map_or([0, 0], |counts| counts.map(|count| count.saturating_sub(1)))
    }
}

/// The first of them, each with its tie; what is tied to the chosen one comes before what is not.
fn first<T>(all: Vec<T>, most: usize, tie: impl Fn(&T) -> Tie) -> impl Iterator<Item = (T, Tie)> {
    let tied: Vec<(T, Tie)> = all
        .into_iter()
        .map(|one| {
            let tie = tie(&one);
            (one, tie)
        })
        .collect();
    let bound = tied.iter().filter(|(_, tie)| *tie != Tie::Apart).count();
    let (mut bound, mut apart) = (most.min(bound), most.saturating_sub(bound));
    tied.into_iter().filter(move |(_, tie)| {
        let room = if *tie == Tie::Apart {
            &mut apart
        } else {
            &mut bound
        };
        let kept = *room > 0;
        *room = room.saturating_sub(1);
        kept
    })
}
