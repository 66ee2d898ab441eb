//! `digest`: prints digests, which are equal for equal runs.

use std::sync::Arc;

use netsplit_core::experiment;
use netsplit_core::luck::Seed;
use netsplit_core::nodes::Simulation;
use netsplit_core::params::Issues;
use netsplit_core::plan::Plan;
use serde::Serialize;

use crate::arguments::Digest;
use crate::{output, source};

/// The digest of one run.
#[derive(Serialize)]
struct Line {
    lab: String,
    seed: u32,
    digest: String,
}

/// Prints the digests of runs.
///
/// # Errors
/// Everything that is wrong with a scenario.
pub(super) fn digest(digest: &Digest) -> Result<bool, Issues> {
    let mut lines = Vec::new();
    for (lab, link) in source::open_or_all(digest.source.as_deref())? {
        let plan = Arc::new(experiment::plan(&link.document)?);
        for seed in 1..=digest.seeds {
            let line = line(&lab, &plan, seed);
            if !digest.json && !print(&line)? {
                return Ok(true);
            }
            lines.push(line);
        }
    }
    if digest.json {
        output::print_json(&lines)?;
    }
    Ok(true)
}

fn line(lab: &str, plan: &Arc<Plan>, seed: u32) -> Line {
    let recording = Simulation::new(Arc::clone(plan), Seed(u64::from(seed))).run();
    Line {
        lab: lab.to_owned(),
        seed,
        digest: recording.digest().to_string(),
    }
}

fn print(line: &Line) -> Result<bool, Issues> {
    let Line { lab, seed, digest } = line;
    output::print(&output::harmless(&format!("{lab} {seed} {digest}\n")))
}
