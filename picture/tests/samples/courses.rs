//! Made-up courses of values, latencies and faults.

use netsplit_core::summary::{Chart, Curve, FaultSpan, Histogram, Line};
use netsplit_core::unit::Unit;
use netsplit_picture::chart::ChartOptions;

use super::system::Chance;

/// Two faults that follow each other, and one that overlaps both.
pub(crate) fn faults() -> Vec<FaultSpan> {
    let fault = |label: &str, from: f64, to: f64| FaultSpan {
        label: label.to_owned(),
        from,
        to,
    };
    vec![
        fault("app/1 crashes", 8.0, 14.0),
        fault("store is slow", 12.0, 20.0),
        fault("app/2 pauses for a very long while indeed", 12.5, 13.0),
        fault("link app to store is cut", 24.0, 30.0),
    ]
}

/// Latency over thirty seconds, with a hump and a gap.
pub(crate) fn latency() -> Chart {
    let mut chance = Chance(3);
    let mut line = |name: &str, base: f64, hump: f64| {
        let mut values: Vec<f64> = (0..120)
            .map(|bin| {
                let seconds = f64::from(bin) * 0.25;
                let inside = (8.0..14.0).contains(&seconds);
                base * (1.0 + 0.2 * chance.share()) + if inside { hump } else { 0.0 }
            })
            .collect();
        values[70..76].fill(f64::NAN);
        values[73] = base;
        Line {
            name: name.to_owned(),
            values,
        }
    };
    Chart {
        id: "latency".to_owned(),
        title: "Latency".to_owned(),
        unit: Unit::Seconds,
        bin: 0.25,
        window: 1.0,
        lines: vec![
            line("p50", 0.08, 0.05),
            line("p90", 0.14, 0.2),
            line("p99", 0.2, 1.1),
        ],
    }
}

/// Answers over thirty seconds.
pub(crate) fn answers() -> Chart {
    let mut chance = Chance(5);
    let mut line = |name: &str, base: f64, other: f64| Line {
        name: name.to_owned(),
        values: (0..120)
            .map(|bin| {
                let inside = (32..56).contains(&bin);
                (if inside { other } else { base }) * (0.9 + 0.2 * chance.share())
            })
            .collect(),
    };
    Chart {
        id: "answers".to_owned(),
        title: "Answers".to_owned(),
        unit: Unit::PerSecond,
        bin: 0.25,
        window: 1.0,
        lines: vec![
            line("success", 480.0, 200.0),
            line("timeout", 4.0, 180.0),
            line("rejected", 2.0, 90.0),
        ],
    }
}

/// Latencies of ten thousand requests.
pub(crate) fn histogram() -> Histogram {
    let bounds: Vec<f64> = (0..=60)
        .map(|i| 0.005 * libm::pow(1.1, f64::from(i)))
        .collect();
    let height = |bin: i32, middle: f64, wide: f64| {
        libm::exp(-(f64::from(bin) - middle) * (f64::from(bin) - middle) / wide)
    };
    let counts = (0..60)
        .map(|bin| (1800.0 * height(bin, 28.0, 60.0) + 90.0 * height(bin, 50.0, 30.0)) as u64)
        .collect();
    Histogram { bounds, counts }
}

/// A share over ages, and an age of zero, which no logarithmic axis has.
pub(crate) fn curve() -> Curve {
    Curve {
        id: "freshness".to_owned(),
        title: "Fresh reads".to_owned(),
        definition: "Share of reads that saw the last write.".to_owned(),
        x: Unit::Seconds,
        unit: Unit::Share,
        points: vec![
            (0.0, 0.44),
            (0.001, 0.52),
            (0.004, 0.78),
            (0.01, 0.926),
            (0.05, 0.999),
        ],
    }
}

/// Marks for a histogram.
pub(crate) fn percentiles() -> Vec<(String, f64)> {
    [
        ("p50", 0.072),
        ("p90", 0.13),
        ("p99", 0.61),
        ("p99.9", 0.72),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

/// Options of a chart over thirty seconds.
pub(crate) fn options(faults: &[FaultSpan]) -> ChartOptions<'_> {
    ChartOptions {
        width: 380.0,
        height: 180.0,
        cursor: Some(12.43),
        duration: 30.0,
        window: (3.0, 28.0),
        faults,
        ..ChartOptions::default()
    }
}
