//! The types for TypeScript match the inputs and results of the interface for other pages.
//!
//! The part of `netsplit.d.ts` below the line that says so is made from the core; after an intended change of the core,
//! `UPDATE_TYPES=1 cargo test --package netsplit-tests types` writes it anew.

use netsplit_core::params::Field;
use netsplit_core::scenario::{Scenario, Step};
use netsplit_tests::typescript::{alias, interfaces};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../static/netsplit.d.ts");
const LINE: &str = "// Made from the core from here on.\n";

/// Sources that define the contents of a summary.
const SOURCES: [&str; 5] = [
    include_str!("../../core/src/summary.rs"),
    include_str!("../../core/src/unit.rs"),
    include_str!("../../core/src/panel.rs"),
    include_str!("../../core/src/topology.rs"),
    include_str!("../../core/src/params/issue.rs"),
];

#[test]
fn the_types_are_those_of_the_core() {
    let about = "A scenario: a system, what is asked of it, what goes wrong, and what should hold.";
    let made = interfaces(&SOURCES, &["Summary", "Issue"])
        + &alias("Scenario", about, &Scenario::schema())
        + &alias("Step", "One step of a handler.", &Step::schema());
    let text = std::fs::read_to_string(FILE).expect("the types are there");
    let (own, frozen) = text
        .split_once(LINE)
        .expect("the line that ends what is written by hand");
    if std::env::var_os("UPDATE_TYPES").is_some() {
        return std::fs::write(FILE, format!("{own}{LINE}{made}"))
            .expect("the types can be written");
    }
    for (made, frozen) in made.lines().zip(frozen.lines()) {
        assert_eq!(made, frozen, "a line of the core, then of netsplit.d.ts");
    }
    assert_eq!(
        made.len(),
        frozen.len(),
        "netsplit.d.ts is as long as what the core says"
    );
}

/// A test that only checks the named fields would accept types that leave one out.
#[test]
fn a_field_that_is_added_changes_the_types() {
    let source = |fields: &str| format!("/// One.\npub struct One {{ {fields} }}");
    let before = interfaces(&[&source("pub a: Vec<Option<f64>>,")], &["One"]);
    let after = interfaces(
        &[&source("pub a: Vec<Option<f64>>, pub b: (u32, String),")],
        &["One"],
    );
    assert_eq!(
        before,
        "\n/** One. */\nexport interface One {\n  a: (number | null)[];\n}\n"
    );
    assert!(after.contains("  b: [number, string];\n"), "{after}");
}
