//! Exactly-once commands: a state machine that remembers its replies to each client.
//!
//! ```text
//! (session 7, sequence 3) first time    carried out, answer kept
//! (session 7, sequence 3) again         the kept answer, nothing carried out
//! unanswered = 4 in a later command     answers below 4 are forgotten
//! (session 7, sequence 3) after that    no answer: its client has it already
//! ```
//!
//! A client that does not know if its command took effect sends it again with the same stamp, to any replica. The table is
//! part of the replicated state, so all replicas agree on which commands are retries. It costs memory for the reply to
//! each command that its client has not confirmed. Sessions open with their first command and never expire: all replicas
//! would have to agree on the expiry as well.
//!
//! Source: Ongaro 2014 (dissertation), section 6.3.

use super::StateMachine;
use std::collections::BTreeMap;

/// Identity of a command, the same for each attempt.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Stamp {
    /// Session of the client, unique among clients.
    pub session: u64,
    /// Number of the command in its session.
    pub sequence: u64,
    /// Lowest number of the session without a reply to the client: at most `sequence`.
    pub unanswered: u64,
}

/// Session of one client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Session<A> {
    /// Lowest sequence number whose reply may still be requested.
    unanswered: u64,
    /// Replies by sequence number.
    answers: BTreeMap<u64, A>,
}

impl<A> Session<A> {
    fn new() -> Self {
        Self {
            unanswered: 0,
            answers: BTreeMap::new(),
        }
    }

    fn forget_below(&mut self, unanswered: u64) {
        self.unanswered = self.unanswered.max(unanswered);
        let first = self.unanswered;
        self.answers.retain(|sequence, _| *sequence >= first);
    }
}

/// A state machine `S` with replies `A`, and the sessions of its clients.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Sessions<S, A> {
    machine: S,
    sessions: BTreeMap<u64, Session<A>>,
}

impl<S: Default, A> Default for Sessions<S, A> {
    fn default() -> Self {
        Self {
            machine: S::default(),
            sessions: BTreeMap::new(),
        }
    }
}

impl<S, A: Clone> Sessions<S, A> {
    /// The state machine, as of the last command.
    pub fn machine(&self) -> &S {
        &self.machine
    }

    /// Applies a command unless it was applied before. `None` if its client has confirmed the reply.
    ///
    /// Without a stamp every attempt is applied.
    pub fn apply<C>(&mut self, stamp: Option<Stamp>, command: &C) -> Option<A>
    where
        S: StateMachine<C, Reply = A>,
    {
        let Some(stamp) = stamp else {
            return Some(self.machine.apply(command));
        };
        let session = self
            .sessions
            .entry(stamp.session)
            .or_insert_with(Session::new);
        session.forget_below(stamp.unanswered);
        if stamp.sequence < session.unanswered {
            return None;
        }
        let machine = &mut self.machine;
        let answer = session.answers.entry(stamp.sequence);
        Some(answer.or_insert_with(|| machine.apply(command)).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::key_value::{Command, CommandResult, KeyValue};
    use super::*;

    fn stamp(sequence: u64, unanswered: u64) -> Stamp {
        Stamp {
            session: 7,
            sequence,
            unanswered,
        }
    }

    /// Another attempt at a command.
    fn attempt(
        store: &mut Sessions<KeyValue, CommandResult>,
        stamp: Stamp,
        expected: Option<u32>,
    ) -> Option<CommandResult> {
        store.apply(Some(stamp), &take(expected))
    }

    fn take(expected: Option<u32>) -> Command {
        Command::CompareAndSet {
            key: 1,
            expected,
            value: 5,
        }
    }

    #[test]
    fn a_retry_gets_the_first_answer() {
        let mut store = Sessions::<KeyValue, CommandResult>::default();
        let first = attempt(&mut store, stamp(0, 0), None);
        assert_eq!(first, Some(CommandResult::Written));
        assert_eq!(attempt(&mut store, stamp(0, 0), None), first);
        let other = attempt(&mut store, stamp(1, 0), None);
        assert_eq!(other, Some(CommandResult::Differs(Some(5))));
    }

    #[test]
    fn without_a_stamp_a_retry_is_another_command() {
        let mut store = Sessions::<KeyValue, CommandResult>::default();
        store.apply(None, &take(None));
        let again = store.apply(None, &take(None));
        assert_eq!(again, Some(CommandResult::Differs(Some(5))));
    }

    #[test]
    fn commands_of_one_session_may_arrive_in_any_order() {
        let mut store = Sessions::<KeyValue, CommandResult>::default();
        assert_eq!(
            attempt(&mut store, stamp(1, 0), None),
            Some(CommandResult::Written)
        );
        let late = attempt(&mut store, stamp(0, 0), Some(5));
        assert_eq!(late, Some(CommandResult::Written));
    }

    #[test]
    fn confirmed_answers_are_forgotten_and_never_carried_out_again() {
        let mut store = Sessions::<KeyValue, CommandResult>::default();
        attempt(&mut store, stamp(0, 0), None);
        attempt(&mut store, stamp(1, 1), Some(5));
        assert_eq!(store.sessions[&7].answers.len(), 1);
        assert_eq!(attempt(&mut store, stamp(0, 0), Some(5)), None);
    }
}
