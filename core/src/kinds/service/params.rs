//! Parameters of a service.

use std::collections::BTreeMap;

use crate::luck::Distribution;
use crate::params::{Money, declare};
use crate::scenario::Step;
use crate::time::Span;

declare! {
    /// Works on requests and may call others. A slot is held until the answer is sent.
    pub struct Service {
        /// How many processes run.
        replicas: u32 = 1, in 1.0..=1000.0, @fixed;
        /// Requests that one process works on at once; one that waits for a call holds its slot.
        concurrency: u32 = 16, in 1.0..=100_000.0;
        /// Requests that may wait for a slot in one process; without limit if left out.
        queue: Option<u32> = None, in 0.0..=10_000_000.0;
        /// What is done for a request, step by step, by operation: `read`, `write`, or `any` for the rest.
        handlers: BTreeMap<String, Vec<Step>> = default_handlers();
        /// Zones of the processes, in turn, each written `region/zone`.
        zones: Vec<String> = vec!["home/a".to_owned()], @fixed;
        /// Price of one process a month.
        price: Money = Money(50.0), in 0.0..=1e6;
    }
}

fn default_handlers() -> BTreeMap<String, Vec<Step>> {
    let work = Step::Work(Distribution::Constant(Span::from_millis(5)));
    BTreeMap::from([("any".to_owned(), vec![work])])
}
