//! The claims of the labs hold over many seeds.

use std::thread;

use netsplit_core::experiment::check_claim;
use netsplit_core::presets::{self, Preset};
use netsplit_core::scenario::Claim;

/// Result of a claim, as a line; an error if it does not hold.
fn check(preset: &Preset, claim: &Claim) -> Result<String, String> {
    let result = check_claim(&preset.document(), claim, claim.seeds, |_| {})
        .map_err(|issues| format!("{}: {}: {issues}", preset.id, claim.says))?;
    let line = format!(
        "{}: {:.0} % of {} seeds (needed: {:.0} %): {}",
        preset.id,
        result.share * 100.0,
        result.seeds,
        result.needed * 100.0,
        claim.says
    );
    if result.holds { Ok(line) } else { Err(line) }
}

#[test]
fn every_claim_of_every_preset_holds_over_its_seeds() {
    let claims: Vec<(Preset, Claim)> = presets::all()
        .iter()
        .flat_map(|preset| {
            let claims = preset
                .document()
                .scenario()
                .expect("a preset")
                .claims
                .clone();
            claims.into_iter().map(|claim| (*preset, claim))
        })
        .collect();
    // Each is hundreds of independent runs: one thread per claim keeps every core busy.
    let results: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = claims
            .iter()
            .map(|(preset, claim)| scope.spawn(|| check(preset, claim)))
            .collect();
        let joined = threads.into_iter().map(thread::ScopedJoinHandle::join);
        joined.map(|result| result.expect("no panic")).collect()
    });
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
