//! Title and legend of a chart that stands for itself.

use netsplit_core::summary::{Chart, Line};

use super::{ChartOptions, color, trace, values_at};
use crate::geometry::Point;
use crate::lettering::{self, Face};
use crate::scene::{Anchor, Element};

/// Space on the left, and between two entries.
const SPACE: f64 = 14.0;
/// Base line of the title.
const TITLE: f64 = 22.0;
/// Height of a row of the legend.
const ROW: f64 = 18.0;

/// Title and legend, and the height that they take.
pub(super) fn head(chart: &Chart, options: &ChartOptions<'_>) -> (Vec<Element>, f64) {
    let room = options.width - 2.0 * SPACE;
    let title = lettering::shown(&chart.title, 80);
    let title = Face::Title.fit(&title, room).into_owned();
    let mut at = Point::new(SPACE, TITLE + ROW);
    let start = Point::new(SPACE, TITLE);
    let mut all = vec![Element::words("", Face::Title, start, Anchor::Start, title)];
    for (index, words) in entries(chart, options) {
        let words = Face::Small.fit(&words, room - 22.0).into_owned();
        let width = 22.0 + Face::Small.width(&words);
        if at.x > SPACE && at.x + width > options.width - SPACE {
            at = Point::new(SPACE, at.y + ROW);
        }
        all.extend(entry(index, at, words));
        at.x += width + SPACE;
    }
    (all, at.y)
}

/// Index and words of each line that is shown.
fn entries(chart: &Chart, options: &ChartOptions<'_>) -> Vec<(usize, String)> {
    let values = options.cursor.map(|cursor| values_at(chart, cursor));
    let value = |index: usize| {
        values
            .as_ref()
            .and_then(|all| all.get(index).copied().flatten())
    };
    let words = |(index, line): (usize, &Line)| {
        let name = lettering::name(&line.name);
        let words = match value(index) {
            Some(value) => format!("{name} {}", chart.unit.print(value)),
            None => name,
        };
        (index, words)
    };
    let shown = chart.lines.iter().enumerate();
    shown
        .filter(|(index, _)| !options.hidden.contains(index))
        .map(words)
        .collect()
}

fn entry(index: usize, at: Point, words: String) -> [Element; 3] {
    let class = format!("p-trace p-stroke-{}", color(index));
    let middle = at.shifted(8.0, -4.0);
    let (from, to) = (middle.shifted(-8.0, 0.0), middle.shifted(8.0, 0.0));
    [
        Element::line(class, from, to),
        trace::marker(index, middle),
        Element::words("", Face::Small, at.shifted(22.0, 0.0), Anchor::Start, words),
    ]
}
