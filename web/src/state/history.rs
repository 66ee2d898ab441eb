//! History of edits: undo and redo, one step for each gesture.

use std::collections::BTreeSet;

use netsplit_core::scenario::Document;

use crate::shared::Shared;

/// Steps that can be taken back; older ones are forgotten.
const KEPT: usize = 200;

/// A document, its seed, and what was tried.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Edit {
    /// Document that is run.
    pub(super) document: Shared<Document>,
    /// Under which seed.
    pub(super) seed: u32,
    /// Places of the tries that were done.
    pub(super) done: BTreeSet<usize>,
}

impl Edit {
    /// True if both run the same.
    pub(super) fn runs_as(&self, other: &Self) -> bool {
        *self.document == *other.document && self.seed == other.seed
    }
}

/// The present edit between those before it and those that were taken back.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct History {
    now: Edit,
    past: Vec<Edit>,
    future: Vec<Edit>,
    /// The control that is being dragged: all of a drag is one step.
    gesture: Option<String>,
}

impl History {
    pub(super) fn new(document: Document, seed: u32) -> Self {
        let document = Shared::new(document);
        Self {
            now: Edit {
                document,
                seed,
                done: BTreeSet::new(),
            },
            past: Vec::new(),
            future: Vec::new(),
            gesture: None,
        }
    }

    pub(super) fn now(&self) -> &Edit {
        &self.now
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Another edit; part of the step before if it belongs to the same gesture.
    pub(super) fn edit(&mut self, edit: Edit, gesture: Option<&str>) {
        let continues = gesture.is_some() && self.gesture.as_deref() == gesture;
        if !continues {
            self.past.push(self.now.clone());
            if self.past.len() > KEPT {
                self.past.remove(0);
            }
        }
        self.gesture = gesture.map(ToOwned::to_owned);
        self.future.clear();
        self.now = edit;
    }

    pub(super) fn is_dragging(&self) -> bool {
        self.gesture.is_some()
    }

    /// The gesture is over: what comes next is a step of its own.
    pub(super) fn settle(&mut self) {
        self.gesture = None;
    }

    /// One step back; says whether there was one.
    pub(super) fn undo(&mut self) -> bool {
        self.settle();
        let Some(edit) = self.past.pop() else {
            return false;
        };
        self.future.push(std::mem::replace(&mut self.now, edit));
        true
    }

    /// One step forward again; says whether there was one.
    pub(super) fn redo(&mut self) -> bool {
        self.settle();
        let Some(edit) = self.future.pop() else {
            return false;
        };
        self.past.push(std::mem::replace(&mut self.now, edit));
        true
    }
}
