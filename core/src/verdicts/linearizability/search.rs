//! The search for an order: just-in-time linearization with memory.
//!
//! ```text
//!   configuration = operations ordered so far (set) + state
//!   candidates    = operations called before the first return in the list
//!
//!       call a   call b   return b   call c   return a   return c
//!       ^^^^^^   ^^^^^^   ^ first return: a or b comes next, c cannot
//! ```
//!
//! To order an operation, its call and return are unlinked from the list; to undo that, they are linked again.
//! A configuration from which no order was found is remembered and never tried twice. Sources: Wing and Gong 1993, "Testing and
//! verifying concurrent objects"; Lowe 2017, "Testing for linearizability", section 4 (just-in-time linearization, memory);
//! Horn and Kroening 2015, "Faster linearizability checking via P-compositionality".
//!
//! Some rules are added. None loses an order:
//!
//! 1. A candidate that only looks, and may look now, is ordered at once and never reconsidered: in any order that
//!    continues from here it can be moved to the front, since it changes no state and nothing must precede it.
//! 2. An operation of unknown outcome is ordered only if it changes the state, and what follows it is something that could not have come before it.
//!    Otherwise it could be moved behind its successor (it has no return, so it may come later) or be left out
//!    (where a write follows, nobody sees it). Candidates that only look have all been taken before (1),
//!    and a compare-and-set that is possible only now depends on it; so the rule is: no write follows it directly.
//! 3. The state in which no value is looked at is reached by an operation of unknown outcome only if a failed compare-and-set
//!    needs it (see `problem`).
//!
//! 4. A write of a value that nobody looks at goes before any other write, if no failed compare-and-set
//!    needs the difference: moved there from where it stood, it is replaced at once, and no read misses it.
//! 5. A configuration in which some read can no longer find its value is not entered (see `value_counts`).
//!
//! All operations that completed before the furthest first return that any configuration met can be ordered: that configuration does it.

use std::iter;

use super::memo::Memo;
use super::model::{Effect, State};
use super::problem::{Class, Known, NONE, Problem};
use super::value_counts::{Account, ValueCounts};

/// Result of a search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SearchResult {
    /// There is an order.
    Ordered,
    /// There is none. What completed before this operation (by index among those of the key) can be ordered.
    Stuck(usize),
    /// The steps were used up.
    Undecided,
}

/// Looks for an order, in at most so many steps; takes off what it used.
pub(super) fn search(problem: &Problem<'_>, steps: &mut u64) -> SearchResult {
    let mut search = Search::new(problem, *steps);
    let answer = search.run();
    *steps = search.steps;
    answer
}

struct Search<'p> {
    problem: &'p Problem<'p>,
    /// The list: neighbours of each node, in a circle through the head, node 0.
    next: Vec<u32>,
    previous: Vec<u32>,
    state: State,
    /// True if an operation of unknown outcome was ordered last.
    armed: bool,
    /// Bit set of the operations of known outcome that are ordered.
    ordered: Vec<u64>,
    /// Number of those that are not.
    left: usize,
    /// Number of ordered operations of each class.
    used: Vec<u32>,
    /// All operations of the classes before this one are ordered.
    used_up: usize,
    value_counts: ValueCounts<'p>,
    stack: Vec<Frame>,
    memo: Memo,
    key: Vec<u64>,
    steps: u64,
    furthest: u32,
}

/// An ordered operation, and the state to return to.
struct Frame {
    choice: Choice,
    state: State,
    armed: bool,
}

/// The operation that is ordered next.
#[derive(Clone, Copy)]
enum Choice {
    /// An operation that only looks, by the node of its call: the only choice there is.
    Look(u32),
    /// An operation of known outcome, by the node of its call.
    Known(u32),
    /// The next operation of a class.
    Maybe(u32),
}

impl<'p> Search<'p> {
    fn new(problem: &'p Problem<'p>, steps: u64) -> Self {
        let nodes = problem.nodes.len() as u32;
        Self {
            problem,
            next: (1..nodes).chain([0]).collect(),
            previous: [nodes - 1].into_iter().chain(0..nodes - 1).collect(),
            state: problem.initial,
            armed: false,
            ordered: vec![0; problem.known.len().div_ceil(64)],
            left: problem.known.len(),
            used: vec![0; problem.classes.len()],
            used_up: 0,
            value_counts: ValueCounts::new(problem),
            stack: Vec::with_capacity(problem.known.len()),
            memo: Memo::new(),
            key: Vec::new(),
            steps,
            furthest: 0,
        }
    }

    fn run(&mut self) -> SearchResult {
        let mut last = None;
        while self.left > 0 {
            if self.steps == 0 {
                return SearchResult::Undecided;
            }
            let choice = match last {
                None => self.first_choice(),
                Some(choice) => self.choice_after(choice),
            };
            last = match choice {
                Some((choice, state)) => {
                    self.order(choice, state);
                    None
                }
                None => match self.undo() {
                    Some(choice) => Some(choice),
                    None => return SearchResult::Stuck(self.stuck()),
                },
            };
        }
        SearchResult::Ordered
    }

    fn stuck(&self) -> usize {
        let node = self.problem.nodes[self.furthest as usize];
        self.problem.known[node.known as usize].operation as usize
    }

    /// The first choice in a configuration that was just reached; none if it was reached before.
    fn first_choice(&mut self) -> Option<(Choice, State)> {
        let mut node = self.next[0];
        while !self.problem.nodes[node as usize].is_return {
            self.steps = self.steps.saturating_sub(1);
            if let Some(state) = self.leads_to(node, true) {
                return Some((Choice::Look(node), state));
            }
            node = self.next[node as usize];
        }
        self.furthest = self.furthest.max(node);
        self.is_new(node)
            .then(|| self.known_from(self.next[0]))
            .flatten()
    }

    fn choice_after(&mut self, choice: Choice) -> Option<(Choice, State)> {
        match choice {
            Choice::Look(_) => None,
            Choice::Known(node) => self.known_from(self.next[node as usize]),
            Choice::Maybe(class) => self.maybe_from(class + 1),
        }
    }

    /// The first operation of known outcome, from a node on, that may come next and changes the state.
    fn known_from(&mut self, mut node: u32) -> Option<(Choice, State)> {
        let blind = self.blind_write();
        while !self.problem.nodes[node as usize].is_return {
            self.steps = self.steps.saturating_sub(1);
            let waits = blind.is_some_and(|blind| blind != node && self.is_write(node));
            if !waits && let Some(state) = self.leads_to(node, false) {
                return Some((Choice::Known(node), state));
            }
            node = self.next[node as usize];
        }
        self.maybe_from_return(0, node)
    }

    /// The first candidate that writes a value at which nobody looks, if such a write goes before others.
    fn blind_write(&self) -> Option<u32> {
        if self.problem.difference_matters {
            return None;
        }
        self.candidates().find(|node| {
            let known = self.known(*node);
            let blind = known.effect == Effect::Write(State::UNSEEN);
            blind && self.may_follow(known.effect, known.after)
        })
    }

    fn is_write(&self, node: u32) -> bool {
        matches!(self.known(node).effect, Effect::Write(_))
    }

    /// The calls before the first return.
    fn candidates(&self) -> impl Iterator<Item = u32> {
        let next = |node: &u32| Some(self.next[*node as usize]);
        iter::successors(Some(self.next[0]), next)
            .take_while(|node| !self.problem.nodes[*node as usize].is_return)
    }

    fn known(&self, node: u32) -> &'p Known {
        let number = self.problem.nodes[node as usize].known;
        &self.problem.known[number as usize]
    }

    fn maybe_from(&mut self, class: u32) -> Option<(Choice, State)> {
        let last = self.candidates().last().unwrap_or(0);
        self.maybe_from_return(class, self.next[last as usize])
    }

    /// The first class, from one on, whose next operation may come next, given the first return.
    fn maybe_from_return(&mut self, first: u32, returns: u32) -> Option<(Choice, State)> {
        let problem = self.problem;
        for index in self.used_up.max(first as usize)..problem.classes.len() {
            let class = &problem.classes[index];
            // Classes stand in the order in which they can first be used.
            if class.before[0] >= returns {
                break;
            }
            self.steps = self.steps.saturating_sub(1);
            if let Some(state) = self.may_lead_to(class, self.used[index], returns) {
                return Some((Choice::Maybe(index as u32), state));
            }
        }
        None
    }

    /// Where the operation called at a node leads, if it may come next and does, or does not, only look.
    fn leads_to(&self, node: u32, looks: bool) -> Option<State> {
        let known = self.known(node);
        if known.effect.only_looks() != looks || !self.may_follow(known.effect, known.after) {
            return None;
        }
        let state = self.problem.states.after(self.state, known.effect)?;
        let loses = self.value_counts.loses(known.account, self.state, state);
        (!loses).then_some(state)
    }

    fn may_lead_to(&self, class: &Class, used: u32, returns: u32) -> Option<State> {
        let before = *class.before.get(used as usize)?;
        if before >= returns || !self.may_follow(class.effect, class.after) {
            return None;
        }
        let state = self.problem.states.after(self.state, class.effect)?;
        let matters = state != State::UNSEEN || self.problem.difference_matters;
        let loses = self.value_counts.loses(class.account, self.state, state);
        (state != self.state && matters && !loses && self.opens(state)).then_some(state)
    }

    /// Tells whether a state makes something possible that was not, as far as can be seen at once.
    fn opens(&self, state: State) -> bool {
        let by_known = |node| {
            let effect = self.known(node).effect;
            let looks = !matches!(effect, Effect::Write(_));
            looks && self.problem.states.after(state, effect).is_some()
        };
        self.problem.chains.contains(&state)
            || self.candidates().any(by_known)
            || self.problem.states.grows()
    }

    fn may_follow(&self, effect: Effect, after: u32) -> bool {
        let useless = self.armed && matches!(effect, Effect::Write(_));
        !useless && (after == NONE || self.is_ordered(after))
    }

    fn is_ordered(&self, known: u32) -> bool {
        self.ordered[known as usize / 64] >> (known % 64) & 1 == 1
    }

    fn order(&mut self, choice: Choice, state: State) {
        self.stack.push(Frame {
            choice,
            state: self.state,
            armed: self.armed,
        });
        self.state = state;
        self.armed = matches!(choice, Choice::Maybe(_));
        self.value_counts.strike(self.account(choice));
        match choice {
            Choice::Look(call) | Choice::Known(call) => {
                self.toggle(call);
                self.left -= 1;
                self.unlink(call);
                self.unlink(self.returns(call));
            }
            Choice::Maybe(class) => self.use_one(class as usize),
        }
    }

    fn use_one(&mut self, class: usize) {
        self.used[class] += 1;
        let left = &self.problem.classes[self.used_up..];
        let used = &self.used[self.used_up..];
        let is_used_up = |(class, used): &(&Class, &u32)| class.before.len() == **used as usize;
        self.used_up += left.iter().zip(used).take_while(is_used_up).count();
    }

    /// Takes back what was ordered last, and all that had no alternative; tells what it was.
    fn undo(&mut self) -> Option<Choice> {
        loop {
            let frame = self.stack.pop()?;
            self.state = frame.state;
            self.armed = frame.armed;
            self.value_counts.enter(self.account(frame.choice));
            match frame.choice {
                Choice::Look(call) | Choice::Known(call) => {
                    self.link(self.returns(call));
                    self.link(call);
                    self.left += 1;
                    self.toggle(call);
                }
                Choice::Maybe(class) => {
                    self.used[class as usize] -= 1;
                    self.used_up = self.used_up.min(class as usize);
                }
            }
            if !matches!(frame.choice, Choice::Look(_)) {
                return Some(frame.choice);
            }
        }
    }

    fn account(&self, choice: Choice) -> Account {
        match choice {
            Choice::Look(call) | Choice::Known(call) => self.known(call).account,
            Choice::Maybe(class) => self.problem.classes[class as usize].account,
        }
    }

    fn returns(&self, call: u32) -> u32 {
        self.known(call).returns
    }

    fn toggle(&mut self, call: u32) {
        let number = self.problem.nodes[call as usize].known;
        self.ordered[number as usize / 64] ^= 1 << (number % 64);
    }

    fn unlink(&mut self, node: u32) {
        let (before, behind) = (self.previous[node as usize], self.next[node as usize]);
        self.next[before as usize] = behind;
        self.previous[behind as usize] = before;
    }

    fn link(&mut self, node: u32) {
        let (before, behind) = (self.previous[node as usize], self.next[node as usize]);
        self.next[before as usize] = node;
        self.previous[behind as usize] = node;
    }

    /// Remembers this configuration; false if it was known. `returns` is the first return in the list.
    ///
    /// All operations called before the first call in the list are ordered, and none called after the first return is. So
    /// only the words of the bitset in between are kept, and likewise of the classes: keys stay short however long the history is.
    fn is_new(&mut self, returns: u32) -> bool {
        let nodes = &self.problem.nodes;
        let first = nodes[self.next[0] as usize].known as usize / 64;
        let end = (nodes[returns as usize].called as usize).div_ceil(64);
        let window = &self.ordered[first..end];
        self.key.clear();
        self.key.extend([
            u64::from(self.armed),
            self.state.word(),
            self.used_up as u64,
            first as u64,
            window.len() as u64,
        ]);
        self.key.extend_from_slice(window);
        for class in self.used_up..self.used.len() {
            if self.problem.classes[class].before[0] >= returns {
                break;
            }
            if self.used[class] > 0 {
                let used = u64::from(self.used[class]);
                self.key.push((class as u64) << 32 | used);
            }
        }
        self.memo.insert(&self.key)
    }
}
