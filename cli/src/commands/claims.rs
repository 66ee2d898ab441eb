//! `claims`: tests the claims of labs over many seeds.

use netsplit_core::experiment::{ClaimResult, check_claim};
use netsplit_core::params::Issues;
use netsplit_core::scenario::{Claim, Document};
use netsplit_core::unit::Unit;
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
    let mut all = Vec::new();
    for (lab, link) in labs {
        let scenario = link.document.scenario()?;
        let listed = &scenario.claims;
        if !claims.json {
            output::print(&output::harmless(&heading(&lab, listed.len())))?;
        }
        for (index, claim) in listed.iter().enumerate() {
            let tested = test(&lab, &link.document, index, claim, claims.seeds)?;
            if !claims.json && !output::print(&output::harmless(&line(&tested)))? {
                return Ok(tested.holds && all.iter().all(|tested: &Tested| tested.holds));
            }
            all.push(tested);
        }
    }
    if claims.json {
        output::print_json(&all)?;
    }
    Ok(all.iter().all(|tested| tested.holds))
}

fn heading(lab: &str, claims: usize) -> String {
    match claims {
        0 => format!("{} claims nothing\n", output::one_line(lab)),
        _ => format!("{}\n", output::one_line(lab)),
    }
}

fn test(
    lab: &str,
    document: &Document,
    index: usize,
    claim: &Claim,
    seeds: Option<u32>,
) -> Result<Tested, Issues> {
    let seeds = seeds.unwrap_or(claim.seeds);
    let progress = Progress::new();
    let begins = |seed| progress.show(&format!("{lab}, seed {seed} of {seeds}: {}", claim.says));
    let result =
        check_claim(document, claim, seeds, begins).map_err(|issues| placed(index, issues))?;
    Ok(tested(lab, result))
}

/// The issues of a claim, with its path.
fn placed(index: usize, mut issues: Issues) -> Issues {
    for issue in &mut issues.0 {
        let dot = if issue.path.is_empty() { "" } else { "." };
        issue.path = format!("claims.{index}{dot}{}", issue.path);
    }
    issues
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
