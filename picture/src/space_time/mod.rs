//! A space-time diagram: a line for each process, slanted messages between them, and what happened on the lines.
//!
//! Messages end in an arrow head, lost ones in a cross; what is under way when the run ends is dashed. Events of
//! requests are circles, what machines did are diamonds, and crashes and pauses lie on the line as spans. Where there are
//! more messages than can be drawn, bars on top count all of them.

mod legend;
mod lines;
mod marks;
mod messages;
mod traffic;

use netsplit_core::topology::Topology;
use netsplit_core::views::{SpaceTime, Tie};

use crate::geometry::{Point, Rect};
use crate::number::plural;
use crate::scene::{Element, Scene};
use crate::stretch::{FOOT, HEAD, StretchOptions};
use crate::time_axis::TimeAxis;
use lines::Lines;

/// Height of the legend.
const LEGEND: f64 = 20.0;

/// A space-time diagram; the scene is as high as its lines need.
pub fn draw(
    topology: &Topology,
    diagram: &SpaceTime,
    evidence: &[u32],
    options: &StretchOptions<'_>,
) -> Scene {
    let bars = traffic::height(diagram);
    let lines = Lines::of(topology, diagram, HEAD + bars);
    let plot = options.plot(bars + lines.height);
    let (legend, rows) = legend::legend(diagram, options.width, plot.bottom() + FOOT + 12.0);
    let height = plot.height + HEAD + FOOT + rows as f64 * LEGEND;
    let mut scene = Scene::new("p-space-time", options.width, height);
    scene.interactive = options.interactive;
    scene.label = label(diagram);
    let sketch = Sketch {
        diagram,
        lines: &lines,
        axis: options.axis(),
        plot,
        interactive: options.interactive,
        chooses: diagram.chosen.is_some(),
        first: first(diagram),
    };
    scene.elements.extend(options.ground(plot));
    scene.elements.extend(traffic::bars(diagram, plot));
    scene.elements.extend(lines.draw(topology, evidence, plot));
    scene.elements.extend(sketch.statuses());
    scene.elements.extend(options.fault_names());
    scene.elements.extend(sketch.messages());
    scene.elements.extend(sketch.marks());
    scene.elements.extend(options.cursor_line(plot));
    scene.elements.extend(legend);
    scene
}

/// The height that the legend takes below the axis.
pub fn legend_height(diagram: &SpaceTime, width: f64) -> f64 {
    legend::legend(diagram, width, 0.0).1 as f64 * LEGEND
}

fn label(diagram: &SpaceTime) -> String {
    let all: u32 = diagram.traffic.iter().sum();
    let drawn = if all > 0 {
        format!("{} of {all} messages", diagram.messages.len())
    } else {
        plural(diagram.messages.len(), "message")
    };
    format!(
        "{drawn} and {} from {:.3} s to {:.3} s",
        plural(diagram.events.len(), "event"),
        diagram.from,
        diagram.to
    )
}

/// The message or event that the keyboard comes to first.
fn first(diagram: &SpaceTime) -> Option<u32> {
    let messages = diagram.messages.iter();
    let messages = messages.map(|message| (message.sent, message.number));
    let events = diagram.events.iter();
    let all = || {
        messages
            .clone()
            .chain(events.clone().map(|event| (event.at, event.number)))
    };
    let chosen = diagram.chosen.as_ref().map(|chosen| chosen.number);
    let there = |number: &u32| all().any(|(_, other)| other == *number);
    let inside = |at: f64| at >= diagram.from;
    let earliest = || {
        all()
            .filter(|(at, _)| inside(*at))
            .min_by(|a, b| a.0.total_cmp(&b.0))
    };
    chosen
        .filter(there)
        .or_else(|| earliest().map(|(_, number)| number))
}

struct Sketch<'a> {
    diagram: &'a SpaceTime,
    lines: &'a Lines,
    axis: TimeAxis,
    plot: Rect,
    interactive: bool,
    /// True if something is chosen, so that what is not tied to it steps back.
    chooses: bool,
    first: Option<u32>,
}

impl Sketch<'_> {
    /// Place of something that happened at a process, if the process has a line.
    fn place(&self, process: u32, at: f64) -> Option<Point> {
        Some(Point::new(self.axis.beyond(at), self.lines.y(process)?))
    }

    fn tie(&self, tie: Tie) -> &'static str {
        match tie {
            Tie::Apart if self.chooses => " is-aside",
            Tie::Apart => "",
            Tie::Past => " is-past",
            Tie::Chosen => " is-selected",
            Tie::Future => " is-future",
        }
    }

    /// A part that can be chosen.
    fn part(
        &self,
        class: &str,
        number: u32,
        tie: Tie,
        says: &str,
        children: Vec<Element>,
    ) -> Element {
        let turn = if self.first == Some(number) { 0 } else { -1 };
        let group = crate::scene::Group {
            data: Some(("data-event", number.to_string())),
            role: self.interactive.then_some("button"),
            label: self.interactive.then(|| says.to_owned()),
            tabindex: self.interactive.then_some(turn),
            pressed: self.interactive.then_some(tie == Tie::Chosen),
            hidden: false,
            children,
        };
        let element = Element::group(format!("p-press {class}{}", self.tie(tie)), group);
        element
            .keyed(number.to_string())
            .titled(crate::lettering::shown(says, 240))
    }
}
