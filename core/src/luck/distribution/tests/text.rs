//! Text of distributions: round trips, refusals, limits.

use super::super::text::FORMS;
use super::*;

#[test]
fn canonical_text_reads_back() {
    for text in KINDS {
        assert_eq!(read(text).to_string(), text);
    }
    for share in [0.07, 0.29, 0.57, 1e-9, 0.123_456_789_012_345_67, 1.0 / 3.0] {
        let mixture = Distribution::Mixture(vec![
            (share, Distribution::Constant(Span(1))),
            (1.0 - share, Distribution::Constant(Span(2))),
        ]);
        assert_eq!(read(&mixture.to_string()), mixture, "{mixture}");
    }
}

#[test]
fn spaces_do_not_matter() {
    for (loose, canonical) in [
        (" uniform( 5 ms,10ms ) ", "uniform(5ms, 10ms)"),
        (
            "lognormal(p50 = 20ms,p99= 90ms)",
            "lognormal(p50=20ms, p99=90ms)",
        ),
        ("75ms+exp (5ms)", "75ms + exp(5ms)"),
        ("mix(7 %:exp(5ms),93%:1ms)", "mix(7%: exp(5ms), 93%: 1ms)"),
        ("mix(050.0%: 1ms, 50%: 2ms)", "mix(50%: 1ms, 50%: 2ms)"),
    ] {
        assert_eq!(read(loose).to_string(), canonical);
    }
}

#[test]
fn what_has_no_meaning_is_refused_in_a_sentence() {
    for (text, part) in [
        ("", "250ms"),
        ("5", "time such as"),
        ("-5ms", "250ms"),
        ("2h", "at most 1h"),
        ("exp", "exp(5ms)"),
        ("exp(5)", "time such as"),
        ("exp()", "time such as"),
        ("exp(5ms", "exp(5ms)"),
        ("exp(5ms))", "time such as"),
        ("exp(5ms, 6ms)", "allowed is exp(5ms)"),
        ("exp(0s)", "mean above zero"),
        ("exp(2h)", "at most 1h"),
        ("exp(2000h)", "at most 1h"),
        ("gamma(1ms)", "pareto(50ms, 1.5)"),
        ("uniform(10ms, 5ms)", "low end"),
        ("normal(10ms, 0s)", "deviation above zero"),
        ("lognormal(20ms, 90ms)", "p50="),
        ("lognormal(p50=20ms, p99=20ms)", "p99 above"),
        ("pareto(50ms, 0.01)", "0.1 to 100"),
        ("pareto(50ms, 1e1)", "number such as 1.5"),
        ("pareto(50ms, inf)", "number such as 1.5"),
        ("pareto(50ms, -1)", "number such as 1.5"),
        ("mix(95%: exp(5ms), 6%: 1ms)", "add up to 100%"),
        ("mix(100%: exp(5ms), 0%: 1ms)", "above 0%"),
        ("mix(exp(5ms), 1ms)", "percentage"),
        ("mix(0.5: exp(5ms), 0.5: 1ms)", "percentage such as 95%"),
        ("mix(50%: exp(5ms), 50%: exp(0s))", "mean above zero"),
        ("mix()", "percentage"),
        ("5ms + 6ms", "pareto(50ms, 1.5)"),
        ("5ms + 6ms + exp(1ms)", "pareto(50ms, 1.5)"),
        ("2h + exp(1ms)", "at most 1h"),
        ("quantiles(0%: 1ms)", "from 0% to 100%"),
        ("quantiles(0%: 1ms, 99%: 2ms)", "from 0% to 100%"),
        ("quantiles(0%: 1ms, 50%: 9ms, 100%: 2ms)", "never fall"),
        ("quantiles(0%: 1ms, 50%: 2ms, 50%: 3ms, 100%: 4ms)", "rise"),
        ("é(5ms)", "250ms"),
    ] {
        let sentence = text.parse::<Distribution>().unwrap_err();
        assert!(
            sentence.starts_with("found ") && sentence.contains(", allowed "),
            "{text}: {sentence}"
        );
        assert!(sentence.contains(part), "{text}: {sentence}");
    }
}

#[test]
fn size_and_depth_are_limited() {
    let nested = |levels| {
        format!(
            "{}exp(1ms){}",
            "mix(100%: ".repeat(levels),
            ")".repeat(levels)
        )
    };
    assert_eq!(
        read(&nested(4)).quantile(0.5),
        read("exp(1ms)").quantile(0.5)
    );
    assert!(
        nested(5)
            .parse::<Distribution>()
            .unwrap_err()
            .contains("4 levels")
    );
    assert!(
        nested(100_000)
            .parse::<Distribution>()
            .unwrap_err()
            .contains("4 levels")
    );
    let wide = |parts: usize| {
        format!(
            "mix({})",
            vec![format!("{}%: 1ms", 100.0 / parts as f64); parts].join(", ")
        )
    };
    assert_eq!(read(&wide(32)).parts(), 32);
    assert!(
        wide(33)
            .parse::<Distribution>()
            .unwrap_err()
            .contains("33 parts")
    );
    let sentence = format!("exp({})", "é".repeat(1000))
        .parse::<Distribution>()
        .unwrap_err();
    assert!(sentence.len() < 300, "{sentence}");
}

/// The parser never panics, whatever is cut out of a text or doubled in it.
#[test]
fn damaged_text_is_refused_or_read() {
    for text in KINDS {
        for (index, letter) in text.char_indices() {
            let (before, after) = (&text[..index], &text[index + letter.len_utf8()..]);
            for damaged in [
                format!("{before}{after}"),
                format!("{before}{letter}{letter}{after}"),
                before.to_owned(),
            ] {
                if let Ok(read_back) = damaged.parse::<Distribution>() {
                    assert_eq!(read(&read_back.to_string()), read_back, "{damaged}");
                }
            }
        }
    }
}

/// Refusals show one example of every form, and each example can be read.
#[test]
fn examples_read() {
    for (_, form) in FORMS {
        read(form);
    }
}
