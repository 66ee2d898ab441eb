//! The operations that cannot be ordered, and no more.
//!
//! To leave an operation out of the evidence is to forget its outcome: a read then says nothing, and a write may
//! have taken effect at any time after its invocation, or never. Simply deleting operations would not do: without the write of 7,
//! every read of 7 looks wrong. Forgetting only ever allows more orders, so what cannot be ordered after it could not be before,
//! and a set from which nothing more can be forgotten is found by bisection: Junker 2004, the algorithm QUICKXPLAIN.

use super::Options;
use super::problem::{Problem, Role, Timeline};
use super::search::{SearchResult, search};
use crate::history::{Call, Operation};
use crate::sort;

/// Operations that cannot be ordered.
pub(super) struct Set {
    /// Their indices among the operations of the key, sorted.
    pub(super) operations: Vec<usize>,
    /// The one whose completion shows it.
    pub(super) last: usize,
    /// True if none of them can be spared.
    pub(super) minimal: bool,
}

/// A question during shrinking may take so many steps, and so many for each operation: a set that is not quite minimal
/// beats a long wait.
const STEPS: (u64, u64) = (500_000, 50);

/// So many times that for all questions together.
const QUESTIONS: u64 = 40;

/// The evidence that operations cannot be ordered, given one before whose completion they can.
pub(super) fn shrink(options: &Options, timeline: &Timeline<'_>, ordered_before: usize) -> Set {
    let steps = STEPS.0 + STEPS.1 * timeline.operations.len() as u64;
    shrink_within(steps, options, timeline, ordered_before)
}

/// The evidence, with so many steps for a question.
pub(super) fn shrink_within(
    steps: u64,
    options: &Options,
    timeline: &Timeline<'_>,
    ordered_before: usize,
) -> Set {
    let operations = timeline.operations;
    let mut shrink = Shrink {
        options,
        timeline,
        roles: Vec::new(),
        steps,
        budget: steps * QUESTIONS,
        minimal: true,
    };
    let mut completed: Vec<usize> = (0..operations.len())
        .filter(|index| operations[*index].known().is_some())
        .collect();
    sort::by_key(&mut completed, |index| operations[*index].known());
    let start = completed
        .iter()
        .position(|index| *index == ordered_before)
        .unwrap_or(0);
    let end = shrink.first_violation(&completed, start);
    let last = completed[end];
    shrink.roles = roles(operations, last);
    // Operations to be spared first stand first: reads, then old writes. So writes explain rather than reads.
    let mut candidates = completed[..end].to_vec();
    sort::by_key(&mut candidates, |index| {
        (operations[*index].call != Call::Read, *index)
    });
    let mut needed = shrink.needed(last, &candidates);
    sort::ascending(&mut needed);
    Set {
        operations: needed,
        last,
        minimal: shrink.minimal,
    }
}

/// Operations not yet invoked when the last one completed are absent, the rest forgotten.
fn roles(operations: &[&Operation], last: usize) -> Vec<Role> {
    let end = operations[last].known();
    let role = |operation: &&Operation| {
        if Some(operation.invoked) <= end {
            Role::Forgotten
        } else {
            Role::Absent
        }
    };
    operations.iter().map(role).collect()
}

struct Shrink<'a> {
    options: &'a Options,
    timeline: &'a Timeline<'a>,
    /// With everything forgotten.
    roles: Vec<Role>,
    steps: u64,
    budget: u64,
    minimal: bool,
}

impl Shrink<'_> {
    /// Number of completions, in their order, that can be explained; at least `low`, and not all.
    ///
    /// Mostly it is not many more than `low`, so the steps double before they halve.
    fn first_violation(&mut self, completed: &[usize], low: usize) -> usize {
        let (mut low, mut high, mut step) = (low, completed.len() - 1, 1);
        while low < high {
            let middle = (low + step - 1).min(low.midpoint(high));
            self.roles = roles(self.timeline.operations, completed[middle]);
            if self.is_violation(&completed[..=middle], &[]) {
                high = middle;
            } else {
                (low, step) = (middle + 1, step * 2);
            }
        }
        low
    }

    /// The candidates that cannot be spared, and the last operation itself.
    fn needed(&mut self, last: usize, candidates: &[usize]) -> Vec<usize> {
        let mut needed = vec![last];
        let mut rest = candidates;
        // The needed ones, with the rest, are a violation all along; with no budget left, the rest stays.
        while let Some(spare) = self.spare(&needed, rest) {
            let end = if self.budget == 0 {
                rest.len()
            } else {
                spare + 1
            };
            needed.extend(&rest[spare..end]);
            rest = &rest[end..];
        }
        needed
    }

    /// Largest number of operations at the beginning of `rest` that can be spared; `None` if all can.
    fn spare(&mut self, needed: &[usize], rest: &[usize]) -> Option<usize> {
        if self.is_violation(needed, &[]) {
            return None;
        }
        let (mut low, mut high) = (0, rest.len().checked_sub(1)?);
        while low < high {
            let middle = (low + high).div_ceil(2);
            if self.is_violation(needed, &rest[middle..]) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Some(low)
    }

    /// Tells whether these operations cannot be ordered, whatever the outcome of the others was.
    fn is_violation(&mut self, needed: &[usize], rest: &[usize]) -> bool {
        let mut roles = self.roles.clone();
        for index in needed.iter().chain(rest) {
            roles[*index] = Role::Counts;
        }
        let problem = Problem::new(self.options, self.timeline, |index| roles[index]);
        let mut steps = self.steps.min(self.budget);
        let before = steps;
        let answer = search(&problem, &mut steps);
        self.budget -= before - steps;
        self.minimal &= answer != SearchResult::Undecided;
        matches!(answer, SearchResult::Stuck(_))
    }
}
