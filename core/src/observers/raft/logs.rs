//! The logs of a Raft group under each other, at one moment.
//!
//! Logs grow at their ends, so the few entries that are shown were observed not long before the moment: they
//! are found backwards from it, without a copy of the log for each keyframe.

use super::replica_log::{LogEntry, ReplicaLog};
use crate::observer::{Moment, NodeTable};
use crate::panel::{Cell, StateTable, StateTableRow, Tone};
use crate::plan::Plan;
use crate::recording::{Observation, Recording};
use crate::time::Instant;
use crate::vocabulary::{Observed, Status};

/// So many indices are shown.
const COLUMNS: u32 = 14;

/// So many of them at most come after the last one that any replica knows to be committed.
const OPEN: u32 = 6;

/// The replicas of a store, and where in a recording they were observed.
#[derive(Clone, Debug)]
struct Group {
    /// The first process of the store.
    first: u32,
    /// For each replica the places of its observations.
    places: Vec<Vec<u32>>,
    /// What was committed, by index from 1: the first that any replica carried out there.
    committed: Vec<Committed>,
}

#[derive(Clone, Copy, Debug)]
struct Committed {
    at: Instant,
    entry: LogEntry,
}

/// The end of a replica's log at a moment.
struct Tail {
    /// The index before the first of `entries`.
    before: u32,
    entries: Vec<LogEntry>,
}

/// A replica at a moment.
#[derive(Clone, Copy)]
struct Head {
    /// The last index of its log.
    last: u32,
    /// The last index that it has carried out.
    applied: u32,
}

/// The logs of a node, if a Raft group keeps it.
pub(super) fn of(plan: &Plan, recording: &Recording, node: u32) -> Option<Box<dyn NodeTable>> {
    let first = plan.shape.topology.nodes.get(node as usize)?.first;
    let shape = plan.raft_groups().find(|group| group.first == first)?;
    Some(Box::new(Group::new(recording, first, shape.replicas)))
}

impl Group {
    fn new(recording: &Recording, first: u32, replicas: u32) -> Self {
        let mut group = Self {
            first,
            places: vec![Vec::new(); replicas as usize],
            committed: Vec::new(),
        };
        let mut logs = vec![ReplicaLog::default(); replicas as usize];
        for (place, observation) in recording.observations.iter().enumerate() {
            let replica = observation.process.wrapping_sub(first) as usize;
            if let Some(log) = logs.get_mut(replica) {
                group.places[replica].push(place as u32);
                log.take(&observation.what);
                group.commit(observation.at, log);
            }
        }
        group
    }

    fn commit(&mut self, at: Instant, log: &ReplicaLog) {
        while (self.committed.len() as u32) < log.applied {
            let Some(entry) = log.get(self.committed.len() as u32 + 1) else {
                return;
            };
            self.committed.push(Committed { at, entry });
        }
    }

    /// What was committed at an index by a moment.
    fn committed(&self, at: Instant, index: u32) -> Option<LogEntry> {
        let committed = self.committed.get(index as usize - 1)?;
        (committed.at <= at).then_some(committed.entry)
    }

    /// What was observed of a replica up to a moment, the latest first.
    fn backwards<'a>(
        &'a self,
        recording: &'a Recording,
        replica: usize,
        at: Instant,
    ) -> impl Iterator<Item = &'a Observed> {
        let observed =
            |place: &u32| -> &'a Observation { &recording.observations[*place as usize] };
        let places = &self.places[replica];
        let until = places.partition_point(|place| observed(place).at <= at);
        places[..until]
            .iter()
            .rev()
            .map(move |place| &observed(place).what)
    }

    fn head(&self, recording: &Recording, replica: usize, at: Instant) -> Head {
        let (mut last, mut applied) = (None, None);
        for what in self.backwards(recording, replica, at) {
            match *what {
                Observed::Appended { index, .. } => last = last.or(Some(index)),
                Observed::Truncated { after } => last = last.or(Some(after)),
                Observed::Applied { index } => applied = applied.or(Some(index)),
                Observed::Crashed { after } => {
                    last = last.or(Some(after));
                    applied = applied.or(Some(0));
                }
                _ => {}
            }
            if last.is_some() && applied.is_some() {
                break;
            }
        }
        Head {
            last: last.unwrap_or(0),
            applied: applied.unwrap_or(0),
        }
    }

    /// The entries of a replica after an index, up to the last one that it has.
    fn tail(&self, recording: &Recording, replica: usize, at: Instant, before: u32) -> Tail {
        let last = self.head(recording, replica, at).last;
        let mut missing = last;
        let mut entries = Vec::new();
        for what in self.backwards(recording, replica, at) {
            if missing <= before {
                break;
            }
            // Entries that were dropped later have a higher index, or one that is found already.
            if let Observed::Appended {
                index,
                term,
                key,
                value,
            } = *what
                && index == missing
            {
                entries.push(LogEntry { term, key, value });
                missing -= 1;
            }
        }
        entries.reverse();
        Tail { before, entries }
    }

    /// The first index at which the log of a replica has something else than was committed there.
    fn first_conflict(
        &self,
        recording: &Recording,
        replica: usize,
        head: Head,
        at: Instant,
    ) -> Option<u32> {
        let tail = self.tail(recording, replica, at, head.applied);
        (head.applied + 1..=head.last).find(|index| {
            let committed = self.committed(at, *index);
            committed.is_some() && committed != tail.get(*index)
        })
    }

    /// The first index to show: such that the end is in view, but rather what conflicts, if anything does.
    fn first_column(&self, recording: &Recording, heads: &[Head], at: Instant) -> u32 {
        let applied = heads.iter().map(|head| head.applied).max().unwrap_or(0);
        let last = heads.iter().map(|head| head.last).max().unwrap_or(0);
        let first = (last.min(applied + OPEN) + 1).saturating_sub(COLUMNS);
        let conflicts = heads.iter().enumerate();
        let conflict = conflicts
            .filter_map(|(replica, head)| self.first_conflict(recording, replica, *head, at))
            .min();
        conflict
            .map_or(first, |index| first.min(index.saturating_sub(2)))
            .max(1)
    }
}

impl Tail {
    fn get(&self, index: u32) -> Option<LogEntry> {
        let place = index.checked_sub(self.before + 1)?;
        self.entries.get(place as usize).copied()
    }
}

impl NodeTable for Group {
    fn at(&self, moment: &Moment<'_>) -> StateTable {
        let (recording, at) = (moment.recording, moment.at);
        let replicas = 0..self.places.len();
        let head = |replica| self.head(recording, replica, at);
        let heads: Vec<_> = replicas.map(head).collect();
        let first = self.first_column(recording, &heads, at);
        let last = heads.iter().map(|head| head.last).max().unwrap_or(0);
        let columns = first..=last.min(first + COLUMNS - 1);
        let mut rows = vec![indices(columns.clone())];
        for (replica, head) in heads.iter().enumerate() {
            let process = self.first + replica as u32;
            let runs = moment.status(process) == Status::Up;
            let tail = self.tail(recording, replica, at, first - 1);
            let cell = |index| match tail.get(index) {
                Some(entry) => cell(self, at, index, entry, (*head, runs)),
                None => Cell::default(),
            };
            rows.push(StateTableRow {
                label: moment.name(process).to_owned(),
                cells: columns.clone().map(cell).collect(),
            });
        }
        StateTable {
            title: "Logs".to_owned(),
            help: "A row is the log of a replica, a column an index, a cell the value that the entry writes, \
                   or a dot for none. Entries of one term look alike. Good: the replica knows that it is \
                   committed. Busy: it does not. Bad: another entry was committed in its place."
                .to_owned(),
            rows,
        }
    }
}

/// The row above the logs.
fn indices(columns: std::ops::RangeInclusive<u32>) -> StateTableRow {
    let cell = |index: u32| Cell {
        text: index.to_string(),
        says: format!("index {index}"),
        ..Cell::default()
    };
    StateTableRow {
        label: "index".to_owned(),
        cells: columns.map(cell).collect(),
    }
}

fn cell(
    group: &Group,
    at: Instant,
    index: u32,
    entry: LogEntry,
    (head, runs): (Head, bool),
) -> Cell {
    let other = group
        .committed(at, index)
        .filter(|committed| *committed != entry);
    let (tone, known) = match other {
        Some(other) => {
            let says = format!(
                "but entry {index} of term {} was committed in its place: {}",
                other.term,
                other.says()
            );
            (Tone::Bad, says)
        }
        None if index <= head.applied => (Tone::Good, "committed".to_owned()),
        None if runs => (Tone::Busy, "not known to be committed".to_owned()),
        None => (Tone::Plain, "on its disk".to_owned()),
    };
    Cell {
        text: match entry.value {
            0 => "\u{b7}".to_owned(),
            value => value.to_string(),
        },
        says: format!(
            "entry {index} of term {}: {}, {known}",
            entry.term,
            entry.says()
        ),
        group: entry.term,
        tone,
    }
}
