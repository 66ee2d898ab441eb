//! Claims of labs, tested over many seeds.

use super::{catalogue, objective, plan, summarise};
use crate::params::{Issue, Issues, Path};
use crate::plan::Goal;
use crate::scenario::{Claim, Document, changed};
use crate::summary::Holds;

/// Seed on which a violation must show, because a reader sees it first.
const DEFAULT_SEED: u32 = crate::link::DEFAULT_SEED;

/// Result of a claim.
#[derive(Clone, PartialEq, Debug)]
pub struct ClaimResult {
    /// The claim in words.
    pub says: String,
    /// Share of the seeds that agree with it.
    pub share: f64,
    /// Required share.
    pub needed: f64,
    /// True if the claim holds.
    pub holds: bool,
    /// True if the default seed agrees.
    pub default_seed_agrees: bool,
    /// Number of seeds.
    pub seeds: u32,
    /// Number of seeds on which the objective was undecided.
    pub undecided: u32,
}

/// Tests a claim of a lab on the seeds from 1 on, and announces each before its run.
///
/// # Errors
/// If a setting of the claim is not allowed, or its objective cannot be read.
pub fn check_claim(
    document: &Document,
    claim: &Claim,
    seeds: u32,
    mut begins: impl FnMut(u32),
) -> Result<ClaimResult, Issues> {
    let document = &changed(document, &claim.set)?;
    let (want, wanted) = match (&claim.holds, &claim.violates) {
        (Some(want), _) => (want, Holds::Yes),
        (None, Some(want)) => (want, Holds::No),
        (None, None) => {
            return Err(Issue::whole("a claim says either what holds or what it violates").into());
        }
    };
    let goal = Goal::parse(want, &catalogue()).map_err(Issue::whole)?;
    let mut results = Vec::new();
    for seed in 1..=seeds.max(1) {
        begins(seed);
        let summary = summarise(document, seed)?;
        results.push(objective(want, &goal, &summary.metrics, &summary.verdicts).holds);
    }
    let count = |wanted: Holds| results.iter().filter(|holds| **holds == wanted).count() as u32;
    let share = f64::from(count(wanted)) / results.len() as f64;
    let undecided = count(Holds::Undecided);
    let default_seed_agrees = results.get(DEFAULT_SEED as usize - 1) == Some(&wanted);
    Ok(ClaimResult {
        says: claim.says.clone(),
        share,
        needed: claim.share.0,
        holds: share >= claim.share.0
            && undecided == 0
            && (wanted == Holds::Yes || default_seed_agrees),
        default_seed_agrees,
        seeds: results.len() as u32,
        undecided,
    })
}

/// Checks that every claim of a lab can be tested: that its settings give a valid scenario.
///
/// # Errors
/// All problems, with the path of the claim.
pub fn validate_claims(document: &Document) -> Result<(), Issues> {
    let mut issues = Issues::default();
    for (index, claim) in document.scenario()?.claims.iter().enumerate() {
        let planned = changed(document, &claim.set).and_then(|changed| plan(&changed));
        let path = Path::root().child("claims").child(&index.to_string());
        for issue in planned.err().into_iter().flat_map(|problems| problems.0) {
            issues.add(&path.child("set"), issue.to_string());
        }
    }
    issues.or(())
}
