//! The cases that three libraries recorded, a table of transitions, a golden dialogue, and properties.

use super::State::{Closed, HalfOpen, Open};
use super::*;
use crate::luck::{Draw, DrawKey, Entity, Luck, Purpose, Seed};
use crate::resilience::known::known_answers;
use serde_json::Value;

const START: Instant = Instant::ZERO;

fn at(millis: u64) -> Instant {
    Instant(millis * 1_000_000)
}

fn breaker(settings: Settings) -> CircuitBreaker {
    CircuitBreaker::new(settings, START)
}

/// One call that takes no time.
fn call(breaker: &mut CircuitBreaker, now: Instant, failed: bool) {
    let permit = breaker.allow(now).expect("refused");
    if failed {
        breaker.failure(now, permit);
    } else {
        breaker.success(now, permit);
    }
}

fn arrows(breaker: &mut CircuitBreaker) -> Vec<(u64, State)> {
    let transitions = breaker.take_transitions();
    assert_eq!(first_illegal(&transitions, Span::ZERO), None);
    let arrows = transitions.iter();
    arrows.map(|one| (one.at.0 / 1_000_000, one.to)).collect()
}

#[test]
fn five_failures_open_it_for_thirty_seconds_and_one_probe_decides() {
    let mut breaker = breaker(Settings::default());
    for millis in 0..5 {
        assert_eq!(breaker.state(at(millis)), State::Closed);
        call(&mut breaker, at(millis), true);
    }
    let refused = |state| Err(Rejected { state });
    assert_eq!(breaker.allow(at(30_003)), refused(State::Open));
    let probe = breaker.allow(at(30_004)).expect("the probe");
    assert_eq!(breaker.allow(at(30_005)), refused(State::HalfOpen));
    breaker.failure(at(31_000), probe);
    assert_eq!(breaker.allow(at(60_999)), refused(State::Open));
    let probe = breaker.allow(at(61_000)).expect("the probe");
    breaker.success(at(61_001), probe);
    let arrows = arrows(&mut breaker);
    assert_eq!(
        arrows,
        [
            (4, Open),
            (30_004, HalfOpen),
            (31_000, Open),
            (61_000, HalfOpen),
            (61_001, Closed)
        ]
    );
    assert_eq!(breaker.rejected(), 3);
}

#[test]
fn a_success_starts_the_count_anew() {
    let mut breaker = breaker(Settings::default());
    for failed in [true, true, true, true, false, true, true, true, true] {
        call(&mut breaker, START, failed);
    }
    assert_eq!(breaker.state(START), State::Closed);
    assert_eq!(breaker.counts().consecutive_failures, 4);
    call(&mut breaker, START, true);
    assert_eq!(breaker.state(START), State::Open);
}

#[test]
fn a_late_result_of_an_earlier_state_says_nothing() {
    let mut breaker = breaker(Settings::default());
    let early: Vec<_> = (0..6)
        .map(|_| breaker.allow(START).expect("closed"))
        .collect();
    for permit in &early[..5] {
        breaker.failure(at(5_000), *permit);
    }
    assert_eq!(breaker.state(at(35_000)), State::HalfOpen);
    let probe = breaker.allow(at(35_000)).expect("the probe");
    breaker.success(at(35_001), early[5]);
    assert_eq!(breaker.state(at(35_001)), State::HalfOpen);
    breaker.failure(at(35_002), probe);
    breaker.failure(at(35_003), early[5]);
    assert_eq!(breaker.state(at(65_001)), State::Open);
    assert_eq!(breaker.state(at(65_002)), State::HalfOpen);
}

#[test]
fn what_a_window_of_time_has_forgotten_opens_nothing() {
    let window = Window::Time(Span::from_millis(10_000));
    let trip = Trip::Failures { count: 3, window };
    let settings = Settings {
        trip,
        ..Settings::default()
    };
    for (third, state) in [(9_000, State::Open), (10_000, State::Closed)] {
        let mut breaker = breaker(settings);
        for millis in [0, 5_000, third] {
            call(&mut breaker, at(millis), true);
        }
        assert_eq!(breaker.state(at(third)), state, "{third} ms");
    }
}

#[test]
fn slow_successes_open_it_where_they_count_as_failures() {
    for (fails, state) in [(true, State::Open), (false, State::Closed)] {
        let longer_than = Span::from_millis(1_000);
        let slow = Some(Slow { longer_than, fails });
        let mut breaker = breaker(Settings {
            slow,
            ..Settings::default()
        });
        for _ in 0..5 {
            let permit = breaker.allow(START).expect("closed");
            breaker.success(at(1_001), permit);
        }
        assert_eq!(breaker.state(at(1_001)), state);
        assert_eq!(breaker.window().slow, 5);
    }
}

#[test]
fn a_slow_probe_is_no_recovery() {
    let longer_than = Span::from_millis(1_000);
    let slow = Some(Slow {
        longer_than,
        fails: false,
    });
    let mut breaker = breaker(Settings {
        slow,
        ..Settings::default()
    });
    breaker.force_open(START);
    let probe = breaker.allow(at(30_000)).expect("the probe");
    breaker.success(at(31_001), probe);
    assert_eq!(breaker.state(at(31_001)), State::Open);
}

#[test]
fn no_more_probes_pass_than_may_and_than_matter() {
    for (probes, successes, failures, pass) in
        [(1, 3, 1, 1), (5, 1, 1, 1), (5, 2, 2, 3), (2, 3, 2, 2)]
    {
        let trial = Trial {
            probes,
            successes,
            failures,
        };
        let mut breaker = breaker(Settings {
            trial,
            ..Settings::default()
        });
        breaker.force_open(START);
        let passed = (0..10)
            .filter(|_| breaker.allow(at(30_000)).is_ok())
            .count();
        assert_eq!(passed, pass, "{trial:?}");
    }
}

#[test]
fn a_breaker_that_closes_begins_anew() {
    let mut breaker = breaker(Settings::default());
    for failed in [true, true, true, true, true] {
        call(&mut breaker, START, failed);
    }
    assert_eq!(breaker.window().failures, 5);
    call(&mut breaker, at(30_000), false);
    assert_eq!(breaker.window(), Tally::default());
    for failed in [true, true, true, true] {
        call(&mut breaker, at(30_000), failed);
    }
    assert_eq!(breaker.state(at(30_000)), Closed);
}

#[test]
fn other_settings_apply_at_once() {
    let mut breaker = breaker(Settings::default());
    breaker.force_open(START);
    let open_for = Span::from_millis(10);
    breaker.configure(Settings {
        open_for,
        ..Settings::default()
    });
    assert_eq!(breaker.state(at(10)), State::HalfOpen);
}

#[test]
fn the_check_names_what_is_illegal() {
    let transition = |millis, from, to| Transition {
        at: at(millis),
        from,
        to,
    };
    let open_for = Span::from_millis(10);
    let opened = transition(5, State::Closed, State::Open);
    let early = transition(14, State::Open, State::HalfOpen);
    assert_eq!(
        first_illegal(&[opened, early], open_for),
        Some(Illegal::TooEarly(early))
    );
    let skip = transition(9, State::Open, State::Closed);
    assert_eq!(
        first_illegal(&[opened, skip], open_for),
        Some(Illegal::NoSuchRule(skip))
    );
    assert_eq!(
        first_illegal(&[early], open_for),
        Some(Illegal::Broken(early))
    );
}

fn draw(seed: u64, key: u64) -> Draw {
    let key = DrawKey::ordinal(key);
    Luck::new(Seed(seed)).draw(Entity::named("breaker"), Purpose::Error, key)
}

/// Calls that overlap, in a random order, against a breaker with random settings.
#[test]
fn whatever_happens_the_transitions_are_legal_and_it_never_stays_shut() {
    for seed in 0..200 {
        let window = match draw(seed, 0).below(3) {
            0 => Window::Calls(1 + draw(seed, 1).below(8)),
            1 => Window::Time(Span::from_millis(200)),
            2.. => Window::Interval(Span::from_millis(300)),
        };
        let trip = Trip::Rate {
            failures: 500,
            slow: Some(800),
            minimum_calls: 3,
            window,
        };
        let trial = Trial {
            probes: 1 + draw(seed, 2).below(3),
            successes: 1 + draw(seed, 3).below(4),
            failures: 1 + draw(seed, 4).below(3),
        };
        let slow = Some(Slow {
            longer_than: Span::from_millis(30),
            fails: false,
        });
        let open_for = Span::from_millis(100);
        let mut breaker = breaker(Settings {
            trip,
            slow,
            open_for,
            trial,
        });
        let mut under_way = Vec::new();
        let mut passed = 0;
        for step in 0..2_000 {
            let now = at(step * 3);
            let luck = draw(seed, 100 + step);
            if luck.chance(0.6) {
                under_way.extend(breaker.allow(now).ok());
            } else if !under_way.is_empty() {
                let permit =
                    under_way.swap_remove(luck.second().to_bits() as usize % under_way.len());
                passed += 1;
                match luck.below(50) {
                    0..20 => breaker.failure(now, permit),
                    20..22 => breaker.release(now, permit),
                    22.. => breaker.success(now, permit),
                }
            }
        }
        assert!(passed > 50, "seed {seed}: stuck after {passed} calls");
        let transitions = breaker.take_transitions();
        assert_eq!(first_illegal(&transitions, open_for), None, "seed {seed}");
    }
}

#[test]
fn it_does_what_three_libraries_recorded() {
    let Some(text) = known_answers("circuit_breaker/cases.jsonl") else {
        return;
    };
    for line in text.lines().filter(|line| !line.is_empty()) {
        let case: Value = serde_json::from_str(line).expect("a case");
        let mut script = Script::new(&case);
        for step in case["steps"].as_array().expect("steps") {
            for (verb, value) in step.as_object().expect("a step") {
                script.play(verb, value);
            }
        }
    }
}

/// One recorded case as it is played.
struct Script {
    name: String,
    breaker: CircuitBreaker,
    now: Instant,
    held: Vec<Permit>,
}

impl Script {
    fn new(case: &Value) -> Self {
        let config = &case["config"];
        let mut breaker = breaker(settings(config));
        match config["start"].as_str() {
            None | Some("closed") => {}
            Some(state) => {
                assert_eq!(state, "half-open");
                breaker.force_open(START);
                breaker.force_half_open(START);
            }
        }
        let name = format!("{} {}", case["source"], case["case"]);
        Self {
            name,
            breaker,
            now: START,
            held: Vec::new(),
        }
    }

    fn play(&mut self, verb: &str, value: &Value) {
        let times = value.as_u64().unwrap_or(0);
        match verb {
            "fail" => (0..times).for_each(|_| self.call(true, 0)),
            "succeed" => (0..times).for_each(|_| self.call(false, 0)),
            "alternate_succeed_fail" => (0..times).for_each(|_| {
                self.call(false, 0);
                self.call(true, 0);
            }),
            "fail_taking_ms" => self.call(true, times),
            "succeed_taking_ms" => self.call(false, times),
            "advance_ms" => self.now += Span::from_millis(times),
            "call_rejected" | "acquire_rejected" => {
                (0..times)
                    .for_each(|_| assert!(self.breaker.allow(self.now).is_err(), "{}", self.name));
            }
            "acquire_ok" => (0..times).for_each(|_| {
                let permit = self.breaker.allow(self.now).expect(&self.name);
                self.held.push(permit);
            }),
            "release" => (0..times).for_each(|_| {
                let permit = self.held.pop().expect("held");
                self.breaker.release(self.now, permit);
            }),
            "force" if value == "open" => self.breaker.force_open(self.now),
            "force" if value == "half-open" => self.breaker.force_half_open(self.now),
            "expect" => self.expect(value),
            other => panic!("{}: no such step as {other}", self.name),
        }
    }

    /// A call that has taken so long when it ends now: the next begins at the same time.
    fn call(&mut self, failed: bool, millis: u64) {
        let mut permit = self.breaker.allow(self.now).expect(&self.name);
        permit.began = self.now;
        let ended = self.now + Span::from_millis(millis);
        if failed {
            self.breaker.failure(ended, permit);
        } else {
            self.breaker.success(ended, permit);
        }
    }

    fn expect(&mut self, expected: &Value) {
        let state = match self.breaker.state(self.now) {
            State::Closed => "closed",
            State::Open => "open",
            State::HalfOpen => "half-open",
        };
        let counts = self.breaker.counts();
        let window = self.breaker.window();
        let percent = |rate: Option<f64>| rate.map_or(-1.0, |rate| rate * 100.0);
        for (what, value) in expected.as_object().expect("expectations") {
            let name = &self.name;
            match what.as_str() {
                "state" => assert_eq!(value, state, "{name}"),
                "counts" => assert_eq!(counted(value), counts, "{name}"),
                "buffered" => assert_eq!(value, window.calls, "{name}"),
                "failed" => assert_eq!(value, window.failures, "{name}"),
                "slow" => assert_eq!(value, window.slow, "{name}"),
                "not_permitted" => assert_eq!(value, self.breaker.rejected(), "{name}"),
                "failure_rate" => assert_eq!(
                    value.as_f64(),
                    Some(percent(self.breaker.failure_rate())),
                    "{name}"
                ),
                "slow_rate" => assert_eq!(
                    value.as_f64(),
                    Some(percent(self.breaker.slow_rate())),
                    "{name}"
                ),
                other => panic!("{name}: no such expectation as {other}"),
            }
        }
    }
}

fn counted(value: &Value) -> Counts {
    let count = |name: &str| value[name].as_u64().expect("a count") as u32;
    Counts {
        requests: count("requests"),
        successes: count("successes"),
        failures: count("failures"),
        consecutive_successes: count("consec_success"),
        consecutive_failures: count("consec_failure"),
    }
}

/// What the three libraries call their settings.
fn settings(config: &Value) -> Settings {
    if let Some(trip) = config["trip"].as_str() {
        return of_gobreaker(config, trip);
    }
    if config["failure_rate_threshold_pct"].is_u64() {
        return of_resilience4j(config);
    }
    let failure = k_of_n(config["failure_threshold"].as_str().unwrap_or("1"));
    let (count, window) = (failure.0, Window::Calls(failure.1));
    let success = config["success_threshold"].as_str().map(k_of_n);
    let trial = match success {
        Some((k, n)) => Trial {
            probes: n,
            successes: k,
            failures: n - k + 1,
        },
        None => Trial {
            probes: failure.1,
            successes: failure.1 - failure.0 + 1,
            failures: failure.0,
        },
    };
    Settings {
        trip: Trip::Failures { count, window },
        trial,
        ..Settings::default()
    }
}

/// `1`, `3 consecutive` or `2 of 3`.
fn k_of_n(text: &str) -> (u32, u32) {
    let numbers: Vec<u32> = text
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    (numbers[0], *numbers.last().expect("a number"))
}

fn of_gobreaker(config: &Value, trip: &str) -> Settings {
    let number = |name: &str| config[name].as_u64().expect("a number");
    let window = Window::Interval(Span::from_millis(1000 * number("interval_s")));
    let trip = match trip {
        "consecutive_failures>5" => Trip::consecutive(6),
        "requests>=3 and failures/requests>=0.6" => Trip::Rate {
            failures: 600,
            slow: None,
            minimum_calls: 3,
            window,
        },
        other => panic!("no such trip as {other}"),
    };
    let probes = number("max_half_open_requests") as u32;
    Settings {
        trip,
        open_for: Span::from_millis(1000 * number("open_timeout_s")),
        trial: Trial {
            probes,
            successes: probes,
            failures: 1,
        },
        ..Settings::default()
    }
}

fn of_resilience4j(config: &Value) -> Settings {
    let number = |name: &str| config[name].as_u64().expect("a number") as u32;
    assert_eq!(config["window"], "time 20s");
    let (percent, probes) = (
        number("failure_rate_threshold_pct"),
        number("half_open_permitted"),
    );
    let failures = (percent * probes).div_ceil(100);
    Settings {
        trip: Trip::Rate {
            failures: percent * 10,
            slow: Some(number("slow_call_rate_threshold_pct") * 10),
            minimum_calls: number("minimum_calls"),
            window: Window::Time(Span::from_millis(20_000)),
        },
        slow: Some(Slow {
            longer_than: Span::from_millis(u64::from(number("slow_call_threshold_ms"))),
            fails: false,
        }),
        open_for: Span::from_millis(1000 * u64::from(number("open_wait_s"))),
        trial: Trial {
            probes,
            successes: probes - failures + 1,
            failures,
        },
    }
}
