//! Probability that partial quorums do not intersect: closed forms.
//!
//! They hold for a write that stays at the W replicas that confirmed it. In practice it spreads to the others in the
//! background, so the closed forms are upper bounds of staleness. Source: Bailis et al. 2012, "Probabilistically bounded
//! staleness for practical partial quorums", section 3.1.

/// Probability that R random replicas of N include none of W: `C(N-W, R) / C(N, R)`.
pub fn miss_probability(replicas: u32, write: u32, read: u32) -> f64 {
    let missed = |drawn: u32| {
        let without = replicas.saturating_sub(write + drawn);
        f64::from(without) / f64::from(replicas - drawn)
    };
    (0..read.min(replicas)).map(missed).product()
}

/// Probability that a read returns one of the last k versions: `1 - p^k`, if each is missed with probability `p`.
pub fn within_versions(miss: f64, versions: u32) -> f64 {
    1.0 - libm::pow(miss, f64::from(versions))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Share of pairs of quorums without a common replica, by enumeration.
    fn enumerated(replicas: u32, write: u32, read: u32) -> f64 {
        let quorums =
            |size: u32| (0..1_u32 << replicas).filter(move |set| set.count_ones() == size);
        let pairs = quorums(write).flat_map(|one| quorums(read).map(move |other| one & other));
        let (mut all, mut missed) = (0_u32, 0_u32);
        for common in pairs {
            all += 1;
            missed += u32::from(common == 0);
        }
        f64::from(missed) / f64::from(all)
    }

    #[test]
    fn the_closed_form_is_what_enumeration_gives() {
        for replicas in 1..=7 {
            for (write, read) in (1..=replicas).flat_map(|w| (1..=replicas).map(move |r| (w, r))) {
                let miss = miss_probability(replicas, write, read);
                assert!((miss - enumerated(replicas, write, read)).abs() < 1e-12);
                assert_eq!(miss == 0.0, write + read > replicas);
            }
        }
    }

    #[test]
    fn a_source_calls_w3_r2_of_5_strong_and_a_tenth_of_the_pairs_miss() {
        assert!((miss_probability(5, 3, 2) - 0.1).abs() < 1e-12);
        assert_eq!(miss_probability(5, 3, 3), 0.0);
    }

    #[test]
    fn it_is_what_others_computed() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let places = ["../shared/data", "../../shared/data"];
        let read = |place| {
            std::fs::read_to_string(here.join(place).join("vectors/quorum_intersection.csv")).ok()
        };
        let Some(text) = places.into_iter().find_map(read) else {
            println!("skipped: quorum_intersection.csv is not beside the checkout");
            return;
        };
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let count = |index: usize| cells[index].parse::<u32>().expect("a count");
            let (replicas, read, write) = (count(0), count(1), count(2));
            let expected: f64 = cells[3].parse().expect("a probability");
            assert!(
                (miss_probability(replicas, write, read) - expected).abs() < 1e-12,
                "{line}"
            );
            assert_eq!(write + read > replicas, cells[4] == "yes", "{line}");
        }
    }
}
