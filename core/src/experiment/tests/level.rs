//! A run that keeps its totals alone comes to the same, with less.

use super::*;
use crate::plan::Plan;

fn both(plan: &Arc<Plan>) -> [Recording; 2] {
    [Level::Full, Level::Totals].map(|level| record(plan, 3, level))
}

#[test]
fn totals_come_to_the_same_as_the_whole() {
    for preset in presets::all() {
        let plan = Arc::new(plan(&preset.document()).unwrap());
        let [full, totals] = both(&plan);
        // Values may be no number, which equals nothing: text is compared.
        let [whole, part] =
            [&full, &totals].map(|recording| format!("{:?}", judge(&plan, recording)));
        assert_eq!(whole, part, "{}", preset.id);
    }
}

#[test]
fn totals_take_no_memory_for_the_trace() {
    let plan = Arc::new(plan(&presets::first().document()).unwrap());
    let [full, totals] = both(&plan);
    assert_eq!(totals.entries.capacity(), 0);
    let trace = (full.entries.len() * size_of::<crate::recording::Entry>()) as u64;
    assert!(totals.memory() + trace <= full.memory());
    assert!(
        totals.memory() * 4 < full.memory(),
        "{} of {}",
        totals.memory(),
        full.memory()
    );
}

#[test]
fn a_run_is_cut_short_at_the_same_event_at_every_level() {
    let value = serde_json::json!({
        "v": 1,
        "nodes": {
            "users": { "kind": "client" },
            "app": { "kind": "service", "handlers": { "any": [{ "work": "1h" }] } }
        },
        "workload": { "users": { "loop": "open", "to": "app", "rate": "1000000/s" } }
    });
    let plan = Arc::new(plan(&Document::from_value(value).unwrap()).unwrap());
    let [full, totals] = both(&plan);
    assert!(full.truncated.is_some());
    assert_eq!((full.end, full.events), (totals.end, totals.events));
}
