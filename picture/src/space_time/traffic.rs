//! Bars on top that count all messages, where only a part of them is drawn.

use std::fmt::Write as _;

use netsplit_core::views::SpaceTime;

use crate::geometry::{Point, Rect};
use crate::lettering::Face;
use crate::number::{plural, print};
use crate::scene::{Anchor, Element};

/// Height of the bars.
const BARS: f64 = 30.0;
/// Space between the bars and the lines below.
const SPACE: f64 = 8.0;

/// Height that the bars take; nothing where every message is drawn.
pub(super) fn height(diagram: &SpaceTime) -> f64 {
    if diagram.traffic.is_empty() {
        0.0
    } else {
        BARS + SPACE
    }
}

/// The bars at the top of the plot, with what they count on their left.
pub(super) fn bars(diagram: &SpaceTime, plot: Rect) -> Vec<Element> {
    let Some(most) = diagram.traffic.iter().copied().max() else {
        return Vec::new();
    };
    let all: u32 = diagram.traffic.iter().sum();
    let wide = plot.width / diagram.traffic.len() as f64;
    let base = plot.y + BARS;
    let mut data = String::new();
    for (part, count) in diagram.traffic.iter().enumerate() {
        let tall = (BARS - 4.0) * f64::from(*count) / f64::from(most.max(1));
        if *count > 0 {
            // What is there is seen, however little it is beside the most.
            let (x, tall) = (plot.x + part as f64 * wide, tall.max(1.0));
            let across = (wide - 0.6).max(0.5);
            let (x, y, tall) = (print(x), print(base), print(tall));
            let _ = write!(data, "M{x} {y}v-{tall}h{}v{tall}Z", print(across));
        }
    }
    let parts = f64::from(diagram.traffic.len() as u32);
    let each = (diagram.to - diagram.from) / parts;
    let title = format!(
        "{} sent, at most {most} in {each:.4} s",
        plural(all as usize, "message")
    );
    let words = Face::Small.fit("all messages", plot.x - 12.0).into_owned();
    let at = Point::new(plot.x - 8.0, base - 4.0);
    let (left, right) = (Point::new(plot.x, base), Point::new(plot.right(), base));
    vec![
        Element::path("p-traffic", data).titled(title),
        Element::line("p-grid", left, right),
        Element::words("p-live", Face::Small, at, Anchor::End, words),
    ]
}
