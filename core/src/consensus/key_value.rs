//! Key-value state machine with read, write and compare-and-set: the contents of a replicated store.
//!
//! ```text
//! write           key := value                       Written
//! compare-and-set key = expected: key := value       Written
//!                 otherwise nothing                  Differs(what the key has)
//! read            nothing                            Value(what the key has)
//! ```
//!
//! Compare-and-set makes it a universal object: Herlihy 1991, "Wait-free synchronization".

use super::StateMachine;
use std::collections::BTreeMap;

/// A change to one key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Set a key to a value.
    Write {
        /// The key.
        key: u32,
        /// New value of the key.
        value: u32,
    },
    /// Set a key to a value if it has the expected one.
    CompareAndSet {
        /// The key.
        key: u32,
        /// Expected value; `None` expects that the key has no value.
        expected: Option<u32>,
        /// New value of the key.
        value: u32,
    },
}

/// Reply to a command or a read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CommandResult {
    /// Value that was read; `None` if the key has no value.
    Value(Option<u32>),
    /// The key has the new value.
    Written,
    /// The key has a value other than the expected one, and keeps it.
    Differs(Option<u32>),
}

/// Values by key.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct KeyValue {
    values: BTreeMap<u32, u32>,
}

impl KeyValue {
    /// The value of a key, if it has one.
    pub fn get(&self, key: u32) -> Option<u32> {
        self.values.get(&key).copied()
    }

    fn write(&mut self, key: u32, value: u32) -> CommandResult {
        self.values.insert(key, value);
        CommandResult::Written
    }
}

impl StateMachine<Command> for KeyValue {
    /// The key to read.
    type Query = u32;
    type Reply = CommandResult;

    fn apply(&mut self, command: &Command) -> CommandResult {
        match *command {
            Command::Write { key, value } => self.write(key, value),
            Command::CompareAndSet {
                key,
                expected,
                value,
            } => {
                let found = self.get(key);
                if found == expected {
                    self.write(key, value)
                } else {
                    CommandResult::Differs(found)
                }
            }
        }
    }

    fn query(&self, key: &u32) -> CommandResult {
        CommandResult::Value(self.get(*key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare_and_set(expected: Option<u32>, value: u32) -> Command {
        Command::CompareAndSet {
            key: 1,
            expected,
            value,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut store = KeyValue::default();
        assert_eq!(store.query(&1), CommandResult::Value(None));
        let write = Command::Write { key: 1, value: 5 };
        assert_eq!(store.apply(&write), CommandResult::Written);
        assert_eq!(store.query(&1), CommandResult::Value(Some(5)));
        assert_eq!(store.query(&2), CommandResult::Value(None));
    }

    #[test]
    fn compare_and_set_writes_only_over_what_it_expects() {
        let mut store = KeyValue::default();
        let refused = store.apply(&compare_and_set(Some(1), 2));
        assert_eq!(refused, CommandResult::Differs(None));
        assert_eq!(
            store.apply(&compare_and_set(None, 1)),
            CommandResult::Written
        );
        assert_eq!(
            store.apply(&compare_and_set(Some(1), 2)),
            CommandResult::Written
        );
        let refused = store.apply(&compare_and_set(None, 3));
        assert_eq!(
            (refused, store.get(1)),
            (CommandResult::Differs(Some(2)), Some(2))
        );
    }
}
