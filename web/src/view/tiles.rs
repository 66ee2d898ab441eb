//! Tiles: each metric with its course over the run and its difference to the baseline.

use netsplit_core::summary::{Better, Metric, Summary};
use netsplit_core::unit::Unit;
use netsplit_picture::sparkline;
use yew::prelude::*;

use super::size::use_size;
use crate::scene;
use crate::shared::Shared;
use crate::state::Baseline;

/// Properties of the tiles.
#[derive(Properties, PartialEq)]
pub struct TilesProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// The run to compare with.
    pub baseline: Option<Shared<Baseline>>,
    /// Metrics that a try points at.
    pub pointed: Shared<Vec<String>>,
    /// The cursor, in seconds.
    pub cursor: f64,
}

/// Tiles that are seen at first; the others are drawn when they are asked for.
const FEW: usize = 6;

/// Height of a sparkline in pixels.
const COURSE: f64 = 22.0;

/// The tiles.
#[component]
pub fn Tiles(props: &TilesProps) -> Html {
    let all = use_state(|| false);
    let metrics = &props.summary.metrics;
    let more = metrics.len().saturating_sub(FEW);
    let is_pointed = |metric: &Metric| props.pointed.contains(&metric.id);
    let mut seen: Vec<_> = (0..metrics.len()).collect();
    if !*all {
        // Those that a try points at come before others, and stand in their usual order.
        seen.sort_by_key(|index| !is_pointed(&metrics[*index]));
        seen.truncate(FEW);
        seen.sort_unstable();
    }
    let seen = seen.into_iter().map(|index| &metrics[index]);
    let flip = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    html! {
        <section class={classes!("tiles", all.then_some("all"))} aria-label="Metrics">
            { for seen.map(|metric| html! {
                <Tile key={metric.id.clone()} metric={metric.clone()} summary={props.summary.clone()}
                    baseline={props.baseline.clone()} pointed={is_pointed(metric)} cursor={props.cursor} />
            }) }
            if more > 0 {
                <button type="button" class="more" aria-expanded={all.to_string()} onclick={flip}
                    aria-label={if *all { "fewer metrics".to_owned() } else { format!("+{more} metrics") }}>
                    { if *all { "fewer".to_owned() } else { format!("+{more}") } }
                </button>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct TileProps {
    metric: Metric,
    summary: Shared<Summary>,
    baseline: Option<Shared<Baseline>>,
    pointed: bool,
    cursor: f64,
}

#[component]
fn Tile(props: &TileProps) -> Html {
    let (place, (width, _)) = use_size();
    let metric = &props.metric;
    let (number, unit) = match metric.value {
        Some(value) => metric.unit.parts(value),
        None => ("\u{2013}".to_owned(), ""),
    };
    let id = format!("about-{}", metric.id);
    let summary = &props.summary;
    let (from, to) = summary.window;
    html! {
        <div class={classes!("tile", props.pointed.then_some("pointed"))} data-metric={metric.id.clone()}>
            <button type="button" class="name" aria-describedby={id.clone()}>{ &metric.name }</button>
            <p class="value"><span class="v">{ number }</span>{ " " }<small>{ unit }</small></p>
            <div class="course" ref={place}>{ course(props, width) }</div>
            { difference(props) }
            <div class="tip" role="tooltip" {id}>
                <b>{ &metric.name }</b>
                <p>{ &metric.definition }</p>
                <p>{ format!("Measured from {from:.0} to {to:.0} s.") }</p>
            </div>
        </div>
    }
}

/// The sparkline, where the metric has a line over time.
fn course(props: &TileProps, width: f64) -> Html {
    let summary = &props.summary;
    let line = props.metric.line.as_ref().and_then(|(chart, line)| {
        let chart = summary.charts.iter().find(|one| one.id == *chart)?;
        chart.lines.iter().find(|one| one.name == *line)
    });
    let Some(line) = line.filter(|line| width > 0.0 && !line.values.is_empty()) else {
        return Html::default();
    };
    let share = |seconds: f64| seconds / summary.duration;
    let faults: Vec<_> = summary
        .faults
        .iter()
        .filter(|fault| fault.is_ever_active())
        .map(|fault| (share(fault.from), share(fault.to)))
        .collect();
    let scene = sparkline::draw(
        &line.values,
        width,
        COURSE,
        Some(share(props.cursor)),
        &faults,
    );
    scene::draw(&scene, vec![("aria-hidden", "true".to_owned())])
}

/// How it differs from the baseline, in words and in colour.
fn difference(props: &TileProps) -> Html {
    let metric = &props.metric;
    let other = props
        .baseline
        .as_ref()
        .and_then(|baseline| baseline.summary.metric(&metric.id)?.value);
    let (Some(now), Some(then)) = (metric.value, other) else {
        return Html::default();
    };
    let change = now - then;
    let size = magnitude(metric.unit, change.abs());
    if change == 0.0 || size.starts_with("0 ") || size == "0" {
        return html! { <p class="d">{ "same as A" }</p> };
    }
    let sign = if change > 0.0 { "+" } else { "\u{2212}" };
    let class = match (metric.better, change > 0.0) {
        (Better::Higher, true) | (Better::Lower, false) => "d ok",
        (Better::Higher, false) | (Better::Lower, true) => "d bad",
        (Better::Neither, _) => "d",
    };
    html! { <p {class}>{ format!("{sign}{size}") }</p> }
}

/// The size of a difference; of shares in points, because a percentage of a percentage misleads.
fn magnitude(unit: Unit, size: f64) -> String {
    match unit {
        Unit::Share => format!("{:.2} pts", size * 100.0),
        Unit::Seconds | Unit::PerSecond | Unit::Count | Unit::Times | Unit::Dollars => {
            unit.print(size)
        }
    }
}
