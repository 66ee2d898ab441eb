//! `claims`: tests the claims of labs over many seeds.

use std::sync::atomic::{AtomicUsize, Ordering};

use netsplit_core::experiment::{ClaimGroup, ClaimResult, claim_results};
use netsplit_core::params::Issues;
use netsplit_core::scenario::Document;
use netsplit_core::unit::Unit;
use rayon::prelude::*;
use serde::Serialize;

use crate::arguments::Claims;
use crate::output::{self, Progress};
use crate::source;

/// A listed claim.
#[derive(Serialize)]
struct Tested {
    lab: String,
    says: String,
    holds: bool,
    share: f64,
    needed: f64,
    seeds: u32,
    undecided: u32,
    default_seed_agrees: bool,
}

/// Tests claims. Returns true if all hold.
///
/// # Errors
/// If a lab, or a setting or objective of a claim, cannot be read.
pub(super) fn claims(claims: &Claims) -> Result<bool, Issues> {
    let labs = source::open_or_all(claims.source.as_deref())?;
    let mut all: Vec<Tested> = Vec::new();
    for (lab, link) in labs {
        let results = test(&lab, &link.document, claims.seeds)?;
        let first = all.len();
        all.extend(results.into_iter().map(|result| tested(&lab, result)));
        if !claims.json {
            let lines: String = all[first..].iter().map(line).collect();
            let said = heading(&lab, all.len() - first) + &lines;
            if !output::print(&output::harmless(&said))? {
                break;
            }
        }
    }
    if claims.json {
        output::print_json(&all)?;
    }
    Ok(all.iter().all(|tested| tested.holds))
}

fn heading(lab: &str, claims: usize) -> String {
    match claims {
        0 => format!("{} has no claims\n", output::one_line(lab)),
        _ => format!("{}\n", output::one_line(lab)),
    }
}

/// Runs every group of claims on every seed, on all cores; of each run only its answers are kept.
fn test(lab: &str, document: &Document, seeds: Option<u32>) -> Result<Vec<ClaimResult>, Issues> {
    let groups = ClaimGroup::all(document, |claim| seeds.unwrap_or(claim.seeds))?;
    let tasks: Vec<_> = groups
        .iter()
        .flat_map(|group| group.seeds().map(move |seed| (group, seed)))
        .collect();
    let progress = Progress::new();
    let begun = AtomicUsize::new(0);
    let run = |(group, seed): &(&ClaimGroup, u32)| {
        let number = begun.fetch_add(1, Ordering::Relaxed) + 1;
        progress.show(&format!("{lab}, run {number} of {}", tasks.len()));
        group.run(*seed)
    };
    let runs: Vec<_> = tasks.par_iter().flat_map_iter(run).collect();
    progress.clear();
    Ok(claim_results(&document.scenario()?.claims, &runs))
}

fn tested(lab: &str, result: ClaimResult) -> Tested {
    Tested {
        lab: lab.to_owned(),
        says: result.says,
        holds: result.holds,
        share: result.share,
        needed: result.needed,
        seeds: result.seeds,
        undecided: result.undecided,
        default_seed_agrees: result.default_seed_agrees,
    }
}

fn line(tested: &Tested) -> String {
    let word = if tested.holds { "holds" } else { "fails" };
    let share = Unit::Share.print(tested.share);
    let seeds = tested.seeds;
    format!(
        "  {word}  {share} of {seeds} seeds{}  {}\n",
        why(tested),
        output::one_line(&tested.says)
    )
}

/// Reason why a claim fails.
fn why(tested: &Tested) -> String {
    let mut reasons = Vec::new();
    if tested.share < tested.needed {
        reasons.push(format!("needs {}", Unit::Share.print(tested.needed)));
    }
    if tested.undecided > 0 {
        reasons.push(format!("undecided on {}", tested.undecided));
    }
    if !tested.default_seed_agrees && !tested.holds {
        reasons.push("not on seed 1".to_owned());
    }
    if reasons.is_empty() {
        String::new()
    } else {
        format!(" ({})", reasons.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_that_fails_says_why() {
        let result = ClaimResult {
            says: "It holds.".to_owned(),
            share: 0.5,
            needed: 0.95,
            holds: false,
            default_seed_agrees: false,
            seeds: 10,
            undecided: 2,
        };
        assert_eq!(
            line(&tested("start", result)),
            "  fails  50.0 % of 10 seeds (needs 95.00 %, undecided on 2, not on seed 1)  It holds.\n"
        );
    }
}
