//! What a store asks of its mode.

use std::sync::Arc;

use crate::driver::MachineSettings;
use crate::params::{Issues, Path};
use crate::vocabulary::MessageKind;

/// How a store keeps its data.
pub trait StoreMode {
    /// Processes that keep the data.
    fn replicas(&self) -> u32;

    /// Processes beside them that keep no data and take the calls.
    fn coordinators(&self) -> u32 {
        0
    }

    /// Kinds of the messages between its processes, if they talk to each other.
    fn messages(&self) -> &'static [MessageKind] {
        &[]
    }

    /// True if the attempts of one write are carried out once.
    fn remembers_requests(&self) -> bool {
        false
    }

    /// Why it cannot carry out a compare-and-set, if it cannot.
    fn cannot_compare(&self) -> Option<&'static str> {
        None
    }

    /// Reports what is wrong with its parameters, beyond single values out of range.
    fn check(&self, _: &Path, _: &mut Issues) {}

    /// What its processes run.
    fn machine(&self) -> Arc<dyn MachineSettings>;
}
