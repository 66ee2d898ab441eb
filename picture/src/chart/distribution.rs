//! Charts that are not over time: a histogram of latencies, the share below each latency, and any curve over a number.

use netsplit_core::sort;
use netsplit_core::summary::{Curve, Histogram};
use netsplit_core::unit::Unit;

use super::scale::alone;
use super::{Scale, trace};
use crate::geometry::{Point, Rect};
use crate::lettering::{Face, name};
use crate::scene::{Anchor, Element, Scene};
use crate::time_axis::{LEFT, RIGHT};

/// Space above the plot, for one row of marks.
const TOP: f64 = 20.0;
/// Space below the plot, for the words of the axis.
const BOTTOM: f64 = 20.0;

/// How many requests took how long, on a logarithmic axis, with marks such as p50 and p99 in seconds.
pub fn histogram(data: &Histogram, width: f64, height: f64, marks: &[(String, f64)]) -> Scene {
    let sheet = Sheet::new(data, width, height, marks);
    let counts = data.counts.iter().map(|count| *count as f64);
    let scale = Scale::over(Unit::Count, counts, false, sheet.heights());
    let mut scene = sheet.scene("Histogram of latencies", &scale);
    for (index, count) in data.counts.iter().enumerate() {
        if let (Some(from), Some(to)) = (data.bounds.get(index), data.bounds.get(index + 1))
            && *count > 0
        {
            let (left, right) = (sheet.x(*from), sheet.x(*to));
            let top = scale.y(*count as f64).min(scale.base() - 1.0);
            let wide = (right - left - 0.6).max(0.6);
            let rect = Rect::new(left, top, wide, scale.base() - top);
            let title = format!(
                "{count} requests took {} to {}",
                Unit::Seconds.print(*from),
                Unit::Seconds.print(*to)
            );
            scene.push(Element::rect("p-column", rect, 0.0).titled(title));
        }
    }
    scene.elements.extend(sheet.marks(marks));
    scene
}

/// The share of requests that took at most so long, on a logarithmic axis, with marks in seconds.
pub fn cdf(data: &Histogram, width: f64, height: f64, marks: &[(String, f64)]) -> Scene {
    let sheet = Sheet::new(data, width, height, marks);
    let scale = Scale::over(Unit::Share, [0.0, 1.0].into_iter(), false, sheet.heights());
    let mut scene = sheet.scene("Share of requests by latency", &scale);
    let total: u64 = data.counts.iter().sum();
    if total > 0 {
        let mut sum = 0;
        let mut run: Vec<Point> = data.bounds.first().map_or(Vec::new(), |first| {
            vec![Point::new(sheet.x(*first), scale.y(0.0))]
        });
        for (count, bound) in data.counts.iter().zip(data.bounds.iter().skip(1)) {
            sum += count;
            run.push(Point::new(
                sheet.x(*bound),
                scale.y(sum as f64 / total as f64),
            ));
        }
        scene.push(Element::path("p-trace p-stroke-1", trace::outline(&[run])));
    }
    scene.elements.extend(sheet.marks(marks));
    scene
}

/// How one number depends on another, on a logarithmic axis; shares from none to all.
pub fn curve(data: &Curve, width: f64, height: f64) -> Scene {
    let at: Vec<f64> = data.points.iter().map(|point| point.0).collect();
    let sheet = Sheet::over(data.x, &at, width, height);
    let ends: &[f64] = if data.unit == Unit::Share {
        &[0.0, 1.0]
    } else {
        &[]
    };
    let values = data.points.iter().map(|point| point.1);
    let scale = Scale::over(
        data.unit,
        values.chain(ends.iter().copied()),
        false,
        sheet.heights(),
    );
    let mut scene = sheet.scene(&data.title, &scale);
    let finite = data
        .points
        .iter()
        .filter(|point| point.0.is_finite() && point.1.is_finite());
    let run: Vec<Point> = finite
        .map(|(at, value)| Point::new(sheet.x(*at), scale.y(*value)))
        .collect();
    if !run.is_empty() {
        scene.push(Element::path("p-trace p-stroke-1", trace::outline(&[run])));
    }
    scene
}

/// The plot and its logarithmic axis, mostly of latencies.
struct Sheet {
    unit: Unit,
    width: f64,
    height: f64,
    plot: Rect,
    lower: f64,
    upper: f64,
}

impl Sheet {
    /// The axis that holds every bin with a request, and every mark.
    fn new(data: &Histogram, width: f64, height: f64, marks: &[(String, f64)]) -> Self {
        let full = data.counts.iter().enumerate().filter(|bin| *bin.1 > 0);
        let bounds = full.flat_map(|(bin, _)| data.bounds.get(bin..bin + 2).unwrap_or_default());
        let marked = marks.iter().map(|mark| mark.1);
        let all: Vec<f64> = bounds.copied().chain(marked).collect();
        Self::over(Unit::Seconds, &all, width, height)
    }

    /// The axis that holds all of these.
    fn over(unit: Unit, all: &[f64], width: f64, height: f64) -> Self {
        let valid = || {
            all.iter()
                .copied()
                .filter(|value| value.is_finite() && *value > 0.0)
        };
        let lower = valid().fold(f64::INFINITY, f64::min);
        let upper = valid().fold(0.0, f64::max);
        let (lower, upper) = if lower.is_finite() {
            (lower / 1.15, (upper * 1.15).max(lower * 1.5))
        } else {
            (0.001, 1.0)
        };
        let right = (width - RIGHT).max(LEFT + 1.0);
        let bottom = (height - BOTTOM).max(TOP + 10.0);
        Self {
            unit,
            width,
            height,
            plot: Rect::new(LEFT, TOP, right - LEFT, bottom - TOP),
            lower,
            upper,
        }
    }

    fn heights(&self) -> (f64, f64) {
        (self.plot.y, self.plot.bottom())
    }

    fn x(&self, seconds: f64) -> f64 {
        let (low, high) = (libm::log10(self.lower), libm::log10(self.upper));
        let value = libm::log10(seconds.max(self.lower).min(self.upper));
        self.plot.x + self.plot.width * (value - low) / (high - low)
    }

    fn scene(&self, label: &str, scale: &Scale) -> Scene {
        let mut scene = Scene::new("p-chart", self.width, self.height);
        label.clone_into(&mut scene.label);
        for (value, words) in scale.ticks() {
            let y = scale.y(*value);
            let (from, to) = (Point::new(self.plot.x, y), Point::new(self.plot.right(), y));
            scene.push(Element::line("p-grid", from, to));
            let at = Point::new(self.plot.x - 7.0, y + 3.8);
            scene.push(Element::words(
                "p-faint",
                Face::Small,
                at,
                Anchor::End,
                words.clone(),
            ));
        }
        scene.elements.extend(self.axis());
        scene
    }

    /// Powers of ten, with 2 and 5 between them, as many as stand apart.
    fn axis(&self) -> Vec<Element> {
        let low = libm::floor(libm::log10(self.lower)) as i32;
        let high = libm::ceil(libm::log10(self.upper)) as i32;
        let mut ticks: Vec<f64> = Vec::new();
        // The rounder a number the earlier it gets its place.
        for factor in [1.0, 2.0, 5.0] {
            ticks.extend((low..=high).map(|decade| factor * libm::pow(10.0, f64::from(decade))));
        }
        ticks.retain(|tick| (self.lower..=self.upper).contains(tick));
        let corner = Point::new(self.plot.x, self.plot.bottom());
        let mut all = vec![Element::line(
            "p-axis",
            corner,
            Point::new(self.plot.right(), self.plot.bottom()),
        )];
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for tick in ticks {
            all.extend(self.tick(tick, &mut taken));
        }
        all
    }

    fn tick(&self, tick: f64, taken: &mut Vec<(f64, f64)>) -> Vec<Element> {
        let (x, base) = (self.x(tick), self.plot.bottom());
        let words = alone(self.unit, tick);
        let half = Face::Small.width(&words) / 2.0;
        let free = taken
            .iter()
            .all(|(a, b)| x + half + 8.0 < *a || x - half - 8.0 > *b);
        if !free || x + half > self.width {
            return Vec::new();
        }
        taken.push((x - half, x + half));
        let stroke = Element::line("p-tick", Point::new(x, base), Point::new(x, base + 3.0));
        let at = Point::new(x, base + 15.0);
        let words = Element::words("p-faint", Face::Small, at, Anchor::Middle, words);
        vec![stroke, words]
    }

    /// A line for each mark, with its name; marks too near to each other share their words.
    fn marks(&self, marks: &[(String, f64)]) -> Vec<Element> {
        let mut known: Vec<(f64, String)> = Vec::new();
        let mut all = Vec::new();
        for (words, seconds) in marks.iter().filter(|mark| mark.1.is_finite()) {
            let x = self.x(*seconds);
            let (top, bottom) = (Point::new(x, TOP - 4.0), Point::new(x, self.plot.bottom()));
            let title = format!("{}: {}", name(words), Unit::Seconds.print(*seconds));
            all.push(Element::line("p-mark", top, bottom).titled(title));
            known.push((x, name(words)));
        }
        sort::by(&mut known, |a, b| a.0.total_cmp(&b.0));
        let mut labels = crate::spans::Labels::new(&[TOP - 7.0], self.plot.x, self.width - 2.0);
        for (x, words) in joined(known) {
            let half = Face::Notice.width(&words) / 2.0;
            all.extend(labels.put("", x - half, &words));
        }
        all
    }
}

/// Words that would collide, as one.
fn joined(marks: Vec<(f64, String)>) -> Vec<(f64, String)> {
    let mut all: Vec<(f64, String)> = Vec::new();
    for (x, words) in marks {
        match all.last_mut() {
            Some((last, known)) if collide((*last, known), (x, &words)) => {
                *last = f64::midpoint(*last, x);
                *known = format!("{known}, {words}");
            }
            _ => all.push((x, words)),
        }
    }
    all
}

/// True if words in the middle of these places would touch.
fn collide(one: (f64, &str), other: (f64, &str)) -> bool {
    let room = f64::midpoint(Face::Notice.width(one.1), Face::Notice.width(other.1));
    other.0 - one.0 < room + 9.0
}
