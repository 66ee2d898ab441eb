//! Events, network, clocks and disks: the base of every node, without knowledge of any.

mod clock;
mod condition;
mod disk;
mod network;
mod queue;

pub use clock::Clock;
pub use condition::{ActiveEffects, Conditions, Effect, LinkCondition, ProcessCondition};
pub use disk::Disk;
pub use network::{LinkProfile, MessageLuck, Network, Transit};
pub use queue::{Class, Queue};
