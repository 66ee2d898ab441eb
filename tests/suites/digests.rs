//! Every preset gives the frozen recording, to the bit, natively and in the browser.
//!
//! `digests.txt` holds the digests, one line for each lab and seed. After an intended change of recordings,
//! `UPDATE_DIGESTS=1 cargo test --package netsplit-tests digests` writes it anew.

use netsplit_core::presets::{self, Preset};
use netsplit_tests::labs;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const FROZEN: &str = include_str!("digests.txt");
const SEEDS: u32 = 20;

/// The lines of one preset.
fn lines(preset: &Preset) -> Vec<String> {
    let document = preset.document();
    let line = |seed| {
        let digest = labs::record(&document, seed).digest();
        format!("{} {seed} {digest}", preset.id)
    };
    (1..=SEEDS).map(line).collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn is_update() -> bool {
    std::env::var_os("UPDATE_DIGESTS").is_some()
}

#[cfg(target_arch = "wasm32")]
fn is_update() -> bool {
    false
}

#[cfg(not(target_arch = "wasm32"))]
fn update(found: &[String]) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/suites/digests.txt");
    std::fs::write(file, found.join("\n") + "\n").expect("the file of digests can be written");
}

#[cfg(target_arch = "wasm32")]
fn update(_: &[String]) {}

#[test]
fn every_preset_gives_its_frozen_recordings() {
    let found: Vec<_> = presets::all().iter().flat_map(lines).collect();
    if is_update() {
        return update(&found);
    }
    let frozen: Vec<_> = FROZEN.lines().collect();
    for (found, frozen) in found.iter().zip(&frozen) {
        assert_eq!(
            found, frozen,
            "lab, seed and digest: found, then frozen in digests.txt"
        );
    }
    assert_eq!(
        found.len(),
        frozen.len(),
        "digests.txt lists the labs and seeds that there are"
    );
}
