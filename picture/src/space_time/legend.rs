//! Legend of a space-time diagram: the colours and marks that are there.

use netsplit_core::panel::Tone;
use netsplit_core::views::{Fate, SpaceTime};

use super::messages::class;
use crate::geometry::Point;
use crate::lettering::Face;
use crate::number::print;
use crate::scene::{Anchor, Element};

/// Space between two entries.
const SPACE: f64 = 16.0;
/// Width of a sample.
const SAMPLE: f64 = 18.0;
/// Height of a row.
const ROW: f64 = 20.0;

/// The legend from this base line on, and how many rows it has.
pub(super) fn legend(diagram: &SpaceTime, width: f64, top: f64) -> (Vec<Element>, usize) {
    let mut at = Point::new(12.0, top);
    let mut all = Vec::new();
    let entries = entries(diagram);
    for (words, sample) in &entries {
        let wide = SAMPLE + 5.0 + Face::Small.width(words);
        if at.x > 12.0 && at.x + wide > width - 8.0 {
            at = Point::new(12.0, at.y + ROW);
        }
        all.push(sample(at.shifted(SAMPLE / 2.0, -4.0)));
        let start = at.shifted(SAMPLE + 5.0, 0.0);
        all.push(Element::words(
            "",
            Face::Small,
            start,
            Anchor::Start,
            words.clone(),
        ));
        at.x += wide + SPACE;
    }
    let rows = ((at.y - top) / ROW) as usize + 1;
    (all, if entries.is_empty() { 0 } else { rows })
}

type Entry = (String, Box<dyn Fn(Point) -> Element>);

fn entries(diagram: &SpaceTime) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    let mut kinds: Vec<&str> = Vec::new();
    for message in &diagram.messages {
        if !kinds.contains(&message.kind.as_str()) {
            kinds.push(&message.kind);
        }
    }
    for kind in kinds {
        let class = class(kind);
        all.push((kind.to_owned(), Box::new(move |at| way(class, at))));
    }
    let lost = |fate: &Fate| matches!(fate, Fate::Lost { .. });
    if diagram.messages.iter().any(|message| lost(&message.fate)) {
        all.push(("lost".to_owned(), Box::new(cross)));
    }
    let tones = [
        (Tone::Plain, "request begins", "p-began"),
        (Tone::Good, "ends well", "p-ended"),
    ];
    for (tone, words, class) in tones {
        if diagram.events.iter().any(|event| event.tone == tone) {
            let sample = move |at| Element::circle(class, at, 3.5);
            all.push((words.to_owned(), Box::new(sample)));
        }
    }
    if diagram.events.iter().any(|event| event.tone == Tone::Bad) {
        all.push(("ends badly".to_owned(), Box::new(square)));
    }
    all
}

fn way(class: &'static str, at: Point) -> Element {
    let half = SAMPLE / 2.0;
    let (from, to) = (at.shifted(-half, 0.0), at.shifted(half, 0.0));
    Element::line(format!("p-way {class}"), from, to)
}

fn cross(at: Point) -> Element {
    let (x, y) = (print(at.x - 3.5), print(at.y - 3.5));
    Element::path("p-break", format!("M{x} {y}l7 7m0 -7l-7 7"))
}

fn square(at: Point) -> Element {
    let (x, y) = (print(at.x - 4.0), print(at.y - 4.0));
    Element::path("p-went-wrong", format!("M{x} {y}h8v8h-8Z"))
}
