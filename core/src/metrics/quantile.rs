//! Exact quantiles, and the histogram of latencies.

use crate::outcome::Histogram;
use crate::time::Span;

/// The quantile `p` of sorted values, by nearest rank (Hyndman and Fan 1996, definition 1); `None` if there are none.
pub fn quantile(sorted: &[Span], p: f64) -> Option<Span> {
    // The small step down keeps 0.99 * 100 from being rounded up to the hundredth rank.
    let rank = (p * sorted.len() as f64 - 1e-9).ceil().max(1.0) as usize;
    sorted.get(rank.min(sorted.len()).checked_sub(1)?).copied()
}

/// Bins of a histogram for each factor of ten.
const PER_DECADE: f64 = 20.0;

/// Counts of sorted latencies in bins of equal ratio.
pub fn histogram(sorted: &[Span]) -> Histogram {
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else {
        return Histogram::default();
    };
    let place = |span: Span| (libm::log10(span.as_secs().max(1e-9)) * PER_DECADE).floor() as i32;
    let bound = |place: i32| libm::pow(10.0, f64::from(place) / PER_DECADE);
    let (low, high) = (place(*first), place(*last) + 1);
    let bounds: Vec<f64> = (low..=high).map(bound).collect();
    let mut counts = vec![0; bounds.len() - 1];
    for latency in sorted {
        let bin = (place(*latency) - low).max(0) as usize;
        let last = counts.len() - 1;
        counts[bin.min(last)] += 1;
    }
    Histogram { bounds, counts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_nearest_ranks() {
        let values: Vec<_> = (1..=100).map(Span).collect();
        assert_eq!(quantile(&values, 0.5), Some(Span(50)));
        assert_eq!(quantile(&values, 0.99), Some(Span(99)));
        assert_eq!(quantile(&values, 0.999), Some(Span(100)));
        assert_eq!(quantile(&values, 0.0), Some(Span(1)));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn a_histogram_counts_every_value_once() {
        let values: Vec<_> = (0..5000_u64)
            .map(|index| Span(index * index * 1000))
            .collect();
        let histogram = histogram(&values);
        assert_eq!(histogram.counts.iter().sum::<u64>(), 5000);
        assert_eq!(histogram.bounds.len(), histogram.counts.len() + 1);
        assert!(histogram.bounds.is_sorted());
    }
}
