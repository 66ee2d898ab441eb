//! States over time above the charts: whatever the run says had states.

use netsplit_core::summary::Summary;
use netsplit_picture::state_timelines;
use yew::prelude::*;

use super::size::use_size;
use crate::scene;
use crate::shared::Shared;

/// Properties of the state timelines.
#[derive(Properties, PartialEq)]
pub struct StateTimelinesProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// The cursor, in seconds.
    pub cursor: f64,
}

/// The state timelines.
#[component]
pub fn StateTimelines(props: &StateTimelinesProps) -> Html {
    let (place, (width, _)) = use_size();
    let summary = &props.summary;
    let draw = |all: &netsplit_core::panel::StateTimeline| {
        let cursor = Some(props.cursor);
        state_timelines::draw(all, width, summary.duration, &summary.faults, cursor)
    };
    html! {
        <div class="state-timelines" ref={place}>
            { for summary.state_timelines.iter().filter(|_| width > 0.0).map(|all| html! {
                <figure key={all.id.clone()} data-timeline={all.id.clone()}>
                    <figcaption><h3>{ &all.title }</h3><p class="hint">{ &all.definition }</p></figcaption>
                    { scene::draw(&draw(all), Vec::new()) }
                </figure>
            }) }
        </div>
    }
}
