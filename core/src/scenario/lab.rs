//! The parts that make a scenario a lab: controls, objectives, claims and a story.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Scenario;
use crate::params::{Field, Issues, Kind, Param, Path, Share, choices, declare, one_entry};
use crate::time::Span;

declare! {
    /// A control that a lab puts in front: one slider, switch or choice over one or more paths.
    ///
    /// Exactly one of three forms: `path` alone edits that parameter; `path` with `template` writes the
    /// value into a text (`exp({})`, `{*3}` is three times the value); `options` offers named patches.
    pub struct Control {
        /// Name in links; never changes once published.
        name: String, @fixed;
        /// Title above the slider.
        label: String;
        /// One sentence about its effect.
        help: String = String::new();
        /// Path of the parameter that it edits.
        path: Option<String> = None;
        /// Further paths that get the same value.
        also: Vec<String> = Vec::new();
        /// Text around the value, such as `exp({})`.
        template: Option<String> = None;
        /// Smallest value, within the range of the parameter.
        from: Option<Value> = None;
        /// Largest value, within the range of the parameter.
        to: Option<Value> = None;
        /// Name of a control whose value is an upper bound of this one.
        at_most: Option<String> = None;
        /// Value at the start, where a template hides it.
        default: Option<Value> = None;
        /// Named patches to choose from; the first is the start.
        options: Vec<Choice> = Vec::new();
    }
}

declare! {
    /// One named patch of a control.
    pub struct Choice {
        /// Name in links and on the page.
        name: String;
        /// Values by path.
        set: BTreeMap<String, Value> = BTreeMap::new();
    }
}

declare! {
    /// Something that the user wants to hold; it decides the exit code of the command line.
    pub struct Objective {
        /// A sentence such as `availability >= 99.9%`, `p99 <= 250ms`, or the name of a verdict.
        want: String;
    }
}

declare! {
    /// A lesson of the lab, tested over many seeds.
    pub struct Claim {
        /// The claim in words.
        says: String;
        /// Values of controls or paths that differ from the lab's.
        set: BTreeMap<String, Value> = BTreeMap::new();
        /// An objective that holds in at least `share` of the seeds.
        holds: Option<String> = None;
        /// An objective that is violated in at least `share` of the seeds, and on the default seed.
        violates: Option<String> = None;
        /// How many seeds it is tested on.
        seeds: u32 = 100, in 1.0..=10_000.0;
        /// Share of the seeds.
        share: Share = Share(1.0), in 0.0..=1.0;
    }
}

declare! {
    /// Story that the page tells about the lab.
    pub struct Story {
        /// The lesson, in one or two sentences.
        claim: String = String::new();
        /// Things to try, in their order.
        tries: Tries = Tries::default();
        /// Things to watch.
        watch: String = String::new();
        /// Things that are not modelled.
        not_modelled: Vec<String> = Vec::new();
        /// Its source.
        source: String = String::new();
        /// Moments worth seeing.
        cues: Vec<Cue> = Vec::new();
    }
}

impl Scenario {
    /// The moment that is shown first, in seconds: half a second into the first cue, when something is to be seen.
    pub fn first_moment(&self) -> f64 {
        let duration = self.duration.as_secs();
        let first = self.story.cues.first();
        first.map_or(duration * 0.4, |cue| (cue.at.as_secs() + 0.5).min(duration))
    }
}

declare! {
    /// A moment worth seeing.
    pub struct Cue {
        /// Its moment.
        at: Span, in 0.0..=86400.0;
        /// Event of that moment.
        says: String;
    }
}

declare! {
    /// Something to try. The page does it at a click.
    pub struct Try {
        /// What to do and what to look at, in words.
        says: String;
        /// Values of controls or paths that differ from the lab's.
        set: BTreeMap<String, Value> = BTreeMap::new();
        /// Moment that the cursor goes to; evidence that is opened has one of its own.
        at: Option<Span> = None, in 0.0..=86400.0;
        /// What is opened or pointed at. Each metric changes by what is set; each verdict changes or has evidence.
        shows: Vec<Shown> = Vec::new();
    }
}

/// Something of the page that a try opens or points at.
#[derive(Clone, PartialEq, Debug)]
pub enum Shown {
    /// The tile of a metric.
    Metric(String),
    /// The badge of a verdict, with its evidence.
    Verdict(String),
    /// A tab below the diagram.
    Tab(Tab),
    /// A node, a process or a call, in the inspector.
    Select(String),
}

one_entry! {
    Shown {
        Metric(String) = "metric": "\"p99\"",
        Verdict(String) = "verdict": "\"linearizable\"",
        Tab(Tab) = "tab": "\"log\"",
        Select(String) = "select": "\"app\"",
    }
}

choices! {
    /// A tab below the diagram.
    pub enum Tab {
        /// Lines over time.
        Charts = "charts",
        /// Number of requests by how long they took.
        Latencies = "latencies",
        /// Operations from invocation to completion.
        Operations = "operations",
        /// Messages between processes.
        SpaceTime = "space-time",
        /// Events around the cursor.
        Log = "log",
    }
}

impl Tab {
    /// Every tab, in its place.
    pub const ALL: [Self; 5] = [
        Self::Charts,
        Self::Latencies,
        Self::Operations,
        Self::SpaceTime,
        Self::Log,
    ];

    /// The tab of that word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.word() == word)
    }
}

/// Things to try, in their order. A plain text is one that only says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Tries(pub Vec<Try>);

impl Field for Tries {
    const KIND: Kind = Kind::Group;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        Vec::<Written>::read(value, path, issues)
            .map(|tries| Self(tries.into_iter().map(|Written(one)| one).collect()))
    }

    fn write(&self) -> Value {
        self.0.write()
    }

    fn schema() -> Value {
        Vec::<Written>::schema()
    }

    fn find(&self, path: &[&str]) -> Option<Param> {
        self.0.find(path)
    }

    fn list(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        self.0.list(prefix, into);
    }
}

/// A try as it is written: a text, or an object.
struct Written(Try);

impl Field for Written {
    const KIND: Kind = Kind::Group;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        if value.is_string() {
            let says = String::read(value, path, issues)?;
            return Some(Self(Try {
                says,
                set: BTreeMap::new(),
                at: None,
                shows: Vec::new(),
            }));
        }
        Try::read(value, path, issues).map(Self)
    }

    fn write(&self) -> Value {
        self.0.write()
    }

    fn schema() -> Value {
        serde_json::json!({ "anyOf": [String::schema(), Try::schema()] })
    }
}
