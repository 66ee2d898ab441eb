//! Raft: replicas elect a leader, and the leader puts the commands of all clients into one log.
//!
//! ```text
//!             times out         (pre-vote)    majority would vote        majority votes
//! Follower -------------> PreCandidate -------------------> Candidate -----------------> Leader
//!    ^ ^                        |             times out, new term |                          |
//!    | +------------------------+<--------------------------------+                          |
//!    +---- hears of a higher term; candidates also of a leader in their own ------------------+
//!
//! client     leader      follower   follower
//!   |--command-->|                                append, Persist in parallel with sending
//!   |            |--AppendEntries-->|---->|       append, Persist
//!   |            |<-----Matched-----|-----|       once durable
//!   |<--answer---|                                a majority has it: commit, carry out
//!   |            |--AppendEntries-->|---->|       the commit index travels with the next message
//! ```
//!
//! Use it where one order of all writes must survive crashes of a minority. A write costs a round trip to the
//! fastest majority and an fsync on each side; an outage of the leader costs an election timeout and a vote.
//!
//! Safety (figure 3): **election safety** (at most one leader per term), **leader append-only**, **log matching** (two
//! logs with the same index and term agree up to there), **leader completeness** (a committed entry is in the log of
//! every later leader), **state machine safety** (no two replicas apply different commands at one index), and
//! exactly-once semantics for commands with a stamp. Liveness, while a majority is up and connected: a leader emerges,
//! and commands are committed.
//!
//! Requirements on the driver: the rule of [`machine`](crate::machine) (outputs after a `Persist` in a step wait until
//! it is durable); records become durable in order; [`Input::Persisted`] reports each; a crash loses everything but the
//! durable records, from which [`Raft::recover`] restarts. Messages may be lost, duplicated and reordered. Membership is
//! fixed, and the log is never compacted.
//!
//! Source: Ongaro and Ousterhout 2014, "In search of an understandable consensus algorithm" (sections without
//! another name), and Ongaro 2014, "Consensus: bridging theory and practice" (the dissertation).

mod durable;
mod election;
mod follower;
mod leader;
mod log;
mod message;
mod parameters;
mod requests;
#[cfg(test)]
mod tests;

pub use durable::{Durable, Record, Suffix};
pub use log::{Entry, Index, Log, Payload, Position, Term};
pub use message::{
    AppendEntries, Appended, ClientCommand, Effect, Effects, Input, RaftMessage, RaftReply, Role,
    Timer,
};
pub use parameters::{Parameters, ReadMode};

use super::{Sessions, StateMachine};
use crate::machine::Output;
use crate::time::Instant;
use durable::Disk;
use leader::Leading;

/// Volatile state on all servers (figure 2), and the state of the current election.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Volatile {
    role: Role,
    /// Last index known to be committed (`commitIndex`).
    commit_index: Index,
    /// Last index applied (`lastApplied`).
    last_applied: Index,
    /// Leader of the term, once known.
    leader: Option<u32>,
    /// Time of the last message from that leader, by the local clock.
    heard_at: Option<Instant>,
    /// Answers to a candidate, one per replica; empty in other roles.
    votes: Vec<Option<bool>>,
}

/// A replica of a Raft group: commands `C`, state machine `S`, request identifiers `R`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Raft<C, S: StateMachine<C>, R> {
    me: u32,
    replicas: u32,
    parameters: Parameters,
    durable: Durable<C>,
    disk: Disk,
    volatile: Volatile,
    /// Volatile: state after the commands up to `last_applied`.
    applied: Sessions<S, S::Reply>,
    /// Volatile state on leaders, reinitialized after election.
    leading: Leading<S::Query, R>,
}

impl<C: Clone, S: StateMachine<C>, R> Raft<C, S, R> {
    /// Replica `me` of a group at its start, with its durable state: `Durable::default()` the first time, and all durable
    /// records after a crash.
    pub fn recover(
        me: u32,
        replicas: u32,
        parameters: Parameters,
        durable: Durable<C>,
        out: &mut Effects<C, S::Reply, R>,
    ) -> Self {
        let raft = Self {
            me,
            replicas,
            parameters,
            disk: Disk::holding(durable.log.last().index),
            durable,
            volatile: Volatile {
                role: Role::Follower,
                commit_index: 0,
                last_applied: 0,
                leader: None,
                heard_at: None,
                votes: Vec::new(),
            },
            applied: Sessions::default(),
            leading: Leading::default(),
        };
        raft.set_election_timer(out);
        raft
    }

    /// Takes an input at the local time and appends the outputs.
    pub fn step(
        &mut self,
        now: Instant,
        input: Input<C, S::Query, R>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        if let Input::Received { message, .. } = &input {
            self.observe_term(message, out);
        }
        match self.volatile.role {
            Role::Follower => self.step_as_follower(now, input, out),
            Role::PreCandidate | Role::Candidate => self.step_as_candidate(now, input, out),
            Role::Leader => self.step_as_leader(now, input, out),
        }
        if self.disk.is_dirty() {
            self.save(out);
        }
    }

    fn step_as_follower(
        &mut self,
        now: Instant,
        input: Input<C, S::Query, R>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        match input {
            Input::Received { from, message } => match message {
                RaftMessage::PreVote { term, last_log } => {
                    self.answer_pre_vote(now, from, term, last_log, out);
                }
                RaftMessage::RequestVote { term, last_log } => {
                    self.answer_request_vote(from, term, last_log, out);
                }
                RaftMessage::AppendEntries(append) => self.receive_entries(now, from, &append, out),
                // Replies to a role that this replica no longer has.
                RaftMessage::PreVoteReply { .. }
                | RaftMessage::RequestVoteReply { .. }
                | RaftMessage::AppendEntriesReply { .. } => {}
            },
            Input::Timer(Timer::Election) => self.election_timeout(out),
            Input::Timer(Timer::Heartbeat | Timer::Quorum) => {}
            Input::Request { request, .. } => self.redirect(request, out),
            Input::Persisted { records } => self.disk.sync(records),
        }
    }

    fn step_as_candidate(
        &mut self,
        now: Instant,
        input: Input<C, S::Query, R>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        match input {
            Input::Received { from, message } => match message {
                RaftMessage::PreVote { term, last_log } => {
                    self.answer_pre_vote(now, from, term, last_log, out);
                }
                RaftMessage::PreVoteReply { asked, granted, .. } => {
                    self.count_pre_vote(from, asked, granted, out);
                }
                RaftMessage::RequestVote { term, last_log } => {
                    self.answer_request_vote(from, term, last_log, out);
                }
                RaftMessage::RequestVoteReply { term, granted } => {
                    self.count_vote(from, term, granted, out);
                }
                RaftMessage::AppendEntries(append) => {
                    self.yield_to_leader(append.term, out);
                    self.receive_entries(now, from, &append, out);
                }
                RaftMessage::AppendEntriesReply { .. } => {}
            },
            Input::Timer(Timer::Election) => self.election_timeout(out),
            Input::Timer(Timer::Heartbeat | Timer::Quorum) => {}
            Input::Request { request, .. } => self.redirect(request, out),
            Input::Persisted { records } => {
                self.disk.sync(records);
                self.count_own_vote(out);
            }
        }
    }

    fn step_as_leader(
        &mut self,
        now: Instant,
        input: Input<C, S::Query, R>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        match input {
            Input::Received { from, message } => match message {
                RaftMessage::PreVote { term, last_log } => {
                    self.answer_pre_vote(now, from, term, last_log, out);
                }
                RaftMessage::RequestVote { term, last_log } => {
                    self.answer_request_vote(from, term, last_log, out);
                }
                RaftMessage::AppendEntriesReply {
                    term,
                    appended,
                    round,
                } => self.note_reply(from, term, appended, round, out),
                RaftMessage::AppendEntries(append) => self.refuse_entries(from, &append, out),
                RaftMessage::PreVoteReply { .. } | RaftMessage::RequestVoteReply { .. } => {}
            },
            Input::Timer(Timer::Heartbeat) => self.heartbeat_timeout(out),
            Input::Timer(Timer::Quorum) => self.check_quorum(out),
            Input::Timer(Timer::Election) => {}
            Input::Request { request, command } => self.take_request(request, command, out),
            Input::Persisted { records } => {
                self.disk.sync(records);
                self.advance_commit_index(out);
            }
        }
    }

    /// Rules for all servers: a replica that sees a higher term becomes a follower in it (section 5.1).
    fn observe_term(&mut self, message: &RaftMessage<C>, out: &mut Effects<C, S::Reply, R>) {
        if let Some(term) = message.binding_term().filter(|term| *term > self.term()) {
            self.durable.term = term;
            self.durable.voted_for = None;
            self.disk.mark();
            self.volatile.leader = None;
            self.become_follower(out);
        }
    }

    /// Rules for all servers: applies committed entries, in order (section 5.3).
    fn commit_up_to(&mut self, index: Index, out: &mut Effects<C, S::Reply, R>) {
        self.volatile.commit_index = self.volatile.commit_index.max(index);
        while self.volatile.last_applied < self.volatile.commit_index {
            let next = self.volatile.last_applied + 1;
            let Some(entry) = self.durable.log.get(next) else {
                return;
            };
            if let Payload::Command { stamp, command } = &entry.payload {
                let answer = self.applied.apply(*stamp, command);
                let answer = answer.map_or(RaftReply::Expired, RaftReply::Done);
                self.leading.answer_write(next, answer, out);
            }
            self.volatile.last_applied = next;
        }
    }

    /// Persists the changes of the step.
    fn save(&mut self, out: &mut Effects<C, S::Reply, R>) {
        out.push(Output::Persist(self.disk.hand_out(&self.durable)));
    }

    /// Sends a message that relies on the durability of this replica's term, vote and log.
    ///
    /// If a record of an earlier step is not durable yet, another record makes the message wait.
    fn send_durably(
        &mut self,
        to: u32,
        message: RaftMessage<C>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        if !self.disk.is_synced() {
            self.save(out);
        }
        out.push(Output::Send { to, message });
    }

    fn set_election_timer(&self, out: &mut Effects<C, S::Reply, R>) {
        out.push(Output::SetTimer {
            timer: Timer::Election,
            min: self.parameters.election_min,
            max: self.parameters.election_max,
        });
    }

    fn others(&self) -> impl Iterator<Item = u32> + Clone + use<C, S, R> {
        let me = self.me;
        (0..self.replicas).filter(move |replica| *replica != me)
    }
}

/// State that observers may read.
impl<C, S: StateMachine<C>, R> Raft<C, S, R> {
    /// Index of this replica.
    pub fn me(&self) -> u32 {
        self.me
    }

    /// Role.
    pub fn role(&self) -> Role {
        self.volatile.role
    }

    /// Latest term it has seen.
    pub fn term(&self) -> Term {
        self.durable.term
    }

    /// Candidate it voted for in that term.
    pub fn voted_for(&self) -> Option<u32> {
        self.durable.voted_for
    }

    /// Log.
    pub fn log(&self) -> &Log<C> {
        &self.durable.log
    }

    /// Last index it knows to be committed.
    pub fn commit_index(&self) -> Index {
        self.volatile.commit_index
    }

    /// Last index it has applied.
    pub fn last_applied(&self) -> Index {
        self.volatile.last_applied
    }

    /// Leader of its term, if known.
    pub fn leader(&self) -> Option<u32> {
        self.volatile.leader
    }

    /// State machine as of `last_applied`.
    pub fn state(&self) -> &S {
        self.applied.machine()
    }
}
