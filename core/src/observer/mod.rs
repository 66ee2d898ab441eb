//! The forms in which a pattern says what is observed of it: metrics, verdicts, charts, tables, marks, words.
//!
//! Each is a value with its functions: when it applies, how it is measured. A pattern puts its own into one [`Observer`];
//! `observers::ALL` lists those. Nothing is matched by its id elsewhere, so what has a name also has a function.

mod course;
mod facts;
mod moment;
mod quantile;

pub use course::{Course, ratio};
pub use facts::{Derived, Facts, share};
pub use moment::{FlightState, Moment, NodeTable, ProcessState, State};
pub use quantile::{histogram, quantiles};

use crate::frame::Row;
use crate::panel::{Mark, StateTimeline};
use crate::plan::Plan;
use crate::recording::{Observation, Recording};
use crate::summary::{Better, Curve, Evidence, Holds, Line, Metric, Verdict};
use crate::unit::Unit;

/// All that one pattern says of a run.
#[derive(Clone, Copy, Debug)]
pub struct Observer {
    /// Numbers of the whole run.
    pub metrics: &'static [MetricDefinition],
    /// Checks of the whole run.
    pub verdicts: &'static [VerdictDefinition],
    /// Numbers over time.
    pub charts: &'static [ChartDefinition],
    /// Numbers over something else than time.
    pub curves: &'static [CurveDefinition],
    /// States over time.
    pub timelines: &'static [fn(&Facts<'_>) -> Vec<StateTimeline>],
    /// State of the processes of a node at a moment; prepared once for a recording.
    pub tables: &'static [TableMaker],
    /// Lines of the log.
    pub tells: &'static [Tell],
    /// Rows of a process in the inspector.
    pub rows: &'static [fn(&Moment<'_>, u32) -> Vec<Row>],
    /// Marks on processes.
    pub marks: &'static [fn(&Moment<'_>, u32) -> Option<Mark>],
    /// Marks on routes.
    pub route_marks: &'static [fn(&Moment<'_>, u32) -> Option<Mark>],
}

impl Observer {
    /// An observer of nothing, to fill in what a pattern has.
    pub const NONE: Self = Self {
        metrics: &[],
        verdicts: &[],
        charts: &[],
        curves: &[],
        timelines: &[],
        tables: &[],
        tells: &[],
        rows: &[],
        marks: &[],
        route_marks: &[],
    };
}

/// Makes the table of a node in a recording, if it has one of this kind.
pub type TableMaker = fn(&Plan, &Recording, u32) -> Option<Box<dyn NodeTable>>;

/// Tells an observation, if it is worth a line: a few words, and if something went wrong.
pub type Tell = fn(&Facts<'_>, &Observation) -> Option<(String, bool)>;

/// Applies to every scenario.
pub fn always(_: &Plan) -> bool {
    true
}

/// Place of a metric among all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Shown {
    /// Among the first.
    First,
    /// After those.
    Later,
}

/// A metric: its definition, and how it is measured.
#[derive(Clone, Copy, Debug)]
pub struct MetricDefinition {
    /// Name in objectives and on the command line.
    pub id: &'static str,
    /// Name as people read it.
    pub name: &'static str,
    /// Unit of the value.
    pub unit: Unit,
    /// Which values are better.
    pub better: Better,
    /// Place among all metrics.
    pub shown: Shown,
    /// Id of the chart and name of the line that show it over time.
    pub line: Option<(&'static str, &'static str)>,
    /// Definition in full.
    pub text: &'static str,
    /// True for a scenario that has what it is about.
    pub applies: fn(&Plan) -> bool,
    /// Measures it; `None` if there was nothing to measure.
    pub measure: fn(&Facts<'_>) -> Option<f64>,
    /// A sentence on whom the value leaves out, if that matters.
    pub note: fn(&Facts<'_>) -> Option<String>,
}

/// Nothing is left out that matters.
pub fn no_note(_: &Facts<'_>) -> Option<String> {
    None
}

impl MetricDefinition {
    /// The metric in a run, if it applies.
    pub fn of(&self, facts: &Facts<'_>) -> Option<Metric> {
        (self.applies)(facts.plan).then(|| Metric {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            value: (self.measure)(facts),
            note: (self.note)(facts),
            unit: self.unit,
            definition: self.text.to_owned(),
            better: self.better,
            line: self
                .line
                .map(|(chart, line)| (chart.to_owned(), line.to_owned())),
        })
    }
}

/// A verdict: its name, and how it is found.
#[derive(Clone, Copy, Debug)]
pub struct VerdictDefinition {
    /// Name in objectives.
    pub id: &'static str,
    /// Name as people read it.
    pub name: &'static str,
    /// True for a scenario that has what it is about.
    pub applies: fn(&Plan) -> bool,
    /// Checks a run.
    pub check: fn(&Facts<'_>) -> Judgement,
}

/// Result of a check.
#[derive(Clone, PartialEq, Debug)]
pub struct Judgement {
    /// The result.
    pub holds: Holds,
    /// What was checked and found, in one sentence.
    pub says: String,
    /// Evidence of a violation.
    pub evidence: Option<Evidence>,
}

impl Judgement {
    /// Holds unless there is evidence against it.
    pub fn by(says: String, evidence: Option<Evidence>) -> Self {
        let holds = if evidence.is_some() {
            Holds::No
        } else {
            Holds::Yes
        };
        Self {
            holds,
            says,
            evidence,
        }
    }
}

impl VerdictDefinition {
    /// The verdict on a run, if it applies.
    pub fn of(&self, facts: &Facts<'_>) -> Option<Verdict> {
        (self.applies)(facts.plan).then(|| {
            let Judgement {
                holds,
                says,
                evidence,
            } = (self.check)(facts);
            Verdict {
                id: self.id.to_owned(),
                name: self.name.to_owned(),
                holds,
                says,
                evidence,
            }
        })
    }
}

/// A chart over time: its title, and how its lines are measured.
#[derive(Clone, Copy, Debug)]
pub struct ChartDefinition {
    /// Name.
    pub id: &'static str,
    /// Title as people read it.
    pub title: &'static str,
    /// Unit of the values.
    pub unit: Unit,
    /// True for a scenario that has what it is about.
    pub applies: fn(&Plan) -> bool,
    /// Measures its lines.
    pub lines: fn(&Facts<'_>) -> Vec<Line>,
}

/// A curve over something else than time: its title, and how its points are measured.
#[derive(Clone, Copy, Debug)]
pub struct CurveDefinition {
    /// Name.
    pub id: &'static str,
    /// Title as people read it.
    pub title: &'static str,
    /// Definition in full.
    pub text: &'static str,
    /// Unit of the numbers on the axis.
    pub x: Unit,
    /// Unit of the values.
    pub unit: Unit,
    /// True for a scenario that has what it is about.
    pub applies: fn(&Plan) -> bool,
    /// Measures its points.
    pub points: fn(&Facts<'_>) -> Vec<(f64, f64)>,
}

impl CurveDefinition {
    /// The curve of a run, if it applies.
    pub fn of(&self, facts: &Facts<'_>) -> Option<Curve> {
        (self.applies)(facts.plan).then(|| Curve {
            id: self.id.to_owned(),
            title: self.title.to_owned(),
            definition: self.text.to_owned(),
            x: self.x,
            unit: self.unit,
            points: (self.points)(facts),
        })
    }
}
