//! Leader election (section 5.2), its restriction (5.4.1), and pre-vote (dissertation, section 9.6).

use super::super::{StateMachine, quorum};
use super::{Effects, Position, Raft, RaftMessage, Role, Term, Timer};
use crate::machine::Output;
use crate::time::Instant;

impl<C: Clone, S: StateMachine<C>, R> Raft<C, S, R> {
    pub(super) fn election_timeout(&mut self, out: &mut Effects<C, S::Reply, R>) {
        if self.parameters.pre_vote {
            self.start_pre_vote(out);
        } else {
            self.start_election(out);
        }
    }

    /// Asks for votes without raising the term. Answers are not binding, so its own needs no disk.
    fn start_pre_vote(&mut self, out: &mut Effects<C, S::Reply, R>) {
        self.stand(Role::PreCandidate, out);
        let (term, last_log) = (self.term(), self.durable.log.last());
        let ask = |to| Output::Send {
            to,
            message: RaftMessage::PreVote { term, last_log },
        };
        out.extend(self.others().map(ask));
        self.count_pre_vote(self.me, term, true, out);
    }

    /// On conversion to candidate: a new term, a vote for itself, and `RequestVote` to all others.
    ///
    /// The requests leave when the vote is durable: a candidate that forgot its vote could vote again in its term.
    fn start_election(&mut self, out: &mut Effects<C, S::Reply, R>) {
        self.durable.term += 1;
        self.durable.voted_for = Some(self.me);
        self.disk.mark();
        self.stand(Role::Candidate, out);
        self.save(out);
        let (term, last_log) = (self.term(), self.durable.log.last());
        let ask = |to| Output::Send {
            to,
            message: RaftMessage::RequestVote { term, last_log },
        };
        out.extend(self.others().map(ask));
    }

    fn stand(&mut self, role: Role, out: &mut Effects<C, S::Reply, R>) {
        self.volatile.role = role;
        self.volatile.leader = None;
        self.volatile.votes = vec![None; self.replicas as usize];
        self.set_election_timer(out);
    }

    /// Answers as it would vote in the term after the candidate's, but refuses if it hears from a leader.
    pub(super) fn answer_pre_vote(
        &self,
        now: Instant,
        from: u32,
        asked: Term,
        last_log: Position,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        let term = self.term();
        let up_to_date = last_log >= self.durable.log.last();
        let granted = asked >= term && up_to_date && !self.hears_leader(now);
        out.push(Output::Send {
            to: from,
            message: RaftMessage::PreVoteReply {
                term,
                asked,
                granted,
            },
        });
    }

    /// True if a leader was heard within the shortest election timeout; a leader hears itself.
    fn hears_leader(&self, now: Instant) -> bool {
        let recently = |at| now.since(at) < self.parameters.election_min;
        self.volatile.role == Role::Leader || self.volatile.heard_at.is_some_and(recently)
    }

    /// `RequestVote`, receiver implementation: one vote per term, first come first served, and only for a candidate whose
    /// log is at least as up-to-date.
    pub(super) fn answer_request_vote(
        &mut self,
        from: u32,
        asked: Term,
        last_log: Position,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        let free = self.voted_for().is_none_or(|candidate| candidate == from);
        let up_to_date = last_log >= self.durable.log.last();
        if asked == self.term() && free && up_to_date {
            self.grant_vote(from, out);
        } else {
            let term = self.term();
            let message = RaftMessage::RequestVoteReply {
                term,
                granted: false,
            };
            out.push(Output::Send { to: from, message });
        }
    }

    fn grant_vote(&mut self, candidate: u32, out: &mut Effects<C, S::Reply, R>) {
        if self.durable.voted_for.is_none() {
            self.durable.voted_for = Some(candidate);
            self.disk.mark();
        }
        self.set_election_timer(out);
        let term = self.term();
        let message = RaftMessage::RequestVoteReply {
            term,
            granted: true,
        };
        self.send_durably(candidate, message, out);
    }

    pub(super) fn count_pre_vote(
        &mut self,
        from: u32,
        asked: Term,
        granted: bool,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        let counts = self.volatile.role == Role::PreCandidate && asked == self.term();
        if counts && self.majority_with(from, granted) {
            self.start_election(out);
        }
    }

    pub(super) fn count_vote(
        &mut self,
        from: u32,
        term: Term,
        granted: bool,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        let counts = self.volatile.role == Role::Candidate && term == self.term();
        if counts && self.majority_with(from, granted) {
            self.become_leader(out);
        }
    }

    /// A candidate's own vote counts once it is durable; in a group of one it decides.
    pub(super) fn count_own_vote(&mut self, out: &mut Effects<C, S::Reply, R>) {
        if self.disk.is_synced() {
            self.count_vote(self.me, self.term(), true, out);
        }
    }

    /// Records an answer. Returns true if a majority has said yes.
    fn majority_with(&mut self, from: u32, granted: bool) -> bool {
        if let Some(answer) = self.volatile.votes.get_mut(from as usize) {
            *answer = Some(granted);
        }
        quorum::vote(&self.volatile.votes) == quorum::Vote::Won
    }

    /// A candidate that hears from a leader of its own term has lost the election.
    pub(super) fn yield_to_leader(&mut self, term: Term, out: &mut Effects<C, S::Reply, R>) {
        if term == self.term() {
            self.become_follower(out);
        }
    }

    /// Becomes a follower in the current term, and abandons the duties of the former role.
    pub(super) fn become_follower(&mut self, out: &mut Effects<C, S::Reply, R>) {
        let was_leader = self.volatile.role == Role::Leader;
        self.volatile.role = Role::Follower;
        self.volatile.votes.clear();
        if was_leader {
            out.extend([Timer::Heartbeat, Timer::Quorum].map(Output::CancelTimer));
            self.set_election_timer(out);
            self.abandon_requests(out);
        }
    }
}
