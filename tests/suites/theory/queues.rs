//! Queues with one kind of customer: waiting, blocking, utilisation.

use netsplit_core::experiment::Run;
use netsplit_core::recording::Outcome;
use netsplit_core::scenario::Document;
use netsplit_tests::labs;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{check, metric, runs};

/// Mean time of work in seconds: what theory calls 1.
const WORK: f64 = 0.01;

/// Poisson arrivals of `load` times what one slot can do, at `slots` slots, until about so many have come.
fn queue(load: f64, slots: u32, places: Option<u32>, work: &str, requests: f64) -> Document {
    let rate = load / WORK;
    let seconds = requests / rate;
    labs::document(json!({
        "v": 1,
        "duration": format!("{:.3}s", seconds * 1.12),
        "warm_up": format!("{:.3}s", seconds * 0.1),
        "cool_down": format!("{:.3}s", seconds * 0.02),
        "nodes": {
            "users": { "kind": "client" },
            "server": {
                "kind": "service",
                "concurrency": slots,
                "queue": places.map_or(Value::Null, Value::from),
                "handlers": { "any": [{ "work": work }] },
            },
        },
        "network": { "latency": "0s" },
        "workload": { "users": { "loop": "open", "to": "server", "rate": format!("{rate:.6}/s") } },
    }))
}

/// The mean time in the system, in units of the mean time of work.
fn time(run: &Run) -> f64 {
    metric(run, "mean") / WORK
}

fn utilisation(run: &Run) -> f64 {
    let server = run.outcome.nodes.iter().find(|node| node.node == "server");
    server
        .and_then(|server| server.utilisation)
        .expect("the server has slots")
}

fn waiting(run: &Run) -> f64 {
    let server = run.outcome.nodes.iter().find(|node| node.node == "server");
    server.expect("there is a server").queue_mean
}

/// Share of the attempts that were rejected.
fn blocked(run: &Run) -> f64 {
    let route = &run.outcome.routes[0];
    let rejected = run.plan.shape.topology.routes[0].name.as_str();
    assert_eq!(rejected, "users->server");
    route.outcomes[Outcome::Rejected as usize] as f64 / route.attempts as f64
}

/// The chance that a Poisson arrival has to wait: C(c, a).
fn erlang_c(slots: u32, load: f64) -> f64 {
    let blocking = erlang_b(slots, load);
    let idle = 1.0 - load / f64::from(slots);
    blocking / (idle + blocking * (1.0 - idle))
}

/// The chance that an arrival finds every slot taken where nobody waits: B(c, a), by its recursion.
fn erlang_b(slots: u32, load: f64) -> f64 {
    (1..=slots).fold(1.0, |blocking, slots| {
        load * blocking / (f64::from(slots) + load * blocking)
    })
}

/// The formulas themselves, against published figures.
#[test]
fn the_formulas_give_the_published_figures() {
    let near = |found: f64, published: f64| {
        assert!((found - published).abs() < 5e-7, "{found} {published}");
    };
    near(erlang_c(2, 1.6), 0.711_111);
    near(erlang_c(4, 3.2), 0.596_432);
    near(erlang_c(10, 9.0), 0.668_732);
    near(erlang_c(20, 18.0), 0.550_769);
    near(erlang_b(2, 1.6), 0.329_897);
    near(erlang_b(10, 9.0), 0.167_963);
    near(erlang_b(20, 18.0), 0.109_213);
}

#[test]
fn one_slot_with_exponential_work() {
    for (load, requests) in [(0.5, 30e3), (0.8, 50e3), (0.9, 100e3)] {
        let mean = 1.0 / (1.0 - load);
        let quantile = |p: f64| mean * libm::log(1.0 / (1.0 - p));
        let runs = runs(&queue(load, 1, None, "exp(10ms)", requests));
        check(
            &format!("M/M/1 at {load}"),
            &runs,
            &[
                ("mean time", mean, &time),
                ("median", quantile(0.5), &|run| metric(run, "p50") / WORK),
                ("p90", quantile(0.9), &|run| metric(run, "p90") / WORK),
                ("utilisation", load, &utilisation),
                ("waiting", load * load / (1.0 - load), &waiting),
            ],
        );
    }
}

#[test]
fn one_slot_with_constant_work() {
    for (load, requests) in [(0.5, 20e3), (0.9, 60e3)] {
        let wait = load / (2.0 * (1.0 - load));
        let runs = runs(&queue(load, 1, None, "10ms", requests));
        check(
            &format!("M/D/1 at {load}"),
            &runs,
            &[("mean time", 1.0 + wait, &time)],
        );
    }
}

/// The formula of Pollaczek and Khinchin, with work that is anything but exponential: 9 in 10 take 5 ms, 1 in
/// 10 takes 55 ms.
#[test]
fn one_slot_with_uneven_work() {
    let (load, square) = (0.6, 0.9 * 0.25 + 0.1 * 30.25);
    let wait = load * square / (2.0 * (1.0 - load));
    let runs = runs(&queue(load, 1, None, "mix(90%: 5ms, 10%: 55ms)", 50e3));
    check("M/G/1 at 0.6", &runs, &[("mean time", 1.0 + wait, &time)]);
}

#[test]
fn several_slots_share_a_queue() {
    for (slots, load) in [(2, 1.6), (4, 3.2), (10, 9.0), (20, 18.0)] {
        let share = load / f64::from(slots);
        let waits = erlang_c(slots, load);
        let runs = runs(&queue(load, slots, None, "exp(10ms)", 50e3));
        check(
            &format!("M/M/{slots} at {load}"),
            &runs,
            &[
                ("mean time", 1.0 + waits / (f64::from(slots) - load), &time),
                ("utilisation", share, &utilisation),
            ],
        );
    }
}

#[test]
fn a_short_queue_turns_customers_away() {
    let load: f64 = 0.9;
    let powers =
        |from: u32| (from..11).map(|power| (0..power).fold(1.0, |product, _| product * load));
    let expected = powers(10).sum::<f64>() / powers(0).sum::<f64>();
    assert!((expected - 0.050_814).abs() < 5e-7);
    let runs = runs(&queue(load, 1, Some(9), "exp(10ms)", 40e3));
    check(
        "M/M/1/10 at 0.9",
        &runs,
        &[("blocking", expected, &blocked)],
    );
}

#[test]
fn without_a_queue_the_kind_of_work_does_not_matter() {
    for (slots, load) in [(2, 1.6), (10, 9.0), (20, 18.0)] {
        for work in ["exp(10ms)", "10ms"] {
            let runs = runs(&queue(load, slots, Some(0), work, 20e3));
            let system = format!("{work}, {slots} slots without a queue at {load}");
            check(
                &system,
                &runs,
                &[("blocking", erlang_b(slots, load), &blocked)],
            );
        }
    }
}
