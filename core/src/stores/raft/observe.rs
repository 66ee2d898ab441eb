//! What a replica did, taken down from the records that it hands out and from what it shows of itself.

use super::driver::RaftReplica;
use crate::consensus::key_value::Command;
use crate::consensus::raft::{Entry, Index, Log, Payload, Record, Role, Suffix, Term};
use crate::driver::Runtime;
use crate::vocabulary::{Observed, ReplicaRole};

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

impl RaftReplica {
    /// Takes down how the replica stands, if that has changed.
    pub(super) fn observe_role(&mut self, run: &mut dyn Runtime) {
        let role = (self.raft.role(), self.raft.term());
        if self.noted.role.replace(role) == Some(role) {
            return;
        }
        let (role, term) = (observed_role(role.0), role.1 as u32);
        run.observe(Observed::Became { role, term });
    }

    /// Takes down what a record says of the log.
    pub(super) fn observe_suffix(&mut self, record: &Record<Command>, run: &mut dyn Runtime) {
        let Some(Suffix { after, entries }) = &record.suffix else {
            return;
        };
        let last = after + entries.len() as Index;
        if std::mem::replace(&mut self.noted.length, last) > *after {
            let after = *after as u32;
            run.observe(Observed::Truncated { after });
        }
        for (index, entry) in (after + 1..).zip(entries.iter()) {
            run.observe(appended(index, entry));
        }
    }

    /// Takes down up to where the replica has carried out its log, if it went on.
    pub(super) fn observe_applied(&mut self, run: &mut dyn Runtime) {
        let applied = self.raft.last_applied();
        if std::mem::replace(&mut self.noted.applied, applied) < applied {
            let index = applied as u32;
            run.observe(Observed::Applied { index });
        }
    }

    /// Takes down what a crash leaves of the log: up to where it stays, and what the disk has in place of the rest.
    pub(super) fn observe_crash(&mut self, durable: &Log<Command>, run: &mut dyn Runtime) {
        let same = shared(self.raft.log(), durable);
        self.noted = Noted {
            length: durable.last().index,
            ..Noted::default()
        };
        let after = same as u32;
        run.observe(Observed::Crashed { after });
        for (index, entry) in durable.iter().skip(same as usize) {
            run.observe(appended(index, entry));
        }
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

/// The role as observers name it.
pub(super) const fn observed_role(role: Role) -> ReplicaRole {
    match role {
        Role::Follower => ReplicaRole::Follower,
        Role::PreCandidate => ReplicaRole::PreCandidate,
        Role::Candidate => ReplicaRole::Candidate,
        Role::Leader => ReplicaRole::Leader,
    }
}
