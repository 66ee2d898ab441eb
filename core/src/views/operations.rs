//! What clients asked for, or what callers asked of a store: bars from invocation to completion, in lanes.

use serde::{Deserialize, Serialize};

use super::lanes::{Assigned, Lanes, Row};
use super::stretch::{self, Limits};
use super::{Stretch, Viewer};
use crate::panel::Tone;
use crate::plan::Load;
use crate::recording::{ClientRequest, StoreCall};
use crate::sort;
use crate::time::Instant;
use crate::unit::Unit;
use crate::vocabulary::{Outcome, Verb};

/// Which operations are wanted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WantedOperations {
    /// Which part of the run.
    pub stretch: Stretch,
    /// Index of the store among the nodes whose calls are wanted; the requests of clients if none.
    pub store: Option<u32>,
    /// Only operations on this key.
    pub key: Option<u32>,
    /// Only operations on the key of this request; [`WantedOperations::key`] wins.
    pub key_of: Option<u32>,
    /// Requests that are shown whatever else is left out.
    pub marked: Vec<u32>,
    /// Most bars.
    pub bars: u32,
    /// Most rows.
    pub rows: u32,
}

/// Operations of a stretch.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Operations {
    /// Start of the stretch, in seconds.
    pub from: f64,
    /// End of the stretch, in seconds.
    pub to: f64,
    /// The rows.
    pub lanes: Vec<Lane>,
    /// The key that all of them are on, if only one was wanted.
    pub key: Option<u32>,
    /// Index of the store that they are calls to; none if they are requests of clients.
    pub store: Option<u32>,
    /// Every source of operations that this run has.
    pub sources: Vec<Source>,
    /// How many operations the stretch has.
    pub total: u64,
    /// What is left out, in a sentence.
    pub note: Option<String>,
}

/// Where operations are seen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Source {
    /// Index of a store among the nodes; none for the requests of clients.
    pub store: Option<u32>,
    /// Its name: `Requests`, `Calls to db`.
    pub label: String,
}

/// One row of bars that do not overlap.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Lane {
    /// Name of the node whose operations they are.
    pub node: String,
    /// The user in a closed loop, from 1; none where requests come from somebody new each time.
    pub user: Option<u32>,
    /// The bars, in the order in which they begin.
    pub bars: Vec<Bar>,
}

/// One operation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bar {
    /// The client's request that it is, or is for.
    pub request: u32,
    /// The key that it is on.
    pub key: u32,
    /// When it was invoked, in seconds.
    pub from: f64,
    /// When it completed, in seconds; none if it did not.
    pub to: Option<f64>,
    /// Nobody knows whether it took effect, or will.
    pub open: bool,
    /// What it did, in a few letters: `w k3=41`, `r k3 = 40`.
    pub label: String,
    /// All of it, in one sentence.
    pub says: String,
    /// Plain where it did what was asked, bad where it did not, busy while it is under way.
    pub tone: Tone,
}

/// One operation of either source.
#[derive(Clone, Copy)]
struct Seen {
    request: u32,
    kind: Verb,
    key: u32,
    value: u32,
    /// What the key must have for it to write.
    expected: u32,
    from: Instant,
    to: Instant,
    outcome: Option<Outcome>,
    /// It was turned away before anything was done.
    untouched: bool,
}

/// A value, or the word for none.
fn none_or(value: u32) -> String {
    match value {
        0 => "none".to_owned(),
        value => value.to_string(),
    }
}

impl Seen {
    fn request(number: u32, operation: &ClientRequest) -> Self {
        Self {
            request: number,
            kind: operation.kind,
            key: operation.key,
            value: operation.value,
            expected: 0,
            from: operation.arrived,
            to: operation.completed,
            outcome: operation.outcome,
            untouched: false,
        }
    }

    fn call(call: &StoreCall) -> Self {
        let refused = [
            Some(Outcome::Rejected),
            Some(Outcome::NotLeader),
            Some(Outcome::BreakerOpen),
        ];
        Self {
            request: call.request,
            kind: call.kind,
            key: call.key,
            value: call.value,
            expected: call.expected,
            from: call.invoked,
            to: call.completed,
            outcome: call.outcome,
            untouched: call.is_conflict() || call.attempts == 1 && refused.contains(&call.outcome),
        }
    }

    fn touches(&self, (from, to): Limits) -> bool {
        self.from <= to && self.to >= from
    }

    fn is_open(&self) -> bool {
        match (self.outcome, self.kind) {
            (None, _) => true,
            (Some(outcome), Verb::Write | Verb::CompareAndSet) => {
                !outcome.is_success() && !self.untouched
            }
            (Some(_), Verb::Read) => false,
        }
    }

    fn tone(&self) -> Tone {
        match self.outcome {
            None => Tone::Busy,
            Some(Outcome::Success) => Tone::Plain,
            Some(_) => Tone::Bad,
        }
    }

    fn label(&self) -> String {
        let Self { key, value, .. } = self;
        let read = self.outcome.is_some_and(Outcome::is_success);
        match (self.kind, read, value) {
            (Verb::Write, ..) => format!("w k{key}={value}"),
            (Verb::CompareAndSet, ..) => {
                format!("c k{key}: {}>{value}", none_or(self.expected))
            }
            (Verb::Read, true, 0) => format!("r k{key}: none"),
            (Verb::Read, true, _) => format!("r k{key}: {value}"),
            (Verb::Read, false, _) => format!("r k{key}"),
        }
    }

    fn says(&self, who: &str) -> String {
        let Self {
            request,
            key,
            value,
            from,
            ..
        } = self;
        let what = match self.kind {
            Verb::Write => format!("writes {value} to key {key}"),
            Verb::CompareAndSet => {
                format!(
                    "writes {value} to key {key} if it has {}",
                    none_or(self.expected)
                )
            }
            Verb::Read => format!("reads key {key}"),
        };
        let found = match (self.kind, self.outcome, value) {
            (Verb::Read, Some(Outcome::Success), 0) => ", nothing was there".to_owned(),
            (Verb::Read, Some(Outcome::Success), _) => format!(", got {value}"),
            _ => String::new(),
        };
        let end = match self.outcome {
            None => "without an end in this run".to_owned(),
            Some(outcome) => {
                let took = Unit::Seconds.print((self.to - *from).as_secs());
                format!("{}{found}, after {took}", outcome.word())
            }
        };
        let open = if self.is_open() {
            "; nobody knows whether it took effect"
        } else {
            ""
        };
        format!(
            "Request {request} of {who} {what} at {:.6} s: {end}{open}.",
            from.as_secs()
        )
    }
}

impl Viewer {
    /// The operations of a stretch.
    pub fn operations(&mut self, wanted: &WantedOperations) -> Operations {
        let traits = &self.plan.shape.traits;
        let is_store = |node: &u32| {
            let own = traits.get(*node as usize);
            own.is_some_and(|traits| traits.is_store)
        };
        let store = wanted.store.filter(is_store);
        let key = wanted.key.or_else(|| self.key_of(wanted.key_of?));
        let place = (store, key);
        if !self.lanes.contains_key(&place) {
            let assigned = self.assign(store, key);
            self.lanes.insert(place, assigned);
        }
        let things = &self.lanes[&place].things;
        let limits = self.limits(&wanted.stretch, store, things);
        let mut inside: Vec<(u32, Row)> = things
            .iter()
            .filter(|(number, _)| self.seen(store, *number).touches(limits))
            .copied()
            .collect();
        let total = inside.len();
        let marked = |number: u32| {
            let request = self.seen(store, number).request;
            wanted.marked.contains(&request)
        };
        keep_first(&mut inside, wanted.bars as usize, &marked);
        let rows = rows(&inside, wanted.rows as usize, &marked);
        inside.retain(|(_, row)| rows.contains(row));
        Operations {
            from: limits.0.as_secs(),
            to: limits.1.as_secs(),
            lanes: self.drawn(store, &rows, &inside),
            key,
            store,
            sources: self.sources(),
            total: total as u64,
            note: (inside.len() < total).then(|| {
                let [shown, total] = [inside.len(), total].map(|n| Unit::Count.print(n as f64));
                format!("{shown} of {total} operations are drawn; zoom in to see all.")
            }),
        }
    }

    fn key_of(&self, request: u32) -> Option<u32> {
        let operation = self.recording.operations.get(request as usize)?;
        Some(operation.key)
    }

    /// The operation of that number in its source.
    fn seen(&self, store: Option<u32>, number: u32) -> Seen {
        let index = number as usize;
        match store {
            None => Seen::request(number, &self.recording.operations[index]),
            Some(_) => Seen::call(&self.recording.store_calls[index]),
        }
    }

    /// The row of every operation of a source, on one key or on all.
    fn assign(&self, store: Option<u32>, key: Option<u32>) -> Assigned {
        let recording = &self.recording;
        let count = match store {
            None => recording.operations.len(),
            Some(_) => recording.store_calls.len(),
        } as u32;
        let mut lanes = Lanes::default();
        let mut things = Vec::new();
        for number in 0..count {
            let seen = self.seen(store, number);
            let group = match store {
                None => recording.operations[number as usize].client,
                Some(_) => recording.store_calls[number as usize].store,
            };
            let apart = store.is_some_and(|store| u32::from(group) != store);
            if apart || key.is_some_and(|key| key != seen.key) {
                continue;
            }
            let lane = if store.is_none() && self.is_closed(group) {
                recording.operations[number as usize].user
            } else {
                lanes.give(group, seen.from, seen.to)
            };
            things.push((number, (group, lane)));
        }
        Assigned { things }
    }

    /// Whether the users of a client wait for their answers: then each has a row.
    fn is_closed(&self, client: u16) -> bool {
        let workload = &self.plan.settings[0].nodes[client as usize].workload;
        let load = workload.as_ref().map(|workload| &workload.load);
        matches!(load, Some(Load::Closed { .. }))
    }

    fn limits(&self, wanted: &Stretch, store: Option<u32>, things: &[(u32, Row)]) -> Limits {
        let end = self.recording.end;
        let seen = |number: u32| self.seen(store, number);
        match wanted {
            Stretch::Between { from, to } => {
                stretch::within(Instant::from_secs(*from), Instant::from_secs(*to), end)
            }
            Stretch::Around { at, about } => {
                let starts: Vec<_> = things
                    .iter()
                    .map(|(number, _)| seen(*number).from)
                    .collect();
                stretch::around(&starts, *at, *about, end)
            }
            Stretch::Of { requests } => {
                let own = things.iter().map(|(number, _)| seen(*number));
                let own = own.filter(|seen| requests.contains(&seen.request));
                let spans = own.map(|seen| (seen.from, seen.to));
                stretch::enclosing(spans, end).unwrap_or((Instant::ZERO, end))
            }
        }
    }

    fn drawn(&self, store: Option<u32>, rows: &[Row], inside: &[(u32, Row)]) -> Vec<Lane> {
        let nodes = &self.plan.shape.topology.nodes;
        let mut lanes: Vec<Lane> = rows
            .iter()
            .map(|(group, lane)| Lane {
                node: nodes[*group as usize].name.clone(),
                user: (store.is_none() && self.is_closed(*group)).then_some(lane + 1),
                bars: Vec::new(),
            })
            .collect();
        for (number, row) in inside {
            if let Ok(place) = rows.binary_search(row) {
                lanes[place].bars.push(self.bar(store, *number));
            }
        }
        lanes
    }

    fn bar(&self, store: Option<u32>, number: u32) -> Bar {
        let seen = self.seen(store, number);
        let operation = &self.recording.operations[seen.request as usize];
        let client = &self.plan.shape.topology.nodes[operation.client as usize].name;
        let who = if self.is_closed(operation.client) {
            format!("{client}, user {}", operation.user + 1)
        } else {
            client.clone()
        };
        Bar {
            request: seen.request,
            key: seen.key,
            from: seen.from.as_secs(),
            to: (seen.to != Instant::NEVER).then(|| seen.to.as_secs()),
            open: seen.is_open(),
            label: seen.label(),
            says: seen.says(&who),
            tone: seen.tone(),
        }
    }

    fn sources(&self) -> Vec<Source> {
        let shape = &self.plan.shape;
        let stores = shape.traits.iter().enumerate();
        let stores = stores.filter(|(_, traits)| traits.is_store);
        let requests = Source {
            store: None,
            label: "Requests".to_owned(),
        };
        let calls = stores.map(|(node, _)| Source {
            store: Some(node as u32),
            label: format!("Calls to {}", shape.topology.nodes[node].label),
        });
        [requests].into_iter().chain(calls).collect()
    }
}

/// Keeps what is marked, and the first of the rest, up to so many in all.
fn keep_first(inside: &mut Vec<(u32, Row)>, most: usize, marked: &impl Fn(u32) -> bool) {
    if inside.len() <= most {
        return;
    }
    let must = inside.iter().filter(|(number, _)| marked(*number)).count();
    let mut room = most.saturating_sub(must);
    inside.retain(|(number, _)| {
        let kept = marked(*number) || room > 0;
        room = room.saturating_sub(usize::from(kept && !marked(*number)));
        kept
    });
}

/// The rows to draw, in order: all up to the last one that is used if there is room for them, else those that are used.
fn rows(inside: &[(u32, Row)], most: usize, marked: &impl Fn(u32) -> bool) -> Vec<Row> {
    let mut used: Vec<Row> = inside.iter().map(|(_, row)| *row).collect();
    sort::ascending(&mut used);
    used.dedup();
    let last_of = |group: u16| {
        used.iter()
            .rfind(|row| row.0 == group)
            .map_or(0, |row| row.1)
    };
    let mut groups: Vec<u16> = used.iter().map(|row| row.0).collect();
    groups.dedup();
    let all: usize = groups
        .iter()
        .map(|group| last_of(*group) as usize + 1)
        .sum();
    if all <= most {
        let rows = groups.iter().map(|group| (*group, last_of(*group)));
        return rows
            .flat_map(|(group, last)| (0..=last).map(move |lane| (group, lane)))
            .collect();
    }
    let must = |row: &Row| {
        let mut own = inside.iter().filter(|(_, other)| other == row);
        own.any(|(number, _)| marked(*number))
    };
    let needed = used.iter().filter(|row| must(row)).count();
    let mut room = most.saturating_sub(needed);
    used.retain(|row| {
        let kept = must(row) || room > 0;
        room = room.saturating_sub(usize::from(kept && !must(row)));
        kept
    });
    used
}
