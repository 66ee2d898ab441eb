//! Things to try: a click on one sets what it sets, goes where it goes, and opens what it shows.

use netsplit_core::params::Issues;
use netsplit_core::scenario::{Document, Shown, Try, changed};

use super::history::Edit;
use super::{Looking, Proof, Selection, State, WANTED};
use crate::shared::Shared;

impl State {
    /// For each try whether it was done.
    pub fn done(&self) -> Vec<bool> {
        let done = &self.history.now().done;
        let tries = 0..self.scenario.story.tries.0.len();
        tries.map(|index| done.contains(&index)).collect()
    }

    /// Does a try, by its place; all that it sets is one step of undo.
    pub(super) fn try_out(&mut self, index: usize) {
        let scenario = self.scenario.clone();
        let Some(one) = scenario.story.tries.0.get(index) else {
            return;
        };
        match self.as_tried(one) {
            Ok(document) => {
                let now = self.history.now();
                let mut done = now.done.clone();
                done.insert(index);
                let seed = now.seed;
                let edit = Edit {
                    document,
                    seed,
                    done,
                };
                self.take(edit, None);
                self.show_all(one);
            }
            Err(issues) => {
                let said = issues.0.iter().map(ToString::to_string);
                self.problems.change().extend(said);
            }
        }
    }

    /// The document of a try. What it sets is set in the original: whatever was done before, it shows what it says.
    fn as_tried(&self, one: &Try) -> Result<Shared<Document>, Issues> {
        if one.set.is_empty() {
            return Ok(self.document().clone());
        }
        changed(&self.original, &one.set).map(Shared::new)
    }

    fn show_all(&mut self, one: &Try) {
        self.point_at_nothing();
        if let Some(at) = one.at {
            self.seek(at.as_secs());
        }
        for shown in &one.shows {
            match shown {
                Shown::Metric(id) => self.pointed.change().push(id.clone()),
                Shown::Verdict(id) => self.awaited = Some(id.clone()),
                Shown::Tab(tab) => self.open_tab(*tab),
                Shown::Select(name) => self.selection = Some(Selection::named(name)),
            }
        }
        self.open_awaited();
    }

    /// Points at nothing any more.
    pub(super) fn point_at_nothing(&mut self) {
        self.pointed = Shared::default();
        self.awaited = None;
    }

    /// Opens the verdict that a try shows, once the run that it is about is shown.
    pub(super) fn open_awaited(&mut self) {
        let Some(summary) = self.summary.clone().filter(|_| self.is_current()) else {
            return;
        };
        let Some(id) = self.awaited.take() else {
            return;
        };
        let Some(verdict) = summary.verdicts.iter().find(|verdict| verdict.id == id) else {
            return;
        };
        let is_wanted = summary
            .objectives
            .iter()
            .any(|objective| objective.want == id);
        let badge = if is_wanted {
            format!("{WANTED}{id}")
        } else {
            id
        };
        let evidence = verdict.evidence.clone();
        self.look(Looking::Proof(Some(Proof { badge, evidence })));
    }
}
