//! Closed forms behind the table of references: its expected values are those of the formulas.
//!
//! The table itself compares them with the engine, see [`crate::validation`].

use std::collections::BTreeMap;

use netsplit_core::validation::{TOPICS, Topic};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Relative precision of the figures: they have six digits, or four where they are published so.
const DIGITS: f64 = 1e-5;

/// Expected values of a topic, by reference and figure.
fn expected(id: &str) -> BTreeMap<(String, String), f64> {
    let source = TOPICS.iter().find(|source| source.id == id);
    let topic = Topic::parse(source.expect("there is such a topic").text);
    let references = topic.expect("a test reads every topic").references;
    let figures = references.into_iter().flat_map(|reference| {
        let name = reference.name;
        let figures = reference.figures.into_iter();
        figures.map(move |figure| ((name.clone(), figure.name), figure.expected.value))
    });
    figures.collect()
}

/// Checks figures of a topic: reference, figure, and value of the formula.
fn check(id: &str, figures: &[(&str, &str, f64)]) {
    let all = expected(id);
    for (reference, figure, formula) in figures {
        let expected = all.get(&((*reference).to_owned(), (*figure).to_owned()));
        let expected = expected.unwrap_or_else(|| panic!("{reference}: {figure} is not there"));
        assert!(
            (expected - formula).abs() <= DIGITS * formula,
            "{reference}: {figure} is {expected}, the formula gives {formula}"
        );
    }
}

const MEAN: &str = "mean time by service time";
const WAIT: &str = "requests that wait";

#[test]
fn one_slot() {
    for load in [0.5, 0.8, 0.9] {
        let mean = 1.0 / (1.0 - load);
        let quantile = |p: f64| mean * libm::log(1.0 / (1.0 - p));
        let name = format!("M/M/1 at {load}");
        let figures = [
            (MEAN, mean),
            ("median", quantile(0.5)),
            ("p90", quantile(0.9)),
            ("p99", quantile(0.99)),
            ("utilisation", load),
            (WAIT, load * load / (1.0 - load)),
        ];
        check(
            "queues",
            &figures.map(|(figure, formula)| (name.as_str(), figure, formula)),
        );
    }
}

/// The Pollaczek-Khinchine formula: the wait depends on the second moment of the service time.
#[test]
fn one_slot_with_any_work() {
    let wait = |load: f64, square: f64| load * square / (2.0 * (1.0 - load));
    let uneven = "M/G/1 at 0.6, work of 5 ms or, one in ten, 55 ms";
    let figures = [
        ("M/D/1 at 0.5", MEAN, 1.0 + wait(0.5, 1.0)),
        ("M/D/1 at 0.5", WAIT, 0.5 * wait(0.5, 1.0)),
        ("M/D/1 at 0.9", MEAN, 1.0 + wait(0.9, 1.0)),
        ("M/D/1 at 0.9", WAIT, 0.9 * wait(0.9, 1.0)),
        (uneven, MEAN, 1.0 + wait(0.6, 0.9 * 0.25 + 0.1 * 30.25)),
    ];
    check("queues", &figures);
}

/// Erlang B: the probability that an arrival is blocked, B(c, a), by its recursion.
fn erlang_b(slots: u32, load: f64) -> f64 {
    (1..=slots).fold(1.0, |blocking, slots| {
        load * blocking / (f64::from(slots) + load * blocking)
    })
}

/// Erlang C: the probability that an arrival has to wait, C(c, a).
fn erlang_c(slots: u32, load: f64) -> f64 {
    let blocking = erlang_b(slots, load);
    let idle = 1.0 - load / f64::from(slots);
    blocking / (idle + blocking * (1.0 - idle))
}

#[test]
fn the_formulas_of_erlang_give_his_published_figures() {
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

/// Probability that a request takes longer than three times the mean service time.
fn slow(slots: u32, load: f64) -> f64 {
    let free = f64::from(slots) - 1.0 - load;
    let alone = libm::exp(-3.0);
    let waiting = if free == 0.0 {
        3.0
    } else {
        (1.0 - libm::exp(-3.0 * free)) / free
    };
    alone * (1.0 + erlang_c(slots, load) * waiting)
}

#[test]
fn several_slots() {
    for (slots, load) in [(2, 1.6), (4, 3.2), (10, 9.0), (20, 18.0)] {
        let free = f64::from(slots) - load;
        let waits = erlang_c(slots, load);
        let name = format!("M/M/{slots} at {load} erlang");
        let figures = [
            (MEAN, 1.0 + waits / free),
            (
                "requests slower than three service times",
                slow(slots, load),
            ),
            (WAIT, waits * load / free),
            ("utilisation", load / f64::from(slots)),
        ];
        check(
            "queues",
            &figures.map(|(figure, formula)| (name.as_str(), figure, formula)),
        );
    }
}

#[test]
fn queues_that_turn_customers_away() {
    let load: f64 = 0.9;
    let powers =
        |from: u32| (from..11).map(|power| (0..power).fold(1.0, |product, _| product * load));
    let short = powers(10).sum::<f64>() / powers(0).sum::<f64>();
    check("queues", &[("M/M/1/10 at 0.9", "blocked", short)]);
    for (slots, load) in [(2, 1.6), (10, 9.0), (20, 18.0)] {
        for work in ["exponential", "constant"] {
            let name = format!("{slots} slots without a queue at {load} erlang, {work} work");
            check("queues", &[(&name, "blocked", erlang_b(slots, load))]);
        }
    }
}

/// Utilisation of the slot by users who think for 90 ms and are served in 10 ms.
fn busy(users: u32) -> f64 {
    let ratio = 10.0 / 90.0;
    let ways =
        |inside: u32| (0..inside).fold(1.0, |ways, gone| ways * f64::from(users - gone) * ratio);
    1.0 - 1.0 / (0..=users).map(ways).sum::<f64>()
}

#[test]
fn users_who_wait_for_answers() {
    for (users, who) in [
        (1, "1 user who thinks"),
        (5, "5 users who think"),
        (20, "20 users who think"),
    ] {
        let rate = busy(users) / 0.01;
        // Users either think or wait: by Little's law, users divided by rate is the cycle time, of which 90 ms are thought.
        let time = f64::from(users) / rate - 0.09;
        let name = format!("{who} for 90 ms between answers");
        check(
            "queues",
            &[
                (&name, "requests a second", rate),
                (&name, "mean time", time),
            ],
        );
    }
}

fn power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

#[test]
fn retries_rows_copies_and_fan_out() {
    for (fails, attempts) in [(0.5, 3), (0.3, 2), (0.9, 10)] {
        let name = format!("{attempts} attempts that fail with {} %", fails * 100.0);
        let all_fail = power(fails, attempts);
        let made = (1.0 - all_fail) / (1.0 - fails);
        let figures = [
            ("attempts for each request", made),
            ("requests that succeed", 1.0 - all_fail),
        ];
        check(
            "calls",
            &figures.map(|(figure, formula)| (name.as_str(), figure, formula)),
        );
    }
    let available = "requests that succeed";
    let slow = "requests that are slow";
    let fan_out = |servers: u32| {
        format!("fan-out to {servers} servers of which each is slow once in a hundred times")
    };
    let figures = [
        (
            "five services in a row, each available to 99 %",
            available,
            power(0.99, 5),
        ),
        (
            "2 copies asked in turn, each available to 90 %",
            available,
            1.0 - power(0.1, 2),
        ),
        (
            "3 copies asked in turn, each available to 90 %",
            available,
            1.0 - power(0.1, 3),
        ),
        (&fan_out(100), slow, 1.0 - power(0.99, 100)),
        (&fan_out(10), slow, 1.0 - power(0.99, 10)),
    ];
    check("calls", &figures);
}

/// With W = R = 1 a read misses the last write if it asks another replica and that write is still in flight.
#[test]
fn the_smallest_quorums() {
    let (writes, delays) = (20.0, 1.0 / 0.02);
    let misses = "reads that miss the last write";
    for replicas in [2, 3, 5] {
        let others = f64::from(replicas - 1) / f64::from(replicas);
        let name = format!("N = {replicas}, W = R = 1, exponential delays");
        check(
            "staleness",
            &[(&name, misses, others * writes / (writes + delays))],
        );
        if replicas > 2 {
            let name = format!("N = {replicas}, W = R = 1, writes that never get further");
            check("staleness", &[(&name, misses, others)]);
        }
    }
}
