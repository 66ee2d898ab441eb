//! Memory of a recording, counted by things at fixed sizes: the same on every platform.

use super::Recording;

/// Bytes of each thing that is written down.
pub(super) const ENTRY: u64 = 32;
pub(super) const OPERATION: u64 = 40;
const STORE_CALL: u64 = 40;
const OBSERVATION: u64 = 40;
const GUARDED: u64 = 64;

impl Recording {
    /// Bytes that it takes, series of fixed length left out.
    pub fn memory(&self) -> u64 {
        self.entries.len() as u64 * ENTRY
            + self.operations.len() as u64 * OPERATION
            + self.store_calls.len() as u64 * STORE_CALL
            + self.observations.len() as u64 * OBSERVATION
            + self.guarded.len() as u64 * GUARDED
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ClientRequest, Entry, Guarded, Observation, StoreCall};
    use super::*;

    #[test]
    fn records_are_small() {
        for (counted, real) in [
            (ENTRY, size_of::<Entry>()),
            (OPERATION, size_of::<ClientRequest>()),
            (STORE_CALL, size_of::<StoreCall>()),
            (OBSERVATION, size_of::<Observation>()),
            (GUARDED, size_of::<Guarded>()),
        ] {
            assert!(real as u64 <= counted, "{real}, counted as {counted}");
        }
    }
}
