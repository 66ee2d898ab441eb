//! Charts over time: lines, areas or stacks, with the faults and the cursor, in real pixels.

mod distribution;
mod heat;
mod legend;
mod scale;
mod table;
mod trace;

use std::fmt::Write as _;

use netsplit_core::summary::{Chart, FaultSpan};

use crate::geometry::{Point, Rect};
use crate::lettering::Face;
use crate::number::print;
use crate::scene::{Anchor, Element, Scene};
use crate::spans;
use crate::time_axis::TimeAxis;

pub use distribution::{cdf, curve, histogram};
pub use heat::heat_strip;
pub(crate) use scale::Scale;
pub use table::{csv, table};
pub(crate) use trace::thin_line;

/// Space above the plot, for the upper half of the highest word.
const TOP: f64 = 8.0;
/// Space below the plot, for the words of the axis of time.
const BOTTOM: f64 = 20.0;
/// How many colours there are for lines.
const COLORS: usize = 6;

/// How a chart is drawn.
#[derive(Clone, Copy, Debug)]
pub struct ChartOptions<'a> {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// The moment of the cursor in seconds.
    pub cursor: Option<f64>,
    /// Length of the run in seconds.
    pub duration: f64,
    /// The window in which requests are measured, in seconds; what lies outside is hatched.
    pub window: (f64, f64),
    /// When each fault is active.
    pub faults: &'a [FaultSpan],
    /// Indices of the lines that are not shown.
    pub hidden: &'a [usize],
    /// True if the axis of values is logarithmic.
    pub log: bool,
    /// The same chart of the run to compare with.
    pub baseline: Option<&'a Chart>,
    /// How lines are drawn.
    pub style: Style,
}

/// How the lines of a chart are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Style {
    /// As lines.
    #[default]
    Line,
    /// As lines with the area below them.
    Area,
    /// On top of each other.
    Stacked,
}

impl Default for ChartOptions<'_> {
    fn default() -> Self {
        Self {
            width: 360.0,
            height: 160.0,
            cursor: None,
            duration: 1.0,
            window: (0.0, f64::INFINITY),
            faults: &[],
            hidden: &[],
            log: false,
            baseline: None,
            style: Style::Line,
        }
    }
}

/// A chart over time; its legend is the page's, by [`values_at`].
pub fn draw(chart: &Chart, options: &ChartOptions<'_>) -> Scene {
    sketch(chart, options, TOP)
}

/// A chart with its title and its legend, for papers: higher than the options say by what these take.
pub fn figure(chart: &Chart, options: &ChartOptions<'_>) -> Scene {
    let (head, height) = legend::head(chart, options);
    let taller = ChartOptions {
        height: options.height + height,
        ..*options
    };
    let mut scene = sketch(chart, &taller, TOP + height);
    scene.elements.extend(head);
    scene
}

fn sketch(chart: &Chart, options: &ChartOptions<'_>, top: f64) -> Scene {
    let axis = TimeAxis::new(options.width, options.duration);
    let bottom = (options.height - BOTTOM).max(top + 10.0);
    let plot = Rect::new(axis.left, top, axis.right - axis.left, bottom - top);
    let traces = trace::traces(chart, options);
    let baseline = options.baseline.map(|chart| trace::traces(chart, options));
    let baseline = baseline.unwrap_or_default();
    let scale = Scale::over(
        chart.unit,
        traces
            .iter()
            .chain(&baseline)
            .flat_map(trace::Trace::extent),
        options.log && options.style != Style::Stacked,
        (plot.y, plot.bottom()),
    );
    let mut scene = Scene::new("p-chart", options.width, options.height);
    scene.label = label(chart, options);
    scene.elements.extend(ground(&axis, plot, options));
    scene.elements.extend(grid(&axis, plot, &scale));
    for trace in &baseline {
        scene.elements.extend(trace.baseline(&axis, &scale));
    }
    for trace in &traces {
        scene
            .elements
            .extend(trace.elements(&axis, &scale, options.style));
    }
    scene
        .elements
        .extend(cursor(&axis, plot, &scale, &traces, chart, options));
    scene
}

/// The value of each line at a moment, for the legend; `None` where there was nothing to measure.
pub fn values_at(chart: &Chart, seconds: f64) -> Vec<Option<f64>> {
    let place = chart.place(seconds);
    let value = |values: &Vec<f64>| values.get(place?).copied();
    chart
        .lines
        .iter()
        .map(|line| value(&line.values).filter(|value| value.is_finite()))
        .collect()
}

/// The number of the colour of a line, from 1.
pub(crate) fn color(line: usize) -> usize {
    line % COLORS + 1
}

fn label(chart: &Chart, options: &ChartOptions<'_>) -> String {
    let shown = chart.lines.iter().enumerate();
    let names: Vec<String> = shown
        .filter(|(index, _)| !options.hidden.contains(index))
        .map(|(_, line)| crate::lettering::name(&line.name))
        .collect();
    let title = crate::lettering::shown(&chart.title, 80);
    format!("{title} over time: {}", names.join(", "))
}

/// Background of the lines: faults, and the time that is not measured.
fn ground(axis: &TimeAxis, plot: Rect, options: &ChartOptions<'_>) -> Vec<Element> {
    let mut all = spans::shades("p-span", axis, options.faults, plot.y, plot.bottom());
    let (start, end) = (
        axis.x(options.window.0),
        axis.x(options.window.1.min(axis.duration)),
    );
    let before = Rect::new(plot.x, plot.y, start - plot.x, plot.height);
    let after = Rect::new(end, plot.y, plot.right() - end, plot.height);
    for rest in [before, after] {
        if rest.width >= 1.0 && options.window.0 < options.window.1 {
            all.push(
                Element::path("p-hatch", hatch(rest)).titled("Not measured: warm-up or cool-down."),
            );
        }
    }
    all.extend(spans::labels_inside(axis, options.faults, plot.y + 11.0));
    all
}

/// Slanted lines that fill a rectangle.
fn hatch(rect: Rect) -> String {
    let mut data = String::new();
    let mut offset = 4.0;
    while offset < rect.width + rect.height {
        // The line x + y = offset, where it enters and where it leaves.
        let (low, high) = ((offset - rect.width).max(0.0), offset.min(rect.height));
        let _ = write!(
            data,
            "M{} {}L{} {}",
            print(rect.x + offset - low),
            print(rect.y + low),
            print(rect.x + offset - high),
            print(rect.y + high)
        );
        offset += 7.0;
    }
    data
}

fn grid(axis: &TimeAxis, plot: Rect, scale: &Scale) -> Vec<Element> {
    let mut all = Vec::new();
    for (value, words) in scale.ticks() {
        let y = scale.y(*value);
        let (from, to) = (Point::new(plot.x, y), Point::new(plot.right(), y));
        all.push(Element::line("p-grid", from, to));
        let at = Point::new(plot.x - 7.0, y + 3.8);
        all.push(Element::words(
            "p-faint",
            Face::Small,
            at,
            Anchor::End,
            words.clone(),
        ));
    }
    let corner = Point::new(plot.x, plot.bottom());
    all.push(Element::line(
        "p-axis",
        corner,
        Point::new(plot.right(), plot.bottom()),
    ));
    all.extend(axis.words(plot.bottom() + 15.0));
    all
}

/// The cursor, with a marker on each line.
fn cursor(
    axis: &TimeAxis,
    plot: Rect,
    scale: &Scale,
    traces: &[trace::Trace],
    chart: &Chart,
    options: &ChartOptions<'_>,
) -> Vec<Element> {
    let inside = |at: &f64| (0.0..=axis.duration).contains(at);
    let Some(at) = options.cursor.filter(inside) else {
        return Vec::new();
    };
    let x = axis.x(at);
    let (top, bottom) = (Point::new(x, plot.y - 4.0), Point::new(x, plot.bottom()));
    let mut all = vec![Element::line("p-cursor", top, bottom).keyed("cursor")];
    for trace in traces {
        if let Some(value) = chart.place(at).and_then(|place| trace.value(place)) {
            let center = Point::new(x, scale.y(value));
            all.push(trace::marker(trace.line, center));
        }
    }
    all
}
