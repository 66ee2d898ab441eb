//! A participant: accounts that take each order once, however often it comes, and in whatever order.
//!
//! ```text
//! remembered for the key    Act                        Compensate
//! nothing                   do it, or refuse it        note it: the action is refused when it comes
//! acted                     say so again               make up for it
//! refused                   say so again               say that it is made up for
//! compensated               refuse                     say so again
//! ```

use super::{Key, Order, Report, Step};
use crate::machine;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is done to an account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Take money from it.
    Debit {
        /// The account.
        account: u32,
        /// How much.
        amount: u32,
    },
    /// Put money on it.
    Credit {
        /// The account.
        account: u32,
        /// How much.
        amount: u32,
    },
}

impl Command {
    /// What makes up for it.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Debit { account, amount } => Self::Credit { account, amount },
            Self::Credit { account, amount } => Self::Debit { account, amount },
        }
    }

    /// This command at a participant, with its inverse as compensation.
    pub fn at(self, participant: u32) -> Step<Self> {
        Step {
            participant,
            action: self,
            compensation: self.inverse(),
        }
    }

    fn change(self) -> (u32, i64) {
        match self {
            Self::Debit { account, amount } => (account, -i64::from(amount)),
            Self::Credit { account, amount } => (account, i64::from(amount)),
        }
    }
}

/// The saga that moves money from one account to another, each given with its participant.
pub fn transfer(from: (u32, u32), to: (u32, u32), amount: u32) -> Arc<[Step<Command>]> {
    let debit = Command::Debit {
        account: from.1,
        amount,
    };
    let credit = Command::Credit {
        account: to.1,
        amount,
    };
    Arc::new([debit.at(from.0), credit.at(to.0)])
}

/// What became of an order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Effect {
    /// It was done.
    Acted,
    /// It was not done and never will be.
    Refused,
    /// It was made up for, or never done.
    Compensated,
}

/// What a participant makes durable.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// The order.
    pub key: Key,
    /// What became of it.
    pub effect: Effect,
    /// The account.
    pub account: u32,
    /// What was added to it; 0 where an answer is only repeated.
    pub change: i64,
}

/// What a participant wants done; it has no timers and no clients.
pub type ParticipantOutput = machine::Output<Report, Entry, (), (), ()>;

/// The state of a participant.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Participant {
    /// Durable, by the log: how much is on each account.
    balances: BTreeMap<u32, i64>,
    /// Durable, by the log: what became of each order.
    effects: BTreeMap<Key, Effect>,
}

impl Participant {
    /// A participant as it starts: its accounts as they were opened, and the log.
    pub fn recover(opened: &[(u32, i64)], log: &[Entry]) -> Self {
        let mut participant = Self {
            balances: opened.iter().copied().collect(),
            effects: BTreeMap::new(),
        };
        for entry in log {
            participant.apply(*entry);
        }
        participant
    }

    /// Takes an order from the orchestrator and appends what is to be done.
    ///
    /// `willing`: whether nothing speaks against an action but what the accounts say. Somebody who is not may
    /// have reasons that are no concern of this machine, such as a limit or a customer that is blocked. Only
    /// the first word counts: what became of an order is remembered and said again.
    pub fn step(
        &mut self,
        from: u32,
        order: Order<Command>,
        willing: bool,
        out: &mut Vec<ParticipantOutput>,
    ) {
        let (key, entry) = match order {
            Order::Act { key, command } => (key, self.act(key, command, willing)),
            Order::Compensate { key, command } => (key, self.compensate(key, command)),
        };
        self.apply(entry);
        let message = match order {
            Order::Act { .. } if entry.effect == Effect::Acted => Report::Acted(key),
            Order::Act { .. } => Report::Refused(key),
            Order::Compensate { .. } => Report::Compensated(key),
        };
        // A repeated answer too waits for the disk: the first may not have left yet.
        let send = ParticipantOutput::Send { to: from, message };
        out.extend([ParticipantOutput::Persist(entry), send]);
    }

    /// What is on an account, if there is one.
    pub fn balance(&self, account: u32) -> Option<i64> {
        self.balances.get(&account).copied()
    }

    /// What is on all accounts.
    pub fn total(&self) -> i64 {
        self.balances.values().sum()
    }

    /// What became of an order, if it came.
    pub fn effect(&self, key: Key) -> Option<Effect> {
        self.effects.get(&key).copied()
    }

    fn act(&self, key: Key, command: Command, willing: bool) -> Entry {
        let (account, change) = command.change();
        let entry = |effect, change| Entry {
            key,
            effect,
            account,
            change,
        };
        match self.effect(key) {
            Some(effect) => entry(effect, 0),
            None if willing && self.can(account, change) => entry(Effect::Acted, change),
            None => entry(Effect::Refused, 0),
        }
    }

    fn compensate(&self, key: Key, command: Command) -> Entry {
        let (account, change) = command.change();
        let change = match self.effect(key) {
            Some(Effect::Acted) => change,
            Some(Effect::Refused | Effect::Compensated) | None => 0,
        };
        let effect = Effect::Compensated;
        Entry {
            key,
            effect,
            account,
            change,
        }
    }

    /// Whether an action is possible: there is such an account, and nothing is taken that is not there.
    fn can(&self, account: u32, change: i64) -> bool {
        let balance = self.balance(account);
        balance.is_some_and(|balance| change >= 0 || balance + change >= 0)
    }

    fn apply(&mut self, entry: Entry) {
        if entry.change != 0 {
            *self.balances.entry(entry.account).or_default() += entry.change;
        }
        self.effects.insert(entry.key, entry.effect);
    }
}
