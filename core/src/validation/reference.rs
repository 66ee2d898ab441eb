//! References as data: what a source says, and how it is measured.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Magnitude, Measure, Row, Statistic, Tolerance};
use crate::experiment::{self, Run};
use crate::link::Link;
use crate::params::{Field, Issue, Issues, Path, declare};
use crate::scenario::Document;

declare! {
    /// References on one topic, and the scenarios in which they are measured.
    pub struct Topic {
        /// Title.
        title: String;
        /// What the figures are about, and what has to be known to read them.
        about: String = String::new();
        /// Scenarios, by names that references use.
        scenarios: BTreeMap<String, Value>;
        /// What is run, measured and expected.
        references: Vec<Reference>;
    }
}

declare! {
    /// One model or experiment of a source: a scenario that is run several times, and figures that it should give.
    pub struct Reference {
        /// What it is: the model with its parameters.
        name: String;
        /// Paper and section, or the closed form in words.
        source: String;
        /// Name of the scenario of this topic that is run.
        scenario: String;
        /// Values in it that differ, by path.
        set: BTreeMap<String, Value> = BTreeMap::new();
        /// A value that differs from run to run.
        sweep: Option<Sweep> = None;
        /// How many runs: the seeds from 1 on.
        runs: u32 = 10, in 1.0..=10_000.0;
        /// What is measured, and what should come out.
        figures: Vec<Figure>;
    }
}

declare! {
    /// A value that differs from run to run: spread evenly from one end to the other, each run in the middle of its part.
    pub struct Sweep {
        /// Path of the value, which has to be a number with or without a unit.
        path: String;
        /// One end.
        from: Value;
        /// The other end.
        to: Value;
    }
}

declare! {
    /// What is measured, and what should come out.
    pub struct Figure {
        /// What it is.
        name: String;
        /// What is read from each run.
        measure: Measure;
        /// What is made of what the runs give.
        statistic: Statistic = Statistic::Mean;
        /// What the source says.
        expected: Magnitude;
        /// How far what was measured may be from that.
        tolerance: Tolerance = Tolerance::Errors(4.0);
    }
}

impl Topic {
    /// Reads JSON text.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its path, what was found and what is allowed.
    pub fn parse(text: &str) -> Result<Self, Issues> {
        let value = serde_json::from_str(text)
            .map_err(|error| Issue::whole(format!("this is not JSON: {error}")))?;
        let mut issues = Issues::default();
        let topic = Self::read(&value, &Path::root(), &mut issues);
        topic.filter(|_| issues.is_empty()).ok_or(issues)
    }

    /// The scenario that a reference runs: run `run` of its runs, counted from 1.
    ///
    /// # Errors
    /// If there is no such scenario, or something cannot be set in it.
    pub fn document(&self, reference: &Reference, run: u32) -> Result<Document, Issues> {
        let Some(scenario) = self.scenarios.get(&reference.scenario) else {
            let names: Vec<_> = self.scenarios.keys().map(String::as_str).collect();
            let found = crate::params::shorten(&reference.scenario);
            let allowed = crate::params::listed(names);
            let problem = format!("found \"{found}\", allowed is one of {allowed}");
            return Err(reference.issue("scenario", &problem).into());
        };
        let mut document = Document::from_value(scenario.clone())?;
        document.set("title", Value::from(reference.name.as_str()))?;
        document.set("story.claim", Value::from(reference.says()))?;
        document.set("story.source", Value::from(reference.source.as_str()))?;
        for (path, value) in &reference.set {
            document.set(path, value.clone())?;
        }
        if let Some(sweep) = &reference.sweep {
            let value = reference.swept(sweep, &document, run)?;
            document.set(&sweep.path, value)?;
        }
        Ok(document)
    }

    /// What one run gives: a sample for each figure of the reference.
    ///
    /// # Errors
    /// If the scenario is refused, or does not have what is measured.
    pub fn sample(&self, reference: &Reference, run: u32) -> Result<Vec<f64>, Issues> {
        let document = self.document(reference, run)?;
        let seen = experiment::run(&document, run)?;
        if let Some(problem) = &seen.summary.truncated {
            return Err(reference.issue("scenario", problem).into());
        }
        let figures = reference.figures.iter();
        Ok(figures
            .map(|figure| reference.read(figure, &seen))
            .collect::<Result<_, _>>()?)
    }

    /// A link to the first run of a reference, below the address of the page.
    ///
    /// # Errors
    /// If there is no such scenario, or something cannot be set in it.
    pub fn link(&self, reference: &Reference) -> Result<String, Issues> {
        Ok(Link::to(self.document(reference, 1)?).address())
    }
}

impl Reference {
    /// The figures beside what was expected of them, from the samples of each run.
    ///
    /// # Panics
    /// If a run has another number of samples than there are figures, or there is no run.
    pub fn rows(&self, samples: &[Vec<f64>]) -> Vec<Row> {
        let row = |(index, figure): (usize, &Figure)| {
            let samples: Vec<_> = samples.iter().map(|run| run[index]).collect();
            Row::new(self, figure, &samples)
        };
        self.figures.iter().enumerate().map(row).collect()
    }

    /// A figure with what it is a figure of.
    pub fn title(&self, figure: &Figure) -> String {
        format!("{}: {}", self.name, figure.name)
    }

    fn read(&self, figure: &Figure, run: &Run) -> Result<f64, Issue> {
        let read = figure.measure.read(run);
        read.map_err(|problem| self.issue(&figure.name, &problem))
    }

    /// What is expected, as a sentence for whoever opens one of the runs.
    fn says(&self) -> String {
        let figures = self.figures.iter();
        let figures = figures.map(|figure| format!("{} {}", figure.name, figure.expected));
        let figures: Vec<_> = figures.collect();
        format!(
            "One of {} runs. Expected: {}.",
            self.runs,
            figures.join(", ")
        )
    }

    fn swept(&self, sweep: &Sweep, document: &Document, run: u32) -> Result<Value, Issues> {
        let parts: Vec<_> = sweep.path.split('.').collect();
        let kind = document.scenario()?.find(&parts).map(|param| param.kind);
        let value = kind.and_then(|kind| {
            let (from, to) = (kind.magnitude(&sweep.from)?, kind.magnitude(&sweep.to)?);
            let part = (f64::from(run) - 0.5) / f64::from(self.runs);
            Some(kind.value(from + (to - from) * part))
        });
        let problem = "what is swept has to be the path of a number, with both ends in its unit";
        Ok(value.ok_or_else(|| self.issue("sweep", problem))?)
    }

    fn issue(&self, part: &str, problem: &str) -> Issue {
        Issue {
            path: format!("{}: {part}", self.name),
            problem: problem.to_owned(),
        }
    }
}
