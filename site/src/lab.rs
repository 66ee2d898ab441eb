//! A lab, run natively: what it says, and its diagram at the moment at which the page opens it.

use std::sync::Arc;

use netsplit_core::experiment;
use netsplit_core::frame::Frame;
use netsplit_core::link::DEFAULT_SEED;
use netsplit_core::presets::{Listed, Preset};
use netsplit_core::replay::Replay;
use netsplit_core::scenario::{Scenario, controls};
use netsplit_core::summary::Summary;
use netsplit_core::time::Instant;
use netsplit_picture::diagram::{self, Marks};
use netsplit_picture::layout::{Direction, Layout};
use netsplit_picture::scene::Scene;
use netsplit_picture::svg;
use netsplit_picture::theme::Theme;

/// A lab, ready to be told and drawn.
pub(crate) struct Lab {
    /// Its entry in lists.
    pub(crate) listed: Listed,
    /// Its scenario as JSON.
    pub(crate) text: &'static str,
    /// Its scenario.
    pub(crate) scenario: Arc<Scenario>,
    summary: Summary,
    frame: Frame,
}

impl Lab {
    /// Runs a preset.
    ///
    /// # Errors
    /// A sentence, if the preset is refused.
    pub(crate) fn of(preset: &Preset) -> Result<Self, String> {
        let document = preset.document();
        let said = |issues| format!("{}: {issues}", preset.id);
        let scenario = document.scenario().map_err(said)?;
        let run = experiment::run(&document, DEFAULT_SEED).map_err(said)?;
        let at = Instant::from_secs(scenario.first_moment());
        let frame = Replay::first_frame(&run.plan, &run.recording, at);
        let measured = run
            .summary
            .metrics
            .iter()
            .filter(|metric| metric.value.is_some());
        let listed = Listed {
            id: preset.id.to_owned(),
            family: preset.family.to_owned(),
            title: scenario.title.clone(),
            claim: scenario.story.claim.clone(),
            controls: controls(&document, &document)
                .into_iter()
                .map(|control| control.label)
                .collect(),
            metrics: measured.map(|metric| metric.name.clone()).collect(),
        };
        Ok(Self {
            listed,
            text: preset.text,
            scenario,
            summary: run.summary,
            frame,
        })
    }

    /// Its diagram, for wide places or for narrow ones.
    pub(crate) fn scene(&self, direction: Direction) -> Scene {
        let layout = Layout::of(&self.summary.topology, direction);
        diagram::draw(
            &self.summary.topology,
            &layout,
            &self.frame,
            &Marks::default(),
        )
    }

    /// Its diagram as a file of its own.
    pub(crate) fn figure(&self) -> String {
        svg::standalone(&self.scene(Direction::Across), Theme::Light)
    }
}
