//! Published figures, for the page that measures them where it is read: what a topic holds, what each run of it gives,
//! and the rows that come of that. `netsplit.js` exports it, `netsplit.d.ts` has its types.

use js_sys::Float64Array;
use netsplit_core::params::{Issue, Issues};
use netsplit_core::validation::{Figure, Reference, Row, Shown, Topic};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::api::thrown;
use crate::protocol::plain;

/// The references of a topic.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct References(Topic);

#[derive(Serialize)]
struct Contents<'a> {
    title: &'a str,
    about: &'a str,
    references: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    source: &'a str,
    runs: u32,
    /// A link to the first run.
    link: String,
    figures: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    expected: String,
    tolerance: String,
}

/// A row, and its numbers as people read them.
#[derive(Serialize)]
struct Judged {
    #[serde(flatten)]
    row: Row,
    shown: Shown,
}

#[wasm_bindgen]
impl References {
    /// Reads a topic from JSON.
    ///
    /// # Errors
    /// An `Error` with every issue, if it cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Self, JsValue> {
        Topic::parse(text)
            .map(Self)
            .map_err(|issues| thrown(&issues))
    }

    /// Contents of the topic, before anything was run.
    ///
    /// # Errors
    /// An `Error`, if a reference has no scenario that can be run.
    pub fn contents(&self) -> Result<JsValue, JsValue> {
        let references = self.0.references.iter();
        let references: Result<_, Issues> =
            references.map(|reference| self.list(reference)).collect();
        Ok(plain(&Contents {
            title: &self.0.title,
            about: &self.0.about,
            references: references.map_err(|issues| thrown(&issues))?,
        }))
    }

    /// Runs a reference once, the run counted from 1: a sample for each of its figures.
    ///
    /// # Errors
    /// An `Error`, if there is no such reference or it cannot be measured.
    pub fn sample(&self, reference: u32, run: u32) -> Result<Float64Array, JsValue> {
        let sample = self
            .reference(reference)
            .and_then(|reference| self.0.sample(reference, run))
            .map_err(|issues| thrown(&issues))?;
        Ok(Float64Array::from(sample.as_slice()))
    }

    /// The rows of a reference, from the samples of its runs one after the other.
    ///
    /// # Errors
    /// An `Error`, if there is no such reference, or there are no whole runs.
    pub fn rows(&self, reference: u32, samples: &[f64]) -> Result<JsValue, JsValue> {
        let reference = self
            .reference(reference)
            .map_err(|issues| thrown(&issues))?;
        let figures = reference.figures.len();
        if samples.is_empty() || !samples.len().is_multiple_of(figures.max(1)) {
            let problem = format!(
                "found {} samples, allowed are {figures} for each run",
                samples.len()
            );
            return Err(thrown(&Issue::whole(problem).into()));
        }
        let runs: Vec<_> = samples.chunks(figures).map(<[f64]>::to_vec).collect();
        let rows = reference.rows(&runs).into_iter();
        let judged = rows.map(|row| Judged {
            shown: row.shown(),
            row,
        });
        Ok(plain(&judged.collect::<Vec<_>>()))
    }

    fn reference(&self, index: u32) -> Result<&Reference, Issues> {
        let found = self.0.references.get(index as usize);
        found.ok_or_else(|| {
            let problem = format!(
                "found {index}, allowed are {} references from 0 on",
                self.0.references.len()
            );
            Issue::whole(problem).into()
        })
    }

    fn list<'a>(&self, reference: &'a Reference) -> Result<Listed<'a>, Issues> {
        Ok(Listed {
            name: &reference.name,
            source: &reference.source,
            runs: reference.runs,
            link: self.0.link(reference)?,
            figures: reference.figures.iter().map(entry).collect(),
        })
    }
}

fn entry(figure: &Figure) -> Entry<'_> {
    Entry {
        name: &figure.name,
        expected: figure.expected.to_string(),
        tolerance: figure.tolerance.says(),
    }
}
