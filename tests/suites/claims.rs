//! The lessons of the labs hold over many seeds.
//!
//! On a change each claim is tested on its first seeds; `NETSPLIT_SEEDS=100` tests all of them.

use netsplit_core::experiment::{ClaimGroup, ClaimResult, ClaimRun, claim_results};
use netsplit_core::presets::{self, Preset};
use rayon::prelude::*;

/// Seeds for each claim, unless the environment says otherwise.
const FEW: u32 = 20;

fn seeds() -> u32 {
    let wanted = std::env::var("NETSPLIT_SEEDS").ok();
    wanted.map_or(FEW, |wanted| {
        wanted.parse().expect("NETSPLIT_SEEDS is a number")
    })
}

/// The verdict on a claim, as a line; an error if it does not hold.
fn line(preset: &Preset, result: &ClaimResult) -> Result<String, String> {
    let line = format!(
        "{}: {:.0} % of {} seeds (needed: {:.0} %): {}",
        preset.id,
        result.share * 100.0,
        result.seeds,
        result.needed * 100.0,
        result.says
    );
    if result.holds { Ok(line) } else { Err(line) }
}

#[test]
fn every_claim_of_every_preset_holds_over_its_seeds() {
    let most = seeds();
    let mut tasks = Vec::new();
    for (lab, preset) in presets::all().iter().enumerate() {
        let groups = ClaimGroup::all(&preset.document(), |claim| claim.seeds.min(most))
            .unwrap_or_else(|issues| panic!("{}: {issues}", preset.id));
        for group in groups {
            tasks.extend(group.seeds().map(|seed| (lab, group.clone(), seed)));
        }
    }
    let runs: Vec<(usize, ClaimRun)> = tasks
        .par_iter()
        .flat_map_iter(|(lab, group, seed)| group.run(*seed).into_iter().map(|run| (*lab, run)))
        .collect();
    println!("{} runs", tasks.len());
    let results = presets::all().iter().enumerate().flat_map(|(lab, preset)| {
        let own = runs.iter().filter(|(of, _)| *of == lab);
        let own: Vec<_> = own.map(|(_, run)| *run).collect();
        let claims = &preset.document().scenario().expect("a preset").claims;
        let results = claim_results(claims, &own);
        results
            .into_iter()
            .map(|result| line(preset, &result))
            .collect::<Vec<_>>()
    });
    let results: Vec<_> = results.collect();
    for line in &results {
        println!("{}", line.as_ref().unwrap_or_else(|failed| failed));
    }
    let failed: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    assert!(
        failed.is_empty(),
        "claims that do not hold:\n{}",
        failed.join("\n")
    );
}
