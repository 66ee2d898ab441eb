//! The log of a replica, folded from what was observed of it.

use crate::vocabulary::{Observed, ReplicaRole};

/// An entry of a replicated log, as far as it tells entries apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct LogEntry {
    /// The term of the leader that made it.
    pub term: u32,
    /// The key that it writes.
    pub key: u32,
    /// The value that it writes; 0 if it writes none.
    pub value: u32,
}

/// A replica as its observations up to some moment tell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReplicaLog {
    /// Its entries; the first has index 1.
    pub entries: Vec<LogEntry>,
    /// The last index that it has carried out.
    pub applied: u32,
    /// Its role, and in which term; `None` while it is down.
    pub role: Option<(ReplicaRole, u32)>,
}

impl ReplicaLog {
    /// Goes on by what was observed next.
    pub fn take(&mut self, what: &Observed) {
        match *what {
            Observed::Became { role, term } => self.role = Some((role, term)),
            Observed::Appended {
                term, key, value, ..
            } => self.entries.push(LogEntry { term, key, value }),
            Observed::Truncated { after } => self.entries.truncate(after as usize),
            Observed::Applied { index } => self.applied = index,
            Observed::Crashed { after } => {
                self.entries.truncate(after as usize);
                (self.applied, self.role) = (0, None);
            }
            _ => {}
        }
    }

    /// The last index.
    pub fn length(&self) -> u32 {
        self.entries.len() as u32
    }

    /// The entry at an index, from 1.
    pub fn get(&self, index: u32) -> Option<LogEntry> {
        self.entries.get((index as usize).checked_sub(1)?).copied()
    }
}

impl LogEntry {
    /// What it does, in a few words.
    pub fn says(&self) -> String {
        match self.value {
            0 => "no write".to_owned(),
            value => format!("key {} = {value}", self.key),
        }
    }
}
