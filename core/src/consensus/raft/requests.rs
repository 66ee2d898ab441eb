//! Requests of clients: commands through the log, reads past it (section 8; dissertation, sections 6.2 to 6.4).
//!
//! ```text
//! ReadIndex   leader                         followers
//! read ---->  remember it for round r + 1
//!             AppendEntries(round r + 1) ---->  still in this term
//!             <---- AppendEntriesReply(round r + 1)
//! answer <--  a majority has answered, and an entry of this term is committed
//! ```
//!
//! No newer leader existed when a majority answered a round that began after the read arrived, so this log lacks nothing
//! that the read must show; the entry of this term guarantees that all of it is committed here. The reply is made from
//! the newest state, which is never older than the commit index at arrival. Reads that arrive during a round share the
//! next one. A lease (section 6.4.1) would be a further read mode: the round of the last heartbeats, valid for a time by
//! the local clock.

use super::super::StateMachine;
use super::{ClientCommand, Effect, Effects, Index, Payload, Raft, RaftReply, ReadMode};
use crate::machine::Output;
use std::collections::{BTreeMap, VecDeque};

/// A read that waits until its leader is confirmed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Read<Q, R> {
    /// Round that a majority must have answered.
    round: u64,
    request: R,
    query: Q,
}

/// Requests that a leader has accepted and not answered.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Waiting<Q, R> {
    /// Commands by index.
    writes: BTreeMap<Index, R>,
    /// Reads in order of arrival, and so of rounds.
    reads: VecDeque<Read<Q, R>>,
}

impl<Q, R> Default for Waiting<Q, R> {
    fn default() -> Self {
        Self {
            writes: BTreeMap::new(),
            reads: VecDeque::new(),
        }
    }
}

impl<Q, R> super::leader::Leading<Q, R> {
    /// Replies to the command at an index, if a client waits for it here.
    pub(super) fn answer_write<C, A>(
        &mut self,
        index: Index,
        answer: RaftReply<A>,
        out: &mut Effects<C, A, R>,
    ) {
        if let Some(request) = self.waiting.writes.remove(&index) {
            out.push(Output::Reply { request, answer });
        }
    }
}

impl<C: Clone, S: StateMachine<C>, R> Raft<C, S, R> {
    pub(super) fn take_request(
        &mut self,
        request: R,
        command: ClientCommand<C, S::Query>,
        out: &mut Effects<C, S::Reply, R>,
    ) {
        match command {
            ClientCommand::Execute { stamp, command } => {
                let index = self.append(Payload::Command { stamp, command });
                self.leading.waiting.writes.insert(index, request);
                self.replicate(out);
            }
            ClientCommand::Read(query) => match self.parameters.read_mode {
                ReadMode::LeaderLocal => out.push(self.answer_read(request, &query)),
                ReadMode::ReadIndex => self.read_index(request, query, out),
            },
        }
    }

    /// A replica that does not lead names the leader, if it knows it.
    pub(super) fn redirect(&self, request: R, out: &mut Effects<C, S::Reply, R>) {
        let answer = RaftReply::NotLeader {
            hint: self.volatile.leader,
        };
        out.push(Output::Reply { request, answer });
    }

    fn read_index(&mut self, request: R, query: S::Query, out: &mut Effects<C, S::Reply, R>) {
        let round = self.leading.round + 1;
        self.leading.waiting.reads.push_back(Read {
            round,
            request,
            query,
        });
        self.answer_reads(out);
    }

    /// Answers the confirmed reads, then begins a round for those that arrived meanwhile.
    pub(super) fn answer_reads(&mut self, out: &mut Effects<C, S::Reply, R>) {
        if self.leading.waiting.reads.is_empty() {
            return;
        }
        self.answer_confirmed_reads(out);
        let idle = self.confirmed_round() == self.leading.round;
        if idle && self.retry_reads() {
            self.broadcast(out);
            self.answer_confirmed_reads(out);
        }
    }

    fn answer_confirmed_reads(&mut self, out: &mut Effects<C, S::Reply, R>) {
        if !self.knows_what_is_committed() {
            return;
        }
        let confirmed = self.confirmed_round();
        let reads = &self.leading.waiting.reads;
        let count = reads.partition_point(|read| read.round <= confirmed);
        let reads: Vec<_> = self.leading.waiting.reads.drain(..count).collect();
        let answers = reads.into_iter();
        out.extend(answers.map(|read| self.answer_read(read.request, &read.query)));
    }

    /// Begins another round if reads wait for one. Returns true if it did.
    pub(super) fn retry_reads(&mut self) -> bool {
        let confirmed = self.confirmed_round();
        let reads = &self.leading.waiting.reads;
        let waits = reads.back().is_some_and(|read| read.round > confirmed);
        self.leading.round += u64::from(waits);
        waits
    }

    /// True if an entry of this term is committed, so that every entry before it is known to be committed.
    fn knows_what_is_committed(&self) -> bool {
        let commit = self.durable.log.position(self.volatile.commit_index);
        commit.is_some_and(|commit| commit.term == self.term())
    }

    fn answer_read(&self, request: R, query: &S::Query) -> Effect<C, S::Reply, R> {
        let answer = RaftReply::Done(self.state().query(query));
        Output::Reply { request, answer }
    }

    /// A deposed leader cannot know the fate of its commands; its reads have done nothing.
    pub(super) fn abandon_requests(&mut self, out: &mut Effects<C, S::Reply, R>) {
        let waiting = std::mem::take(&mut self.leading).waiting;
        let deposed = |(_, request)| Output::Reply {
            request,
            answer: RaftReply::Deposed,
        };
        out.extend(waiting.writes.into_iter().map(deposed));
        let reads = waiting.reads.into_iter();
        reads.for_each(|read| self.redirect(read.request, out));
    }
}
