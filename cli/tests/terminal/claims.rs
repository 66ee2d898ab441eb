//! `claims`.

use serde_json::json;

use crate::said::{changed, netsplit, scenario, with_input};

#[test]
fn claims_that_hold_exit_with_0() {
    let said = with_input(&["claims", "-"], scenario().to_string().as_bytes());
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert_eq!(said.out, "-\n  holds  100 % of 3 seeds  It is available.\n");
}

#[test]
fn a_claim_that_fails_exits_with_1() {
    let claims = json!([
        { "says": "True.", "holds": "availability >= 99%" },
        { "says": "False.", "set": { "replicas": 1 }, "holds": "p50 <= 1us" }
    ]);
    let scenario = changed("/claims", claims);
    let said = with_input(
        &["claims", "-", "--seeds", "2", "--json"],
        scenario.as_bytes(),
    );
    assert_eq!(said.code, 1, "{}", said.err);
    assert_eq!(
        said.json()[1],
        json!({
            "lab": "-", "says": "False.", "holds": false, "share": 0.0, "needed": 1.0,
            "seeds": 2, "undecided": 0, "default_seed_agrees": false
        })
    );
    let text = with_input(&["claims", "-", "--seeds", "2"], scenario.as_bytes()).out;
    assert!(
        text.contains("fails  0.0 % of 2 seeds (needs 100 %, not on seed 1)  False."),
        "{text}"
    );
}

#[test]
fn a_lab_or_all_labs_are_tested() {
    let one = netsplit(&["claims", "start", "--seeds", "1", "--json"]).json();
    let all = netsplit(&["claims", "--seeds", "1", "--json"]).json();
    let (one, all) = (one.as_array().unwrap(), all.as_array().unwrap());
    assert!(!one.is_empty() && one.iter().all(|claim| claim["lab"] == "start"));
    assert!(all.len() > one.len());
}

#[test]
fn a_claim_that_cannot_be_tested_says_where_it_stands() {
    let claims = json!([{ "says": "?", "set": { "colour": "red" }, "holds": "p99 <= 1s" }]);
    let said = with_input(&["claims", "-"], changed("/claims", claims).as_bytes());
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("claims.0.colour: "), "{}", said.err);
}

#[test]
fn who_claims_nothing_is_right() {
    let said = with_input(&["claims", "-"], changed("/claims", json!([])).as_bytes());
    assert_eq!((said.code, said.out.as_str()), (0, "- has no claims\n"));
}
