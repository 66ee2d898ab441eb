//! Models: what a read may return after which writes, boiled down to states that are one number each.
//!
//! Only values that some operation of known outcome looks at make a difference. All others share one state,
//! [`State::UNSEEN`]: no read returns them, no compare-and-set expects them, and what leads out of one leads out of all.
//! For key-value stores the states are the beginnings of the texts that reads returned: appending to a text that no
//! read begins with never makes one that a read returned, so there, too, all others are one. Merging states
//! that nothing tells apart changes no answer and keeps the search small.
//!
//! Sources: Lowe 2017, "Testing for linearizability", section 2 (sequential specifications); the models of Porcupine.

use std::borrow::Cow;

use super::Model;
use super::options::{FailedCas, Nil, Options};
use super::problem::NONE;
use super::value_counts::Account;
use crate::history::{Call, Completion, Operation, Value};
use crate::sort;

/// Value of the key, as far as any operation looks at it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct State(u64);

impl State {
    /// A value that no operation of known outcome looks at.
    pub(super) const UNSEEN: Self = Self(u64::MAX);

    /// The state as a word of a memo.
    pub(super) fn word(self) -> u64 {
        self.0
    }
}

/// Effect of an operation on a state, and the states in which it may take effect.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Effect {
    /// Nothing, in this state only.
    Read(State),
    /// Nothing, in any state but this.
    Mismatch(State),
    /// Leads from any state to this.
    Write(State),
    /// Leads from the first state, and from no other, to the second.
    Swap(State, State),
    /// Leads from a text to a longer one; the index of the piece.
    Append(u32),
}

impl Effect {
    /// Tells whether it leaves every state as it is.
    pub(super) fn only_looks(self) -> bool {
        match self {
            Self::Read(_) | Self::Mismatch(_) => true,
            Self::Swap(from, to) => from == to,
            Self::Write(_) | Self::Append(_) => false,
        }
    }
}

/// The states of one key: what is looked at, sorted.
pub(super) struct States<'h> {
    options: &'h Options,
    seen: Seen<'h>,
    /// Texts that are appended, by index.
    pieces: Vec<Cow<'h, str>>,
}

enum Seen<'h> {
    /// A state is the index of its value.
    Values(Vec<&'h Value>),
    /// A state is the length of a text, below the index of the first text that begins with it.
    Texts(Vec<Cow<'h, str>>),
}

/// Bits of a state that hold a length: histories of 100 MB need 27.
const LENGTH: u32 = 32;

impl<'h> States<'h> {
    /// The states of a key, given all operations on it whose outcome counts, and those that may have happened.
    pub(super) fn new(
        options: &'h Options,
        known: impl Iterator<Item = &'h Operation>,
        maybe: impl Iterator<Item = &'h Operation>,
    ) -> Self {
        let mut values = Vec::new();
        let mut pieces = Vec::new();
        for operation in known {
            values.extend(looked_at(operation));
            pieces.extend(piece(operation));
        }
        for operation in maybe {
            values.extend(expected(operation));
            pieces.extend(piece(operation));
        }
        sort::ascending(&mut pieces);
        pieces.dedup();
        let seen = if options.model == Model::KeyValue {
            let mut texts: Vec<_> = values.into_iter().map(text).collect();
            sort::ascending(&mut texts);
            texts.dedup();
            Seen::Texts(texts)
        } else {
            sort::ascending(&mut values);
            values.dedup();
            Seen::Values(values)
        };
        Self {
            options,
            seen,
            pieces,
        }
    }

    /// The state before any operation.
    pub(super) fn initial(&self) -> State {
        self.state(&self.options.initial)
    }

    /// The effect of an operation, if it can matter. `known` tells that its outcome counts.
    pub(super) fn effect(&self, operation: &Operation, known: bool) -> Option<Effect> {
        match (&operation.call, &operation.outcome) {
            (Call::CompareAndSet { expected, .. }, Completion::Mismatch) => {
                let observed = known && self.options.failed_cas == FailedCas::Observed;
                observed.then(|| Effect::Mismatch(self.state(expected)))
            }
            (Call::Read, Completion::Returned(value)) if known => self.read(value),
            (_, Completion::Failed | Completion::Mismatch) | (Call::Read, _) => None,
            (Call::Write(value), _) => Some(Effect::Write(self.state(value))),
            (Call::CompareAndSet { expected, new }, _) => {
                Some(Effect::Swap(self.state(expected), self.state(new)))
            }
            (Call::Append(value), _) => {
                let piece = self.pieces.binary_search(&text(value)).ok()?;
                Some(Effect::Append(piece as u32))
            }
        }
    }

    fn read(&self, value: &Value) -> Option<Effect> {
        let anything = *value == Value::Nil && self.options.nil == Nil::Unknown;
        (!anything).then(|| Effect::Read(self.state(value)))
    }

    /// Where an effect leads, if the state lets it happen.
    pub(super) fn after(&self, state: State, effect: Effect) -> Option<State> {
        match effect {
            Effect::Read(wanted) => (state == wanted).then_some(state),
            Effect::Mismatch(unwanted) => (state != unwanted).then_some(state),
            Effect::Write(new) => Some(new),
            Effect::Swap(from, to) => (state == from).then_some(to),
            Effect::Append(piece) => Some(self.append(state, &self.pieces[piece as usize])),
        }
    }

    /// Number of values that are looked at: each has a slot in the value counts.
    pub(super) fn slots(&self) -> usize {
        match &self.seen {
            Seen::Values(values) => values.len(),
            Seen::Texts(texts) => texts.len(),
        }
    }

    /// Tells whether states follow from one another, rather than replace one another.
    pub(super) fn grows(&self) -> bool {
        matches!(self.seen, Seen::Texts(_))
    }

    /// The slot of a state that is looked at.
    pub(super) fn slot(&self, state: State) -> Option<u32> {
        match &self.seen {
            _ if state == State::UNSEEN => None,
            Seen::Values(_) => Some(state.0 as u32),
            Seen::Texts(texts) => {
                let (first, length) = split(state);
                (texts[first].len() == length).then_some(first as u32)
            }
        }
    }

    /// The slot that counts the operations that can bring a value about.
    pub(super) fn source(&self, slot: u32) -> u32 {
        if self.grows() { 0 } else { slot }
    }

    /// The values that an effect gives and takes; that of an operation of unknown outcome takes nothing, since it need not happen.
    pub(super) fn account(&self, effect: Effect, known: bool) -> Account {
        let slot = |state| self.slot(state).unwrap_or(NONE);
        let given = |state| match self.slots() {
            0 => NONE,
            _ if self.grows() => 0,
            _ => slot(state),
        };
        let (gives, takes) = match effect {
            Effect::Read(state) => (NONE, slot(state)),
            Effect::Write(state) => (given(state), NONE),
            Effect::Swap(from, to) if from == to => (NONE, slot(from)),
            Effect::Swap(from, to) => (given(to), slot(from)),
            Effect::Mismatch(_) | Effect::Append(_) => (NONE, NONE),
        };
        Account {
            gives,
            takes: if known { takes } else { NONE },
        }
    }

    fn state(&self, value: &Value) -> State {
        match &self.seen {
            Seen::Values(values) => values
                .binary_search(&value)
                .map_or(State::UNSEEN, |index| State(index as u64)),
            Seen::Texts(texts) => beginning(texts, 0, 0, &text(value)),
        }
    }

    fn append(&self, state: State, piece: &str) -> State {
        match &self.seen {
            Seen::Values(_) => State::UNSEEN,
            // A state with which no text begins has no first text, and stays so.
            Seen::Texts(texts) => {
                let (first, length) = split(state);
                beginning(texts, first, length, piece)
            }
        }
    }
}

/// The first text that begins so, and how much of it there is.
fn split(state: State) -> (usize, usize) {
    let length = state.0 & ((1 << LENGTH) - 1);
    ((state.0 >> LENGTH) as usize, length as usize)
}

/// The state of the text that is `length` bytes of text `first`, then `piece`.
///
/// All texts that begin so stand together behind `first`, since they are sorted.
fn beginning(texts: &[Cow<'_, str>], first: usize, length: usize, piece: &str) -> State {
    let Some(start) = texts.get(first).map(|text| &text.as_bytes()[..length]) else {
        return State::UNSEEN;
    };
    let order = |text: &Cow<'_, str>| {
        let text = text.as_bytes();
        let (head, tail) = text.split_at(length.min(text.len()));
        let tail = &tail[..piece.len().min(tail.len())];
        head.cmp(start).then_with(|| tail.cmp(piece.as_bytes()))
    };
    let found = first + texts[first..].partition_point(|text| order(text).is_lt());
    match texts.get(found) {
        Some(text) if order(text).is_eq() => {
            State((found as u64) << LENGTH | (length + piece.len()) as u64)
        }
        _ => State::UNSEEN,
    }
}

/// A value as text: an absent key holds the empty one, and appending works on numbers as on their digits.
fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Nil => Cow::Borrowed(""),
        Value::Int(number) => Cow::Owned(number.to_string()),
        Value::Text(text) | Value::Form(text) => Cow::Borrowed(text),
    }
}

/// The value that an operation of known outcome tells of.
fn looked_at(operation: &Operation) -> Option<&Value> {
    match &operation.outcome {
        Completion::Returned(value) => Some(value),
        _ => expected(operation),
    }
}

fn expected(operation: &Operation) -> Option<&Value> {
    match &operation.call {
        Call::CompareAndSet { expected, .. } => Some(expected),
        _ => None,
    }
}

fn piece(operation: &Operation) -> Option<Cow<'_, str>> {
    match &operation.call {
        Call::Append(value) => Some(text(value)),
        _ => None,
    }
}
