//! The question put to the search: the operations of one key as a list of calls and returns.
//!
//! Operations of known outcome must all be ordered. The others may be: they have no return, so they hold nothing
//! up, and they stand apart, in classes. Two of them that do the same are interchangeable but for the moment
//! from which they may happen: of any order that uses `n` of a class, another uses the `n` that were invoked first,
//! at the same places. So a class is a sequence that is used from its beginning, and how many are used is all there is to know.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::model::{Effect, State, States};
use super::value_counts::Account;
use crate::history::Operation;

/// "No operation."
pub(super) const NONE: u32 = u32::MAX;

/// The operations of a key, ready to be ordered.
pub(super) struct Problem<'h> {
    pub(super) states: States<'h>,
    /// Initial state of the key.
    pub(super) initial: State,
    /// Operations of known outcome, in the order of their calls.
    pub(super) known: Vec<Known>,
    /// Calls and returns in the order in which they happened, from 1; 0 is the head of the list.
    pub(super) nodes: Vec<Node>,
    /// Operations that may have taken effect.
    pub(super) classes: Vec<Class>,
    /// States from which compare-and-sets of unknown outcome lead on.
    pub(super) chains: BTreeSet<State>,
    /// True if some failed compare-and-set needs a value that differs: then even one that nobody looks at can matter.
    pub(super) difference_matters: bool,
}

/// An operation of known outcome.
pub(super) struct Known {
    /// Index among the operations of the key.
    pub(super) operation: u32,
    pub(super) effect: Effect,
    pub(super) account: Account,
    /// The operation of the same process that completed in the very moment of its call, or [`NONE`].
    pub(super) after: u32,
    /// Index of its return.
    pub(super) returns: u32,
}

/// A call or a return.
#[derive(Clone, Copy)]
pub(super) struct Node {
    /// Index in `known`.
    pub(super) known: u32,
    pub(super) is_return: bool,
    /// Number of operations called before this.
    pub(super) called: u32,
}

/// Operations that may have taken effect, and would all do the same.
pub(super) struct Class {
    pub(super) effect: Effect,
    pub(super) account: Account,
    /// For each, the number of nodes before its invocation.
    pub(super) before: Vec<u32>,
    /// As in [`Known`].
    pub(super) after: u32,
}

/// Role of an operation in a problem.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// With its outcome, and its completion if it has one.
    Counts,
    /// As if nobody knew its outcome: it may have taken effect at any time after its invocation, or never.
    Forgotten,
    /// Not at all.
    Absent,
}

/// Calls and returns of the operations of a key in the order in which they happened: sorted once, asked about often.
pub(super) struct Timeline<'h> {
    /// The operations.
    pub(super) operations: &'h [&'h Operation],
    events: Vec<Boundary>,
}

/// A call or a return.
struct Boundary {
    operation: u32,
    is_return: bool,
}

impl<'h> Timeline<'h> {
    pub(super) fn new(operations: &'h [&'h Operation]) -> Self {
        let mut moments = Vec::with_capacity(operations.len() * 2);
        for (operation, index) in operations.iter().zip(0..) {
            moments.push((operation.invoked, false, index));
            let returned = operation.known().map(|moment| (moment, true, index));
            moments.extend(returned);
        }
        // An invocation and a completion at one moment are concurrent, so calls go first.
        moments.sort_unstable();
        let event = |(_, is_return, operation)| Boundary {
            operation,
            is_return,
        };
        Self {
            operations,
            events: moments.into_iter().map(event).collect(),
        }
    }
}

impl<'h> Problem<'h> {
    /// The problem of ordering the operations of a key, each counting as `role` says.
    pub(super) fn new(
        options: &'h Options,
        timeline: &Timeline<'h>,
        role: impl Fn(usize) -> Role,
    ) -> Self {
        let operations = timeline.operations;
        let is_known =
            |index: usize| role(index) == Role::Counts && operations[index].known().is_some();
        let states = states(options, operations, &role, is_known);
        let effects: Vec<Option<Effect>> = (0..operations.len())
            .map(|index| match role(index) {
                Role::Absent => None,
                _ => states.effect(operations[index], is_known(index)),
            })
            .collect();
        let mut problem = Self {
            initial: states.initial(),
            states,
            known: Vec::new(),
            nodes: vec![Node {
                known: NONE,
                is_return: false,
                called: 0,
            }],
            classes: Vec::new(),
            chains: BTreeSet::new(),
            difference_matters: effects
                .iter()
                .any(|effect| matches!(effect, Some(Effect::Mismatch(_)))),
        };
        problem.place(timeline, &effects, is_known);
        problem
    }

    fn place(
        &mut self,
        timeline: &Timeline<'_>,
        effects: &[Option<Effect>],
        is_known: impl Fn(usize) -> bool,
    ) {
        let operations = timeline.operations;
        let mut numbers = vec![NONE; operations.len()];
        let mut last_of_process = BTreeMap::new();
        let mut classes = BTreeMap::new();
        for event in &timeline.events {
            let index = event.operation as usize;
            let (operation, Some(effect)) = (operations[index], effects[index]) else {
                continue;
            };
            if event.is_return {
                if is_known(index) {
                    self.returned(numbers[index]);
                }
                continue;
            }
            let after = previous(operations, &last_of_process, operation)
                .map_or(NONE, |index: u32| numbers[index as usize]);
            if is_known(index) {
                numbers[index] = self.called(event.operation, effect, after);
                last_of_process.insert(operation.process, event.operation);
            } else if self.difference_matters || !leads_out_of_sight(effect) {
                self.maybe(effect, after, &mut classes);
            }
        }
    }

    fn called(&mut self, operation: u32, effect: Effect, after: u32) -> u32 {
        let number = self.known.len() as u32;
        self.nodes.push(Node {
            known: number,
            is_return: false,
            called: number,
        });
        self.known.push(Known {
            operation,
            effect,
            account: self.states.account(effect, true),
            after,
            returns: 0,
        });
        number
    }

    fn returned(&mut self, number: u32) {
        self.known[number as usize].returns = self.nodes.len() as u32;
        self.nodes.push(Node {
            known: number,
            is_return: true,
            called: self.known.len() as u32,
        });
    }

    /// An operation that must come after another is not interchangeable: it is a class of its own.
    fn maybe(&mut self, effect: Effect, after: u32, classes: &mut BTreeMap<Effect, usize>) {
        let before = self.nodes.len() as u32 - 1;
        let next = self.classes.len();
        let class = match after {
            NONE => *classes.entry(effect).or_insert(next),
            _ => next,
        };
        if class == next {
            if let Effect::Swap(from, _) = effect {
                self.chains.insert(from);
            }
            self.classes.push(Class {
                effect,
                account: self.states.account(effect, false),
                before: Vec::new(),
                after,
            });
        }
        self.classes[class].before.push(before);
    }
}

fn states<'h>(
    options: &'h Options,
    operations: &[&'h Operation],
    role: &impl Fn(usize) -> Role,
    is_known: impl Fn(usize) -> bool,
) -> States<'h> {
    let known = operations
        .iter()
        .enumerate()
        .filter(|(index, _)| is_known(*index));
    let maybe = operations
        .iter()
        .enumerate()
        .filter(|(index, _)| role(*index) != Role::Absent && !is_known(*index));
    States::new(
        options,
        known.map(|(_, operation)| *operation),
        maybe.map(|(_, operation)| *operation),
    )
}

/// The last operation of the same process, if it completed in the very moment of this invocation.
///
/// Only then does the list not show that one came before the other.
fn previous(
    operations: &[&Operation],
    last_of_process: &BTreeMap<u32, u32>,
    operation: &Operation,
) -> Option<u32> {
    let last = *last_of_process.get(&operation.process)?;
    (operations[last as usize].known() == Some(operation.invoked)).then_some(last)
}

/// Tells whether nobody looks at the value that an effect leaves behind.
///
/// From there on until the next write no read and no compare-and-set succeeds. So an order in which such an operation
/// of unknown outcome takes effect remains right without it, unless a failed compare-and-set needs the difference.
fn leads_out_of_sight(effect: Effect) -> bool {
    matches!(
        effect,
        Effect::Write(State::UNSEEN) | Effect::Swap(_, State::UNSEEN)
    )
}
