//! Parameters of a store.

use crate::luck::Distribution;
use crate::params::{Money, declare};
use crate::scenario::Replication;
use crate::stores::single::params::{Durability, Single};
use crate::time::Span;

declare! {
    /// Keeps keys and values, replicated as it says.
    pub struct Store {
        /// How the data is replicated.
        replication: Replication = Replication::Single(Single { durability: Durability::Fsync }), @fixed;
        /// Requests that one process works on at once.
        concurrency: u32 = 32, in 1.0..=100_000.0;
        /// Requests that may wait for a slot in one process; without limit if left out.
        queue: Option<u32> = None, in 0.0..=10_000_000.0;
        /// Time of work for a read.
        read: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Time of work for a write, before it is made durable.
        write: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Time the disk takes to make writes durable.
        fsync: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Zones of the processes, in turn, each written `region/zone`.
        zones: Vec<String> = vec!["home/a".to_owned()], @fixed;
        /// Price of one process a month.
        price: Money = Money(200.0), in 0.0..=1e6;
    }
}
