//! Old links still open the same scenarios after names have changed.

use netsplit_core::experiment;
use netsplit_core::link::Link;
use netsplit_core::scenario::apply;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Opens a link, which may be of another engine and must otherwise be valid.
fn open(address: &str) -> Link {
    let (query, fragment) = address.split_once('#').unwrap_or((address, ""));
    let link = Link::open(query, fragment);
    let problems: Vec<_> = link
        .problems
        .iter()
        .filter(|problem| problem.path != "e")
        .collect();
    assert!(problems.is_empty(), "{address}: {problems:?}");
    link
}

/// The faults of a document, without their names.
fn nameless(link: &Link) -> Value {
    let mut faults = link.document.get("faults").cloned().unwrap_or_default();
    for fault in faults.as_array_mut().into_iter().flatten() {
        fault
            .as_object_mut()
            .expect("a fault is an object")
            .remove("name");
    }
    faults
}

/// Frozen: links of every lab from the time when faults had numbers only, by controls, by paths, with interventions and
/// as whole scenarios; and the faults that they opened with then.
#[test]
fn links_to_numbered_faults_still_lead_there() {
    let frozen: Value =
        serde_json::from_str(include_str!("links/before_names.json")).expect("it is JSON");
    let rows = frozen.as_array().expect("a list");
    assert_eq!(rows.len(), 32, "four links for each of eight labs");
    for row in rows {
        let address = row["link"].as_str().expect("a link");
        let link = open(address);
        assert_eq!(nameless(&link), row["faults"], "{address}");
        experiment::plan(&link.document).unwrap_or_else(|issues| panic!("{address}: {issues}"));
        let again = open(&link.address());
        assert_eq!(again.document.scenario(), link.document.scenario());
    }
}

#[test]
fn a_fault_is_set_by_its_name_and_by_its_number() {
    let by_name = open("?lab=quorum&faults.clock.offset=50ms");
    let by_number = open("?lab=quorum&faults.1.offset=50ms");
    let by_control = open("?lab=quorum&clock=50ms");
    assert_eq!(
        by_name.document.get("faults.1.offset"),
        Some(&json!("50ms"))
    );
    assert_eq!(by_name.document.scenario(), by_number.document.scenario());
    assert_eq!(by_name.document.scenario(), by_control.document.scenario());
    assert!(by_number.address().starts_with("?lab=quorum&clock=50ms"));
}

/// Another kind of fault has other fields, whatever its name.
#[test]
fn a_fault_may_become_another_by_either_path() {
    for fault in ["faults.crash", "faults.0"] {
        let mut link = open("?lab=start");
        apply(&mut link.document, &format!("{fault}.fault"), "pause").expect("it may");
        assert_eq!(link.document.get("faults.crash.scope"), None, "{fault}");
        experiment::plan(&link.document).unwrap_or_else(|issues| panic!("{fault}: {issues}"));
    }
}
