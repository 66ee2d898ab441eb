//! What the processes of a node hold at a moment, as rows under each other.

mod quorum;
mod raft;
mod sagas;
#[cfg(test)]
mod tests;

pub(super) use raft::Group;

use super::Replay;
use crate::panel::StateTable;
use crate::time::Instant;

impl Replay {
    /// What the processes of a node hold at a moment, what happened at that moment included.
    pub fn state_tables(&self, at: Instant, node: u32) -> Vec<StateTable> {
        let groups = self.groups.iter().filter(|group| group.is_of(node));
        let logs = groups.map(|group| self.logs(group, at));
        let copies = quorum::is_quorum(&self.plan, node).then(|| self.copies(node, at));
        logs.chain(copies).chain(self.sagas_of(at, node)).collect()
    }
}
