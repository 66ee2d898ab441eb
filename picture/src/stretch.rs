//! Parts that all pictures of a stretch of a run have: the axis with room for names, the faults, and the cursor.

use netsplit_core::summary::FaultSpan;

use crate::geometry::{Point, Rect};
use crate::scene::{Element, Scene};
use crate::spans;
use crate::time_axis::TimeAxis;

/// Space above the rows: a line of words.
pub(crate) const HEAD: f64 = 20.0;
/// Space below the rows: the words of the axis.
pub(crate) const FOOT: f64 = 22.0;

/// How a stretch of a run is drawn.
#[derive(Clone, Copy, Debug)]
pub struct StretchOptions<'a> {
    /// Width in pixels.
    pub width: f64,
    /// Start of what is shown, in seconds.
    pub from: f64,
    /// End of what is shown, in seconds.
    pub to: f64,
    /// The moment of the cursor in seconds; a page that plays draws [`cursor`] on top instead.
    pub cursor: Option<f64>,
    /// When each fault is active.
    pub faults: &'a [FaultSpan],
    /// True if parts can be chosen.
    pub interactive: bool,
}

impl StretchOptions<'_> {
    /// The axis: as much space on the left as names need, less on a phone.
    pub fn axis(&self) -> TimeAxis {
        let left = (self.width * 0.16).clamp(62.0, 132.0);
        TimeAxis::between(self.width, left, self.from, self.to)
    }

    /// The rectangle of all rows of this height.
    pub(crate) fn plot(&self, height: f64) -> Rect {
        let axis = self.axis();
        Rect::new(axis.left, HEAD, axis.right - axis.left, height)
    }

    /// True if a span of time is to be seen.
    pub(crate) fn shows(&self, from: f64, to: f64) -> bool {
        from <= self.to && to >= self.from
    }

    /// Background of the rows: faults and the grid of time.
    pub(crate) fn ground(&self, plot: Rect) -> Vec<Element> {
        let axis = self.axis();
        let mut all = spans::shades("p-span", &axis, &self.shown_faults(), plot.y, plot.bottom());
        for (seconds, _) in axis.ticks() {
            let x = axis.x(seconds);
            let (top, low) = (Point::new(x, plot.y), Point::new(x, plot.bottom()));
            all.push(Element::line("p-grid", top, low));
        }
        all.extend(axis.words(plot.bottom() + 16.0));
        all
    }

    /// The names of faults above the rows.
    pub(crate) fn fault_names(&self) -> Vec<Element> {
        spans::labels_inside(&self.axis(), &self.shown_faults(), HEAD - 7.0)
    }

    fn shown_faults(&self) -> Vec<FaultSpan> {
        let shown = |fault: &&FaultSpan| self.shows(fault.from, fault.to);
        self.faults.iter().filter(shown).cloned().collect()
    }

    /// The line of the cursor, if it is to be seen.
    pub(crate) fn cursor_line(&self, plot: Rect) -> Option<Element> {
        let at = self.cursor.filter(|at| self.shows(*at, *at))?;
        let x = self.axis().x(at);
        let (top, low) = (
            Point::new(x, plot.y - 5.0),
            Point::new(x, plot.bottom() + 3.0),
        );
        Some(Element::line("p-cursor", top, low).keyed("cursor"))
    }
}

/// The cursor alone, to lie on a picture of this height that was drawn without one; `below` its rows and its
/// axis stands something else, such as a legend.
pub fn cursor(options: &StretchOptions<'_>, height: f64, below: f64) -> Scene {
    let mut scene = Scene::new("p-over-stretch", options.width, height);
    let plot = options.plot(height - below - HEAD - FOOT);
    scene.elements.extend(options.cursor_line(plot));
    scene
}
