//! Claims: lessons of a lab, tested over many seeds.
//!
//! Claims with the same settings share their runs: a [`ClaimGroup`] has a plan and answers for each seed what the run says of
//! all its claims. Whoever has threads runs groups and seeds in any order, and keeps the small answers only.

use std::sync::Arc;

use super::{catalogue, objective, plan, summarise_plan};
use crate::params::{Issue, Issues, Path};
use crate::plan::{Catalogue, Goal, Plan};
use crate::scenario::{Claim, Document, changed};
use crate::summary::Holds;

/// Seed on which a violation must show, because a reader sees it first.
const DEFAULT_SEED: u32 = crate::link::DEFAULT_SEED;

/// The verdict on a claim.
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
    /// Number of seeds that were tried.
    pub seeds: u32,
    /// Number of seeds on which it could not be decided.
    pub undecided: u32,
}

/// Claims of a lab with the same settings: one run on a seed judges all of them.
#[derive(Clone, Debug)]
pub struct ClaimGroup {
    plan: Arc<Plan>,
    document: Document,
    members: Vec<Member>,
}

/// A claim of a group.
#[derive(Clone, Debug)]
struct Member {
    /// Its place among the claims of the lab.
    claim: usize,
    /// It is tested on the seeds from 1 to this one.
    seeds: u32,
    want: String,
    goal: Goal,
}

/// The answer of one run about one claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClaimRun {
    /// Place of the claim among those of the lab.
    pub claim: usize,
    /// Seed of the run.
    pub seed: u32,
    /// Whether the objective of the claim holds, be it one that should or one that should not.
    pub holds: Holds,
}

impl ClaimGroup {
    /// Groups the claims of a lab by their settings; each is tested on so many seeds.
    ///
    /// # Errors
    /// If a setting of a claim is not allowed, or its objective cannot be read: with the path of the claim.
    pub fn all(document: &Document, seeds: impl Fn(&Claim) -> u32) -> Result<Vec<Self>, Issues> {
        let catalogue = catalogue();
        let mut groups: Vec<Self> = Vec::new();
        for (index, claim) in document.scenario()?.claims.iter().enumerate() {
            let at_claim = |issues| placed(index, issues);
            let document = changed(document, &claim.set).map_err(at_claim)?;
            let member =
                Member::new(index, claim, seeds(claim).max(1), &catalogue).map_err(at_claim)?;
            let same = groups.iter_mut().find(|group| group.document == document);
            match same {
                Some(group) => group.members.push(member),
                None => groups.push(Self {
                    plan: Arc::new(plan(&document).map_err(at_claim)?),
                    document,
                    members: vec![member],
                }),
            }
        }
        Ok(groups)
    }

    /// The seeds on which any of its claims is tested.
    pub fn seeds(&self) -> impl Iterator<Item = u32> + use<> {
        1..=self.members.iter().map(|one| one.seeds).max().unwrap_or(0)
    }

    /// Runs one seed and says what it says of each claim that is tested on it.
    pub fn run(&self, seed: u32) -> Vec<ClaimRun> {
        let summary = summarise_plan(&self.plan, seed);
        let members = self.members.iter().filter(|member| seed <= member.seeds);
        members
            .map(|member| {
                let Member { want, goal, .. } = member;
                ClaimRun {
                    claim: member.claim,
                    seed,
                    holds: objective(want, goal, &summary.metrics, &summary.verdicts).holds,
                }
            })
            .collect()
    }
}

impl Member {
    fn new(index: usize, claim: &Claim, seeds: u32, catalogue: &Catalogue) -> Result<Self, Issues> {
        let Some(want) = claim.holds.as_ref().or(claim.violates.as_ref()) else {
            return Err(Issue::whole("a claim says either what holds or what it violates").into());
        };
        Ok(Self {
            claim: index,
            seeds,
            want: want.clone(),
            goal: Goal::parse(want, catalogue).map_err(Issue::whole)?,
        })
    }
}

/// The verdicts on the claims of a lab, from all that the runs of their groups said, in any order.
pub fn claim_results(claims: &[Claim], runs: &[ClaimRun]) -> Vec<ClaimResult> {
    let result = |(index, claim): (usize, &Claim)| {
        let own: Vec<_> = runs.iter().filter(|run| run.claim == index).collect();
        ClaimResult::of(claim, &own)
    };
    claims.iter().enumerate().map(result).collect()
}

impl ClaimResult {
    fn of(claim: &Claim, runs: &[&ClaimRun]) -> Self {
        let wanted = if claim.holds.is_some() {
            Holds::Yes
        } else {
            Holds::No
        };
        let count = |holds: Holds| runs.iter().filter(|run| run.holds == holds).count() as u32;
        let share = f64::from(count(wanted)) / (runs.len().max(1)) as f64;
        let undecided = count(Holds::Undecided);
        let agrees = |run: &&ClaimRun| run.seed == DEFAULT_SEED && run.holds == wanted;
        let default_seed_agrees = runs.iter().copied().any(|run| agrees(&run));
        Self {
            says: claim.says.clone(),
            share,
            needed: claim.share.0,
            holds: share >= claim.share.0
                && undecided == 0
                && (wanted == Holds::Yes || default_seed_agrees),
            default_seed_agrees,
            seeds: runs.len() as u32,
            undecided,
        }
    }
}

/// The issues of a claim, with the path at which it stands.
fn placed(index: usize, mut issues: Issues) -> Issues {
    for issue in &mut issues.0 {
        let dot = if issue.path.is_empty() { "" } else { "." };
        issue.path = format!("claims.{index}{dot}{}", issue.path);
    }
    issues
}

/// Checks that every claim of a lab can be tested: that its settings lead to a scenario that is fine.
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn claims_with_the_same_settings_share_their_runs() {
        let mut document = crate::presets::first().document();
        let claims = json!([
            { "says": "a", "holds": "availability >= 1%", "seeds": 3 },
            { "says": "b", "set": { "attempts": 2 }, "holds": "availability >= 1%", "seeds": 2 },
            { "says": "c", "violates": "availability >= 99%", "seeds": 1 },
            { "says": "d", "set": { "attempts": "2" }, "violates": "conservation", "seeds": 2 }
        ]);
        document.set("claims", claims).unwrap();
        let groups = ClaimGroup::all(&document, |claim| claim.seeds).unwrap();
        let members = groups.iter().map(|group| group.members.len());
        assert_eq!(members.collect::<Vec<_>>(), [2, 2]);
        let last = groups.iter().map(|group| group.seeds().last());
        assert_eq!(last.collect::<Vec<_>>(), [Some(3), Some(2)]);
        let tasks = groups
            .iter()
            .flat_map(|group| group.seeds().map(move |seed| (group, seed)));
        let mut runs: Vec<_> = tasks.flat_map(|(group, seed)| group.run(seed)).collect();
        let scenario = document.scenario().unwrap();
        let results = claim_results(&scenario.claims, &runs);
        let seeds: Vec<_> = results.iter().map(|result| result.seeds).collect();
        assert_eq!(seeds, [3, 2, 1, 2]);
        let holds: Vec<_> = results.iter().map(|result| result.holds).collect();
        assert_eq!(holds, [true, true, true, false]);
        runs.reverse();
        assert_eq!(claim_results(&scenario.claims, &runs), results);
    }
}
