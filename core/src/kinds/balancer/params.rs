//! Parameters of a balancer.

use crate::params::{Money, declare};

declare! {
    /// Passes each request on to one process behind it. How it chooses is the `balance` of its call.
    pub struct Balancer {
        /// How many processes run.
        replicas: u32 = 1, in 1.0..=200.0, @fixed;
        /// Zones of the processes, in turn, each written `region/zone`.
        zones: Vec<String> = vec!["home/a".to_owned()], @fixed;
        /// Price of one process a month.
        price: Money = Money(20.0), in 0.0..=1e6;
    }
}
