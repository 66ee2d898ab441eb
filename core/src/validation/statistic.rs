//! Statistics of the samples of several runs, with their standard errors.

use crate::params::choices;
use crate::sort;

choices! {
    /// Statistic of the samples of several runs.
    pub enum Statistic {
        /// Mean.
        Mean = "mean",
        /// Median.
        Median = "median",
        /// Minimum.
        Least = "least",
        /// Maximum.
        Most = "most",
    }
}

impl Statistic {
    /// Statistic of independent samples, with its standard error if it has one.
    ///
    /// The standard error is estimated from the samples alone: that of a mean is their standard deviation divided by the root
    /// of their number; that of a median is half the distance between the samples half a root of their number below and
    /// above it (the binomial interval of David and Nagaraja 2003, "Order statistics", section 7.1). An extreme has none.
    ///
    /// # Panics
    /// Without samples.
    pub fn of(self, samples: &[f64]) -> (f64, Option<f64>) {
        let mut sorted = samples.to_vec();
        sort::by(&mut sorted, f64::total_cmp);
        match self {
            Self::Mean => mean(samples),
            Self::Median => median(&sorted),
            Self::Least => (sorted[0], None),
            Self::Most => (sorted[sorted.len() - 1], None),
        }
    }
}

fn mean(samples: &[f64]) -> (f64, Option<f64>) {
    let count = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / count;
    let squares = samples
        .iter()
        .map(|sample| (sample - mean) * (sample - mean));
    let variance = squares.sum::<f64>() / (count - 1.0);
    let error = (samples.len() > 1).then(|| (variance / count).sqrt());
    (mean, error)
}

fn median(sorted: &[f64]) -> (f64, Option<f64>) {
    let last = sorted.len() - 1;
    let middle = f64::midpoint(sorted[last / 2], sorted[last.div_ceil(2)]);
    let half = (sorted.len() as f64).sqrt() / 2.0;
    let centre = last as f64 / 2.0;
    let low = (centre - half).floor().max(0.0) as usize;
    let high = ((centre + half).ceil() as usize).min(last);
    let error = (sorted.len() > 1).then(|| (sorted[high] - sorted[low]) / 2.0);
    (middle, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_what_its_name_says() {
        let samples = [4.0, 1.0, 3.0, 2.0, 10.0];
        assert_eq!(Statistic::Mean.of(&samples).0, 4.0);
        assert_eq!(Statistic::Median.of(&samples).0, 3.0);
        assert_eq!(Statistic::Median.of(&samples[..4]).0, 2.5);
        assert_eq!(Statistic::Least.of(&samples), (1.0, None));
        assert_eq!(Statistic::Most.of(&samples), (10.0, None));
    }

    /// The numbers 1 to 100 have a standard deviation of 29.0; the error of their median is half the distance from the 45th to
    /// the 56th.
    #[test]
    fn errors_come_from_the_samples_alone() {
        let samples: Vec<_> = (1..=100).map(f64::from).collect();
        let error = Statistic::Mean.of(&samples).1.unwrap();
        assert!((error - 2.901).abs() < 0.001, "{error}");
        assert_eq!(Statistic::Median.of(&samples), (50.5, Some(5.5)));
        assert_eq!(Statistic::Mean.of(&[7.0]), (7.0, None));
        assert_eq!(Statistic::Mean.of(&[7.0, 7.0]), (7.0, Some(0.0)));
    }
}
