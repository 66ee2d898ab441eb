//! Everything that can happen to the page, and what it changes.

use std::rc::Rc;

use netsplit_core::frame::Frame;
use netsplit_core::link::Link;
use netsplit_core::params::{Issue, Issues};
use netsplit_core::scenario::{Document, apply};
use netsplit_core::session::Response;
use serde_json::{Value, json};
use yew::Reducible;

use super::history::Edit;
use super::{Baseline, Dialog, FASTEST, Looking, Missing, Refusal, SLOWEST, Selection, State, Tab};
use crate::shared::Shared;
use crate::theme::Theme;

/// Everything that can happen to the page.
#[derive(Debug)]
pub enum Action {
    /// A link is opened.
    Open(Box<Link>),
    /// The lab of a link could not be fetched.
    Missing(Missing),
    /// A control, or any parameter by its path, gets another value; `dragging` while the gesture lasts.
    Set {
        /// Name of the control, or path of the parameter.
        name: String,
        /// The value as people write it.
        text: String,
        /// More values will follow: all of them are one step of undo.
        dragging: bool,
    },
    /// The finger is off the slider.
    Settle,
    /// A try of the story is done, by its place.
    Try(usize),
    /// Something goes wrong at the cursor: a fault without `at`.
    Intervene(Value),
    /// A fault that was added on the page is taken away, by its index.
    Remove(usize),
    /// Another seed.
    Seed(u32),
    /// Back to the original.
    Reset,
    /// One step back.
    Undo,
    /// One step forward again.
    Redo,
    /// The worker answers.
    Answered(Box<Response>),
    /// The simulation does not answer, and why.
    Broke(String),
    /// The present settings are run once more.
    Again,
    /// The cursor goes to a moment, in seconds.
    Seek(f64),
    /// The next picture while playing.
    Tick(Shared<Frame>),
    /// Play or pause.
    Play(bool),
    /// How fast.
    Speed(f64),
    /// Part that the inspector shows.
    Select(Option<Selection>),
    /// Content below the diagram.
    Tab(Tab),
    /// A stretch of the run is looked at.
    Look(Looking),
    /// The last choice is let go of.
    Deselect,
    /// Which dialog is open.
    Show(Option<Dialog>),
    /// The run that is shown becomes the baseline.
    Pin,
    /// No baseline any more.
    Unpin,
    /// Baseline and present settings change places.
    Swap,
    /// Something could not be done.
    Problem(String),
    /// The problems have been read.
    Dismiss,
    /// Light, dark, or as the system says.
    Theme(Theme),
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match action {
            Action::Open(link) => state.replace(*link),
            Action::Missing(missing) => state.miss(missing),
            Action::Set {
                name,
                text,
                dragging,
            } => state.set(&name, &text, dragging),
            Action::Settle => state.history.settle(),
            Action::Try(index) => state.try_out(index),
            Action::Intervene(fault) => state.intervene(fault),
            Action::Remove(index) => state.remove_fault(index),
            Action::Seed(seed) => state.reseed(seed),
            Action::Reset => state.edit_to(self.original.clone()),
            Action::Undo => state.travel(|state| state.history.undo()),
            Action::Redo => state.travel(|state| state.history.redo()),
            Action::Answered(answer) => state.answered(*answer),
            Action::Broke(why) => state.broke(why),
            Action::Again => state.ask_again(),
            Action::Seek(at) => state.seek(at),
            Action::Tick(frame) => state.tick(frame),
            Action::Play(playing) => state.play(playing),
            Action::Speed(speed) => state.speed = speed.clamp(SLOWEST, FASTEST),
            Action::Select(selection) => state.selection = selection,
            Action::Tab(tab) => state.open_tab(tab),
            Action::Look(looking) => state.look(looking),
            Action::Deselect => state.deselect(),
            Action::Show(dialog) => state.dialog = dialog,
            Action::Pin => state.pin(),
            Action::Unpin => state.baseline = None,
            Action::Swap => state.swap(),
            Action::Problem(sentence) => state.problems.change().push(sentence),
            Action::Dismiss => state.dismiss(),
            Action::Theme(theme) => state.theme = theme,
        }
        Rc::new(state)
    }
}

impl State {
    /// Another lab: what belongs to the person stays, what belongs to the lab goes.
    fn replace(&mut self, link: Link) {
        let before = self.clone();
        *self = Self {
            run: before.run + 1,
            speed: before.speed,
            theme: before.theme,
            range: before.range,
            broken: before.broken,
            ..Self::open(link)
        };
    }

    /// The lab that is open stays, and the one that is missing can be asked for again.
    fn miss(&mut self, missing: Missing) {
        self.missing = Some(missing);
        self.dialog = None;
    }

    fn dismiss(&mut self) {
        self.problems = Shared::default();
        self.missing = None;
    }

    fn set(&mut self, name: &str, text: &str, dragging: bool) {
        let mut document = (**self.document()).clone();
        // A value may be fine by itself and still not fit the rest.
        let applied = apply(&mut document, name, text).and_then(|()| readable(&document));
        match applied {
            Ok(()) => {
                self.refusals.change().remove(name);
                let seed = self.seed();
                self.edit(Shared::new(document), seed, dragging.then_some(name));
            }
            Err(issue) => {
                let refusal = Refusal {
                    text: text.to_owned(),
                    problem: issue.problem,
                };
                self.refusals.change().insert(name.to_owned(), refusal);
            }
        }
    }

    fn intervene(&mut self, mut fault: Value) {
        let at = netsplit_core::time::Span::from_secs(self.cursor).to_string();
        fault["at"] = json!(at);
        let mut document = (**self.document()).clone();
        document.intervene(fault);
        self.edit_to(Shared::new(document));
    }

    fn remove_fault(&mut self, index: usize) {
        let mut document = (**self.document()).clone();
        let Some(Value::Array(mut faults)) = document.get("faults").cloned() else {
            return;
        };
        if index < faults.len() {
            faults.remove(index);
            if document.set("faults", Value::from(faults)).is_ok() {
                self.edit_to(Shared::new(document));
            }
        }
    }

    fn reseed(&mut self, seed: u32) {
        self.edit(self.document().clone(), seed, None);
    }

    fn edit_to(&mut self, document: Shared<Document>) {
        let seed = self.seed();
        self.edit(document, seed, None);
    }

    fn edit(&mut self, document: Shared<Document>, seed: u32, gesture: Option<&str>) {
        let done = self.history.now().done.clone();
        let edit = Edit {
            document,
            seed,
            done,
        };
        self.take(edit, gesture);
    }

    /// Another edit; it is run if it runs otherwise than the one before.
    pub(super) fn take(&mut self, edit: Edit, gesture: Option<&str>) {
        let now = self.history.now();
        let runs = !edit.runs_as(now);
        if runs || edit.done != now.done {
            self.history.edit(edit, gesture);
        }
        if runs {
            self.edited();
        }
    }

    fn travel(&mut self, step: impl Fn(&mut Self) -> bool) {
        let before = self.history.now().clone();
        if step(self) && !self.history.now().runs_as(&before) {
            self.edited();
        }
        self.point_at_nothing();
    }

    /// The document is another one: it is read and run.
    fn edited(&mut self) {
        if let Ok(scenario) = self.document().scenario() {
            self.scenario = scenario.into();
            self.list_controls();
        }
        self.refusals = Shared::default();
        self.point_at_nothing();
        self.ask_again();
    }

    fn ask_again(&mut self) {
        self.run += 1;
        self.broken = false;
    }

    fn answered(&mut self, answer: Response) {
        match answer {
            Response::Ran {
                run,
                summary,
                frame,
            } => {
                self.shown = run;
                self.cursor = self.cursor.min(summary.duration);
                self.look_anew(&summary);
                self.summary = Some(Shared::new(*summary));
                self.frame = Some(Shared::new(frame));
                self.issues = Shared::default();
                self.open_awaited();
            }
            // The run before is still the one that is shown, and that the worker can be asked about.
            Response::Refused { issues, .. } => {
                self.playing = false;
                self.issues = Shared::new(issues);
            }
            Response::Frames { run, mut frames } => {
                // While playing, the player puts the frames in their places.
                if let Some(frame) = frames.pop().filter(|_| run == self.shown && !self.playing) {
                    self.frame = Some(Shared::new(frame));
                }
            }
            Response::Stepped { run, frame } if run == self.shown => {
                self.playing = false;
                self.cursor = frame.at;
                self.frame = Some(Shared::new(frame));
                self.follow();
            }
            Response::Log { run, lines } if run == self.shown => self.log = Shared::new(lines),
            Response::Inspected {
                run,
                node,
                state_tables,
                ..
            } if run == self.shown => self.state_tables = Some((node, Shared::new(state_tables))),
            Response::Operations { run, operations } if run == self.shown => {
                self.has_operations(operations);
            }
            Response::SpaceTime { run, diagram } if run == self.shown => {
                self.has_space_time(diagram);
            }
            Response::Stepped { .. }
            | Response::Log { .. }
            | Response::Inspected { .. }
            | Response::Operations { .. }
            | Response::SpaceTime { .. } => {}
        }
    }

    fn broke(&mut self, why: String) {
        self.broken = true;
        self.playing = false;
        self.problems.change().push(why);
    }

    pub(super) fn seek(&mut self, at: f64) {
        self.cursor = at.clamp(0.0, self.duration());
        self.moves += 1;
        self.follow();
    }

    fn tick(&mut self, frame: Shared<Frame>) {
        if self.playing {
            self.cursor = frame.at;
            self.playing = frame.at < self.end();
            self.frame = Some(frame);
            self.follow();
        }
    }

    fn play(&mut self, playing: bool) {
        self.playing = playing && self.summary.is_some();
        if self.playing && self.cursor >= self.end() {
            self.seek(self.range.0);
        }
    }

    fn pin(&mut self) {
        if let Some(summary) = self.summary.clone().filter(|_| self.is_current()) {
            self.baseline = Some(Shared::new(Baseline {
                summary,
                document: self.document().clone(),
                seed: self.seed(),
            }));
        }
    }

    fn swap(&mut self) {
        let Some(other) = self.baseline.clone() else {
            return;
        };
        self.pin();
        self.edit(other.document.clone(), other.seed, None);
    }
}

/// The first thing that is wrong with a document, if anything is.
fn readable(document: &Document) -> Result<(), Issue> {
    let first = |issues: Issues| issues.0.into_iter().next();
    let wrong = document.scenario().err().and_then(first);
    wrong.map_or(Ok(()), Err)
}
