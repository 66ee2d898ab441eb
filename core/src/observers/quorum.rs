//! The copies that the replicas of a store of quorums have on disk, at one moment: a row a replica, a column a key.

use std::collections::BTreeMap;

use crate::observer::{Moment, NodeTable, Observer};
use crate::panel::{Cell, Mark, StateTable, StateTableRow, Tone};
use crate::plan::Plan;
use crate::recording::Recording;
use crate::replication::quorum::QuorumSettings;
use crate::vocabulary::{Observed, Status};

/// Stores of quorums.
pub(super) const QUORUM: Observer = Observer {
    tables: &[of],
    marks: &[mark],
    ..Observer::NONE
};

/// So many keys are shown, those that were written last.
const KEYS: usize = 8;

/// So many observations before the moment are looked at: enough for the few keys that are shown.
const LOOKED_AT: usize = 4096;

/// A copy: what makes it the newer one comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Copy {
    timestamp: u64,
    coordinator: u8,
    value: u32,
}

/// What the replicas of a store have, by key: the newest copy of each replica.
type Copies = BTreeMap<u32, Vec<Option<Copy>>>;

/// The copies of a store of quorums.
#[derive(Debug)]
struct Store {
    node: u32,
}

/// The copies of a node, if it is a store of quorums.
fn of(plan: &Plan, _: &Recording, node: u32) -> Option<Box<dyn NodeTable>> {
    is_quorum(plan, node).then(|| Box::new(Store { node }) as Box<dyn NodeTable>)
}

fn is_quorum(plan: &Plan, node: u32) -> bool {
    let settings = plan.settings[0].nodes.get(node as usize);
    settings.is_some_and(|settings| settings.machine_as::<QuorumSettings>().is_some())
}

/// Coordinators that keep no data stand out.
fn mark(moment: &Moment<'_>, process: u32) -> Option<Mark> {
    let own = &moment.plan.shape.processes[process as usize];
    let node = &moment.plan.shape.topology.nodes[own.node as usize];
    let coordinates = own.replica >= node.members();
    (coordinates && moment.status(process) == Status::Up).then(|| Mark {
        letter: "C".to_owned(),
        says: "coordinator: keeps no data".to_owned(),
        tone: Tone::Plain,
    })
}

impl NodeTable for Store {
    fn at(&self, moment: &Moment<'_>) -> StateTable {
        let copies = self.newest_copies(moment);
        let shape = &moment.plan.shape.topology.nodes[self.node as usize];
        let rows = (0..shape.members()).map(|replica| {
            let cell = |(key, copies): (&u32, &Vec<Option<Copy>>)| cell(*key, copies, replica);
            StateTableRow {
                label: moment.name(shape.first + replica).to_owned(),
                cells: copies.iter().map(cell).collect(),
            }
        });
        StateTable {
            title: "Copies".to_owned(),
            help: "A row is a replica, a column one of the keys written last, a cell the value that the replica has \
                   on disk. Copies of one version look alike. Bad: another replica has a newer one."
                .to_owned(),
            rows: std::iter::once(keys(&copies)).chain(rows).collect(),
        }
    }
}

impl Store {
    /// The keys that were written last are few, so the observations not long before the moment tell.
    fn newest_copies(&self, moment: &Moment<'_>) -> Copies {
        let shape = &moment.plan.shape.topology.nodes[self.node as usize];
        let observations = &moment.recording.observations;
        let until = observations.partition_point(|observation| observation.at <= moment.at);
        let own = observations[..until]
            .iter()
            .rev()
            .filter_map(|observation| {
                let replica = observation.process.wrapping_sub(shape.first);
                (replica < shape.members()).then_some((replica, observation.what))
            });
        let mut copies = Copies::new();
        for (replica, what) in own.take(LOOKED_AT) {
            let Some((key, copy)) = stored(what) else {
                continue;
            };
            if copies.len() == KEYS && !copies.contains_key(&key) {
                continue;
            }
            let of_key = copies
                .entry(key)
                .or_insert_with(|| vec![None; shape.members() as usize]);
            let newest = &mut of_key[replica as usize];
            *newest = Some(copy).max(*newest);
        }
        copies
    }
}

/// What an observation says of a copy, if it does.
fn stored(what: Observed) -> Option<(u32, Copy)> {
    let Observed::Stored {
        key,
        value,
        timestamp,
        coordinator,
    } = what
    else {
        return None;
    };
    let copy = Copy {
        timestamp,
        coordinator,
        value,
    };
    Some((key, copy))
}

/// The row above the replicas.
fn keys(copies: &Copies) -> StateTableRow {
    let cell = |key: &u32| Cell {
        text: key.to_string(),
        says: format!("key {key}"),
        ..Cell::default()
    };
    StateTableRow {
        label: "key".to_owned(),
        cells: copies.keys().map(cell).collect(),
    }
}

fn cell(key: u32, copies: &[Option<Copy>], replica: u32) -> Cell {
    let newest = copies.iter().copied().max().flatten();
    let own = copies[replica as usize];
    // Every write has a value of its own, so the value stands for the version.
    let group = own.map_or(0, |copy| copy.value);
    match (own, newest) {
        (Some(own), Some(newest)) if own < newest => Cell {
            text: own.value.to_string(),
            says: format!(
                "key {key} = {}, older than {} on another replica",
                own.value, newest.value
            ),
            group,
            tone: Tone::Bad,
        },
        (Some(own), _) => Cell {
            text: own.value.to_string(),
            says: format!("key {key} = {}, the newest on any replica", own.value),
            group,
            tone: Tone::Plain,
        },
        (None, Some(newest)) => Cell {
            text: String::new(),
            says: format!(
                "key {key} was not written here of late; another replica has {}",
                newest.value
            ),
            group,
            tone: Tone::Bad,
        },
        (None, None) => Cell::default(),
    }
}
