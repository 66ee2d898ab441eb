//! Scenario files: opened from the disk or dropped on the page.

use js_sys::futures::spawn_local;
use netsplit_core::experiment;
use netsplit_core::link::{DEFAULT_SEED, Link};
use netsplit_core::params::{Issue, Issues};
use netsplit_core::scenario::{Document, LONGEST};
use web_sys::{Blob, File};
use yew::UseReducerDispatcher;

use crate::address;
use crate::state::{Action, State};

/// Opens a file; what is wrong with it is said, and what was open stays.
pub fn open(file: &File, dispatch: UseReducerDispatcher<State>) {
    let (name, blob): (String, &Blob) = (file.name(), file);
    // One that is too large is not read at all: it might not fit into the memory.
    let reading = fits(blob.size()).map(|()| blob.text());
    spawn_local(async move {
        let opened = match reading {
            Ok(reading) => {
                let text = reading.await.ok().and_then(|text| text.as_string());
                link(&text.unwrap_or_default())
            }
            Err(issue) => Err(issue.into()),
        };
        match opened {
            Ok(link) => {
                address::push(&link);
                dispatch.dispatch(Action::Open(Box::new(link)));
            }
            Err(issues) => {
                dispatch.dispatch(Action::Show(None));
                for issue in issues.0 {
                    dispatch.dispatch(Action::Problem(format!("{name}: {issue}")));
                }
            }
        }
    });
}

/// Accepts a file of so many bytes as a scenario, or says why not.
fn fits(bytes: f64) -> Result<(), Issue> {
    if bytes <= LONGEST as f64 {
        return Ok(());
    }
    let problem = format!("found a file of {bytes} bytes, allowed are {LONGEST}");
    Err(Issue::whole(problem))
}

/// A scenario's text as what a link would open.
fn link(text: &str) -> Result<Link, Issues> {
    let document = Document::parse(text)?;
    experiment::plan(&document)?;
    Ok(Link {
        lab: None,
        original: document.clone(),
        document,
        seed: DEFAULT_SEED,
        at: None,
        view: Vec::new(),
        problems: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_or_says_why_not() {
        let preset = netsplit_core::presets::first();
        assert!(link(preset.text).is_ok_and(|link| link.lab.is_none()));
        assert!(link("{}").is_err());
        assert!(link(r#"{"v":1,"nodes":5}"#).is_err());
        let nowhere = preset.text.replace("\"db\": {", "\"other\": {");
        assert!(link(&nowhere).is_err_and(|issues| issues.to_string().contains("\"db\"")));
        assert!(fits(2e6).is_ok() && fits(1e10).is_err());
    }
}
