//! Operations as bars in lanes, from invocation to completion.
//!
//! Kinds, outcomes and evidence are told apart by letters and shapes too: `r` and `w`, a cross at the end of what
//! failed, an open end where nobody knows, a triangle at what proves a verdict.

use netsplit_core::panel::Tone;
use netsplit_core::views::{Bar, Lane, Operations};

use crate::geometry::{Point, Rect};
use crate::lettering::{Face, name, shown};
use crate::number::{plural, print};
use crate::scene::{Anchor, Element, Group, Scene};
use crate::stretch::{FOOT, HEAD, StretchOptions};
use crate::time_axis::TimeAxis;

/// Height of a lane.
const LANE: f64 = 24.0;
/// Height of a bar.
const BAR: f64 = 17.0;
/// Narrowest bar.
const THIN: f64 = 4.0;

/// Operations that stand out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Highlight<'a> {
    /// Requests that prove a verdict; all others step back.
    pub evidence: &'a [u32],
    /// The request that is chosen.
    pub chosen: Option<u32>,
}

/// Operations in lanes; the scene is as high as its lanes need.
pub fn draw(
    operations: &Operations,
    highlight: Highlight<'_>,
    options: &StretchOptions<'_>,
) -> Scene {
    let lanes = &operations.lanes;
    let rows = lanes.len().max(1) as f64 * LANE;
    let plot = options.plot(rows);
    let mut scene = Scene::new("p-operations", options.width, rows + HEAD + FOOT);
    scene.interactive = options.interactive;
    scene.label = label(operations, highlight);
    scene.elements.extend(options.ground(plot));
    scene.elements.extend(names(lanes, plot));
    scene.elements.extend(options.fault_names());
    let sketch = Sketch {
        axis: options.axis(),
        highlight,
        interactive: options.interactive,
        first: first(operations, highlight),
    };
    for (index, lane) in lanes.iter().enumerate() {
        let top = plot.y + index as f64 * LANE + (LANE - BAR) / 2.0;
        scene.elements.extend(sketch.lane(lane, top, options));
    }
    scene.elements.extend(options.cursor_line(plot));
    scene
}

fn label(operations: &Operations, highlight: Highlight<'_>) -> String {
    let bars: usize = operations.lanes.iter().map(|lane| lane.bars.len()).sum();
    let count = |bar: &&Bar| highlight.evidence.contains(&bar.request);
    let all = operations.lanes.iter().flat_map(|lane| &lane.bars);
    let proof = match all.filter(count).count() {
        0 => String::new(),
        marked => format!(", {marked} of them prove a verdict"),
    };
    format!(
        "{} from {:.3} s to {:.3} s{proof}",
        plural(bars, "operation"),
        operations.from,
        operations.to
    )
}

/// The request that the keyboard comes to first.
fn first(operations: &Operations, highlight: Highlight<'_>) -> Option<u32> {
    let bars = || operations.lanes.iter().flat_map(|lane| &lane.bars);
    let there = |request: &u32| bars().any(|bar| bar.request == *request);
    let marked = highlight.evidence.iter().copied().find(there);
    let earliest = || bars().min_by(|one, other| one.from.total_cmp(&other.from));
    let chosen = highlight.chosen.filter(there);
    chosen
        .or(marked)
        .or_else(|| earliest().map(|bar| bar.request))
}

/// The names of lanes, and lines between nodes.
fn names(lanes: &[Lane], plot: Rect) -> Vec<Element> {
    let mut all = Vec::new();
    let mut before: Option<&str> = None;
    for (index, lane) in lanes.iter().enumerate() {
        let top = plot.y + index as f64 * LANE;
        let begins = before != Some(&lane.node);
        before = Some(&lane.node);
        if begins {
            let (from, to) = (Point::new(4.0, top), Point::new(plot.right(), top));
            all.push(Element::line("p-axis", from, to));
        }
        let words = match lane.user {
            Some(user) => format!("{} {user}", name(&lane.node)),
            None if begins => name(&lane.node),
            None => continue,
        };
        let words = Face::Small.fit(&words, plot.x - 14.0).into_owned();
        let at = Point::new(plot.x - 8.0, top + LANE / 2.0 + 4.0);
        all.push(Element::words(
            "p-live",
            Face::Small,
            at,
            Anchor::End,
            words,
        ));
    }
    let end = plot.bottom();
    let (from, to) = (Point::new(plot.x, end), Point::new(plot.right(), end));
    all.push(Element::line("p-axis", from, to));
    all
}

struct Sketch<'a> {
    axis: TimeAxis,
    highlight: Highlight<'a>,
    interactive: bool,
    first: Option<u32>,
}

impl Sketch<'_> {
    fn lane(&self, lane: &Lane, top: f64, options: &StretchOptions<'_>) -> Vec<Element> {
        let seen = |bar: &&Bar| options.shows(bar.from, bar.to.unwrap_or(f64::INFINITY));
        let bars: Vec<&Bar> = lane.bars.iter().filter(seen).collect();
        let mut all = Vec::new();
        for (index, bar) in bars.iter().enumerate() {
            let next = bars.get(index + 1);
            let room = next.map_or(self.axis.right, |next| self.axis.x(next.from) - 3.0);
            all.push(self.bar(bar, top, room));
        }
        all
    }

    fn bar(&self, bar: &Bar, top: f64, room: f64) -> Element {
        let from = self.axis.x(bar.from);
        let to = bar.to.map_or(self.axis.right, |to| self.axis.x(to));
        let rect = Rect::new(from, top, (to - from).max(THIN), BAR);
        let proof = self.highlight.evidence.contains(&bar.request);
        let mut children = vec![
            Element::rect("p-touch", touch(rect), 0.0),
            outline(bar, rect),
        ];
        children.extend(end(bar, rect));
        let mark = if proof { 13.0 } else { 0.0 };
        if proof {
            children.push(triangle(Point::new(rect.x + 8.0, rect.center().y)));
        }
        children.extend(words(bar, rect, mark, room));
        let chosen = self.highlight.chosen == Some(bar.request);
        let group = Group {
            data: Some(("data-request", bar.request.to_string())),
            role: self.interactive.then_some("button"),
            label: self.interactive.then(|| bar.says.clone()),
            tabindex: self.interactive.then(|| self.turn(bar.request)),
            pressed: self.interactive.then_some(chosen),
            hidden: false,
            children,
        };
        let element = Element::group(self.class(bar, proof, chosen), group);
        element
            .keyed(format!("{}-{}", bar.request, bar.from))
            .titled(shown(&bar.says, 240))
    }

    fn turn(&self, request: u32) -> i32 {
        if self.first == Some(request) { 0 } else { -1 }
    }

    fn class(&self, bar: &Bar, proof: bool, chosen: bool) -> String {
        let mut class = String::from("p-press p-operation");
        let kind = if bar.label.starts_with('w') {
            " is-write"
        } else {
            " is-read"
        };
        class.push_str(match bar.tone {
            Tone::Plain | Tone::Good => kind,
            Tone::Busy => " is-busy",
            Tone::Bad => " is-bad",
        });
        if proof {
            class.push_str(" is-proof");
        } else if !self.highlight.evidence.is_empty() && !chosen {
            class.push_str(" is-aside");
        }
        if chosen {
            class.push_str(" is-selected");
        }
        class
    }
}

/// Area that a finger may hit: as high as the lane.
fn touch(bar: Rect) -> Rect {
    let wide = bar.width.max(8.0);
    Rect::around(bar.center(), wide, LANE)
}

/// A bar; without its right side where nobody knows how it ended.
fn outline(bar: &Bar, rect: Rect) -> Element {
    if !bar.open {
        return Element::rect("p-operation-bar", rect, 3.0);
    }
    let (left, right) = (print(rect.x), print(rect.right()));
    let (top, low) = (print(rect.y), print(rect.bottom()));
    Element::path(
        "p-operation-bar",
        format!("M{right} {top}H{left}V{low}H{right}"),
    )
}

/// A cross at the end of what failed.
fn end(bar: &Bar, rect: Rect) -> Option<Element> {
    (bar.tone == Tone::Bad && bar.to.is_some()).then(|| {
        let (x, y) = (print(rect.right() - 3.5), print(rect.center().y - 3.5));
        Element::path("p-break", format!("M{x} {y}l7 7m0 -7l-7 7"))
    })
}

fn triangle(at: Point) -> Element {
    let (x, y) = (print(at.x), print(at.y - 5.0));
    Element::path("p-proof", format!("M{x} {y}l5.5 10l-11 0Z"))
}

/// The label: in the bar, or behind it if there is room before the next one.
fn words(bar: &Bar, rect: Rect, mark: f64, room: f64) -> Option<Element> {
    let words = shown(&bar.label, 40);
    let width = Face::Small.width(&words);
    let base = rect.center().y + 3.9;
    let failed = if bar.tone == Tone::Bad { 6.0 } else { 0.0 };
    let x = if mark + width + 9.0 + failed <= rect.width {
        rect.x + mark + 5.0
    } else {
        let behind = rect.right().max(rect.x + mark + 2.0) + 5.0 + failed;
        (behind + width <= room).then_some(behind)?
    };
    let at = Point::new(x, base);
    Some(Element::words(
        "p-live",
        Face::Small,
        at,
        Anchor::Start,
        words,
    ))
}
