//! Sagas in a diagram: orchestrators, the participants that they order about, and the steps in between.

use crate::luck::Distribution;
use crate::params::{Money, Share, declare, one_entry};
use crate::time::Span;

declare! {
    /// Moves an amount of money step by step, and compensates the steps that are done where one fails.
    ///
    /// A write is such a saga, under the number of the client's request: asked again, the same saga answers. A
    /// read asks how many sagas are under way, and is answered from memory.
    pub struct Orchestrator {
        /// What a saga does, step by step: `{"debit": node}` takes the amount, `{"credit": node}` gives it.
        steps: Vec<SagaStep>, @fixed;
        /// How much each step takes or gives, in dollars.
        amount: u32 = 100, in 1.0..=1_000_000.0;
        /// Attempts of an action before the saga turns back.
        attempts: u32 = 5, in 1.0..=100.0;
        /// Attempts of a compensation before the saga is given up and left to a person; without limit if left out.
        compensations: Option<u32> = None, in 1.0..=1000.0;
        /// How long to wait for the answer to the first attempt; twice as long for each further one, and up to half more.
        timeout: Span = Span::from_millis(1_000), in 0.001..=3600.0;
        /// The longest such wait.
        longest: Span = Span::from_millis(30_000), in 0.001..=3600.0;
        /// Requests that it works on at once; one holds its slot until its saga has ended.
        concurrency: u32 = 256, in 1.0..=100_000.0;
        /// Requests that may wait for a slot; without limit if left out.
        queue: Option<u32> = None, in 0.0..=10_000_000.0;
        /// Time of work for a request, before its saga begins.
        work: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Time the disk takes to make the log of the sagas durable.
        fsync: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Zone the orchestrator is in, written `region/zone`.
        zone: String = "home/a".to_owned(), @fixed;
        /// Price of the process a month.
        price: Money = Money(50.0), in 0.0..=1e6;
    }
}

declare! {
    /// Keeps accounts and carries out the orders of orchestrators, each once.
    pub struct Participant {
        /// How many accounts there are; the key of a request, modulo this, says which.
        accounts: u32 = 100, in 1.0..=100_000.0, @fixed;
        /// What is on each account at the start, in dollars. A debit without cover is refused.
        balance: u32 = 1_000_000, in 0.0..=1e9, @fixed;
        /// Share of the sagas whose action it refuses though the account would allow it.
        refuse: Share = Share(0.0), in 0.0..=1.0;
        /// Time of work for an order, before what it does is made durable.
        work: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Time the disk takes to make what was done durable.
        fsync: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Zone the participant is in, written `region/zone`.
        zone: String = "home/a".to_owned(), @fixed;
        /// Price of the process a month.
        price: Money = Money(100.0), in 0.0..=1e6;
    }
}

/// One step of a saga. Its compensation is the other one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SagaStep {
    /// Takes the amount from an account of this participant.
    Debit(String),
    /// Gives the amount to an account of this participant.
    Credit(String),
}

impl SagaStep {
    /// The participant that the step is ordered from.
    pub fn participant(&self) -> &str {
        match self {
            Self::Debit(name) | Self::Credit(name) => name,
        }
    }

    /// Whether it takes money.
    pub fn is_debit(&self) -> bool {
        match self {
            Self::Debit(_) => true,
            Self::Credit(_) => false,
        }
    }
}

one_entry! {
    SagaStep {
        Debit(String) = "debit": "node",
        Credit(String) = "credit": "node",
    }
}
