//! One line of a chart: thinned without losing peaks, broken where nothing was measured.

use std::fmt::Write as _;

use netsplit_core::summary::Chart;

use super::{ChartOptions, Scale, Style, color};
use crate::geometry::{Point, Rect};
use crate::number::print;
use crate::scene::Element;
use crate::time_axis::TimeAxis;

/// Most points of a line.
const MOST: usize = 2000;

/// A line of a chart that is shown.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    /// Its index in the chart.
    pub(super) line: usize,
    bin: f64,
    /// One value for each end of a bin, from the start on.
    values: Vec<f64>,
    /// Line that it stands on, where lines are stacked.
    floor: Vec<f64>,
    /// Most points that are drawn.
    most: usize,
}

/// The lines of a chart that are not hidden, stacked if they are to be.
pub(super) fn traces(chart: &Chart, options: &ChartOptions<'_>) -> Vec<Trace> {
    let bin = if chart.bin > 0.0 { chart.bin } else { 1.0 };
    let moments = (options.duration / bin).ceil().clamp(0.0, 1e9) as usize + 1;
    let most = (2.0 * options.width.clamp(16.0, 1e6)) as usize;
    let shown = chart.lines.iter().enumerate();
    let mut traces: Vec<Trace> = shown
        .filter(|(index, _)| !options.hidden.contains(index))
        .map(|(line, shape)| Trace {
            line,
            bin,
            values: shape.values.iter().copied().take(moments).collect(),
            floor: Vec::new(),
            most: most.min(MOST),
        })
        .collect();
    if options.style == Style::Stacked {
        stack(&mut traces);
    }
    traces
}

/// Puts each line on top of those before it; what was not measured adds nothing.
fn stack(traces: &mut [Trace]) {
    let longest = traces.iter().map(|trace| trace.values.len()).max();
    let mut sum = vec![0.0; longest.unwrap_or(0)];
    for trace in traces {
        trace.floor.clone_from(&sum);
        for (total, value) in sum.iter_mut().zip(&trace.values) {
            *total += if value.is_finite() { *value } else { 0.0 };
        }
        trace.values.clone_from(&sum);
    }
}

impl Trace {
    /// Its smallest and largest value.
    pub(super) fn extent(&self) -> [f64; 2] {
        let finite = || {
            self.values
                .iter()
                .copied()
                .filter(|value| value.is_finite())
        };
        [
            finite().fold(f64::INFINITY, f64::min),
            finite().fold(f64::NEG_INFINITY, f64::max),
        ]
    }

    /// Its value at that place.
    pub(super) fn value(&self, place: usize) -> Option<f64> {
        let value = self.values.get(place);
        value.copied().filter(|value| value.is_finite())
    }

    /// The line in its style.
    pub(super) fn elements(&self, axis: &TimeAxis, scale: &Scale, style: Style) -> Vec<Element> {
        let runs = self.runs(axis, scale, &self.values);
        let color = color(self.line);
        let line = Element::path(format!("p-trace p-stroke-{color}"), outline(&runs));
        let area = match style {
            Style::Line => None,
            Style::Area => Some(("p-area", area(&runs, scale.base()))),
            Style::Stacked => {
                let floor = self.runs(axis, scale, &self.floor);
                Some(("p-stack", between(&runs, &floor)))
            }
        };
        let area = area.map(|(class, data)| Element::path(format!("{class} p-fill-{color}"), data));
        area.into_iter().chain([line]).collect()
    }

    /// The line as that of the run to compare with.
    pub(super) fn baseline(&self, axis: &TimeAxis, scale: &Scale) -> Option<Element> {
        let runs = self.runs(axis, scale, &self.values);
        let class = format!("p-trace p-baseline p-stroke-{}", color(self.line));
        (!runs.is_empty()).then(|| Element::path(class, outline(&runs)))
    }

    /// Points without a gap between them, one list for each stretch that was measured.
    fn runs(&self, axis: &TimeAxis, scale: &Scale, values: &[f64]) -> Vec<Vec<Point>> {
        runs(values, self.most, |bin, value| {
            let seconds = (bin as f64 * self.bin).min(axis.duration);
            Point::new(axis.x(seconds), scale.y(value))
        })
    }
}

/// Path data of values, thinned, with gaps.
pub(crate) fn thin_line(
    values: &[f64],
    most: usize,
    point: impl Fn(usize, f64) -> Point,
) -> String {
    outline(&runs(values, most, point))
}

fn runs(values: &[f64], most: usize, point: impl Fn(usize, f64) -> Point) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
    for kept in thinned(values, most) {
        match (kept, runs.last_mut()) {
            (Some((bin, value)), Some(run)) => run.push(point(bin, value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// At most so many values, each with its bin: the least and the largest of each bucket; `None` is a gap.
fn thinned(values: &[f64], most: usize) -> Vec<Option<(usize, f64)>> {
    let size = if values.len() <= most {
        1
    } else {
        values.len().div_ceil((most / 2).max(1))
    };
    values
        .chunks(size)
        .enumerate()
        .flat_map(|(index, bucket)| peaks(index * size, bucket))
        .collect()
}

/// The least and the largest value of a bucket, in the order of time.
fn peaks(first: usize, bucket: &[f64]) -> Vec<Option<(usize, f64)>> {
    let finite = || {
        let all = bucket.iter().copied().enumerate();
        all.filter(|(_, value)| value.is_finite())
    };
    let low = finite().min_by(|a, b| a.1.total_cmp(&b.1));
    let high = finite().max_by(|a, b| a.1.total_cmp(&b.1));
    let (Some(low), Some(high)) = (low, high) else {
        return vec![None];
    };
    let (one, other) = if low.0 <= high.0 {
        (low, high)
    } else {
        (high, low)
    };
    let mut kept = vec![Some((first + one.0, one.1))];
    if other.0 != one.0 {
        kept.push(Some((first + other.0, other.1)));
    }
    kept
}

/// Path data of runs; a lone point is drawn as a dot by its round cap.
pub(crate) fn outline(runs: &[Vec<Point>]) -> String {
    let mut data = String::new();
    for run in runs {
        for (index, point) in run.iter().enumerate() {
            let letter = if index == 0 { 'M' } else { 'L' };
            let _ = write!(data, "{letter}{} {}", print(point.x), print(point.y));
        }
        if run.len() == 1 {
            data.push_str("h0");
        }
    }
    data
}

/// Path data of the area between runs and a height.
fn area(runs: &[Vec<Point>], base: f64) -> String {
    let mut data = String::new();
    for run in runs {
        if let [first, .., last] = run.as_slice() {
            data.push_str(&outline(std::slice::from_ref(run)));
            let (base, last, first) = (print(base), print(last.x), print(first.x));
            let _ = write!(data, "L{last} {base}L{first} {base}Z");
        }
    }
    data
}

/// Path data of the area between two lines.
fn between(upper: &[Vec<Point>], lower: &[Vec<Point>]) -> String {
    let forth = upper.iter().flatten().copied();
    let back = lower.iter().flatten().rev().copied();
    let ring: Vec<Point> = forth.chain(back).collect();
    if ring.len() < 3 {
        return String::new();
    }
    format!("{}Z", outline(&[ring]))
}

/// The marker of a line at the cursor: its form tells lines apart where colours do not.
pub(super) fn marker(line: usize, center: Point) -> Element {
    let class = format!("p-marker p-stroke-{}", color(line));
    let corner = |dx: f64, dy: f64| {
        let point = center.shifted(dx, dy);
        format!("{} {}", print(point.x), print(point.y))
    };
    match line % 4 {
        0 => Element::circle(class, center, 3.2),
        1 => Element::rect(class, Rect::around(center, 6.0, 6.0), 0.0),
        2 => {
            let (top, right) = (corner(0.0, -4.4), corner(4.4, 0.0));
            let (bottom, left) = (corner(0.0, 4.4), corner(-4.4, 0.0));
            Element::path(class, format!("M{top}L{right}L{bottom}L{left}Z"))
        }
        _ => {
            let (top, right, left) = (corner(0.0, -4.4), corner(4.2, 3.2), corner(-4.2, 3.2));
            Element::path(class, format!("M{top}L{right}L{left}Z"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_peaks_and_gaps() {
        let mut values = vec![1.0; 10_000];
        values[5000] = 99.0;
        values[6000..7000].fill(f64::NAN);
        let kept = thinned(&values, 200);
        assert!(kept.len() <= 200);
        assert!(kept.contains(&Some((5000, 99.0))));
        assert!(kept.contains(&None));
        assert_eq!(thinned(&values[..3], 200).len(), 3);
    }

    #[test]
    fn a_lone_point_is_a_dot() {
        assert_eq!(outline(&[vec![Point::new(1.0, 2.0)]]), "M1 2h0");
        assert_eq!(area(&[vec![Point::new(1.0, 2.0)]], 9.0), "");
    }
}
