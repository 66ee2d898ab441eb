//! The timeline: the whole run as a bar, with its faults, its cues, what proves a verdict, and the playhead.

use netsplit_core::summary::FaultSpan;

use crate::geometry::{Point, Rect};
use crate::lettering::shown;
use crate::number::print;
use crate::scene::{Element, Group, Scene};
use crate::spans::{self, Labels};
use crate::time_axis::{RIGHT, TimeAxis};

/// Height of the bar.
const BAR: f64 = 8.0;
/// Space below the bar, for the ticks and their words.
const BELOW: f64 = 24.0;

/// Content of a timeline.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimelineOptions<'a> {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels; two rows of labels fit from 76 on, one from 62 on.
    pub height: f64,
    /// Length of the run in seconds.
    pub duration: f64,
    /// The moment that is shown, in seconds.
    pub cursor: f64,
    /// When each fault is active.
    pub faults: &'a [FaultSpan],
    /// Moments of the story, in seconds, with what to see there.
    pub cues: &'a [(f64, String)],
    /// Moments that prove a verdict, in seconds.
    pub evidence: &'a [f64],
    /// The window in which requests are measured, in seconds.
    pub window: (f64, f64),
}

/// The timeline of a run.
pub fn draw(options: &TimelineOptions<'_>) -> Scene {
    let axis = TimeAxis::new(options.width, options.duration);
    let top = (options.height - BELOW - BAR).max(BAR);
    let bar = Rect::new(axis.left, top, axis.right - axis.left, BAR);
    let mut scene = Scene::new("p-timeline", options.width, options.height);
    scene.label = format!(
        "Timeline at {:.3} s of {} s, {} faults",
        options.cursor,
        print(axis.duration),
        options
            .faults
            .iter()
            .filter(|fault| fault.is_ever_active())
            .count()
    );
    scene.elements.extend(track(&axis, bar, options));
    scene.elements.extend(ticks(&axis, bar));
    scene.elements.extend(points(&axis, bar, options));
    // The labels stand still while the playhead passes behind them.
    scene.push(playhead(&axis, bar, options.cursor));
    let labels = labels(&axis, top, options.width);
    let faults = spans::labels_above(&axis, options.faults, labels);
    scene.elements.extend(faults);
    scene
}

/// As many rows of labels as there is height for, the lowest first.
fn labels(axis: &TimeAxis, top: f64, width: f64) -> Labels {
    let rows: Vec<f64> = [top - 9.0, top - 22.0]
        .into_iter()
        .filter(|base| *base >= 19.0)
        .collect();
    Labels::new(&rows, axis.left.min(2.0), width - RIGHT.min(2.0))
}

fn track(axis: &TimeAxis, bar: Rect, options: &TimelineOptions<'_>) -> Vec<Element> {
    let past = Rect::new(bar.x, bar.y, axis.x(options.cursor) - bar.x, BAR);
    let mut all = vec![
        Element::rect("p-track", bar, BAR / 2.0),
        Element::rect("p-past", past, BAR / 2.0).keyed("past"),
    ];
    all.extend(spans::shades(
        "p-fault",
        axis,
        options.faults,
        bar.y,
        bar.bottom(),
    ));
    all.extend(window(axis, bar, options.window));
    all
}

/// A bracket under the bar from the start to the end of what is measured.
fn window(axis: &TimeAxis, bar: Rect, window: (f64, f64)) -> Option<Element> {
    let (from, to) = (axis.x(window.0), axis.x(window.1));
    let whole = from <= bar.x && to >= bar.right();
    let (from, to) = (print(from), print(to));
    let (high, low) = (print(bar.bottom() + 1.0), print(bar.bottom() + 3.0));
    let data = format!("M{from} {high}V{low}H{to}V{high}");
    (window.0 < window.1 && !whole).then(|| {
        Element::path("p-window", data).titled("Requests that arrive in here are measured.")
    })
}

fn ticks(axis: &TimeAxis, bar: Rect) -> Vec<Element> {
    let tick = |(seconds, _): (f64, String)| {
        let x = axis.x(seconds);
        let (from, to) = (bar.bottom() + 4.0, bar.bottom() + 8.0);
        Element::line("p-tick", Point::new(x, from), Point::new(x, to))
    };
    let mut all: Vec<Element> = axis.ticks().into_iter().map(tick).collect();
    all.extend(axis.words(bar.bottom() + 20.0));
    all
}

/// Diamonds for cues, triangles for what proves a verdict.
fn points(axis: &TimeAxis, bar: Rect, options: &TimelineOptions<'_>) -> Vec<Element> {
    let middle = bar.center().y;
    let inside = |at: &f64| (0.0..=axis.duration).contains(at);
    let cues = options.cues.iter().filter(|cue| inside(&cue.0));
    let cues = cues.map(|(at, words)| {
        let title = format!("{}, at {at:.2} s", shown(words, 80));
        diamond(Point::new(axis.x(*at), middle)).titled(title)
    });
    let proofs = options.evidence.iter().filter(|at| inside(at));
    let proofs = proofs.map(|at| {
        let title = format!("Evidence, at {at:.2} s");
        triangle(Point::new(axis.x(*at), middle)).titled(title)
    });
    cues.chain(proofs).collect()
}

fn diamond(at: Point) -> Element {
    let (x, y) = (print(at.x), print(at.y - 8.0));
    Element::path("p-cue", format!("M{x} {y}l5.5 8l-5.5 8l-5.5 -8Z"))
}

fn triangle(at: Point) -> Element {
    let (x, y) = (print(at.x), print(at.y - 8.0));
    Element::path("p-proof", format!("M{x} {y}l7 13l-14 0Z"))
}

fn playhead(axis: &TimeAxis, bar: Rect, cursor: f64) -> Element {
    let x = axis.x(cursor);
    let top = 5.5;
    let children = vec![
        Element::line(
            "p-playhead",
            Point::new(x, top),
            Point::new(x, bar.bottom() + 7.0),
        ),
        Element::circle("p-knob", Point::new(x, top), 4.5),
    ];
    Element::group("p-head-of-time", Group::of(children)).keyed("playhead")
}
