//! Cases recorded from three libraries: gobreaker, failsafe-go, resilience4j.

use super::*;
use crate::resilience::known::known_answers;
use serde_json::Value;

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

/// Replay of one recorded case.
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

    /// A call that takes `millis` and ends now; the next begins at the same time.
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

/// Settings by the names that the three libraries use.
fn settings(config: &Value) -> BreakerSettings {
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
    BreakerSettings {
        trip: Trip::Failures { count, window },
        trial,
        ..BreakerSettings::default()
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

fn of_gobreaker(config: &Value, trip: &str) -> BreakerSettings {
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
    BreakerSettings {
        trip,
        open_for: Span::from_millis(1000 * number("open_timeout_s")),
        trial: Trial {
            probes,
            successes: probes,
            failures: 1,
        },
        ..BreakerSettings::default()
    }
}

fn of_resilience4j(config: &Value) -> BreakerSettings {
    let number = |name: &str| config[name].as_u64().expect("a number") as u32;
    assert_eq!(config["window"], "time 20s");
    let (percent, probes) = (
        number("failure_rate_threshold_pct"),
        number("half_open_permitted"),
    );
    let failures = (percent * probes).div_ceil(100);
    BreakerSettings {
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
