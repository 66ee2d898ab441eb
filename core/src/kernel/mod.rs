//! Time, events, the network, hosts and disks: what every node stands on and what knows none of them.

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
