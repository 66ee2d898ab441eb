//! Lanes: what overlaps in time stands in different rows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::time::Instant;

/// Things in lanes, in the order in which they begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Assigned {
    /// Number of each thing in its source, and the row that it stands in.
    pub(super) things: Vec<(u32, Row)>,
}

/// A row: a group, and a lane in it.
pub(super) type Row = (u16, u32);

/// Gives each thing of a group the lowest lane that is free when it begins.
///
/// Lanes are given over the whole run, so that nothing changes its row when another stretch is looked at.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    groups: BTreeMap<u16, Group>,
}

#[derive(Debug, Default)]
struct Group {
    lanes: u32,
    free: BTreeSet<u32>,
    /// Taken lanes, each with the moment when it becomes free.
    taken: BinaryHeap<Reverse<(Instant, u32)>>,
}

impl Lanes {
    /// The lane of a thing that begins no earlier than those before it.
    pub(super) fn give(&mut self, group: u16, from: Instant, to: Instant) -> u32 {
        let group = self.groups.entry(group).or_default();
        while let Some(Reverse((_, lane))) = group.taken.peek().filter(|next| next.0.0 <= from) {
            group.free.insert(*lane);
            group.taken.pop();
        }
        let lane = group.free.pop_first().unwrap_or_else(|| {
            group.lanes += 1;
            group.lanes - 1
        });
        group.taken.push(Reverse((to, lane)));
        lane
    }
}
