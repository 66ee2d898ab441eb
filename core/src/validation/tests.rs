//! Tests of reading references, and of all files of references.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Measure, TOPICS, Tolerance, Topic};

/// The page fetches the files that this list names.
#[test]
fn the_index_names_every_topic_in_order() {
    let index = include_str!("../../references/index.json");
    let index: Vec<String> = serde_json::from_str(index).unwrap();
    let ids: Vec<_> = TOPICS.iter().map(|source| source.id).collect();
    assert_eq!(index, ids);
}

#[test]
fn every_reference_can_be_run_and_opened_from_a_link() {
    let mut names = BTreeSet::new();
    for source in TOPICS {
        let topic = Topic::parse(source.text).unwrap_or_else(|issues| panic!("{issues}"));
        for reference in &topic.references {
            let name = &reference.name;
            assert!(names.insert(name.clone()), "{name} stands there twice");
            for run in [1, reference.runs] {
                let document = topic.document(reference, run).unwrap();
                let plan = crate::experiment::plan(&document);
                assert!(plan.is_ok(), "{name}: {}", plan.err().unwrap_or_default());
            }
            let link = topic.link(reference).unwrap();
            let followed = crate::link::Link::follow(&link).unwrap().document;
            assert_eq!(followed, topic.document(reference, 1).unwrap(), "{name}");
        }
    }
}

/// A topic with one reference to a run of one second.
fn topic() -> Value {
    json!({
        "title": "Small",
        "scenarios": { "one": {
            "v": 1,
            "duration": "2s",
            "nodes": {
                "users": { "kind": "client" },
                "app": { "kind": "service", "handlers": { "any": [{ "work": "10ms" }] } },
            },
            "network": { "latency": "0s" },
            "workload": { "users": { "loop": "open", "to": "app", "rate": "10/s", "arrivals": "constant" } },
        } },
        "references": [{
            "name": "Constant",
            "source": "none",
            "scenario": "one",
            "runs": 4,
            "figures": [
                { "name": "mean", "measure": "mean", "expected": "10ms" },
                { "name": "attempts", "measure": "routes.users->app.attempts / 20", "expected": 1 },
                { "name": "slow", "measure": "latency.over.9ms", "expected": "100%" },
                { "name": "failed", "measure": "1 - availability", "expected": 0 },
                { "name": "p99.9", "measure": "latency.p99.9 > 10ms", "expected": 0 },
                { "name": "busy", "measure": "nodes.app.queue_max", "expected": 3, "tolerance": { "absolute": 2 } },
            ],
        }],
    })
}

fn read(topic: &Value) -> Topic {
    Topic::parse(&topic.to_string()).unwrap_or_else(|issues| panic!("{issues}"))
}

#[test]
fn figures_are_measured_and_judged() {
    let topic = read(&topic());
    let reference = &topic.references[0];
    let samples: Vec<_> = (1..=4)
        .map(|run| topic.sample(reference, run).unwrap())
        .collect();
    assert_eq!(samples[0], [0.01, 1.0, 1.0, 0.0, 0.0, 0.0]);
    let rows = reference.rows(&samples);
    let judged: Vec<_> = rows.iter().map(|row| (row.measured, row.holds)).collect();
    assert_eq!(
        judged,
        [
            (0.01, true),
            (1.0, true),
            (1.0, true),
            (0.0, true),
            (0.0, true),
            (0.0, false)
        ]
    );
    assert_eq!(rows[0].name, "Constant: mean");
    assert_eq!((rows[0].samples, rows[0].standard_error), (4, Some(0.0)));
    let names: Vec<_> = serde_json::to_value(&rows[0])
        .unwrap()
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        names,
        [
            "expected",
            "holds",
            "measured",
            "name",
            "samples",
            "source",
            "standard_error",
            "tolerance"
        ]
    );
}

#[test]
fn a_sweep_goes_from_one_end_to_the_other() {
    let mut value = topic();
    value["references"][0]["sweep"] =
        json!({ "path": "nodes.app.handlers.any.0.work", "from": "1ms", "to": "2ms" });
    let refused = read(&value);
    let problem = refused.sample(&refused.references[0], 1).unwrap_err();
    assert!(
        problem.to_string().contains("path of a number"),
        "{problem}"
    );
    value["references"][0]["sweep"] =
        json!({ "path": "workload.users.rate", "from": "10/s", "to": "18/s" });
    let topic = read(&value);
    let rates = (1..=4).map(|run| {
        let document = topic.document(&topic.references[0], run).unwrap();
        document.get("workload.users.rate").cloned().unwrap()
    });
    assert_eq!(rates.collect::<Vec<_>>(), ["11/s", "13/s", "15/s", "17/s"]);
}

#[test]
fn what_cannot_be_read_is_refused_with_path_and_sentence() {
    for (path, value, part) in [
        ("/title", json!(5), "title: found 5"),
        (
            "/references/0/runs",
            json!(0),
            "references.0.runs: found 0, allowed is 1 to 10000",
        ),
        (
            "/references/0/figures/0/measure",
            json!("maen"),
            "references.0.figures.0.measure: found \"maen\", allowed is one of availability",
        ),
        (
            "/references/0/figures/0/measure",
            json!("nodes.app.colour"),
            "found \"colour\", allowed is one of utilisation",
        ),
        (
            "/references/0/figures/0/measure",
            json!("routes.a->b.lost / 5"),
            "found \"lost\", allowed is one of attempts",
        ),
        (
            "/references/0/figures/0/measure",
            json!("latency.p101"),
            "found \"p101\", allowed is a quantile",
        ),
        (
            "/references/0/figures/0/measure",
            json!("verdicts.right"),
            "found \"right\", allowed is one of linearizable",
        ),
        (
            "/references/0/figures/0/expected",
            json!("soon"),
            "figures.0.expected: found \"soon\", allowed is a number",
        ),
        (
            "/references/0/figures/0/tolerance",
            json!({ "nearly": 1 }),
            "tolerance: found an object, allowed is one of {\"errors\": 4}",
        ),
        (
            "/references/0/figures/0/statistic",
            json!("mode"),
            "found \"mode\", allowed is one of mean, median",
        ),
        (
            "/references/0/seeds",
            json!(4),
            "references.0.seeds: this field is not known",
        ),
    ] {
        let mut topic = topic();
        let (parent, name) = path.rsplit_once('/').unwrap();
        topic.pointer_mut(parent).unwrap()[name] = value;
        let issues = Topic::parse(&topic.to_string()).unwrap_err().to_string();
        assert!(issues.contains(part), "{part}: {issues}");
    }
    assert!(
        Topic::parse("{")
            .unwrap_err()
            .to_string()
            .contains("not JSON")
    );
}

#[test]
fn a_curve_is_read_at_a_number() {
    assert!(Measure::parse("curves.freshness.52.6ms").is_ok());
    let problem = Measure::parse("curves.freshness.soon").unwrap_err();
    assert!(problem.contains("found \"soon\", allowed is a number"));
}

#[test]
fn what_a_run_does_not_have_is_said() {
    for (path, value, part) in [
        (
            "/references/0/scenario",
            json!("two"),
            "Constant: scenario: found \"two\", allowed is one of one",
        ),
        (
            "/references/0/figures/0/measure",
            json!("stale_reads"),
            "Constant: mean: stale_reads has no value in this run",
        ),
        (
            "/references/0/figures/0/measure",
            json!("nodes.db.queue_max"),
            "this run has no node \"db\"",
        ),
        (
            "/references/0/figures/0/measure",
            json!("curves.freshness.10ms"),
            "this run has no curve \"freshness\"",
        ),
        (
            "/references/0/figures/0/measure",
            json!("mean / 0"),
            "mean / 0 divides by zero",
        ),
        (
            "/scenarios/one/duration",
            json!("2 parsecs"),
            "duration: found \"2 parsecs\"",
        ),
    ] {
        let mut value_of = topic();
        *value_of.pointer_mut(path).unwrap() = value;
        let topic = read(&value_of);
        let issues = topic
            .sample(&topic.references[0], 1)
            .unwrap_err()
            .to_string();
        assert!(issues.contains(part), "{part}: {issues}");
    }
}

#[test]
fn tolerances_are_what_they_say() {
    let figure = |tolerance: Value| {
        let mut topic = topic();
        topic["references"][0]["figures"][0]["tolerance"] = tolerance;
        read(&topic).references[0].figures[0].tolerance
    };
    let errors = figure(json!({ "errors": 4 }));
    assert_eq!(errors, Tolerance::Errors(4.0));
    assert_eq!(errors.distance(5.0, Some(0.5)), 2.0);
    assert_eq!(errors.says(), "4 standard errors");
    let relative = figure(json!({ "relative": "5%" }));
    assert_eq!(
        (relative.distance(200.0, None), relative.says().as_str()),
        (10.0, "5%")
    );
    let absolute = figure(json!({ "absolute": "2ms" }));
    assert_eq!(
        (absolute.distance(200.0, None), absolute.says().as_str()),
        (0.002, "2ms")
    );
}
