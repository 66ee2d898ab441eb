//! All that the page knows: a scenario, a cursor, and what the last run came to. One reducer changes it.

mod action;
mod history;
mod look;
#[cfg(test)]
mod tests;
mod trying;

use std::collections::BTreeMap;
use std::sync::Arc;

use netsplit_core::frame::Frame;
use netsplit_core::link::Link;
use netsplit_core::panel::{LogLine, StateTable};
use netsplit_core::scenario::{ControlState, Document, Scenario, controls, parameters};
use netsplit_core::summary::Summary;

pub use action::Action;
use history::History;
pub use look::{Look, Looking, Proof, WANTED, Window};
pub use netsplit_core::scenario::Tab;

use crate::shared::Shared;
use crate::theme::Theme;

/// How fast a run plays at first: a message of some milliseconds can be seen to travel.
pub const FIRST_SPEED: f64 = 0.1;

/// The slowest that a run plays.
pub const SLOWEST: f64 = 0.01;

/// The fastest that a run plays.
pub const FASTEST: f64 = 100.0;

/// All that the page knows.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The preset that it started from, if it is one.
    pub lab: Option<String>,
    /// Document that "reset" returns to.
    pub original: Shared<Document>,
    /// Documents and seeds; undo goes back through these.
    history: History,
    /// The document as typed values; the last one that could be read.
    pub scenario: Shared<Scenario>,
    /// The lab's controls with their present values.
    pub controls: Shared<Vec<ControlState>>,
    /// Number of the newest run that was asked for.
    pub run: u32,
    /// Number of the run that is shown; 0 before the first.
    pub shown: u32,
    /// Results of that run.
    pub summary: Option<Shared<Summary>>,
    /// How everything is at the cursor; always of the run that is shown.
    pub frame: Option<Shared<Frame>>,
    /// The moment that is looked at, in seconds.
    pub cursor: f64,
    /// How often the cursor was moved by hand: what plays starts anew from there.
    pub moves: u32,
    /// The part of the run that is played, in seconds.
    pub range: (f64, f64),
    /// True while the cursor moves by itself.
    pub playing: bool,
    /// Seconds of the run in a second of playing.
    pub speed: f64,
    /// Part that the inspector shows.
    pub selection: Option<Selection>,
    /// The run that others are compared with.
    pub baseline: Option<Shared<Baseline>>,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// Sentences about what could not be done, until they are dismissed.
    pub problems: Shared<Vec<String>>,
    /// The lab that could not be fetched.
    pub missing: Option<Missing>,
    /// Why the present settings cannot be run: path and problem.
    pub issues: Shared<Vec<(String, String)>>,
    /// Refused texts, by the name of the control.
    pub refusals: Shared<BTreeMap<String, Refusal>>,
    /// Content below the diagram.
    pub tab: Tab,
    /// Log around the cursor.
    pub log: Shared<Vec<LogLine>>,
    /// View of a stretch of the run.
    pub look: Look,
    /// Metrics that the try that was done last points at.
    pub pointed: Shared<Vec<String>>,
    /// A verdict that is opened as soon as its run is there.
    awaited: Option<String>,
    /// State tables of the selected node at the cursor, with the index of that node.
    pub state_tables: Option<(u32, Shared<Vec<StateTable>>)>,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// The simulation does not answer.
    pub broken: bool,
}

/// A node, a process or a call, by its name: indices change with the topology.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Selection {
    /// All of a node.
    Node(String),
    /// One of its processes.
    Process(String),
    /// A call, `caller->callee`.
    Call(String),
}

/// A dialog over the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// The gallery.
    Labs,
    /// Links and files.
    Share,
    /// Keys and words.
    Help,
}

/// A lab that could not be fetched, and the link that it belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// The reason, in a sentence.
    pub says: String,
    /// Part of the link behind `?`.
    pub query: String,
    /// Part of the link behind `#`.
    pub fragment: String,
}

/// Text that was typed and refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// As it was typed.
    pub text: String,
    /// Found and allowed values, in a sentence.
    pub problem: String,
}

/// A run that others are compared with.
#[derive(Clone, PartialEq, Debug)]
pub struct Baseline {
    /// Results of that run.
    pub summary: Shared<Summary>,
    document: Shared<Document>,
    seed: u32,
}

impl Selection {
    /// Part of that name: `app`, `app/2` or `lb->app`.
    pub fn named(name: &str) -> Self {
        let kind = if name.contains("->") {
            Self::Call
        } else if name.contains('/') {
            Self::Process
        } else {
            Self::Node
        };
        kind(name.to_owned())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Node(name) | Self::Process(name) | Self::Call(name) => name,
        }
    }
}

impl State {
    /// The page as a link opens it.
    pub fn open(link: Link) -> Self {
        let scenario: Shared<Scenario> = readable(&link).into();
        let problems = link.problems.iter().map(ToString::to_string).collect();
        let mut state = Self {
            cursor: link.at.unwrap_or_else(|| scenario.first_moment()),
            lab: link.lab,
            original: Shared::new(link.original),
            history: History::new(link.document, link.seed),
            scenario,
            controls: Shared::default(),
            run: 1,
            shown: 0,
            summary: None,
            frame: None,
            moves: u32::from(link.at.is_some()),
            range: (0.0, f64::INFINITY),
            playing: false,
            speed: FIRST_SPEED,
            selection: None,
            baseline: None,
            dialog: None,
            problems: Shared::new(problems),
            missing: None,
            issues: Shared::default(),
            refusals: Shared::default(),
            tab: Tab::Charts,
            log: Shared::default(),
            look: Look::default(),
            pointed: Shared::default(),
            awaited: None,
            state_tables: None,
            theme: Theme::Auto,
            broken: false,
        };
        state.cursor = state.cursor.clamp(0.0, state.duration());
        state.list_controls();
        for (name, value) in &link.view {
            match name.as_str() {
                "tab" => state.tab = Tab::named(value).unwrap_or(state.tab),
                "select" => state.selection = Some(Selection::named(value)),
                _ => {}
            }
        }
        state
    }

    /// Document that is run.
    pub fn document(&self) -> &Shared<Document> {
        &self.history.now().document
    }

    /// The seed.
    pub fn seed(&self) -> u32 {
        self.history.now().seed
    }

    /// True while a slider is dragged.
    pub fn is_dragging(&self) -> bool {
        self.history.is_dragging()
    }

    /// True if there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// True if a step was taken back.
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// True if anything differs from the original.
    pub fn is_changed(&self) -> bool {
        **self.document() != *self.original
    }

    /// Length of the run in seconds, as the scenario says.
    pub fn duration(&self) -> f64 {
        self.scenario.duration.as_secs()
    }

    /// Where playing ends.
    fn end(&self) -> f64 {
        self.range.1.min(self.duration())
    }

    /// Index of the node that is selected, or that the selected process belongs to.
    pub fn selected_node(&self) -> Option<u32> {
        let topology = &self.summary.as_ref()?.topology;
        match self.selection.as_ref()? {
            Selection::Node(name) => {
                let found = topology.nodes.iter().position(|node| node.name == *name);
                found.map(|index| index as u32)
            }
            Selection::Process(name) => {
                let mut processes = topology.processes.iter();
                processes
                    .find(|process| process.name == *name)
                    .map(|process| process.node)
            }
            Selection::Call(_) => None,
        }
    }

    /// How many faults the original has: those behind them were added on the page.
    pub fn own_faults(&self) -> usize {
        let listed = self
            .original
            .get("faults")
            .and_then(|faults| faults.as_array());
        listed.map_or(0, Vec::len)
    }

    /// The next moment worth seeing, or the previous one: a cue, a fault, a piece of evidence.
    pub fn next_mark(&self, forward: bool) -> f64 {
        const NEAR: f64 = 1e-6;
        let cues = self.scenario.story.cues.iter().map(|cue| cue.at.as_secs());
        let mut marks: Vec<f64> = cues.collect();
        if let Some(summary) = &self.summary {
            marks.extend(
                summary
                    .faults
                    .iter()
                    .filter(|fault| fault.is_ever_active())
                    .flat_map(|fault| [fault.from, fault.to]),
            );
            let evidence = summary
                .verdicts
                .iter()
                .filter_map(|verdict| verdict.evidence.as_ref());
            marks.extend(evidence.map(|evidence| evidence.at));
        }
        let found = if forward {
            let later = marks.into_iter().filter(|at| *at > self.cursor + NEAR);
            later.min_by(f64::total_cmp)
        } else {
            let earlier = marks.into_iter().filter(|at| *at < self.cursor - NEAR);
            earlier.max_by(f64::total_cmp)
        };
        found.unwrap_or(if forward { self.duration() } else { 0.0 })
    }

    /// The link that opens what is seen now; with the moment if `at` says so.
    pub fn link(&self, at: bool, view: Vec<(String, String)>) -> Link {
        Link {
            lab: self.lab.clone(),
            original: (*self.original).clone(),
            document: (**self.document()).clone(),
            seed: self.seed(),
            // Rounded up, so that what happened at the cursor has happened there too.
            at: at.then(|| (self.cursor * 1e6 - 1e-4).ceil() / 1e6),
            view,
            problems: Vec::new(),
        }
    }

    /// True if what is shown belongs to the present settings.
    pub fn is_current(&self) -> bool {
        self.shown == self.run && self.issues.is_empty()
    }

    fn list_controls(&mut self) {
        self.controls = Shared::new(controls(self.document(), &self.original));
    }

    /// Every parameter at and below a path, as the inspector shows them.
    pub fn parameters(&self, path: &str) -> Vec<ControlState> {
        parameters(self.document(), &self.original, path)
    }
}

/// A link only holds documents that can be read; the first lab stands in should that ever fail.
fn readable(link: &Link) -> Arc<Scenario> {
    let read = link
        .document
        .scenario()
        .or_else(|_| link.original.scenario());
    read.unwrap_or_else(|_| {
        let first = netsplit_core::presets::first().document();
        first.scenario().expect("a test reads every preset")
    })
}
