//! `run` and `lint`.

use serde_json::{Value, json};

use crate::said::{changed, command, file, netsplit, scenario, with_input};

fn run(scenario: &str, more: &[&str]) -> crate::said::Said {
    with_input(&[&["run", "-"], more].concat(), scenario.as_bytes())
}

#[test]
fn objectives_decide_the_exit_code() {
    let held = run(&scenario().to_string(), &[]);
    assert_eq!(held.code, 0, "{}{}", held.out, held.err);
    assert!(
        held.out.contains("holds  availability >= 99%"),
        "{}",
        held.out
    );

    let broken = changed("/objectives", json!([{ "want": "p50 <= 1us" }]));
    let broken = run(&broken, &[]);
    assert_eq!(broken.code, 1);
    assert!(
        broken.out.contains("violated  p50 <= 1us"),
        "{}",
        broken.out
    );

    let none = changed("/objectives", json!([]));
    assert_eq!(run(&none, &[]).code, 0);
}

#[test]
fn what_cannot_be_decided_does_not_hold() {
    let mut dead = scenario();
    dead["faults"] = json!([
        { "fault": "crash", "at": "0s", "target": "app/1" },
        { "fault": "crash", "at": "0s", "target": "app/2" }
    ]);
    dead["objectives"] = json!([{ "want": "p99_success <= 1s" }]);
    let said = run(&dead.to_string(), &[]);
    assert!(
        said.out.contains("undecided  p99_success <= 1s"),
        "{}{}",
        said.out,
        said.err
    );
    assert_eq!(said.code, 1);
}

#[test]
fn text_tells_the_whole_run() {
    let said = run(&scenario().to_string(), &[]);
    assert!(said.out.starts_with("Small\n"));
    for part in [
        "\nMetrics\n",
        "\nNodes\n",
        "\nRoutes\n",
        "\nVerdicts\n",
        "\nObjectives\n",
        "\nDigest ",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(said.out.contains("users->app"));
    assert!(said.out.contains("seed 1, engine "));
    let verbose = run(&scenario().to_string(), &["--verbose"]);
    assert!(
        verbose.out.contains("Share of the requests"),
        "{}",
        verbose.out
    );
}

#[test]
fn json_has_everything_by_name() {
    let json = run(&scenario().to_string(), &["--json", "--seed", "3"]).json();
    let names: Vec<_> = json.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "curves",
            "digest",
            "engine",
            "events",
            "nodes",
            "notices",
            "objectives",
            "routes",
            "seed",
            "summary",
            "truncated",
            "verdicts"
        ]
    );
    assert_eq!(json["seed"], 3);
    assert_eq!(json["truncated"], Value::Null);
    assert!(json["summary"]["availability"].as_f64().unwrap() > 0.99);
    assert!(json["summary"]["p99"].as_f64().unwrap() > 0.0);
    assert!(json["events"].as_u64().unwrap() > 100);
    assert_eq!(json["nodes"][0]["node"], "app");
    assert_eq!(json["routes"][0]["route"], "users->app");
    assert!(json["routes"][0]["outcomes"]["success"].as_u64().unwrap() > 100);
    let verdict = &json["verdicts"][0];
    assert_eq!(
        (&verdict["id"], &verdict["holds"]),
        (&"conservation".into(), &"yes".into())
    );
    assert!(verdict.as_object().unwrap().contains_key("evidence"));
    assert_eq!(json["objectives"][0]["holds"], "yes");
}

#[test]
fn a_run_is_the_same_wherever_its_scenario_stands() {
    let digest = |arguments: &[&str]| {
        let json = netsplit(&[&["run"], arguments, &["--json"]].concat()).json();
        json["digest"].as_str().unwrap().to_owned()
    };
    let lab = digest(&["start", "--set", "rate=300/s", "--seed", "7"]);
    assert_eq!(lab, digest(&["?lab=start&rate=300/s&seed=7"]));
    assert_eq!(
        lab,
        digest(&["https://example.org/a/?lab=start&rate=300/s&seed=7"])
    );
    let opened = netsplit(&["open", "?lab=start&rate=300/s&seed=7"]);
    assert!(opened.err.contains("--seed 7"), "{}", opened.err);
    let own = file("opened.json", opened.out.as_bytes());
    assert_eq!(lab, digest(&[&own, "--seed", "7"]));
    assert_ne!(
        lab,
        digest(&["?lab=start&rate=300/s&seed=7", "--seed", "8"])
    );
}

#[test]
fn settings_are_controls_or_paths() {
    let summary = |more: &[&str]| {
        let said = run(&scenario().to_string(), &[more, &["--json"]].concat());
        said.json()["summary"].clone()
    };
    let by_path = summary(&[
        "--set",
        "nodes.app.replicas=1",
        "--set",
        "nodes.app.concurrency=1",
    ]);
    assert_eq!(
        by_path,
        summary(&["--set", "slots=1", "--set", "replicas=1"])
    );
    assert_ne!(by_path, summary(&[]));
}

#[test]
fn a_setting_may_stand_before_the_one_that_allows_it() {
    let scenario = changed("/nodes/app/concurrency", json!(1));
    let said = run(
        &scenario,
        &["--set", "slots=5", "--set", "replicas=6", "--json"],
    );
    assert_eq!(said.code, 0, "{}", said.err);
    let refused = run(&scenario, &["--set", "slots=5"]);
    assert_eq!(
        (refused.code, refused.err.lines().count()),
        (2, 1),
        "{}",
        refused.err
    );
}

#[test]
fn nobody_reading_is_no_panic() {
    for arguments in [
        &["run", "start"][..],
        &["labs", "--json"],
        &["digest", "start", "--seeds", "5"],
        &["schema"],
        &["run", "--help"],
    ] {
        let mut child = command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(err, "", "{arguments:?}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}");
    }
}

#[test]
fn lint_says_whether_a_scenario_is_fine() {
    let fine = with_input(&["lint", "-"], scenario().to_string().as_bytes());
    assert_eq!(fine.code, 0, "{}", fine.err);
    assert_eq!(
        fine.out,
        "This scenario is fine: 2 nodes, 1 call, 0 faults.\n"
    );
    let mut wrong = scenario();
    wrong["nodes"]["app"]["concurrency"] = json!("many");
    wrong["workload"]["users"]["rate"] = json!("50ms");
    wrong["colour"] = json!("red");
    let said = with_input(&["lint", "-"], wrong.to_string().as_bytes());
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    for path in [
        "nodes.app.concurrency: ",
        "workload.users.rate: ",
        "colour: ",
    ] {
        assert!(
            said.err.lines().any(|line| line.starts_with(path)),
            "{}",
            said.err
        );
    }
    let nowhere = changed("/workload/users/to", json!("nobody"));
    assert_eq!(with_input(&["lint", "-"], nowhere.as_bytes()).code, 2);
}
