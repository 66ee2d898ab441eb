//! Watches the replicas of a group, observation by observation, and keeps the first breach of each promise.

use std::collections::BTreeMap;

use super::replica_log::{LogEntry, ReplicaLog};
use crate::recording::Observation;
use crate::time::Instant;
use crate::vocabulary::{Observed, ReplicaRole};

/// The findings on a promise.
pub(super) struct Finding {
    /// The first breach.
    pub(super) broken: Option<Breach>,
    /// What was looked at, in one sentence, where there is no breach.
    pub(super) says: String,
}

/// How a promise was broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Breach {
    /// When.
    pub(super) at: Instant,
    /// The processes that show it.
    pub(super) processes: Vec<u32>,
    /// What they show.
    pub(super) how: How,
}

/// What processes show of a breach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum How {
    /// Two lead one term.
    TwoLeaders { term: u32 },
    /// Two have an entry of one term at one index, but not the same, or not after the same.
    Mismatch { index: u32, term: u32 },
    /// One leads without what was committed.
    Incomplete {
        term: u32,
        index: u32,
        missing: LogEntry,
    },
    /// One carries out another entry than was carried out.
    Differs {
        index: u32,
        first: LogEntry,
        other: Option<LogEntry>,
    },
}

/// An entry that was committed.
struct Committed {
    entry: LogEntry,
    /// The process that carried it out first.
    by: u32,
    /// A term by which that was known: of the process that carried it out first, or of one before.
    known_in: u32,
}

/// What was put into a log at an index in a term, the first time.
struct Original {
    by: u32,
    entry: LogEntry,
    /// The term of the entry before it.
    after: u32,
}

/// A replica, and how far it is known to agree.
#[derive(Default)]
struct Replica {
    log: ReplicaLog,
    /// Up to this index its log is what was committed.
    agrees: u32,
}

/// What was seen of a group so far.
#[derive(Default)]
pub(super) struct InvariantChecker {
    first: u32,
    replicas: Vec<Replica>,
    /// Who led each term.
    leaders: BTreeMap<u32, u32>,
    /// Elections won.
    elections: u32,
    /// By index and term.
    originals: BTreeMap<(u32, u32), Original>,
    committed: Vec<Committed>,
    two_leaders: Option<Breach>,
    mismatch: Option<Breach>,
    incomplete: Option<Breach>,
    differs: Option<Breach>,
}

impl InvariantChecker {
    /// Watches a group of so many replicas from the first process on.
    pub(super) fn of<'a>(
        first: u32,
        replicas: u32,
        observations: impl IntoIterator<Item = &'a Observation>,
    ) -> Self {
        let mut checker = Self {
            first,
            replicas: (0..replicas).map(|_| Replica::default()).collect(),
            ..Self::default()
        };
        for observation in observations {
            let replica = observation.process.wrapping_sub(first);
            if replica < replicas {
                checker.watch(observation.at, replica as usize, &observation.what);
            }
        }
        checker
    }

    fn watch(&mut self, at: Instant, replica: usize, what: &Observed) {
        let own = &mut self.replicas[replica];
        let applied = own.log.applied;
        own.log.take(what);
        own.agrees = own.agrees.min(own.log.length());
        match *what {
            Observed::Became {
                role: ReplicaRole::Leader,
                term,
            } => self.elected(at, replica, term),
            Observed::Appended { index, .. } => self.appended(at, replica, index),
            Observed::Applied { index } => self.applied(at, replica, applied, index),
            _ => {}
        }
    }

    fn elected(&mut self, at: Instant, replica: usize, term: u32) {
        let process = self.first + replica as u32;
        self.elections += 1;
        let leader = *self.leaders.entry(term).or_insert(process);
        if leader != process {
            self.two_leaders.get_or_insert(Breach {
                at,
                processes: vec![leader, process],
                how: How::TwoLeaders { term },
            });
        }
        self.agree(replica);
        let index = self.replicas[replica].agrees;
        let missing = self.committed.get(index as usize);
        if let Some(committed) = missing.filter(|committed| committed.known_in < term) {
            self.incomplete.get_or_insert(Breach {
                at,
                processes: vec![process, committed.by],
                how: How::Incomplete {
                    term,
                    index: index + 1,
                    missing: committed.entry,
                },
            });
        }
    }

    /// Goes on comparing a replica's log with what was committed, from where that ended last.
    fn agree(&mut self, replica: usize) {
        let own = &mut self.replicas[replica];
        let rest = self.committed.iter().skip(own.agrees as usize);
        let entries = own.log.entries.iter().skip(own.agrees as usize);
        let same = rest.zip(entries);
        own.agrees += same
            .take_while(|(committed, entry)| committed.entry == **entry)
            .count() as u32;
    }

    fn appended(&mut self, at: Instant, replica: usize, index: u32) {
        let process = self.first + replica as u32;
        let log = &self.replicas[replica].log;
        let Some(entry) = log.get(index) else { return };
        let after = log.get(index - 1).map_or(0, |before| before.term);
        let place = (index, entry.term);
        let original = self.originals.entry(place).or_insert(Original {
            by: process,
            entry,
            after,
        });
        if (original.entry, original.after) != (entry, after) {
            self.mismatch.get_or_insert(Breach {
                at,
                processes: vec![original.by, process],
                how: How::Mismatch {
                    index,
                    term: entry.term,
                },
            });
        }
    }

    fn applied(&mut self, at: Instant, replica: usize, before: u32, index: u32) {
        for index in before + 1..=index {
            self.carried_out(at, replica, index);
        }
    }

    fn carried_out(&mut self, at: Instant, replica: usize, index: u32) {
        let process = self.first + replica as u32;
        let log = &self.replicas[replica].log;
        let entry = log.get(index);
        match (self.committed.get(index as usize - 1), entry) {
            (Some(first), entry) if entry != Some(first.entry) => {
                self.differs.get_or_insert(Breach {
                    at,
                    processes: vec![first.by, process],
                    how: How::Differs {
                        index,
                        first: first.entry,
                        other: entry,
                    },
                });
            }
            (None, Some(entry)) => {
                let before = self.committed.last().map_or(0, |last| last.known_in);
                let term = log.role.map_or(0, |(_, term)| term);
                self.committed.push(Committed {
                    entry,
                    by: process,
                    known_in: before.max(term),
                });
            }
            (Some(_) | None, _) => {}
        }
    }

    pub(super) fn election_safety(&self) -> Finding {
        Finding {
            broken: self.two_leaders.clone(),
            says: format!(
                "{} led, each term at most one replica.",
                counted(self.leaders.len(), "term was", "terms were")
            ),
        }
    }

    pub(super) fn log_matching(&self) -> Finding {
        let entries = counted(self.originals.len(), "entry is", "entries are");
        Finding {
            broken: self.mismatch.clone(),
            says: format!("{entries} the same in every log that has them, and so is all before."),
        }
    }

    pub(super) fn leader_completeness(&self) -> Finding {
        Finding {
            broken: self.incomplete.clone(),
            says: format!(
                "in {} the new leader had all that was committed before.",
                counted(self.elections as usize, "election", "elections")
            ),
        }
    }

    pub(super) fn state_machine_safety(&self) -> Finding {
        let entries = counted(self.committed.len(), "entry was", "entries were");
        Finding {
            broken: self.differs.clone(),
            says: format!(
                "{entries} carried out, the same at each index on all of {} replicas.",
                self.replicas.len()
            ),
        }
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl How {
    /// What the processes of these names show.
    pub(super) fn says(&self, names: &[&str]) -> String {
        let (one, other) = (names[0], names[1]);
        match self {
            Self::TwoLeaders { term } => format!("{other} leads term {term}, and so did {one}"),
            Self::Mismatch { index, term } => format!(
                "{other} gets an entry of term {term} at index {index} that is not, or does not follow, what {one} got there"
            ),
            Self::Incomplete {
                term,
                index,
                missing,
            } => format!(
                "{one} leads term {term} without entry {index} of term {} ({}), which {other} carried out",
                missing.term,
                missing.says()
            ),
            Self::Differs {
                index,
                first,
                other: entry,
            } => {
                let says = entry.map_or("nothing".to_owned(), |entry| {
                    format!("{} of term {}", entry.says(), entry.term)
                });
                format!(
                    "{other} carries out {says} at index {index}, where {one} carried out {} of term {}",
                    first.says(),
                    first.term
                )
            }
        }
    }
}
