//! Conversations: all letters of one transaction between nodes, such as those of a saga.

use crate::luck::Fortune;

/// What the simulation keeps on a conversation, outside of all processes, so that no crash touches it: the luck of its letters
/// is that of the call that began it, and so is whether they are traced.
#[derive(Clone, Copy, Debug)]
pub struct Conversation {
    /// The luck of the call that began it.
    pub fortune: Fortune,
    /// True if its letters are written to the trace.
    pub traced: bool,
    /// Letters so far: there, and back.
    pub letters: [u32; 2],
    /// The last order given: its step, and whether it goes forward.
    last: Option<(u32, bool)>,
    /// How often that order was given in a row.
    pub attempt: u16,
}

impl Conversation {
    /// One that begins.
    pub fn new(fortune: Fortune, traced: bool) -> Self {
        Self {
            fortune,
            traced,
            letters: [0; 2],
            last: None,
            attempt: 0,
        }
    }

    /// Counts an order. Returns which attempt in a row it is, from 1.
    pub fn count_order(&mut self, step: u32, forward: bool) -> u16 {
        let again = self.last.replace((step, forward)) == Some((step, forward));
        self.attempt = if again {
            self.attempt.saturating_add(1)
        } else {
            1
        };
        self.attempt
    }
}
