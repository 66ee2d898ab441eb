//! The architecture at one moment: nodes, processes, calls, and messages in flight.

mod icon;
mod impairment;
mod message;
mod node;
mod process;
mod route;
mod sign;
mod words;

use netsplit_core::frame::Frame;
use netsplit_core::topology::Topology;

use crate::layout::Layout;
use crate::scene::{Element, Group, Scene};

pub use words::describe;

/// Marks in a diagram.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Marks {
    /// Selected part.
    pub selected: Option<Selected>,
    /// Processes that show why a verdict does not hold.
    pub evidence_processes: Vec<u32>,
    /// True if its parts are buttons; otherwise the diagram is one image.
    pub interactive: bool,
}

/// Selected part of a diagram.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Selected {
    /// The node of that name.
    Node(String),
    /// The process of that index.
    Process(u32),
    /// The route of that name.
    Route(String),
}

impl Marks {
    fn has_node(&self, name: &str) -> bool {
        matches!(&self.selected, Some(Selected::Node(own)) if own == name)
    }

    fn has_process(&self, index: u32) -> bool {
        self.selected == Some(Selected::Process(index))
    }

    fn has_route(&self, name: &str) -> bool {
        matches!(&self.selected, Some(Selected::Route(own)) if own == name)
    }
}

/// The diagram of a frame.
pub fn draw(topology: &Topology, layout: &Layout, frame: &Frame, marks: &Marks) -> Scene {
    let view = View {
        topology,
        layout,
        frame,
        marks,
    };
    let mut scene = Scene::new("p-diagram", layout.width, layout.height);
    scene.label = describe(topology, frame);
    scene.interactive = marks.interactive;
    let layers = [
        ("p-routes", route::all(&view)),
        ("p-nodes", node::all(&view)),
        ("p-processes", process::all(&view)),
        ("p-tags", route::tags(&view)),
        // Words may be crossed for a moment, but a message must never seem to be gone.
        ("p-messages", message::all(&view)),
    ];
    for (class, elements) in layers {
        let mut group = Group::of(elements);
        group.hidden = matches!(class, "p-messages" | "p-tags");
        scene.push(Element::group(class, group).keyed(class));
    }
    scene.elements.extend(message::thinning(&view));
    scene.elements.extend(impairment::legend(&view));
    scene
}

/// All that a part of the diagram may look at.
struct View<'a> {
    topology: &'a Topology,
    layout: &'a Layout,
    frame: &'a Frame,
    marks: &'a Marks,
}

/// A part that can be chosen, if parts of this diagram can.
struct Part {
    class: &'static str,
    data: (&'static str, String),
    label: String,
    selected: bool,
    /// True if the keyboard stops at it.
    stop: bool,
}

impl View<'_> {
    /// Kind of the node of a process.
    fn kind_of(&self, process: u32) -> &str {
        let shape = self.topology.processes.get(process as usize);
        let node = shape.and_then(|shape| self.topology.nodes.get(shape.node as usize));
        node.map_or("", |node| &node.kind)
    }

    /// The elements of a part as one group. Where the diagram is interactive its shapes are a button, and its
    /// words stand beside them: the name of the button says all that they say, in a sentence.
    fn part(&self, part: Part, children: Vec<Element>) -> Element {
        let key = format!("{}:{}", part.data.0, part.data.1);
        let chosen = if part.selected { " is-selected" } else { "" };
        let class = format!("{}{chosen}", part.class);
        let title = part.label.clone();
        let children = if self.marks.interactive {
            pressable(part.label, part.stop, part.selected, children)
        } else {
            children
        };
        let mut group = Group::of(children);
        group.data = Some(part.data);
        Element::group(class, group).keyed(key).titled(title)
    }
}

fn pressable(label: String, stop: bool, pressed: bool, children: Vec<Element>) -> Vec<Element> {
    let (words, shapes): (Vec<_>, Vec<_>) = children
        .into_iter()
        .partition(|child| child.text().is_some());
    let button = Group {
        role: Some("button"),
        label: Some(label),
        tabindex: Some(if stop { 0 } else { -1 }),
        pressed: Some(pressed),
        ..Group::of(shapes)
    };
    let words = Group {
        hidden: true,
        ..Group::of(words)
    };
    vec![
        Element::group("p-press", button),
        Element::group("p-words", words),
    ]
}
