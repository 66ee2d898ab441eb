//! `AppendEntries`, receiver implementation (figure 2).

use super::super::StateMachine;
use super::{AppendEntries, Appended, Effect, Effects, Index, Raft, RaftMessage};
use crate::machine::Output;
use crate::time::Instant;

impl<C: Clone, S: StateMachine<C>, R> Raft<C, S, R> {
    /// Takes the entries of the leader of this term, and replies how far the logs agree.
    pub(super) fn receive_entries(
        &mut self,
        now: Instant,
        from: u32,
        append: &AppendEntries<C>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        if append.term < self.term() {
            return self.refuse_entries(from, append, out);
        }
        self.volatile.leader = Some(from);
        self.volatile.heard_at = Some(now);
        self.set_election_timer(out);
        if self.durable.log.position(append.previous.index) == Some(append.previous) {
            self.accept_entries(from, append, out);
        } else {
            let conflict = self.conflict_at(append.previous.index);
            out.push(self.reply(from, append.round, conflict));
        }
    }

    /// Refuses entries of a past term. A leader hears from no other leader in its own term.
    pub(super) fn refuse_entries(
        &self,
        from: u32,
        append: &AppendEntries<C>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        out.push(self.reply(from, append.round, Appended::Stale));
    }

    /// Rules 3 to 5. The reply waits for the disk even if an earlier message brought the same entries, because the leader
    /// counts this copy.
    fn accept_entries(
        &mut self,
        from: u32,
        append: &AppendEntries<C>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        let previous = append.previous.index;
        if let Some(after) = self.durable.log.merge(previous, &append.entries) {
            self.disk.mark_log(after);
        }
        let index = previous + append.entries.len() as u64;
        let message = self.reply_message(append.round, Appended::Matched { index });
        self.send_durably(from, message, out);
        self.commit_up_to(append.leader_commit.min(index), out);
    }

    /// The conflict at `previous`: the term there and its first index, so that the leader can skip the whole term at once
    /// (end of section 5.3).
    fn conflict_at(&self, previous: Index) -> Appended {
        let log = &self.durable.log;
        let own = log.position(previous);
        Appended::Conflict {
            previous,
            term: own.map(|own| own.term),
            first: own.map_or(log.last().index + 1, |own| log.first_of_same_term(own)),
        }
    }

    fn reply(&self, to: u32, round: u64, appended: Appended) -> Effect<C, S::Reply, R> {
        let message = self.reply_message(round, appended);
        Output::Send { to, message }
    }

    fn reply_message(&self, round: u64, appended: Appended) -> RaftMessage<C> {
        RaftMessage::AppendEntriesReply {
            term: self.term(),
            appended,
            round,
        }
    }
}
