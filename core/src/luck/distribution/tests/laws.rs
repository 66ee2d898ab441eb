//! Samples, means and percentiles against closed forms, and frozen samples.

use super::*;

const DRAWS: u64 = 200_000;

/// The mean of samples is within five standard deviations of the computed mean.
#[test]
fn samples_have_the_mean() {
    for text in KINDS.into_iter().filter(|text| !text.contains("1.5")) {
        let sampler = read(text).sampler();
        let times: Vec<f64> = (0..DRAWS)
            .map(|n| sampler.sample(draw(n)).as_secs())
            .collect();
        let count = DRAWS as f64;
        let mean = times.iter().sum::<f64>() / count;
        let variance = times.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
        let expected = read(text).mean().unwrap();
        assert!(
            (mean - expected).abs() <= 5.0 * (variance / count).sqrt() + 1e-9,
            "{text}: {mean}"
        );
    }
}

#[test]
fn means_match_closed_forms() {
    for (text, expected) in [
        ("uniform(5ms, 10ms)", 0.0075),
        ("exp(5ms)", 0.005),
        ("pareto(50ms, 1.5)", 0.15),
        (
            "mix(95%: exp(5ms), 5%: pareto(50ms, 1.5))",
            0.95 * 0.005 + 0.05 * 0.15,
        ),
        ("75ms + exp(5ms)", 0.08),
        ("quantiles(0%: 1ms, 50%: 5ms, 100%: 7ms)", 0.0045),
        // The mean of a normal clamped at zero, with mean near zero and deviation s, is s / sqrt(2 pi).
        ("normal(1ns, 1s)", 0.398_942_280_901_432_7),
    ] {
        let mean = read(text).mean().unwrap();
        assert!((mean - expected).abs() < 1e-9, "{text}: {mean}");
    }
    assert_eq!(read("pareto(50ms, 1)").mean(), None);
    assert_eq!(read("mix(99%: 1ms, 1%: pareto(50ms, 0.9))").mean(), None);
}

/// The share of samples below a percentile is that percentile, within five standard deviations.
#[test]
fn samples_have_the_percentiles() {
    for text in KINDS.into_iter().filter(|text| *text != "250ms") {
        let distribution = read(text);
        let sampler = distribution.sampler();
        let spans: Vec<Span> = (0..DRAWS).map(|n| sampler.sample(draw(n))).collect();
        for p in [0.01, 0.1, 0.5, 0.9, 0.99, 0.999] {
            let limit = distribution.quantile(p);
            let share = spans.iter().filter(|span| **span <= limit).count() as f64 / DRAWS as f64;
            // Where one length has positive probability (a clamped normal, a constant part) the share is above p.
            let expected = distribution.cdf(limit);
            let tolerance = 5.0 * (expected * (1.0 - expected) / DRAWS as f64).sqrt();
            assert!(
                (share - expected).abs() < tolerance,
                "{text} at {p}: {share}"
            );
        }
    }
}

#[test]
fn percentiles_match_closed_forms() {
    for (text, p, nanos) in [
        ("250ms", 0.3, 250_000_000_u64),
        ("uniform(5ms, 10ms)", 0.3, 6_500_000),
        ("exp(5ms)", 0.5, 3_465_736),
        ("exp(5ms)", 0.99, 23_025_851),
        ("normal(10ms, 2ms)", 0.975, 13_919_928),
        ("normal(1ms, 2ms)", 0.1, 0),
        ("lognormal(p50=20ms, p99=90ms)", 0.5, 20_000_000),
        ("lognormal(p50=20ms, p99=90ms)", 0.99, 90_000_000),
        ("pareto(50ms, 1.5)", 0.99, 1_077_217_345),
        ("75ms + exp(5ms)", 0.5, 78_465_736),
        ("quantiles(0%: 1ms, 50%: 5ms, 100%: 7ms)", 0.25, 3_000_000),
        ("quantiles(0%: 1ms, 50%: 5ms, 100%: 7ms)", 0.75, 6_000_000),
        // Two equal exponentials are one, so bisection must give the same result as inversion.
        ("mix(50%: exp(5ms), 50%: exp(5ms))", 0.99, 23_025_851),
        ("mix(50%: 1ms, 50%: 9ms)", 0.5, 1_000_000),
        ("mix(50%: 1ms, 50%: 9ms)", 0.51, 9_000_000),
    ] {
        let found = read(text).quantile(p).0;
        assert!(found.abs_diff(nanos) <= 1, "{text} at {p}: {found}");
    }
}

/// A quantile is the first nanosecond that reaches its share, up to rounding.
#[test]
fn cdf_and_quantile_are_inverse() {
    for text in KINDS {
        let distribution = read(text);
        for percent in 1..100 {
            let p = f64::from(percent) / 100.0;
            let Span(nanos) = distribution.quantile(p);
            let (before, after) = (Span(nanos.saturating_sub(1)), Span(nanos + 1));
            assert!(distribution.cdf(after) >= p - 1e-12, "{text} at {p}");
            assert!(
                nanos == 0 || distribution.cdf(before) <= p + 1e-12,
                "{text} at {p}"
            );
        }
        assert!(
            (distribution.cdf(Span(3600 * SECOND)) - 1.0).abs() < f64::EPSILON,
            "{text}"
        );
    }
}

#[test]
fn more_luck_never_means_a_shorter_sample() {
    for text in KINDS {
        let distribution = read(text);
        let quantiles: Vec<Span> = (0..=2000)
            .map(|step| distribution.quantile(f64::from(step) / 2000.0))
            .collect();
        assert!(quantiles.is_sorted(), "{text}");
    }
}

#[test]
fn tails_end_at_an_hour() {
    assert_eq!(read("pareto(1s, 0.1)").quantile(1.0), Span(3600 * SECOND));
    assert_eq!(read("1h + exp(1h)").quantile(0.5), Span(3600 * SECOND));
    assert_eq!(read("exp(5ms)").quantile(0.0), Span::ZERO);
}

/// An enum value built by hand and not checked must not be able to block the page.
#[test]
fn unchecked_parameters_give_samples_without_panic() {
    for wrong in [
        Distribution::Mixture(Vec::new()),
        Distribution::Quantiles(Vec::new()),
        Distribution::Mixture(vec![(f64::NAN, Distribution::Constant(Span(1)))]),
        Distribution::Pareto {
            minimum: Span(7200 * SECOND),
            alpha: 0.0,
        },
        Distribution::Lognormal {
            p50: Span::ZERO,
            p99: Span::ZERO,
        },
        Distribution::Uniform {
            low: Span(9),
            high: Span(3),
        },
    ] {
        assert!(wrong.check().is_err(), "{wrong:?}");
        assert!(wrong.sampler().sample(draw(0)) <= Span(3600 * SECOND));
    }
}

/// Samples are the same nanoseconds natively and in the browser, in this version and in every later one.
#[test]
fn samples_are_frozen() {
    for (text, expected) in GOLDEN {
        let sampler = read(text).sampler();
        let found: [u64; 10] = std::array::from_fn(|n| sampler.sample(draw(n as u64)).0);
        assert_eq!(found, expected, "{text}");
    }
}

const GOLDEN: [(&str, [u64; 10]); 9] = [
    (
        "250ms",
        [
            250_000_000,
            250_000_000,
            250_000_000,
            250_000_000,
            250_000_000,
            250_000_000,
            250_000_000,
            250_000_000,
            250_000_000,
            250_000_000,
        ],
    ),
    (
        "uniform(5ms, 10ms)",
        [
            5_263_708, 7_250_762, 7_179_746, 8_899_655, 9_287_401, 6_395_527, 9_537_348, 6_685_380,
            5_913_675, 8_749_473,
        ],
    ),
    (
        "exp(5ms)",
        [
            270_917, 2_990_570, 2_863_055, 7_569_070, 9_741_374, 1_636_312, 11_901_093, 2_055_474,
            1_008_959, 6_929_364,
        ],
    ),
    (
        "normal(10ms, 2ms)",
        [
            6_762_335, 9_749_447, 9_677_505, 11_543_920, 12_138_134, 8_828_998, 12_650_666,
            9_159_087, 8_190_017, 11_348_316,
        ],
    ),
    (
        "lognormal(p50=20ms, p99=90ms)",
        [
            7_022_310, 18_443_943, 18_019_948, 32_944_868, 39_921_981, 13_697_074, 47_116_034,
            15_239_491, 11_140_855, 30_926_163,
        ],
    ),
    (
        "pareto(50ms, 1.5)",
        [
            51_839_132,
            74_497_511,
            73_241_613,
            137_171_553,
            183_253_944,
            62_190_228,
            244_407_125,
            65_764_899,
            57_199_830,
            125_956_697,
        ],
    ),
    (
        "mix(50%: exp(5ms), 50%: pareto(50ms, 1.5))",
        [
            270_917,
            2_990_570,
            2_863_055,
            7_569_070,
            183_253_944,
            62_190_228,
            244_407_125,
            2_055_474,
            1_008_959,
            125_956_697,
        ],
    ),
    (
        "75ms + exp(5ms)",
        [
            75_270_917, 77_990_570, 77_863_055, 82_569_070, 84_741_374, 76_636_312, 86_901_093,
            77_055_474, 76_008_959, 81_929_364,
        ],
    ),
    (
        "quantiles(0%: 1ms, 50%: 5ms, 99%: 40ms, 100%: 200ms)",
        [
            1_421_933, 4_601_219, 4_487_594, 24_995_070, 30_534_305, 3_232_843, 34_104_975,
            3_696_608, 2_461_880, 22_849_613,
        ],
    ),
];
