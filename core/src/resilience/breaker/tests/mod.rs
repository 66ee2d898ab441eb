//! Cases recorded from three libraries, a table of transitions, a golden dialogue, and properties.

mod recorded;

use super::State::{Closed, HalfOpen, Open};
use super::*;
use crate::luck::{Draw, DrawKey, Entity, Luck, Purpose, Seed};

const START: Instant = Instant::ZERO;

fn at(millis: u64) -> Instant {
    Instant(millis * 1_000_000)
}

fn breaker(settings: BreakerSettings) -> CircuitBreaker {
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
    let mut breaker = breaker(BreakerSettings::default());
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
    let mut breaker = breaker(BreakerSettings::default());
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
    let mut breaker = breaker(BreakerSettings::default());
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
    let settings = BreakerSettings {
        trip,
        ..BreakerSettings::default()
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
        let mut breaker = breaker(BreakerSettings {
            slow,
            ..BreakerSettings::default()
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
    let mut breaker = breaker(BreakerSettings {
        slow,
        ..BreakerSettings::default()
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
        let mut breaker = breaker(BreakerSettings {
            trial,
            ..BreakerSettings::default()
        });
        breaker.force_open(START);
        let passed = (0..10)
            .filter(|_| breaker.allow(at(30_000)).is_ok())
            .count();
        assert_eq!(passed, pass, "{trial:?}");
    }
}

/// Opens at half of at least four calls failed, or three quarters slow.
fn by_rate(window: Window) -> BreakerSettings {
    let trip = Trip::Rate {
        failures: 500,
        slow: Some(750),
        minimum_calls: 4,
        window,
    };
    let slow = Some(Slow {
        longer_than: Span::from_millis(100),
        fails: false,
    });
    BreakerSettings {
        trip,
        slow,
        ..BreakerSettings::default()
    }
}

#[test]
fn a_rate_means_something_from_the_least_number_of_calls_on() {
    let mut breaker = breaker(by_rate(Window::Calls(10)));
    for failed in [true, true, false] {
        call(&mut breaker, START, failed);
        assert_eq!((breaker.failure_rate(), breaker.slow_rate()), (None, None));
    }
    assert_eq!(breaker.state(START), Closed, "two thirds of too few");
    call(&mut breaker, START, false);
    assert_eq!(breaker.state(START), Open, "half of four");
    assert_eq!(breaker.failure_rate(), Some(0.5));
    assert_eq!(breaker.slow_rate(), Some(0.0));
}

#[test]
fn a_share_below_the_threshold_opens_nothing() {
    let mut breaker = breaker(by_rate(Window::Calls(10)));
    for failed in [true, false, false, false, true] {
        call(&mut breaker, START, failed);
        assert_eq!(breaker.state(START), Closed, "at most two fifths");
    }
}

#[test]
fn a_window_of_calls_holds_the_last_so_many() {
    let mut breaker = breaker(by_rate(Window::Calls(4)));
    for (failed, millis) in [(true, 0), (false, 200), (false, 200), (false, 0), (true, 0)] {
        let permit = breaker.allow(START).expect("closed");
        if failed {
            breaker.failure(at(millis), permit);
        } else {
            breaker.success(at(millis), permit);
        }
    }
    let tally = |calls, failures, slow| Tally {
        calls,
        failures,
        slow,
    };
    assert_eq!(breaker.window(), tally(4, 1, 2));
    call(&mut breaker, START, false);
    assert_eq!(breaker.window(), tally(4, 1, 1));
    call(&mut breaker, START, false);
    assert_eq!(breaker.window(), tally(4, 1, 0));
}

#[test]
fn many_slow_calls_open_it_though_each_succeeds() {
    let mut breaker = breaker(by_rate(Window::Calls(10)));
    for (millis, state) in [(101, Closed), (101, Closed), (100, Closed), (150, Open)] {
        let permit = breaker.allow(START).expect("closed");
        breaker.success(at(millis), permit);
        assert_eq!(breaker.state(at(millis)), state);
    }
    let rates = (breaker.failure_rate(), breaker.slow_rate());
    assert_eq!(rates, (Some(0.0), Some(0.75)));
}

#[test]
fn an_interval_that_is_over_takes_its_failures_along() {
    for (third, state) in [(9_999, Open), (10_000, Closed)] {
        let window = Window::Interval(Span::from_millis(10_000));
        let trip = Trip::Failures { count: 3, window };
        let mut breaker = breaker(BreakerSettings {
            trip,
            ..BreakerSettings::default()
        });
        for millis in [0, 5_000, third] {
            call(&mut breaker, at(millis), true);
        }
        assert_eq!(breaker.state(at(third)), state, "{third} ms");
    }
}

#[test]
fn an_interval_without_length_never_ends() {
    let window = Window::Interval(Span::ZERO);
    let trip = Trip::Failures { count: 3, window };
    let mut breaker = breaker(BreakerSettings {
        trip,
        ..BreakerSettings::default()
    });
    for hour in 0..3 {
        call(&mut breaker, at(hour * 3_600_000), true);
    }
    assert_eq!(breaker.state(at(7_200_000)), Open);
}

#[test]
fn a_probe_that_was_not_made_leaves_its_place_to_another() {
    let mut breaker = breaker(BreakerSettings::default());
    let early = breaker.allow(START).expect("closed");
    breaker.force_open(START);
    let probe = breaker.allow(at(30_000)).expect("the probe");
    breaker.release(at(30_000), early);
    assert_eq!(
        breaker.counts().under_way(),
        1,
        "the early call is no probe"
    );
    assert!(breaker.allow(at(30_000)).is_err());
    breaker.release(at(30_000), probe);
    assert_eq!(breaker.counts().under_way(), 0);
    assert!(breaker.allow(at(30_000)).is_ok());
}

#[test]
fn what_is_forced_is_a_transition_once() {
    let mut breaker = breaker(BreakerSettings::default());
    breaker.force_half_open(at(1));
    assert_eq!(arrows(&mut breaker), [], "only an open one is probed");
    breaker.force_open(at(2));
    breaker.force_open(at(3));
    breaker.force_half_open(at(4));
    breaker.force_half_open(at(5));
    breaker.force_open(at(6));
    assert_eq!(arrows(&mut breaker), [(2, Open), (4, HalfOpen), (6, Open)]);
    assert_eq!(arrows(&mut breaker), [], "each is told once");
}

#[test]
fn calls_are_counted_as_they_end() {
    let window = Window::Calls(9);
    let trip = Trip::Failures { count: 9, window };
    let mut breaker = breaker(BreakerSettings {
        trip,
        ..BreakerSettings::default()
    });
    for failed in [true, false, false] {
        call(&mut breaker, START, failed);
    }
    let counts = breaker.counts();
    let consecutive = (counts.consecutive_successes, counts.consecutive_failures);
    assert_eq!(consecutive, (2, 0));
    for failed in [true, true] {
        call(&mut breaker, START, failed);
    }
    breaker.allow(START).expect("closed");
    let counts = Counts {
        requests: 6,
        successes: 2,
        failures: 3,
        consecutive_successes: 0,
        consecutive_failures: 2,
    };
    assert_eq!((breaker.counts(), counts.under_way()), (counts, 1));
    assert_eq!((breaker.window().calls, breaker.window().failures), (5, 3));
}

#[test]
fn a_breaker_that_closes_begins_anew() {
    let mut breaker = breaker(BreakerSettings::default());
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
    let mut breaker = breaker(BreakerSettings::default());
    breaker.force_open(START);
    let open_for = Span::from_millis(10);
    breaker.configure(BreakerSettings {
        open_for,
        ..BreakerSettings::default()
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
    let back = transition(4, State::Open, State::HalfOpen);
    assert_eq!(
        first_illegal(&[opened, back], Span::ZERO),
        Some(Illegal::Broken(back))
    );
    let probed = transition(15, State::Open, State::HalfOpen);
    let closed = transition(15, State::HalfOpen, State::Closed);
    assert_eq!(first_illegal(&[opened, probed, closed], open_for), None);
}

fn draw(seed: u64, key: u64) -> Draw {
    let key = DrawKey::ordinal(key);
    Luck::new(Seed(seed)).draw(Entity::named("breaker"), Purpose::Error, key)
}

/// Overlapping calls in random order, against a breaker with random settings.
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
        let mut breaker = breaker(BreakerSettings {
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
