//! Promises of figure 3, judged from outside: the checker only reads replicas.

use super::super::{Entry, Role, Term};
use super::Replica;
use std::collections::BTreeMap;

/// Observations so far.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct InvariantChecker {
    /// Leader of each term.
    leaders: BTreeMap<Term, u32>,
    /// Committed entries, each with the term in which it was first seen committed.
    committed: Vec<(Entry<u32>, Term)>,
}

impl InvariantChecker {
    /// Checks a replica after a step, against all that are up. A broken promise is an error.
    pub(super) fn look<'a>(
        &mut self,
        replica: &Replica,
        all: impl Iterator<Item = &'a Replica>,
    ) -> Result<(), String> {
        self.election_safety(replica)?;
        self.state_machine_safety(replica)?;
        self.leader_completeness(replica)?;
        all.filter(|other| other.me() != replica.me())
            .try_for_each(|other| log_matching(replica, other))
    }

    /// Committed entries, first to last.
    pub(super) fn committed(&self) -> impl Iterator<Item = &Entry<u32>> {
        self.committed.iter().map(|(entry, _)| entry)
    }

    /// Number of terms with a leader.
    pub(super) fn terms_led(&self) -> u64 {
        self.leaders.len() as u64
    }

    fn election_safety(&mut self, replica: &Replica) -> Result<(), String> {
        if replica.role() != Role::Leader {
            return Ok(());
        }
        let (me, term) = (replica.me(), replica.term());
        let first = *self.leaders.entry(term).or_insert(me);
        let broken = || format!("election safety: {first} and {me} lead term {term}");
        (first == me).then_some(()).ok_or_else(broken)
    }

    fn state_machine_safety(&mut self, replica: &Replica) -> Result<(), String> {
        let committed = replica.log().iter().take(replica.commit_index() as usize);
        for (index, entry) in committed {
            match self.committed.get(index as usize - 1) {
                None => self.committed.push((entry.clone(), replica.term())),
                Some((first, _)) if first == entry => {}
                Some((first, _)) => {
                    let me = replica.me();
                    return Err(format!(
                        "state machine safety: {me} commits {entry:?} at {index}, before {first:?}"
                    ));
                }
            }
        }
        Ok(())
    }

    fn leader_completeness(&self, replica: &Replica) -> Result<(), String> {
        if replica.role() != Role::Leader {
            return Ok(());
        }
        let (me, term) = (replica.me(), replica.term());
        for (index, (entry, committed_in)) in (1..).zip(&self.committed) {
            if *committed_in < term && replica.log().get(index) != Some(entry) {
                return Err(format!(
                    "leader completeness: {me} leads term {term} without {entry:?} at {index}"
                ));
            }
        }
        Ok(())
    }
}

/// Two logs that have an entry of the same term at one index agree up to there.
fn log_matching(one: &Replica, other: &Replica) -> Result<(), String> {
    let pairs: Vec<_> = one.log().iter().zip(other.log().iter()).collect();
    let same = |((_, a), (_, b)): &(_, (_, &Entry<u32>))| {
        let (a, b): (&&Entry<u32>, &&Entry<u32>) = (a, b);
        a.term == b.term
    };
    let shared = pairs.iter().rposition(same).map_or(0, |last| last + 1);
    let differs = pairs[..shared].iter().find(|((_, a), (_, b))| a != b);
    differs.map_or(Ok(()), |((index, _), _)| {
        let (one, other) = (one.me(), other.me());
        Err(format!(
            "log matching: {one} and {other} differ at {index} and agree later"
        ))
    })
}
