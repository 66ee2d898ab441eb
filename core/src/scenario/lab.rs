//! What makes a scenario a lab: controls, objectives, claims and a story.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::params::{Share, declare};
use crate::time::Span;

declare! {
    /// What a lab puts in front: one slider, switch or choice over one or more paths.
    ///
    /// Exactly one of three forms: `path` alone edits that parameter; `path` with `template` writes the
    /// value into a text (`exp({})`, `{*3}` is three times the value); `options` offers named patches.
    pub struct Control {
        /// Name in links; never changes once published.
        name: String, @fixed;
        /// What stands above the slider.
        label: String;
        /// One sentence: what it does.
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
    /// What the user wants to hold; it decides the exit code of the command line.
    pub struct Objective {
        /// A sentence such as `availability >= 99.9%`, `p99 <= 250ms`, or the name of a verdict.
        want: String;
    }
}

declare! {
    /// What the lab teaches, tested over many seeds.
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
    /// What the page tells about the lab.
    pub struct Story {
        /// What the lab shows, in one or two sentences.
        claim: String = String::new();
        /// What to try, step by step.
        tries: Vec<String> = Vec::new();
        /// What to watch.
        watch: String = String::new();
        /// What is not modelled.
        not_modelled: Vec<String> = Vec::new();
        /// Where it comes from.
        source: String = String::new();
        /// Moments worth seeing.
        cues: Vec<Cue> = Vec::new();
    }
}

declare! {
    /// A moment worth seeing.
    pub struct Cue {
        /// When.
        at: Span, in 0.0..=86400.0;
        /// What happens then.
        says: String;
    }
}
