//! Boxes: a node with its label, its details and its live numbers.

use netsplit_core::topology::NodeShape;

use super::icon::icon;
use super::words::{self, Load};
use super::{Part, View};
use crate::geometry::{Point, Rect};
use crate::layout::{Form, NodeBox};
use crate::lettering::Face;
use crate::number::plural;
use crate::scene::{Anchor, Element};

/// Space between the left side of a box and its text.
const INDENT: f64 = 12.0;

/// The box of each node.
pub(super) fn all(view: &View<'_>) -> Vec<Element> {
    let nodes = view.topology.nodes.iter().zip(&view.layout.boxes);
    nodes
        .zip(words::rates(view.topology, view.frame))
        .map(|((shape, node), rate)| part(view, shape, node, rate))
        .collect()
}

fn part(view: &View<'_>, shape: &NodeShape, node: &NodeBox, rate: f64) -> Element {
    let load = words::load(view.frame, shape, rate);
    let part = Part {
        class: class(&load),
        data: ("data-node", shape.name.clone()),
        label: words::node(shape, &load),
        selected: view.marks.has_node(&shape.name),
        stop: true,
    };
    let mut children = vec![Element::rect("p-box", node.rect, 10.0)];
    children.extend(text(shape, node, &load));
    children.extend(zones(node));
    if node.crowd.lone().is_none() {
        let corner = Point::new(node.rect.right() - 20.0, node.rect.y + 18.0);
        children.extend(icon(&shape.kind, corner));
    }
    if node.crowd.form == Form::Bar {
        children.extend(bar(node.crowd.bar, &load));
    }
    view.part(part, children)
}

fn class(load: &Load) -> &'static str {
    match load.all - load.up {
        0 => "p-node",
        missing if missing == load.all => "p-node is-down",
        _ => "p-node is-degraded",
    }
}

fn text(shape: &NodeShape, node: &NodeBox, load: &Load) -> Vec<Element> {
    let at = |y: f64| Point::new(node.rect.x + INDENT, node.rect.y + y);
    let line = |class: &'static str, face: Face, y: f64, words: &str| {
        let words = face.fit(words, node.text_width).into_owned();
        Element::words(class, face, at(y), Anchor::Start, words)
    };
    let label = Element::words("", Face::Name, at(22.0), Anchor::Start, node.label.clone());
    // What is broken matters more than what was ordered.
    let detail = if load.up < load.all && load.up > 0 {
        let up = format!("{} of {} up", load.up, load.all);
        line("p-bad", Face::Detail, 40.0, &up)
    } else {
        line("", Face::Detail, 40.0, &node.detail)
    };
    let numbers = words::live(shape, load);
    let fits = |words: &&String| Face::Detail.width(words) <= node.text_width;
    let words = numbers.iter().find(fits).or(numbers.last());
    let class = if load.all > 0 && load.up == 0 {
        "p-live p-bad"
    } else {
        "p-live"
    };
    let words = words.map_or("", String::as_str);
    vec![label, detail, line(class, Face::Detail, 57.0, words)]
}

fn zones(node: &NodeBox) -> Vec<Element> {
    let zone = |zone: &crate::layout::ZoneBox| {
        [
            Element::rect("p-zone", zone.rect, 7.0),
            Element::words(
                "p-faint",
                Face::Small,
                zone.at,
                Anchor::Start,
                zone.label.clone(),
            ),
        ]
    };
    node.crowd.zones.iter().flat_map(zone).collect()
}

/// One bar for all processes: how many are up, how busy those are, and how many are paused or down.
fn bar(rect: Rect, load: &Load) -> Vec<Element> {
    let all = load.all.max(1) as f64;
    let down = load.all - load.up - load.paused;
    let parts = [
        ("p-bar-up", load.up as f64),
        ("p-bar-paused", load.paused as f64),
        ("p-bar-down", down as f64),
    ];
    let mut elements = vec![Element::rect("p-bar", rect, 3.0)];
    let mut x = rect.x;
    for (class, count) in parts {
        let width = rect.width * count / all;
        if width > 0.0 {
            let part = Rect::new(x, rect.y, width, rect.height);
            elements.push(Element::rect(class, part, 0.0));
        }
        x += width;
    }
    let busy = rect.width * load.up as f64 / all * load.busy;
    let busy = Rect::new(rect.x, rect.bottom() - 5.0, busy, 5.0);
    elements.push(Element::rect("p-bar-busy", busy, 0.0));
    elements.push(bar_words(rect, load, down));
    elements
}

fn bar_words(rect: Rect, load: &Load, down: usize) -> Element {
    let mut words = vec![format!("{} up", load.up)];
    if load.paused > 0 {
        words.push(format!("{} paused", load.paused));
    }
    if load.impaired > 0 {
        words.push(format!("{} impaired", load.impaired));
    }
    if down > 0 {
        words.push(format!("{down} down"));
    }
    let at = Point::new(rect.x, rect.bottom() + 14.0);
    let words = words.join(", ");
    let words = Face::Small.fit(&words, rect.width).into_owned();
    Element::words("p-faint", Face::Small, at, Anchor::Start, words)
        .titled(plural(load.all, "replica"))
}
