//! The gallery: every preset, in the order in which it is shown.

use crate::params::{Issue, Issues};
use crate::scenario::Document;

/// A scenario that comes with the project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Preset {
    /// Name in links, which never changes.
    pub id: &'static str,
    /// Family.
    pub family: &'static str,
    /// The scenario as JSON.
    pub text: &'static str,
}

/// Lists presets by their files, `presets/<family>/<id>.json`.
macro_rules! presets {
    ($($family:literal / $id:literal,)+) => {
        &[$(Preset {
            id: $id,
            family: $family,
            text: include_str!(concat!("../presets/", $family, "/", $id, ".json")),
        }),+]
    };
}

const PRESETS: &[Preset] = presets![
    "welcome" / "start",
    "welcome" / "own-architecture",
    "traffic" / "layered-architecture",
    "traffic" / "load-balancing",
    "consensus" / "raft-partition",
    "consistency" / "quorum",
    "transactions" / "saga-orchestration",
    "resilience" / "circuit-breaker",
];

/// Every preset.
pub fn all() -> &'static [Preset] {
    PRESETS
}

/// The first preset that a newcomer sees.
pub fn first() -> Preset {
    PRESETS[0]
}

/// The preset with this name.
pub fn find(id: &str) -> Option<Preset> {
    PRESETS.iter().copied().find(|preset| preset.id == id)
}

/// The preset with this name.
///
/// # Errors
/// A sentence with the names of all presets.
pub fn named(id: &str) -> Result<Preset, Issues> {
    find(id).ok_or_else(|| {
        let known: Vec<_> = PRESETS.iter().map(|preset| preset.id).collect();
        let found = crate::params::shorten(id);
        Issue::whole(format!(
            "found no lab \"{found}\", allowed is one of {}",
            known.join(", ")
        ))
        .into()
    })
}

impl Preset {
    /// The preset as a document.
    ///
    /// # Panics
    /// Never: a test reads every preset.
    pub fn document(&self) -> Document {
        Document::parse(self.text).expect("a test reads every preset")
    }

    /// Its title.
    pub fn title(&self) -> String {
        self.document()
            .get("title")
            .and_then(|title| title.as_str())
            .unwrap_or(self.id)
            .to_owned()
    }
}
