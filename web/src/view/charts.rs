//! Lines over time, and how many requests took how long.

use netsplit_core::summary::{Chart, Summary};
use netsplit_picture::chart::{self, ChartOptions};
use netsplit_picture::time_axis::TimeAxis;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::size::use_size;
use super::state_timelines::StateTimelines;
use super::turn::use_turn;
use super::{Dispatch, by_hand};
use crate::shared::Shared;
use crate::state::{Action, Baseline};
use crate::{browser, scene};

/// Properties of the charts.
#[derive(Properties, PartialEq)]
pub struct ChartsProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// The run to compare with.
    pub baseline: Option<Shared<Baseline>>,
    /// The cursor, in seconds.
    pub cursor: f64,
    /// Where everything goes.
    pub dispatch: Dispatch,
}

/// Height of a chart in pixels.
const HEIGHT: f64 = 168.0;

/// More rows than these are drawn together in the table: nobody reads a thousand.
const ROWS: usize = 120;

/// Every chart of the run, below its state timelines.
#[component]
pub fn Charts(props: &ChartsProps) -> Html {
    let chart = |(index, chart): (usize, &Chart)| {
        html! {
            <OverTime key={chart.id.clone()} {index} summary={props.summary.clone()} baseline={props.baseline.clone()}
                cursor={props.cursor} dispatch={props.dispatch.clone()} />
        }
    };
    html! {
        <>
            if !props.summary.state_timelines.is_empty() {
                <StateTimelines summary={props.summary.clone()} cursor={props.cursor} />
            }
            <div class="charts">
                { for props.summary.charts.iter().enumerate().map(chart) }
                { for (0..props.summary.curves.len()).map(|index| html! { <OverNumber {index} summary={props.summary.clone()} /> }) }
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct OverNumberProps {
    index: usize,
    summary: Shared<Summary>,
}

/// One curve, with what it is.
#[component]
fn OverNumber(props: &OverNumberProps) -> Html {
    let (place, (width, _)) = use_size();
    let Some(curve) = props.summary.curves.get(props.index) else {
        return Html::default();
    };
    html! {
        <figure class="chart" data-chart={curve.id.clone()}>
            <figcaption><h3 title={curve.definition.clone()}>{ &curve.title }</h3></figcaption>
            <div class="plot" ref={place}>
                if width > 0.0 && !curve.points.is_empty() {
                    { scene::draw(&chart::curve(curve, width, HEIGHT), Vec::new()) }
                } else {
                    <p class="nothing">{ "There was nothing to measure." }</p>
                }
            </div>
        </figure>
    }
}

#[derive(Clone, Properties, PartialEq)]
struct OverTimeProps {
    index: usize,
    summary: Shared<Summary>,
    baseline: Option<Shared<Baseline>>,
    cursor: f64,
    dispatch: Dispatch,
}

/// How a chart is looked at.
#[derive(Clone, PartialEq, Default)]
struct Manner {
    log: bool,
    table: bool,
}

/// One chart with its legend.
#[component]
fn OverTime(props: &OverTimeProps) -> Html {
    let place = use_node_ref();
    let manner = use_state(Manner::default);
    let turn = use_turn(&place, props.clone());
    let Some(chart) = props.summary.charts.get(props.index) else {
        return Html::default();
    };
    let flip = |flip: fn(&mut Manner)| {
        let manner = manner.clone();
        Callback::from(move |_: MouseEvent| {
            let mut next = (*manner).clone();
            flip(&mut next);
            manner.set(next);
        })
    };
    let csv = {
        let (summary, index) = (props.summary.clone(), props.index);
        Callback::from(move |_: MouseEvent| {
            if let Some(one) = summary.charts.get(index) {
                browser::save(&format!("{}.csv", one.id), "text/csv", &chart::csv(one));
            }
        })
    };
    let drawn = turn.is_some();
    let what = turn.unwrap_or_else(|| props.clone());
    html! {
        <figure class="chart" data-chart={chart.id.clone()} ref={place}>
            <figcaption>
                <h3>{ &chart.title }</h3>
                <span class="gap" />
                <button type="button" class="tiny" aria-pressed={manner.log.to_string()} aria-label={format!("{}: log axis", chart.title)}
                    onclick={flip(|manner| manner.log = !manner.log)}>{ "log" }</button>
                <button type="button" class="tiny" aria-pressed={manner.table.to_string()} aria-label={format!("{}: as a table", chart.title)}
                    onclick={flip(|manner| manner.table = !manner.table)}>{ "table" }</button>
                <button type="button" class="tiny" aria-label={format!("{}: download CSV", chart.title)} onclick={csv}>{ "csv" }</button>
            </figcaption>
            <Lines {what} manner={(*manner).clone()} {drawn} />
        </figure>
    }
}

#[derive(Properties, PartialEq)]
struct LinesProps {
    what: OverTimeProps,
    manner: Manner,
    /// Its plot is drawn; until then only its place is there.
    drawn: bool,
}

/// The legend and the plot of a chart.
#[component]
fn Lines(props: &LinesProps) -> Html {
    let (place, (width, _)) = use_size();
    let hidden = use_state(Vec::<usize>::new);
    let what = &props.what;
    let Some(chart) = what.summary.charts.get(what.index) else {
        return Html::default();
    };
    let seek = {
        let (dispatch, duration) = (what.dispatch.clone(), what.summary.duration);
        Callback::from(move |event: PointerEvent| {
            if event.buttons() == 1 {
                seek_to(&event, duration, &dispatch);
            }
        })
    };
    html! {
        <>
            { legend(chart, what.cursor, &hidden) }
            <div class="plot" ref={place} onpointerdown={seek.clone()} onpointermove={seek}>
                if props.manner.table {
                    { as_table(chart) }
                } else if props.drawn && width > 0.0 {
                    { plot(what, chart, width, &hidden, props.manner.log) }
                }
            </div>
        </>
    }
}

/// The cursor goes to where the pointer is.
fn seek_to(event: &PointerEvent, duration: f64, dispatch: &Dispatch) {
    let plot = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(plot) = plot {
        let place = plot.get_bounding_client_rect();
        let axis = TimeAxis::new(place.width(), duration);
        let x = f64::from(event.client_x()) - place.left();
        dispatch.dispatch(Action::Seek(by_hand(axis.seconds(x), duration)));
    }
}

/// The lines with their values at the cursor; each can be hidden.
fn legend(chart: &Chart, cursor: f64, hidden: &UseStateHandle<Vec<usize>>) -> Html {
    let values = chart::values_at(chart, cursor);
    let entry = |index: usize| {
        let value = values.get(index).copied().flatten();
        let value = value.map_or_else(|| "\u{2013}".to_owned(), |value| chart.unit.print(value));
        let shown = !hidden.contains(&index);
        let hidden = hidden.clone();
        let flip = move |_: MouseEvent| {
            let mut next = (*hidden).clone();
            if shown {
                next.push(index);
            } else {
                next.retain(|one| *one != index);
            }
            hidden.set(next);
        };
        html! {
            <button key={index} type="button" class="entry" aria-pressed={shown.to_string()} onclick={flip}>
                <i class={format!("swatch s{}", index % 6 + 1)} />{ &chart.lines[index].name }{ " " }<b>{ value }</b>
            </button>
        }
    };
    html! { <div class="legend">{ for (0..chart.lines.len()).map(entry) }</div> }
}

fn plot(props: &OverTimeProps, chart: &Chart, width: f64, hidden: &[usize], log: bool) -> Html {
    let summary = &props.summary;
    let other = props.baseline.as_ref();
    let other = other.and_then(|other| other.summary.charts.iter().find(|one| one.id == chart.id));
    let options = ChartOptions {
        width,
        height: HEIGHT,
        cursor: Some(props.cursor),
        duration: summary.duration,
        window: summary.window,
        faults: &summary.faults,
        hidden,
        log,
        baseline: other,
        ..ChartOptions::default()
    };
    scene::draw(&chart::draw(chart, &options), Vec::new())
}

fn as_table(chart: &Chart) -> Html {
    let rows = chart::table(chart);
    let Some((head, rows)) = rows.split_first() else {
        return Html::default();
    };
    let left = rows.len().saturating_sub(ROWS);
    html! {
        <div class="numbers" tabindex="0" role="region" aria-label={format!("{} as a table", chart.title)}>
            <table>
                <thead><tr>{ for head.iter().map(|name| html! { <th scope="col">{ name }</th> }) }</tr></thead>
                <tbody>{ for rows.iter().take(ROWS).map(|row| html! {
                    <tr>{ for row.iter().map(|value| html! { <td>{ value }</td> }) }</tr>
                }) }</tbody>
            </table>
            if left > 0 {
                <p>{ format!("{left} more rows are in the CSV.") }</p>
            }
        </div>
    }
}

/// Properties of the latencies.
#[derive(Properties, PartialEq)]
pub struct LatenciesProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
}

/// How many requests took how long, and the share that took at most so long.
#[component]
pub fn Latencies(props: &LatenciesProps) -> Html {
    let (place, (width, _)) = use_size();
    let summary = &props.summary;
    // What is marked: every metric that is a time.
    let times = summary
        .metrics
        .iter()
        .filter(|metric| metric.unit == netsplit_core::unit::Unit::Seconds);
    let marks: Vec<_> = times
        .filter_map(|metric| Some((metric.id.clone(), metric.value?)))
        .collect();
    let half = ((width - 24.0) / 2.0).max(width.min(300.0));
    html! {
        <div class="latencies" ref={place}>
            if width > 0.0 && summary.latencies.counts.iter().any(|count| *count > 0) {
                <figure class="chart">
                    <figcaption><h3>{ "Requests by latency" }</h3></figcaption>
                    { scene::draw(&chart::histogram(&summary.latencies, half, HEIGHT, &marks), Vec::new()) }
                </figure>
                <figure class="chart">
                    <figcaption><h3>{ "Share that took at most so long" }</h3></figcaption>
                    { scene::draw(&chart::cdf(&summary.latencies, half, HEIGHT, &marks), Vec::new()) }
                </figure>
            } else {
                <p class="nothing">{ "No request was sent in the measured window." }</p>
            }
        </div>
    }
}
