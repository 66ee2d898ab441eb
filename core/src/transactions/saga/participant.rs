//! Participant: accounts that execute each order once, however often and in whatever order it arrives.
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

/// Command on an account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Take money from the account.
    Debit {
        /// The account.
        account: u32,
        /// Amount.
        amount: u32,
    },
    /// Put money on the account.
    Credit {
        /// The account.
        account: u32,
        /// Amount.
        amount: u32,
    },
}

impl Command {
    /// The inverse command.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Debit { account, amount } => Self::Credit { account, amount },
            Self::Credit { account, amount } => Self::Debit { account, amount },
        }
    }

    /// A step with this command, compensated by its inverse.
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

/// Steps that move money from one account to another, each given with its participant.
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

/// Effect of an order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Effect {
    /// The action was done.
    Acted,
    /// The action was not done and never will be.
    Refused,
    /// The action was compensated, or never done.
    Compensated,
}

/// Record that a participant persists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// The order.
    pub key: Key,
    /// Effect of the order.
    pub effect: Effect,
    /// The account.
    pub account: u32,
    /// Amount added to the account; 0 if an answer is only repeated.
    pub change: i64,
}

/// Output of a participant, which has no timers and no clients.
pub type ParticipantOutput = machine::Output<Report, Entry, (), (), ()>;

/// State of a participant.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Participant {
    /// Durable, by the log: balance of each account.
    balances: BTreeMap<u32, i64>,
    /// Durable, by the log: effect of each order.
    effects: BTreeMap<Key, Effect>,
}

impl Participant {
    /// The participant at its start, from its accounts as opened and the records of its log.
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

    /// Takes an order from the orchestrator and appends the outputs.
    ///
    /// `willing` is false if a reason outside of this machine speaks against an action, such as a limit or a blocked
    /// customer. Only the first answer counts: the effect of an order is remembered and reported again.
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
        // A repeated answer waits for the disk too: the first may not have left yet.
        let send = ParticipantOutput::Send { to: from, message };
        out.extend([ParticipantOutput::Persist(entry), send]);
    }

    /// Balance of an account, if it exists.
    pub fn balance(&self, account: u32) -> Option<i64> {
        self.balances.get(&account).copied()
    }

    /// Sum of all balances.
    pub fn total(&self) -> i64 {
        self.balances.values().sum()
    }

    /// Effect of an order, if it has arrived.
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

    /// True if an action is possible: the account exists and covers a debit.
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
