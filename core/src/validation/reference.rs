//! References as data: the figures of a source, and how they are measured.

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
        /// Subject of the figures, and what a reader has to know about them.
        about: String = String::new();
        /// Scenarios, by names that references use.
        scenarios: BTreeMap<String, Value>;
        /// References of the topic.
        references: Vec<Reference>;
    }
}

declare! {
    /// One model or experiment of a source: a scenario that is run several times, and the expected figures.
    pub struct Reference {
        /// The model with its parameters.
        name: String;
        /// Paper and section, or the closed form in words.
        source: String;
        /// Name of the scenario of this topic that is run.
        scenario: String;
        /// Values to set in the scenario, by path.
        set: BTreeMap<String, Value> = BTreeMap::new();
        /// A value that differs from run to run.
        sweep: Option<Sweep> = None;
        /// Number of runs, with the seeds from 1 on.
        runs: u32 = 10, in 1.0..=10_000.0;
        /// Measurements and their expected values.
        figures: Vec<Figure>;
    }
}

declare! {
    /// A value that differs from run to run: the range is divided evenly, and each run takes the middle of its part.
    pub struct Sweep {
        /// Path of the value, which must be a number with or without a unit.
        path: String;
        /// Beginning of the range.
        from: Value;
        /// End of the range.
        to: Value;
    }
}

declare! {
    /// Measurements and their expected values.
    pub struct Figure {
        /// Name.
        name: String;
        /// Measurement of each run.
        measure: Measure;
        /// Statistic of the samples.
        statistic: Statistic = Statistic::Mean;
        /// Figure of the source.
        expected: Magnitude;
        /// Allowed distance from the expected value.
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

    /// Scenario of a run of a reference; runs count from 1.
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

    /// Makes one run and returns a sample for each figure of the reference.
    ///
    /// # Errors
    /// If the scenario is refused, or lacks a measurement.
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
    /// Rows of measured and expected figures, from the samples of each run.
    ///
    /// # Panics
    /// If the number of samples of a run is not that of the figures, or there is no run.
    pub fn rows(&self, samples: &[Vec<f64>]) -> Vec<Row> {
        let row = |(index, figure): (usize, &Figure)| {
            let samples: Vec<_> = samples.iter().map(|run| run[index]).collect();
            Row::new(self, figure, &samples)
        };
        self.figures.iter().enumerate().map(row).collect()
    }

    /// Title of a figure, with its reference.
    pub fn title(&self, figure: &Figure) -> String {
        format!("{}: {}", self.name, figure.name)
    }

    fn read(&self, figure: &Figure, run: &Run) -> Result<f64, Issue> {
        let read = figure.measure.read(run);
        read.map_err(|problem| self.issue(&figure.name, &problem))
    }

    /// Expectation as a sentence, for a person who opens one of the runs.
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
        let problem = "a sweep needs the path of a number, with both ends in its unit";
        Ok(value.ok_or_else(|| self.issue("sweep", problem))?)
    }

    fn issue(&self, part: &str, problem: &str) -> Issue {
        Issue {
            path: format!("{}: {part}", self.name),
            problem: problem.to_owned(),
        }
    }
}
