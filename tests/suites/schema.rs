//! The JSON Schema accepts what the engine accepts.

use netsplit_core::params::Field;
use netsplit_core::presets;
use netsplit_core::scenario;
use netsplit_tests::architecture::architecture;
use netsplit_tests::schema::check;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn the_schema_is_json_and_accepts_every_preset() {
    let schema: Value = serde_json::from_str(&scenario::schema().to_string()).expect("JSON");
    for preset in presets::all() {
        let document = preset.document();
        check(&schema, document.value(), preset.id).unwrap_or_else(|problem| panic!("{problem}"));
        let full = document.scenario().expect("a preset").write();
        check(&schema, &full, preset.id)
            .unwrap_or_else(|problem| panic!("with defaults: {problem}"));
    }
}

#[test]
fn the_schema_accepts_random_architectures() {
    let schema = scenario::schema();
    for seed in 0..30 {
        check(&schema, architecture(seed).value(), "")
            .unwrap_or_else(|problem| panic!("{seed}: {problem}"));
    }
}

/// A schema that accepts everything would pass the tests above.
#[test]
fn the_schema_refuses_what_the_engine_refuses() {
    let schema = scenario::schema();
    for (path, value) in [
        ("v", Value::Null),
        ("nodes", Value::Null),
        ("workload", Value::Null),
        ("colour", json!("red")),
        ("nodes.db.colour", json!("red")),
        ("nodes.db.kind", json!("shop")),
        ("nodes.app.replicas", json!("three")),
        ("nodes.app.handlers.any.0", json!({ "sleep": "1s" })),
        ("calls.users->lb.retry", json!(3)),
        ("network.transport", json!("pigeon")),
        ("faults.0.fault", json!("earthquake")),
        ("faults.0.target", json!(1)),
    ] {
        let mut document = presets::first().document();
        document.set(path, value).expect("the path is there");
        assert!(document.scenario().is_err(), "the engine accepts {path}");
        assert!(
            check(&schema, document.value(), "").is_err(),
            "the schema accepts {path}"
        );
    }
}
