//! Partners of each item, found without a look at the pairs of all others.

use crate::steps;

/// The partners of each item, in the order of the pairs.
#[derive(Default)]
pub(super) struct Neighbours {
    /// Where the partners of each item begin, and behind the last one the end.
    starts: Vec<usize>,
    partners: Vec<usize>,
}

impl Neighbours {
    /// For each of so many items that is first in a pair, the items that are second.
    pub(super) fn new(items: usize, pairs: impl Iterator<Item = (usize, usize)> + Clone) -> Self {
        let mut starts = vec![0; items + 1];
        for (item, _) in pairs.clone() {
            starts[item + 1] += 1;
        }
        for item in 0..items {
            starts[item + 1] += starts[item];
        }
        let mut free = starts.clone();
        let mut partners = vec![0; starts[items]];
        for (item, partner) in pairs {
            partners[free[item]] = partner;
            free[item] += 1;
        }
        steps::count(items + 2 * partners.len());
        Self { starts, partners }
    }

    /// The partners of an item.
    pub(super) fn of(&self, item: usize) -> &[usize] {
        let partners = &self.partners[self.starts[item]..self.starts[item + 1]];
        steps::count(partners.len() + 1);
        partners
    }

    /// Mean of what the partners of an item have; `None` without partners.
    pub(super) fn mean(&self, item: usize, value: impl Fn(usize) -> f64) -> Option<f64> {
        let partners = self.of(item);
        let sum: f64 = partners.iter().map(|partner| value(*partner)).sum();
        (!partners.is_empty()).then(|| sum / partners.len() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partners_keep_the_order_of_the_pairs() {
        let pairs = [(2, 0), (0, 1), (2, 1), (0, 2)];
        let all = Neighbours::new(4, pairs.iter().copied());
        assert_eq!(all.of(0), [1, 2]);
        assert_eq!(all.of(2), [0, 1]);
        assert!(all.of(1).is_empty() && all.of(3).is_empty());
        assert_eq!(all.mean(2, |partner| partner as f64), Some(0.5));
        assert_eq!(all.mean(3, |partner| partner as f64), None);
    }
}
