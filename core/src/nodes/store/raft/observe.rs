//! What a replica did, taken down from the records that it hands out and from what it shows of itself.

use super::{RaftProcess, Simulation};
use crate::consensus::key_value::Command;
use crate::consensus::raft::{Entry, Index, Log, Payload, Record, Role, Suffix, Term};
use crate::recording::{Observed, Standing};

/// What was last observed of a replica.
#[derive(Default)]
pub(super) struct Noted {
    /// Its role and term; `None` while it is down.
    role: Option<(Role, Term)>,
    /// The last index of its log.
    length: Index,
    /// The last index that it has carried out.
    applied: Index,
}

impl Simulation {
    /// Takes down how a replica stands, if that has changed.
    pub(super) fn observe_standing(&mut self, process: u32) {
        let Some(own) = self.raft(process) else {
            return;
        };
        let role = (own.raft.role(), own.raft.term());
        if own.noted.role.replace(role) == Some(role) {
            return;
        }
        let (standing, term) = (standing(role.0), role.1 as u32);
        self.recorder
            .observe(self.now, process, Observed::Became { standing, term });
    }

    /// Takes down what a record says of the log.
    pub(super) fn observe_record(&mut self, process: u32, record: &Record<Command>) {
        let (Some(Suffix { after, entries }), Some(own)) = (&record.suffix, self.raft(process))
        else {
            return;
        };
        let last = after + entries.len() as Index;
        if std::mem::replace(&mut own.noted.length, last) > *after {
            let after = *after as u32;
            self.recorder
                .observe(self.now, process, Observed::Truncated { after });
        }
        for (index, entry) in (after + 1..).zip(entries.iter()) {
            self.recorder
                .observe(self.now, process, appended(index, entry));
        }
    }

    /// Takes down up to where a replica has carried out its log, if it went on.
    pub(super) fn observe_applied(&mut self, process: u32) {
        let Some(own) = self.raft(process) else {
            return;
        };
        let applied = own.raft.last_applied();
        if std::mem::replace(&mut own.noted.applied, applied) < applied {
            let index = applied as u32;
            self.recorder
                .observe(self.now, process, Observed::Applied { index });
        }
    }

    /// Takes down what a crash leaves of the log: what the disk has.
    pub(in crate::nodes::store) fn crash_raft(&mut self, process: u32) {
        let Some(own) = self.raft(process) else {
            return;
        };
        let (lost, kept) = own.crash();
        let after = lost as u32;
        self.recorder
            .observe(self.now, process, Observed::Crashed { after });
        for observed in kept {
            self.recorder.observe(self.now, process, observed);
        }
    }
}

impl RaftProcess {
    /// The process is gone. Up to where its log stays, and what the disk has in place of the rest.
    fn crash(&mut self) -> (Index, Vec<Observed>) {
        self.stop();
        let durable = self.durable().log;
        let same = shared(self.raft.log(), &durable);
        self.noted = Noted {
            length: durable.last().index,
            ..Noted::default()
        };
        let later = durable.iter().skip(same as usize);
        let kept = later.map(|(index, entry)| appended(index, entry));
        (same, kept.collect())
    }
}

/// Up to which index two logs are the same.
fn shared(one: &Log<Command>, other: &Log<Command>) -> Index {
    let pairs = one.iter().zip(other.iter());
    pairs.take_while(|(own, theirs)| own == theirs).count() as Index
}

fn appended(index: Index, entry: &Entry<Command>) -> Observed {
    let (key, value) = match entry.payload {
        Payload::Noop => (0, 0),
        Payload::Command {
            command: Command::Write { key, value } | Command::CompareAndSet { key, value, .. },
            ..
        } => (key, value),
    };
    Observed::Appended {
        index: index as u32,
        term: entry.term as u32,
        key,
        value,
    }
}

const fn standing(role: Role) -> Standing {
    match role {
        Role::Follower => Standing::Follower,
        Role::PreCandidate => Standing::PreCandidate,
        Role::Candidate => Standing::Candidate,
        Role::Leader => Standing::Leader,
    }
}
