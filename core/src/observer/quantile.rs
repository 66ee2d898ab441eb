//! Exact quantiles, and the histogram of latencies.

use crate::summary::Histogram;
use crate::time::Span;

/// Quantiles by nearest rank (Hyndman and Fan 1996, definition 1), for rising `shares`; `None` if there are no values.
///
/// The values are parted around each quantile, which takes a fraction of the time of sorting them.
pub fn quantiles<const N: usize>(values: &mut [Span], shares: [f64; N]) -> [Option<Span>; N] {
    let count = values.len();
    // Everything before this place is known to be smaller than what follows.
    let mut parted = 0;
    shares.map(|share| {
        // The small step down keeps 0.99 * 100 from being rounded up to the hundredth rank.
        let rank = (share * count as f64 - 1e-9).ceil().max(1.0) as usize;
        let place = rank.min(count).checked_sub(1)?;
        let (_, found, _) = values[parted..].select_nth_unstable(place - parted);
        parted = place;
        Some(*found)
    })
}

/// Bins of a histogram for each factor of ten.
const PER_DECADE: f64 = 20.0;

/// What counts as the shortest latency, in seconds: equal ratios never reach zero.
const SHORTEST: f64 = 1e-9;

/// Counts of latencies in bins of equal ratio.
pub fn histogram(latencies: &[Span]) -> Histogram {
    let (Some(first), Some(last)) = (latencies.iter().min(), latencies.iter().max()) else {
        return Histogram::default();
    };
    let place =
        |span: Span| (libm::log10(span.as_secs().max(SHORTEST)) * PER_DECADE).floor() as i32;
    let bound = |place: i32| libm::pow(10.0, f64::from(place) / PER_DECADE);
    let bounds: Vec<f64> = (place(*first)..=place(*last) + 1).map(bound).collect();
    let mut counts = vec![0; bounds.len() - 1];
    let inner = &bounds[1..bounds.len() - 1];
    for latency in latencies {
        let seconds = latency.as_secs();
        counts[inner.partition_point(|bound| *bound <= seconds)] += 1;
    }
    Histogram { bounds, counts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_nearest_ranks() {
        // 101 is a prime, so these are 1 to 100 in another order.
        let mut values: Vec<_> = (1..=100).map(|step| Span(step * 37 % 101)).collect();
        let found = quantiles(&mut values, [0.0, 0.005, 0.5, 0.99, 0.999, 1.0]);
        assert_eq!(
            found,
            [1, 1, 50, 99, 100, 100].map(|nanos| Some(Span(nanos)))
        );
        assert_eq!(quantiles(&mut [], [0.5, 0.9]), [None, None]);
    }

    #[test]
    fn a_histogram_counts_every_value_once() {
        let values: Vec<_> = (0..5000_u64)
            .map(|index| Span(index * index * 1000))
            .collect();
        let histogram = histogram(&values);
        assert_eq!(histogram.counts.iter().sum::<u64>(), 5000);
        assert_eq!(histogram.bounds.len(), histogram.counts.len() + 1);
        for (bin, count) in histogram.counts.iter().enumerate().skip(1) {
            let within = |span: &&Span| {
                (histogram.bounds[bin]..histogram.bounds[bin + 1]).contains(&span.as_secs())
            };
            assert_eq!(values.iter().filter(within).count() as u64, *count);
        }
        assert!(histogram.bounds.is_sorted());
    }
}
