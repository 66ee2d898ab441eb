//! Keys of unequal popularity: Zipf's law over `0..n`, key 0 the most popular.
//!
//! Key k has weight 1 / (k + 1)^s. Inverting a table of cumulative weights is exact for every exponent, 0 and 1 included,
//! with one uniform per key; the usual rejection needs several. The guide table (Chen and Asau, "On generating random
//! variates from an empirical distribution", 1974) makes the search constant on average.

use std::sync::Arc;

/// Largest number of keys: 12 bytes each, so at most 16 MB.
const MOST_KEYS: u32 = 1_000_000;

/// Largest exponent; beyond it nearly every request goes to one key.
const STEEPEST: f64 = 10.0;

/// A Zipf law with its tables, which clones share.
#[derive(Clone, Debug)]
pub struct Zipf {
    /// Cumulative probability of each key.
    cumulative: Arc<[f64]>,
    /// First key of each of the equal cells of [0, 1), a power of two of them, then the last key.
    guide: Arc<[u32]>,
}

impl Zipf {
    /// The law over `n` keys with exponent `s`: 0 is uniform, 0.99 is the value of the YCSB benchmark.
    ///
    /// # Errors
    ///
    /// One sentence when `n` is outside 1 to 1,000,000 or `s` outside 0 to 10.
    pub fn new(n: u32, s: f64) -> Result<Self, String> {
        if n == 0 || n > MOST_KEYS {
            return Err(format!("found {n} keys, allowed are 1 to {MOST_KEYS}"));
        }
        if !(0.0..=STEEPEST).contains(&s) {
            return Err(format!("found a skew of {s}, allowed is 0 to {STEEPEST}"));
        }
        let cumulative = cumulative(n, s);
        let guide = guide(&cumulative).into();
        Ok(Self {
            cumulative: cumulative.into(),
            guide,
        })
    }

    /// The key for a uniform `u` in (0, 1), from [`Draw::uniform`](super::Draw::uniform); a larger `u` never gives a more
    /// popular key.
    pub fn sample(&self, u: f64) -> u32 {
        let cells = self.guide.len() - 1;
        let cell = ((u * cells as f64) as usize).min(cells - 1);
        let (first, last) = (self.guide[cell], self.guide[cell + 1]);
        let searched = &self.cumulative[first as usize..last as usize];
        first + searched.partition_point(|until| *until <= u) as u32
    }
}

/// Running sums of the weights, scaled so that the last is exactly one.
fn cumulative(n: u32, s: f64) -> Vec<f64> {
    let mut total = 0.0;
    let mut add = |rank: u32| {
        total += libm::pow(f64::from(rank), -s);
        total
    };
    let sums: Vec<f64> = (1..=n).map(&mut add).collect();
    sums.into_iter().map(|sum| sum / total).collect()
}

/// For each cell, the first key that a uniform in it can map to.
///
/// The number of cells is a power of two, so that scaling a uniform to cells is exact: otherwise a uniform just below a
/// border could round into the next cell and miss its key.
fn guide(cumulative: &[f64]) -> Vec<u32> {
    let cells = cumulative.len().next_power_of_two();
    let mut key = 0;
    let mut guide: Vec<u32> = (0..cells)
        .map(|cell| {
            while cumulative[key] <= cell as f64 / cells as f64 {
                key += 1;
            }
            key as u32
        })
        .collect();
    guide.push(cumulative.len() as u32 - 1);
    guide
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::luck::{DrawKey, Entity, Luck, Purpose, Seed};

    const DRAWS: u64 = 200_000;

    fn frequencies(zipf: &Zipf, n: usize) -> Vec<f64> {
        let luck = Luck::new(Seed(3));
        let mut counts = vec![0.0; n];
        for ordinal in 0..DRAWS {
            let draw = luck.draw(
                Entity::named("users"),
                Purpose::Key,
                DrawKey::ordinal(ordinal),
            );
            counts[zipf.sample(draw.uniform()) as usize] += 1.0 / DRAWS as f64;
        }
        counts
    }

    /// The frequency of every key is within five standard deviations of the law.
    #[test]
    fn keys_are_as_frequent_as_their_weight() {
        for s in [0.0, 0.5, 0.99, 1.0, 2.0] {
            let weights: Vec<f64> = (1..=100)
                .map(|rank| libm::pow(f64::from(rank), -s))
                .collect();
            let total: f64 = weights.iter().sum();
            let found = frequencies(&Zipf::new(100, s).unwrap(), 100);
            for (key, weight) in weights.iter().enumerate() {
                let p = weight / total;
                let deviation = (p * (1.0 - p) / DRAWS as f64).sqrt();
                assert!(
                    (found[key] - p).abs() < 5.0 * deviation,
                    "s {s}, key {key}: {}",
                    found[key]
                );
            }
        }
    }

    #[test]
    fn without_skew_a_key_is_a_scaled_uniform() {
        for n in [1, 2, 8, 1024] {
            let zipf = Zipf::new(n, 0.0).unwrap();
            for step in 0..10_000 {
                let u = (f64::from(step) + 0.5) / 10_000.0;
                assert_eq!(zipf.sample(u), (u * f64::from(n)) as u32, "{n} keys at {u}");
            }
        }
    }

    /// The guide only shortens the search: the result is that of searching the whole table.
    #[test]
    fn the_guide_changes_no_answer() {
        for (n, s) in [
            (1, 1.0),
            (3, 0.7),
            (1000, 0.99),
            (1000, 10.0),
            (65_537, 1.3),
        ] {
            let zipf = Zipf::new(n, s).unwrap();
            let borders = zipf
                .cumulative
                .iter()
                .flat_map(|c| [c.next_down(), *c, c.next_up()]);
            let grid = (0..10_000).map(|step| f64::from(step) / 10_000.0);
            for u in borders.chain(grid).filter(|u| *u < 1.0) {
                let whole = zipf.cumulative.partition_point(|until| *until <= u);
                assert_eq!(
                    zipf.sample(u) as usize,
                    whole.min(n as usize - 1),
                    "{n} keys, s {s}, u {u}"
                );
            }
        }
    }

    #[test]
    fn the_largest_table_works() {
        let zipf = Zipf::new(MOST_KEYS, 0.99).unwrap();
        assert_eq!(zipf.sample(f64::MIN_POSITIVE), 0);
        assert_eq!(zipf.sample(1.0_f64.next_down()), MOST_KEYS - 1);
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        for (n, s) in [
            (0, 1.0),
            (MOST_KEYS + 1, 1.0),
            (10, -0.1),
            (10, 10.1),
            (10, f64::NAN),
        ] {
            let sentence = Zipf::new(n, s).unwrap_err();
            assert!(
                sentence.contains("found") && sentence.contains("allowed"),
                "{sentence}"
            );
        }
    }
}
