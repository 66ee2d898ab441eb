//! Leader: replicates its log (section 5.3) and commits the entries that a majority has (5.4.2).

use super::super::{StateMachine, quorum};
use super::{
    AppendEntries, Appended, Effects, Entry, Index, Payload, Raft, RaftMessage, Role, Term,
};
use super::{Timer, requests::Waiting};
use crate::machine::Output;
use std::sync::Arc;

/// Progress of one replica, as its leader knows it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Progress {
    /// Index of the next entry to send (`nextIndex`).
    next: Index,
    /// Last index known to be durable there and to agree (`matchIndex`).
    matched: Index,
    /// True while it is not known where the logs agree: one batch is sent at a time, until one fits. Otherwise entries are
    /// sent as they come, on the assumption that those before arrive.
    probing: bool,
    /// True if it has answered since the last check of the quorum.
    heard: bool,
    /// Last round it has answered.
    round: u64,
}

/// Volatile state on leaders, reinitialized after election (figure 2). Empty on others.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Leading<Q, R> {
    /// Progress of each replica; the leader's own entry is unused.
    progress: Vec<Progress>,
    /// Number of rounds of confirmation so far.
    pub(super) round: u64,
    /// Requests that are not answered yet.
    pub(super) waiting: Waiting<Q, R>,
}

impl<Q, R> Default for Leading<Q, R> {
    fn default() -> Self {
        Self {
            progress: Vec::new(),
            round: 0,
            waiting: Waiting::default(),
        }
    }
}

impl<Q, R> Leading<Q, R> {
    fn over(replicas: u32, next: Index) -> Self {
        let progress = Progress {
            next,
            matched: 0,
            probing: true,
            heard: false,
            round: 0,
        };
        Self {
            progress: vec![progress; replicas as usize],
            ..Self::default()
        }
    }
}

impl Progress {
    /// True if new entries are sent to it at once: few of those in flight are unanswered.
    fn takes_more(&self, in_flight: u64) -> bool {
        !self.probing && self.next - 1 - self.matched < in_flight.max(1)
    }
}

impl<C: Clone, S: StateMachine<C>, R> Raft<C, S, R> {
    /// A new leader commits an entry of its own term as soon as possible, since that commits all entries before it.
    pub(super) fn become_leader(&mut self, out: &mut Effects<C, S::Reply, R>) {
        self.volatile.role = Role::Leader;
        self.volatile.leader = Some(self.me);
        self.volatile.votes.clear();
        self.leading = Leading::over(self.replicas, self.durable.log.last().index + 1);
        out.push(Output::CancelTimer(Timer::Election));
        if self.parameters.check_quorum {
            self.set_quorum_timer(out);
        }
        self.append(Payload::Noop);
        self.broadcast(out);
    }

    /// Adds an entry to the leader's log; its own copy counts once it is durable.
    pub(super) fn append(&mut self, payload: Payload<C>) -> Index {
        self.disk.mark_log(self.durable.log.last().index);
        let term = self.term();
        self.durable.log.push(Entry { term, payload });
        self.durable.log.last().index
    }

    pub(super) fn heartbeat_timeout(&mut self, out: &mut Effects<C, S::Reply, R>) {
        self.retry_reads();
        self.broadcast(out);
    }

    /// Sends `AppendEntries` to all, with or without entries, and restarts the heartbeat timer.
    pub(super) fn broadcast(&mut self, out: &mut Effects<C, S::Reply, R>) {
        self.send_entries_to(|_, _| true, out);
        let heartbeat = self.parameters.heartbeat;
        out.push(Output::SetTimer {
            timer: Timer::Heartbeat,
            min: heartbeat,
            max: heartbeat,
        });
    }

    /// Sends new entries to replicas that follow and keep up; the others get them after their next answer.
    pub(super) fn replicate(&mut self, out: &mut Effects<C, S::Reply, R>) {
        let in_flight = u64::from(self.parameters.in_flight);
        self.send_entries_to(
            |progress, last| progress.next <= last && progress.takes_more(in_flight),
            out,
        );
    }

    /// Sends `AppendEntries` to some replicas; receivers of the same entries share them.
    fn send_entries_to(
        &mut self,
        wanted: impl Fn(&Progress, Index) -> bool,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        let last = self.durable.log.last().index;
        let mut shared: Option<(Index, Arc<[Entry<C>]>)> = None;
        for to in self.others() {
            let progress = &self.leading.progress[to as usize];
            if wanted(progress, last) {
                let next = progress.next;
                let entries = match shared.take() {
                    Some((first, entries)) if first == next => entries,
                    Some(_) | None => self.batch(next),
                };
                shared = Some((next, entries.clone()));
                self.send_entries(to, entries, out);
            }
        }
    }

    fn batch(&self, next: Index) -> Arc<[Entry<C>]> {
        let limit = u64::from(self.parameters.max_batch.max(1));
        self.durable.log.slice(next - 1, limit)
    }

    fn send_next_batch(&mut self, to: u32, out: &mut Effects<C, S::Reply, R>) {
        let entries = self.batch(self.leading.progress[to as usize].next);
        self.send_entries(to, entries, out);
    }

    /// Sends `AppendEntries` to one replica, with its next entries. They need not be durable here: the disk works in parallel
    /// (dissertation, section 10.2.1).
    fn send_entries(
        &mut self,
        to: u32,
        entries: Arc<[Entry<C>]>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        let term = self.term();
        let progress = &mut self.leading.progress[to as usize];
        // The log is never compacted, and the next index is at most one past its end.
        let Some(previous) = self.durable.log.position(progress.next - 1) else {
            return;
        };
        if !progress.probing {
            progress.next += entries.len() as u64;
        }
        let message = RaftMessage::AppendEntries(AppendEntries {
            term,
            previous,
            entries,
            leader_commit: self.volatile.commit_index,
            round: self.leading.round,
        });
        out.push(Output::Send { to, message });
    }

    pub(super) fn note_reply(
        &mut self,
        from: u32,
        term: Term,
        appended: Appended,
        round: u64,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        if term < self.term() {
            return;
        }
        let progress = &mut self.leading.progress[from as usize];
        progress.heard = true;
        progress.round = progress.round.max(round);
        match appended {
            Appended::Matched { index } => self.note_match(from, index, out),
            Appended::Conflict {
                previous,
                term,
                first,
            } => self.back_off(from, previous, term, first, out),
            // Its term is higher than the sender's was, so the term of the reply deposed the sender.
            Appended::Stale => {}
        }
        self.answer_reads(out);
    }

    /// If successful: update `nextIndex` and `matchIndex`, and send the remaining entries.
    fn note_match(&mut self, from: u32, index: Index, out: &mut Effects<C, S::Reply, R>) {
        let last = self.durable.log.last().index;
        let progress = &mut self.leading.progress[from as usize];
        progress.matched = progress.matched.max(index.min(last));
        progress.next = progress.next.max(progress.matched + 1);
        progress.probing = false;
        // Another copy of a committed entry changes nothing.
        if progress.matched > self.volatile.commit_index {
            self.advance_commit_index(out);
        }
        let in_flight = u64::from(self.parameters.in_flight);
        let progress = &self.leading.progress[from as usize];
        if progress.next <= last && progress.takes_more(in_flight) {
            self.send_next_batch(from, out);
        }
    }

    /// If it fails because of log inconsistency: go back to an index at which the logs may agree, and retry.
    ///
    /// Late refusals are ignored: those of entries that have matched since, or of an attempt other than the last.
    fn back_off(
        &mut self,
        from: u32,
        previous: Index,
        term: Option<Term>,
        first: Index,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        let progress = &self.leading.progress[from as usize];
        let late =
            previous <= progress.matched || (progress.probing && progress.next != previous + 1);
        if late {
            return;
        }
        let own = term.and_then(|term| self.durable.log.last_of_term(term));
        let resume = own.map_or(first, |own| own + 1).min(previous);
        let progress = &mut self.leading.progress[from as usize];
        progress.next = resume.max(progress.matched + 1);
        progress.probing = true;
        self.send_next_batch(from, out);
    }

    /// Commits the entries that a majority has, but counts copies only of an entry of the current term (section 5.4.2).
    pub(super) fn advance_commit_index(&mut self, out: &mut Effects<C, S::Reply, R>) {
        let index = self.reached_by_majority(self.disk.durable(), |progress| progress.matched);
        let position = self.durable.log.position(index);
        let of_this_term = position.is_some_and(|position| position.term == self.term());
        if index > self.volatile.commit_index && of_this_term {
            self.commit_up_to(index, out);
            self.answer_reads(out);
        }
    }

    /// Highest mark that a majority has reached, including this replica's own.
    pub(super) fn reached_by_majority(
        &self,
        own: u64,
        mark: impl Fn(&Progress) -> u64 + Clone,
    ) -> u64 {
        let progress = &self.leading.progress;
        let others = self
            .others()
            .map(move |other| mark(&progress[other as usize]));
        quorum::reached(&others.chain([own]))
    }

    /// Latest round that a majority has answered; this replica answers itself at once.
    pub(super) fn confirmed_round(&self) -> u64 {
        self.reached_by_majority(self.leading.round, |progress| progress.round)
    }

    /// A leader that has not heard from a majority for an election timeout steps down (dissertation, section 6.2), so that
    /// its clients find the new leader sooner.
    pub(super) fn check_quorum(&mut self, out: &mut Effects<C, S::Reply, R>) {
        let heard = self.reached_by_majority(1, |progress| u64::from(progress.heard));
        if heard == 0 {
            self.volatile.leader = None;
            self.become_follower(out);
        } else {
            let progress = self.leading.progress.iter_mut();
            progress.for_each(|progress| progress.heard = false);
            self.set_quorum_timer(out);
        }
    }

    fn set_quorum_timer(&self, out: &mut Effects<C, S::Reply, R>) {
        let patience = self.parameters.election_max;
        out.push(Output::SetTimer {
            timer: Timer::Quorum,
            min: patience,
            max: patience,
        });
    }
}
