//! Views of a stretch of the run: the window, what is chosen in it, and the proof of a verdict.

use netsplit_core::summary::{Evidence, Summary};
use netsplit_core::views::{Operations, SpaceTime, Stretch, WantedOperations, WantedSpaceTime};

use super::{Selection, State, Tab};
use crate::shared::Shared;

/// Operations that the first look at a run shows.
const FEW_OPERATIONS: u32 = 40;

/// Messages that the first look at a run shows.
const FEW_MESSAGES: u32 = 70;

/// Most bars, and most rows of them.
const BARS: (u32, u32) = (400, 18);

/// Most messages, and most events.
const ARROWS: u32 = 400;

/// The shortest stretch, in seconds.
const SHORTEST: f64 = 1e-5;

/// How much of the stretch lies before the cursor when it follows a run that plays.
const BEFORE: f64 = 0.1;

/// Prefix of the badges of objectives; those of verdicts are just the id of the verdict.
pub const WANTED: &str = "want ";

/// View of a stretch of the run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Look {
    /// The stretch that is shown.
    pub window: Window,
    /// Index of the store whose calls are shown; the requests of clients if none.
    pub store: Option<u32>,
    /// Only operations on this key are shown.
    pub key: Option<u32>,
    /// Only operations on the key of this request are shown: evidence is about one key.
    pub key_of: Option<u32>,
    /// The request that is chosen.
    pub request: Option<u32>,
    /// The event or message that is chosen.
    pub event: Option<u32>,
    /// Proof of the verdict that was opened.
    pub proof: Option<Shared<Proof>>,
    /// Operations of the stretch, as the worker has answered.
    pub operations: Option<Shared<Operations>>,
    /// Messages and events of the stretch, as the worker has answered.
    pub space_time: Option<Shared<SpaceTime>>,
}

/// A verdict that was opened.
#[derive(Clone, PartialEq, Debug)]
pub struct Proof {
    /// Its badge.
    pub badge: String,
    /// Evidence that it does not hold.
    pub evidence: Option<Evidence>,
}

/// The stretch that is shown.
#[derive(Clone, PartialEq, Debug)]
pub enum Window {
    /// Around a moment, as long as seems right for what is shown.
    Around(f64),
    /// Where these requests were made.
    Of(Vec<u32>),
    /// From one moment to another, in seconds.
    Between(f64, f64),
}

/// Actions in a view of a stretch.
#[derive(Clone, PartialEq, Debug)]
pub enum Looking {
    /// Another stretch, in seconds.
    Between(f64, f64),
    /// Closer to a moment, or further away where the factor is above 1; to the cursor if it says none.
    Zoom(f64, Option<f64>),
    /// Earlier or later by a share of the stretch.
    Pan(f64),
    /// The whole run.
    Whole,
    /// Back to the cursor, and to a stretch that seems right.
    Here,
    /// The calls to a store, or the requests of clients.
    Store(Option<u32>),
    /// Only operations on a key, or all.
    Key(Option<u32>),
    /// A request is chosen, or none.
    Request(Option<u32>),
    /// An event or a message is chosen, or none.
    Event(Option<u32>),
    /// A verdict is opened, or none.
    Proof(Option<Proof>),
}

impl Proof {
    /// The same verdict of another run.
    fn renewed(&self, summary: &Summary) -> Self {
        let id = self.badge.strip_prefix(WANTED).unwrap_or(&self.badge);
        let verdict = summary.verdicts.iter().find(|verdict| verdict.id == id);
        Self {
            badge: self.badge.clone(),
            evidence: verdict.and_then(|verdict| verdict.evidence.clone()),
        }
    }

    fn requests(&self) -> Option<Vec<u32>> {
        let requests = self.evidence.as_ref()?.requests.clone();
        (!requests.is_empty()).then_some(requests)
    }
}

impl Default for Window {
    fn default() -> Self {
        Self::Around(0.0)
    }
}

impl Window {
    fn stretch(&self, about: u32) -> Stretch {
        match self {
            Self::Around(at) => Stretch::Around { at: *at, about },
            Self::Of(requests) => Stretch::Of {
                requests: requests.clone(),
            },
            Self::Between(from, to) => Stretch::Between {
                from: *from,
                to: *to,
            },
        }
    }
}

impl Look {
    /// Proof of the verdict that was opened.
    pub fn evidence(&self) -> Option<&Evidence> {
        self.proof.as_ref()?.evidence.as_ref()
    }

    fn marked(&self) -> Vec<u32> {
        let evidence = self.evidence();
        evidence.map_or_else(Vec::new, |evidence| evidence.requests.clone())
    }

    /// The operations that are wanted from the worker.
    pub fn wanted_operations(&self) -> WantedOperations {
        let (bars, rows) = BARS;
        WantedOperations {
            stretch: self.window.stretch(FEW_OPERATIONS),
            store: self.store,
            key: self.key,
            key_of: self.key_of,
            marked: self.marked(),
            bars,
            rows,
        }
    }

    /// The part of the space-time diagram that is wanted from the worker.
    pub fn wanted_space_time(&self) -> WantedSpaceTime {
        WantedSpaceTime {
            stretch: self.window.stretch(FEW_MESSAGES),
            chosen: self.event,
            messages: ARROWS,
            events: ARROWS,
        }
    }

    /// True if anything is chosen.
    pub fn is_chosen(&self) -> bool {
        self.request.is_some() || self.event.is_some()
    }
}

impl State {
    /// The stretch that the view in front shows, in seconds, once that is known.
    pub fn stretch(&self) -> Option<(f64, f64)> {
        let look = &self.look;
        match (&look.window, self.tab) {
            (Window::Between(from, to), _) => Some((*from, *to)),
            (_, Tab::Operations) => look.operations.as_ref().map(|seen| (seen.from, seen.to)),
            (_, Tab::SpaceTime) => look.space_time.as_ref().map(|seen| (seen.from, seen.to)),
            (_, Tab::Charts | Tab::Latencies | Tab::Log) => None,
        }
    }

    pub(super) fn look(&mut self, looking: Looking) {
        let duration = self.duration();
        match looking {
            Looking::Between(from, to) => self.show_stretch(from, to),
            Looking::Zoom(factor, at) => self.zoom(factor, at),
            Looking::Pan(share) => {
                if let Some((from, to)) = self.stretch() {
                    let by = (to - from) * share;
                    self.show_stretch(from + by, to + by);
                }
            }
            Looking::Whole => self.look.window = Window::Between(0.0, duration),
            Looking::Here => self.look.window = Window::Around(self.cursor),
            Looking::Store(store) => self.look.store = store,
            Looking::Key(key) => (self.look.key, self.look.key_of) = (key, None),
            Looking::Request(request) => self.look.request = request,
            Looking::Event(event) => self.look.event = event,
            Looking::Proof(proof) => self.prove(proof),
        }
    }

    /// The stretch, within the run and not too short; its length stays where it runs into an end.
    fn show_stretch(&mut self, from: f64, to: f64) {
        let duration = self.duration();
        let length = (to - from).clamp(SHORTEST.min(duration), duration);
        let from = from.clamp(0.0, duration - length);
        self.look.window = Window::Between(from, from + length);
    }

    fn zoom(&mut self, factor: f64, at: Option<f64>) {
        let Some((from, to)) = self.stretch() else {
            return;
        };
        let at = at.unwrap_or(self.cursor);
        let at = if (from..=to).contains(&at) {
            at
        } else {
            f64::midpoint(from, to)
        };
        self.show_stretch(at - (at - from) * factor, at + (to - at) * factor);
    }

    /// A view that was left to choose its stretch begins at the cursor.
    pub(super) fn open_tab(&mut self, tab: Tab) {
        self.tab = tab;
        if let Window::Around(at) = &mut self.look.window {
            *at = self.cursor;
        } else {
            self.follow();
        }
    }

    /// The stretch goes with the cursor where it would leave it.
    pub(super) fn follow(&mut self) {
        let Some((from, to)) = self.stretch() else {
            return;
        };
        let (length, cursor) = (to - from, self.cursor);
        if self.playing && cursor > to - BEFORE * length && to < self.duration() {
            self.show_stretch(cursor - BEFORE * length, cursor + (1.0 - BEFORE) * length);
        } else if !(from..=to).contains(&cursor) {
            self.show_stretch(cursor - length / 2.0, cursor + length / 2.0);
        }
    }

    /// Opens a verdict: the cursor goes to its evidence, and the view that shows it comes to the front.
    fn prove(&mut self, proof: Option<Proof>) {
        (self.look.key, self.look.key_of) = (None, None);
        self.look.request = None;
        self.look.event = None;
        let Some(evidence) = proof.as_ref().and_then(|proof| proof.evidence.clone()) else {
            self.look.proof = proof.map(Shared::new);
            return;
        };
        self.look.proof = proof.map(Shared::new);
        self.seek(evidence.at);
        let process = evidence.processes.first();
        let shapes = self.summary.as_ref().map(|summary| &summary.topology);
        let process = process.and_then(|index| shapes?.processes.get(*index as usize));
        if !evidence.requests.is_empty() {
            self.tab = Tab::Operations;
            self.look.store = process.map(|process| process.node);
            self.look.key_of = evidence.requests.first().copied();
            self.look.window = Window::Of(evidence.requests);
        } else if let Some(name) = process.map(|process| process.name.clone()) {
            self.selection = Some(Selection::Process(name));
            self.tab = Tab::SpaceTime;
            self.look.window = Window::Around(evidence.at);
        }
    }

    /// Another run: what was chosen belonged to the last one; a verdict that was opened is looked up anew.
    pub(super) fn look_anew(&mut self, summary: &Summary) {
        let same = |old: &Shared<Summary>| old.topology == summary.topology;
        let stays = self.summary.as_ref().is_some_and(same);
        let before = std::mem::take(&mut self.look);
        let proof = before.proof.map(|proof| proof.renewed(summary));
        let requests = proof.as_ref().and_then(Proof::requests);
        let key_of = requests
            .as_ref()
            .and_then(|requests| requests.first().copied());
        let window = match (before.window, requests) {
            (Window::Between(from, to), _) if stays => Window::Between(from, to),
            (Window::Of(_), Some(requests)) => Window::Of(requests),
            _ => Window::Around(self.cursor),
        };
        self.look = Look {
            window,
            key_of: before.key_of.and(key_of),
            proof: proof.map(Shared::new),
            store: before.store.filter(|_| stays),
            operations: before.operations.filter(|_| stays),
            space_time: before.space_time.filter(|_| stays),
            ..Look::default()
        };
    }

    pub(super) fn has_operations(&mut self, operations: Operations) {
        self.look.operations = Some(Shared::new(operations));
    }

    pub(super) fn has_space_time(&mut self, space_time: SpaceTime) {
        self.look.space_time = Some(Shared::new(space_time));
    }

    /// Lets go of the choice in a view first, then of what was opened, then of the inspector's part.
    pub(super) fn deselect(&mut self) {
        if self.look.is_chosen() {
            self.look.request = None;
            self.look.event = None;
        } else if self.look.proof.is_some() {
            self.prove(None);
        } else {
            self.selection = None;
        }
    }
}
