//! How old a write has to be for reads to see it, and how many versions behind reads are.
//!
//! Source: Bailis et al. 2012, "Probabilistically bounded staleness for practical partial quorums", sections 3.1 and 3.3: what a
//! design promises there as a probability is measured here, read by read.

use super::staleness::{Read, Reads};
use crate::observer::{Derived, Facts};
use crate::time::Span;

/// The share of stale reads that "visible" leaves.
const STALE: f64 = 0.001;

/// Points of the curve over ages: each stands for as many reads.
const POINTS: usize = 40;

/// Versions that the curve over versions goes back.
const VERSIONS: u32 = 10;

/// Ages of the newest writes that reads had to see, each with true for a stale read; the youngest first.
pub(super) struct Ages(Vec<(Span, bool)>);

impl Derived for Ages {
    fn of(facts: &Facts<'_>) -> Self {
        Self::new(facts.get::<Reads>().measured(facts))
    }
}

impl Ages {
    fn new(reads: &[Read]) -> Self {
        let aged = reads
            .iter()
            .filter_map(|read| Some((read.age?, read.is_stale())));
        let mut aged: Vec<_> = aged.collect();
        aged.sort_unstable();
        Self(aged)
    }

    /// The age from which on reads see the newest write they have to, all but one in a thousand; `None` if there is none.
    pub(super) fn visible_after(&self) -> Option<Span> {
        let (mut stale, mut seen) = (0_u32, 0_u32);
        let mut visible = None;
        // From the oldest on; reads of one age are taken together.
        for same in self.0.chunk_by(|one, other| one.0 == other.0).rev() {
            seen += same.len() as u32;
            stale += same.iter().filter(|(_, is_stale)| *is_stale).count() as u32;
            if f64::from(stale) <= STALE * f64::from(seen) {
                visible = Some(same[0].0);
            }
        }
        visible
    }

    /// Mean age and share of fresh reads, in groups of about the same size. Reads of one age are in one group.
    pub(super) fn points(&self) -> Vec<(f64, f64)> {
        let size = self.0.len().div_ceil(POINTS).max(1);
        let mut points = Vec::new();
        let mut rest = &self.0[..];
        while let Some((last, _)) = rest.get(size.min(rest.len()).wrapping_sub(1)) {
            let (group, later) = rest.split_at(rest.partition_point(|(age, _)| age <= last));
            points.push(point(group));
            rest = later;
        }
        points
    }
}

fn point(group: &[(Span, bool)]) -> (f64, f64) {
    let count = group.len() as f64;
    let age: u128 = group.iter().map(|(age, _)| u128::from(age.0)).sum();
    let fresh = group.iter().filter(|(_, is_stale)| !is_stale).count();
    (age as f64 / count / 1e9, fresh as f64 / count)
}

pub(super) fn by_versions(reads: &[Read]) -> Vec<(f64, f64)> {
    // A read that had to see nothing cannot have missed it.
    let behind: Vec<_> = reads
        .iter()
        .filter(|read| read.age.is_some())
        .map(|read| read.behind)
        .collect();
    let within = |versions: &u32| {
        let count = behind.iter().filter(|behind| *behind < versions).count();
        (f64::from(*versions), count as f64 / behind.len() as f64)
    };
    if behind.is_empty() {
        return Vec::new();
    }
    (1..=VERSIONS).map(|versions| within(&versions)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    fn read(age: u64, behind: u32) -> Read {
        Read {
            invoked: Instant(1000),
            completed: Instant(1005),
            behind,
            age: Some(Span(age)),
        }
    }

    #[test]
    fn a_write_is_visible_from_the_age_on_after_which_hardly_a_read_misses_it() {
        let mut reads: Vec<_> = (0..5000)
            .map(|age| read(age, u32::from(age < 100)))
            .collect();
        // Four that miss it among 4,900 are less than one in a thousand, and one more is not.
        reads.extend([read(200, 1), read(300, 1), read(400, 1), read(500, 1)]);
        let visible_after = |reads: &[Read]| Ages::new(reads).visible_after();
        assert_eq!(visible_after(&reads), Some(Span(100)));
        reads.push(read(600, 1));
        assert_eq!(visible_after(&reads), Some(Span(201)));
        assert_eq!(visible_after(&[read(5, 1)]), None);
        assert_eq!(visible_after(&[]), None);
    }

    #[test]
    fn points_over_ages_stand_for_as_many_reads_each() {
        let reads: Vec<_> = (0..400).map(|age| read(age, u32::from(age < 20))).collect();
        let points = Ages::new(&reads).points();
        assert_eq!(points.len(), POINTS);
        assert_eq!(points[0], (4.5e-9, 0.0));
        assert_eq!([points[1].1, points[2].1], [0.0, 1.0]);
        let one_age: Vec<_> = (0..400).map(|turn| read(7, turn % 4 / 3)).collect();
        assert_eq!(Ages::new(&one_age).points(), [(Span(7).as_secs(), 0.75)]);
        assert_eq!(Ages::new(&[]).points(), []);
    }

    #[test]
    fn points_over_versions_count_back_from_the_newest() {
        let nothing_to_see = Read {
            age: None,
            ..read(0, 0)
        };
        let reads = [
            read(1, 0),
            read(1, 1),
            read(1, 2),
            read(1, 50),
            nothing_to_see,
        ];
        let points = by_versions(&reads);
        assert_eq!(points[..3], [(1.0, 0.25), (2.0, 0.5), (3.0, 0.75)]);
        assert_eq!(points[9], (10.0, 0.75));
        assert_eq!(by_versions(&[nothing_to_see]), []);
    }
}
