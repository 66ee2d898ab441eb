//! Messages: slanted lines from their sending to their receipt.

use netsplit_core::sort;
use netsplit_core::views::{Arrow, Fate};

use super::Sketch;
use crate::geometry::Point;
use crate::number::print;
use crate::scene::Element;

/// Length of an arrow head.
const HEAD: f64 = 7.0;
/// How far a message that never left is drawn.
const STUB: f64 = 15.0;
/// How far before the receiver's line a loss is drawn.
const SHORT: f64 = 9.0;

/// The class that gives a kind of message its colour.
pub(super) fn class(kind: &str) -> &'static str {
    match kind {
        "read" => "p-way-read",
        "write" => "p-way-write",
        "success" => "p-way-success",
        "failure" => "p-way-failure",
        "heartbeat" => "p-way-quiet",
        "vote" => "p-way-vote",
        _ => "p-way-peer",
    }
}

impl Sketch<'_> {
    /// All messages; those that are tied to what is chosen in front.
    pub(super) fn messages(&self) -> Vec<Element> {
        let mut all: Vec<&Arrow> = self.diagram.messages.iter().collect();
        sort::by_key(&mut all, |message| message.tie as u8);
        all.into_iter()
            .filter_map(|message| self.message(message))
            .collect()
    }

    fn message(&self, message: &Arrow) -> Option<Element> {
        let start = self.place(message.from, message.sent)?;
        let end = match message.fate {
            Fate::Received { at } | Fate::Flying { until: at } => self.place(message.to, at)?,
            Fate::Lost { at } if at > message.sent => {
                let end = self.place(message.to, at)?;
                let whole = start.distance(end).max(1.0);
                start.towards(end, 1.0 - (SHORT / whole).min(0.5))
            }
            Fate::Lost { .. } => {
                let down = self.lines.y(message.to)? > start.y;
                start.shifted(STUB * 0.5, if down { STUB } else { -STUB })
            }
        };
        let (from, to) = self.clipped(start, end)?;
        let dashed = match message.fate {
            Fate::Flying { .. } => " p-way-open",
            Fate::Received { .. } | Fate::Lost { .. } => "",
        };
        let way = format!("p-way {}{dashed}", class(&message.kind));
        let mut children = vec![
            Element::line("p-reach", from, to),
            Element::line(way, from, to),
        ];
        if (to.x - end.x).abs() < 0.5 {
            children.extend(tip(message, start, end));
        }
        Some(self.part(
            "p-sent",
            message.number,
            message.tie,
            &message.says,
            children,
        ))
    }

    /// The part of a line that is within the plot.
    fn clipped(&self, start: Point, end: Point) -> Option<(Point, Point)> {
        let (left, right) = (self.plot.x, self.plot.right());
        let wide = end.x - start.x;
        if end.x < left || start.x > right {
            return None;
        }
        let share = |x: f64| {
            if wide > 0.0 {
                ((x - start.x) / wide).clamp(0.0, 1.0)
            } else {
                0.0
            }
        };
        let from = if start.x < left {
            start.towards(end, share(left))
        } else {
            start
        };
        let to = if end.x > right {
            start.towards(end, share(right))
        } else {
            end
        };
        Some((from, to))
    }
}

/// Mark at the end of a message.
fn tip(message: &Arrow, start: Point, end: Point) -> Option<Element> {
    match message.fate {
        Fate::Received { .. } => Some(arrow_head(class(&message.kind), start, end)),
        Fate::Lost { .. } => Some(cross(end)),
        Fate::Flying { .. } => None,
    }
}

fn arrow_head(class: &'static str, start: Point, end: Point) -> Element {
    let whole = start.distance(end).max(1e-6);
    let (dx, dy) = ((end.x - start.x) / whole, (end.y - start.y) / whole);
    let back = end.shifted(-dx * HEAD, -dy * HEAD);
    let (one, other) = (
        back.shifted(-dy * 3.2, dx * 3.2),
        back.shifted(dy * 3.2, -dx * 3.2),
    );
    let data = format!(
        "M{} {}L{} {}L{} {}Z",
        print(end.x),
        print(end.y),
        print(one.x),
        print(one.y),
        print(other.x),
        print(other.y)
    );
    Element::path(format!("p-tip {class}"), data)
}

fn cross(at: Point) -> Element {
    let (x, y) = (print(at.x - 3.5), print(at.y - 3.5));
    Element::path("p-break", format!("M{x} {y}l7 7m0 -7l-7 7"))
}
