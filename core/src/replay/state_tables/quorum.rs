//! The copies that the replicas of a store of quorums have on disk, at one moment: a row a replica, a column a key.

use std::collections::BTreeMap;

use crate::panel::{Cell, StateTable, StateTableRow, Tone};
use crate::plan::Plan;
use crate::replay::Replay;
use crate::replication::quorum::QuorumSettings;
use crate::time::Instant;
use crate::vocabulary::Observed;

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

/// Whether a node is a store of quorums.
pub(super) fn is_quorum(plan: &Plan, node: u32) -> bool {
    let settings = plan.settings[0].nodes.get(node as usize);
    settings.is_some_and(|settings| settings.machine_as::<QuorumSettings>().is_some())
}

impl Replay {
    pub(super) fn copies(&self, node: u32, at: Instant) -> StateTable {
        let copies = self.newest_copies(node, at);
        let shape = &self.plan.shape.topology.nodes[node as usize];
        let rows = (0..shape.members()).map(|replica| {
            let process = (shape.first + replica) as usize;
            let cell = |(key, copies): (&u32, &Vec<Option<Copy>>)| cell(*key, copies, replica);
            StateTableRow {
                label: self.plan.shape.topology.processes[process].name.clone(),
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

    /// The copies of the keys that were written last, as far as observations not long before the moment tell.
    fn newest_copies(&self, node: u32, at: Instant) -> Copies {
        let shape = &self.plan.shape.topology.nodes[node as usize];
        let observations = &self.recording.observations;
        let until = observations.partition_point(|observation| observation.at <= at);
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
    match what {
        Observed::Stored {
            key,
            value,
            timestamp,
            coordinator,
        } => Some((
            key,
            Copy {
                timestamp,
                coordinator,
                value,
            },
        )),
        Observed::Became { .. }
        | Observed::Appended { .. }
        | Observed::Truncated { .. }
        | Observed::Applied { .. }
        | Observed::Crashed { .. }
        | Observed::Saga { .. }
        | Observed::Breaker { .. } => None,
    }
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
