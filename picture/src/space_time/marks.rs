//! Marks on the lines: requests, what machines did, and when a process was not up.

use netsplit_core::panel::Tone;
use netsplit_core::views::{Happening, StatusSpan};

use super::Sketch;
use crate::geometry::{Point, Rect};
use crate::lettering::{Face, shown};
use crate::number::print;
use crate::scene::{Anchor, Element};

/// Height of a span on a line.
const SPAN: f64 = 16.0;
/// Reach of a mark.
const REACH: f64 = 4.5;

impl Sketch<'_> {
    /// Spans on the lines of processes that were not up.
    pub(super) fn statuses(&self) -> Vec<Element> {
        let spans = self.diagram.statuses.iter();
        spans
            .filter_map(|status| self.status(status))
            .flatten()
            .collect()
    }

    fn status(&self, status: &StatusSpan) -> Option<Vec<Element>> {
        let y = self.lines.y(status.process)?;
        let (from, to) = (self.axis.x(status.from), self.axis.x(status.to));
        if self.axis.beyond(status.to) < self.axis.left
            || self.axis.beyond(status.from) > self.axis.right
        {
            return None;
        }
        let rect = Rect::new(from, y - SPAN / 2.0, (to - from).max(2.0), SPAN);
        let class = match status.status.as_str() {
            "paused" => "p-out-paused",
            _ => "p-out",
        };
        let title = format!(
            "{}, from {:.3} s to {:.3} s",
            status.status, status.from, status.to
        );
        let mut all = vec![Element::rect(class, rect, 2.0).titled(title)];
        if Face::Small.width(&status.status) + 10.0 <= rect.width {
            let at = Point::new(rect.x + 5.0, y + 3.9);
            let words = shown(&status.status, 20);
            all.push(Element::words(
                "p-live",
                Face::Small,
                at,
                Anchor::Start,
                words,
            ));
        }
        Some(all)
    }

    /// Marks of events, with the words of what machines did where there is room.
    pub(super) fn marks(&self) -> Vec<Element> {
        let mut taken: Vec<(f64, f64, f64)> = Vec::new();
        let mut all = Vec::new();
        for event in &self.diagram.events {
            let Some(at) = self.place(event.process, event.at) else {
                continue;
            };
            if !(self.plot.x - 0.5..=self.plot.right() + 0.5).contains(&at.x) {
                continue;
            }
            let mut children = vec![Element::circle("p-touch", at, 11.0), mark(event, at)];
            if event.tone == Tone::Busy {
                children.extend(self.words(event, at, &mut taken));
            }
            all.push(self.part("p-event", event.number, event.tie, &event.says, children));
        }
        all
    }

    fn words(
        &self,
        event: &Happening,
        at: Point,
        taken: &mut Vec<(f64, f64, f64)>,
    ) -> Option<Element> {
        let words = shown(&event.says, 40);
        let width = Face::Notice.width(&words);
        let start = (at.x + 6.0).min(self.plot.right() - width);
        let free = taken
            .iter()
            .all(|(y, from, to)| *y != at.y || start > to + 6.0 || start + width + 6.0 < *from);
        if !free || start < self.plot.x {
            return None;
        }
        taken.push((at.y, start, start + width));
        let base = Point::new(start, at.y - 7.0);
        Some(Element::words(
            "p-over",
            Face::Notice,
            base,
            Anchor::Start,
            words,
        ))
    }
}

fn mark(event: &Happening, at: Point) -> Element {
    match event.tone {
        Tone::Plain => Element::circle("p-began", at, REACH - 1.0),
        Tone::Good => Element::circle("p-ended", at, REACH - 1.0),
        Tone::Busy => {
            let (x, y, reach) = (print(at.x), print(at.y - 6.5), "4.5 6.5");
            Element::path("p-did", format!("M{x} {y}l{reach}l-4.5 6.5l-4.5 -6.5Z"))
        }
        Tone::Bad => {
            let (x, y) = (print(at.x - REACH + 0.5), print(at.y - REACH + 0.5));
            Element::path("p-went-wrong", format!("M{x} {y}h8v8h-8Z"))
        }
    }
}
