//! The gallery: every preset, in the order in which it is shown.
//!
//! Without the feature `presets` only the first is here: the page fetches the others when they are opened.

use serde::{Deserialize, Serialize};

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

/// A lab as a gallery lists it: enough to show it and to find it, without its scenario.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Listed {
    /// Name in links.
    pub id: String,
    /// Family.
    pub family: String,
    /// Title.
    pub title: String,
    /// Claim of its story.
    pub claim: String,
    /// Labels of its controls.
    pub controls: Vec<String>,
    /// Names of what it measures.
    pub metrics: Vec<String>,
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

#[cfg(feature = "presets")]
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

#[cfg(not(feature = "presets"))]
const PRESETS: &[Preset] = presets!["welcome" / "start",];

/// Every preset that is here.
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
        let known = PRESETS.iter().map(|preset| preset.id);
        let problem = format!("found no lab {}", unknown(id, known));
        Issue::whole(problem).into()
    })
}

/// The rest of a sentence about the name of a lab that there is not: the name, and those that there are.
pub fn unknown<'a>(id: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<_> = known.collect();
    format!(
        "\"{}\", allowed is one of {}",
        crate::params::shorten(id),
        known.join(", ")
    )
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
