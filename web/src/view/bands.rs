//! States over time above the charts: whatever the run says had states.

use netsplit_core::outcome::Outcome;
use netsplit_picture::bands;
use yew::prelude::*;

use super::size::use_size;
use crate::scene;
use crate::shared::Shared;

/// What the bands need.
#[derive(Properties, PartialEq)]
pub struct BandsProps {
    /// What the run came to.
    pub outcome: Shared<Outcome>,
    /// The cursor, in seconds.
    pub cursor: f64,
}

/// The bands.
#[component]
pub fn Bands(props: &BandsProps) -> Html {
    let (place, (width, _)) = use_size();
    let outcome = &props.outcome;
    let draw = |all: &netsplit_core::panel::Bands| {
        let cursor = Some(props.cursor);
        bands::draw(all, width, outcome.duration, &outcome.faults, cursor)
    };
    html! {
        <div class="bands" ref={place}>
            { for outcome.bands.iter().filter(|_| width > 0.0).map(|all| html! {
                <figure key={all.id.clone()} data-bands={all.id.clone()}>
                    <figcaption><h3>{ &all.title }</h3><p class="hint">{ &all.definition }</p></figcaption>
                    { scene::draw(&draw(all), Vec::new()) }
                </figure>
            }) }
        </div>
    }
}
