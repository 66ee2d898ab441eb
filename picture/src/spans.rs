//! Faults over time: shaded spans, and their labels where they fit.

use netsplit_core::summary::FaultSpan;

use crate::geometry::{Point, Rect};
use crate::lettering::{Face, shown};
use crate::scene::{Anchor, Element};
use crate::time_axis::TimeAxis;

/// Narrowest span: a short fault is seen too.
const THIN: f64 = 1.5;

/// The shaded span of each fault, from one height to another.
pub(crate) fn shades(
    class: &'static str,
    axis: &TimeAxis,
    faults: &[FaultSpan],
    top: f64,
    bottom: f64,
) -> Vec<Element> {
    let shade = |fault: &FaultSpan| {
        let (from, to) = ends(axis, fault);
        let rect = Rect::new(from, top, (to - from).max(THIN), bottom - top);
        Element::rect(class, rect, 0.0).titled(sentence(fault))
    };
    active(faults).map(shade).collect()
}

/// The faults that change anything: a clock that is set right is none.
fn active(faults: &[FaultSpan]) -> impl Iterator<Item = &FaultSpan> {
    faults.iter().filter(|fault| fault.is_ever_active())
}

/// A fault in a sentence.
pub(crate) fn sentence(fault: &FaultSpan) -> String {
    let label = shown(&fault.label, 80);
    format!("{label}, from {:.2} s to {:.2} s", fault.from, fault.to)
}

fn ends(axis: &TimeAxis, fault: &FaultSpan) -> (f64, f64) {
    let (one, other) = (axis.x(fault.from), axis.x(fault.to));
    (one.min(other), one.max(other))
}

/// A label that must stand near a place, in one of several rows.
pub(crate) struct Labels {
    rows: Vec<(f64, Vec<(f64, f64)>)>,
    left: f64,
    right: f64,
}

impl Labels {
    /// No label yet in rows with these base lines, the first one to be filled first.
    pub(crate) fn new(base_lines: &[f64], left: f64, right: f64) -> Self {
        let rows = base_lines.iter().map(|base| (*base, Vec::new())).collect();
        Self { rows, left, right }
    }

    /// Puts words at x, or nothing if no row has room for them.
    pub(crate) fn put(&mut self, class: &'static str, x: f64, words: &str) -> Option<Element> {
        let width = Face::Notice.width(words);
        let start = x.min(self.right - width).max(self.left);
        let end = start + width;
        if words.is_empty() || end > self.right + 0.5 {
            return None;
        }
        let free = |taken: &[(f64, f64)]| {
            taken
                .iter()
                .all(|(a, b)| end + 8.0 < *a || start > *b + 8.0)
        };
        let row = self.rows.iter_mut().find(|(_, taken)| free(taken))?;
        row.1.push((start, end));
        let at = Point::new(start, row.0);
        Some(Element::words(
            class,
            Face::Notice,
            at,
            Anchor::Start,
            words,
        ))
    }
}

/// The labels of faults at the top of a chart: each within its own span.
pub(crate) fn labels_inside(axis: &TimeAxis, faults: &[FaultSpan], base: f64) -> Vec<Element> {
    let mut labels = Labels::new(&[base], axis.left, axis.right);
    let fits = |fault: &&FaultSpan| {
        let (from, to) = ends(axis, fault);
        Face::Notice.width(&shown(&fault.label, 40)) + 8.0 <= to - from
    };
    active(faults)
        .filter(fits)
        .filter_map(|fault| {
            let x = ends(axis, fault).0 + 4.0;
            labels.put("p-bad", x, &shown(&fault.label, 40))
        })
        .collect()
}

/// The labels of faults above the timeline: from where each begins, in as many rows as there are.
pub(crate) fn labels_above(
    axis: &TimeAxis,
    faults: &[FaultSpan],
    mut labels: Labels,
) -> Vec<Element> {
    active(faults)
        .filter_map(|fault| {
            let words = Face::Notice
                .fit(&shown(&fault.label, 40), 180.0)
                .into_owned();
            labels.put("p-bad p-over", ends(axis, fault).0, &words)
        })
        .collect()
}
