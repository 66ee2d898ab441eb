//! Load balancing: how a caller picks one of several processes.
//!
//! The load balancer counts its outstanding requests, sent and not yet answered; a real balancer knows no more.
//! Least outstanding requests adapts to slow servers by itself, because their requests stay unanswered.
//! Two choices do nearly as well with far less work: each request looks at two processes, however many there are,
//! and independent balancers do not all pick the same idle one.
//! Source: Mitzenmacher 2001, "The power of two choices in randomized load balancing", section 1.

use super::minima::Minima;
use crate::luck::Draw;
use std::ops::Range;

/// Load-balancing policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Policy {
    /// A random one, each with equal probability.
    Random,
    /// One after the other.
    RoundRobin,
    /// The one of two random ones with fewer outstanding requests; among equals the first.
    TwoChoices,
    /// The one with the fewest outstanding requests; among equals the next in turn.
    LeastOutstanding,
}

/// Picks one of several processes for each request.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LoadBalancer {
    /// Number of the first process; other fields count from it.
    first: u32,
    outstanding: Vec<u32>,
    /// The same numbers, kept to find the smallest: from the first choice by it on.
    fewest: Option<Minima>,
    /// Next process in turn.
    next: u32,
    /// Process known to lead, until it fails.
    preferred: Option<u32>,
}

impl LoadBalancer {
    /// A load balancer over processes with these numbers, at least one.
    pub fn new(numbers: Range<u32>) -> Self {
        Self {
            first: numbers.start,
            outstanding: vec![0; numbers.len().max(1)],
            fewest: None,
            next: 0,
            preferred: None,
        }
    }

    /// Picks a process and counts a request to it. `avoid` is the process at which the last attempt failed: if there is
    /// another, a retry goes there.
    pub fn choose(&mut self, policy: Policy, draw: Draw, avoid: Option<u32>) -> u32 {
        let count = self.outstanding.len() as u32;
        let avoid = avoid
            .filter(|_| count > 1)
            .map(|process| process - self.first);
        let preferred = self.preferred.filter(|preferred| avoid != Some(*preferred));
        let chosen = preferred.unwrap_or_else(|| match policy {
            Policy::Random => Self::random(count, draw, avoid),
            Policy::RoundRobin => self.in_turn(avoid),
            Policy::TwoChoices => self.better_of_two(draw, avoid),
            Policy::LeastOutstanding => self.least(avoid),
        });
        self.count(chosen, 1);
        self.first + chosen
    }

    /// Counts a request to the leader and sends all later ones to it, until it fails.
    pub fn prefer(&mut self, leader: u32) {
        let leader = leader - self.first;
        self.preferred = Some(leader);
        self.count(leader, 1);
    }

    /// A request to `chosen` was answered or given up.
    pub fn done(&mut self, chosen: u32, success: bool) {
        let chosen = chosen - self.first;
        if !success && self.preferred == Some(chosen) {
            self.preferred = None;
        }
        debug_assert!(
            self.outstanding[chosen as usize] > 0,
            "answered more often than asked"
        );
        self.count(chosen, -1);
    }

    fn count(&mut self, process: u32, change: i32) {
        let count = &mut self.outstanding[process as usize];
        *count = count.saturating_add_signed(change);
        if let Some(fewest) = &mut self.fewest {
            fewest.set(process, *count);
        }
    }

    fn random(count: u32, draw: Draw, avoid: Option<u32>) -> u32 {
        match avoid {
            None => draw.below(count),
            Some(avoided) => stepping_over(avoided, draw.below(count - 1)),
        }
    }

    /// The better of two different processes, unless there is only one to choose from.
    fn better_of_two(&self, draw: Draw, avoid: Option<u32>) -> u32 {
        let allowed = self.outstanding.len() as u32 - u32::from(avoid.is_some());
        if allowed == 1 {
            return avoid.map_or(0, |avoided| stepping_over(avoided, 0));
        }
        let (first, second) = draw.two_below(allowed, allowed - 1);
        let places = [first, stepping_over(first, second)];
        let [first, second] =
            places.map(|place| avoid.map_or(place, |avoided| stepping_over(avoided, place)));
        if self.outstanding[second as usize] < self.outstanding[first as usize] {
            second
        } else {
            first
        }
    }

    fn in_turn(&mut self, avoid: Option<u32>) -> u32 {
        let count = self.outstanding.len() as u32;
        let mut chosen = self.next;
        if avoid == Some(chosen) {
            chosen = after(chosen, count);
        }
        self.next = after(chosen, count);
        chosen
    }

    fn least(&mut self, avoid: Option<u32>) -> u32 {
        let count = self.outstanding.len() as u32;
        let outstanding = &self.outstanding;
        let fewest = self.fewest.get_or_insert_with(|| Minima::of(outstanding));
        if let Some(avoided) = avoid {
            fewest.set(avoided, u32::MAX);
        }
        let least = fewest.smallest_in_turn(self.next);
        if let Some(avoided) = avoid {
            fewest.set(avoided, outstanding[avoided as usize]);
        }
        self.next = after(least, count);
        least
    }
}

/// The next in turn. A comparison, because a division takes longer than the rest of a choice.
fn after(chosen: u32, count: u32) -> u32 {
    if chosen + 1 < count { chosen + 1 } else { 0 }
}

/// The process at a place among all but the avoided one: those from that one on move up by one place.
fn stepping_over(avoided: u32, place: u32) -> u32 {
    place + u32::from(place >= avoided)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::luck::{DrawKey, Entity, Luck, Purpose, Seed};

    const EVERY: [Policy; 4] = [
        Policy::Random,
        Policy::RoundRobin,
        Policy::TwoChoices,
        Policy::LeastOutstanding,
    ];

    fn draw(key: u64) -> Draw {
        Luck::new(Seed(1)).draw(
            Entity::named("test"),
            Purpose::Balance,
            DrawKey::ordinal(key),
        )
    }

    fn picks(policy: Policy, avoid: Option<u32>, times: u64) -> Vec<u32> {
        let mut load_balancer = LoadBalancer::new(0..3);
        (0..times)
            .map(|key| load_balancer.choose(policy, draw(key), avoid))
            .collect()
    }

    #[test]
    fn round_robin_takes_turns() {
        assert_eq!(picks(Policy::RoundRobin, None, 7), [0, 1, 2, 0, 1, 2, 0]);
        assert_eq!(picks(Policy::RoundRobin, Some(1), 4), [0, 2, 0, 2]);
    }

    #[test]
    fn least_outstanding_avoids_the_busy() {
        let mut load_balancer = LoadBalancer::new(0..3);
        for _ in 0..3 {
            load_balancer.choose(Policy::LeastOutstanding, draw(0), None);
        }
        load_balancer.done(1, true);
        assert_eq!(
            load_balancer.choose(Policy::LeastOutstanding, draw(0), None),
            1
        );
    }

    /// The same choices as by looking at all, for few and many processes, with retries that avoid one.
    #[test]
    fn least_outstanding_takes_the_next_in_turn_of_the_fewest() {
        for count in [1_u32, 2, 3, 8, 13] {
            let mut load_balancer = LoadBalancer::new(0..count);
            let mut next = 0;
            for key in 0..2_000 {
                let avoid = (key % 5 == 0).then(|| draw(key).below(count));
                let expected = (next..count)
                    .chain(0..next)
                    .filter(|place| count == 1 || avoid != Some(*place))
                    .min_by_key(|place| load_balancer.outstanding[*place as usize]);
                let chosen = load_balancer.choose(Policy::LeastOutstanding, draw(key), avoid);
                assert_eq!(Some(chosen), expected, "of {count}");
                next = (chosen + 1) % count;
                let answered = draw(key + 5_000).below(count);
                if load_balancer.outstanding[answered as usize] > 0 {
                    load_balancer.done(answered, true);
                }
            }
        }
    }

    #[test]
    fn random_reaches_all_and_avoids_what_it_should() {
        let mut seen = picks(Policy::Random, None, 100);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, [0, 1, 2]);
        assert!(
            picks(Policy::Random, Some(2), 100)
                .iter()
                .all(|pick| *pick != 2)
        );
    }

    #[test]
    fn two_choices_never_take_the_busiest_and_leave_the_rest_to_chance() {
        let mut load_balancer = LoadBalancer::new(0..3);
        load_balancer.outstanding = vec![2, 9, 1];
        let picks = |load_balancer: &LoadBalancer, avoid| -> Vec<u32> {
            let mut picks: Vec<_> = (0..100)
                .map(|key| {
                    load_balancer
                        .clone()
                        .choose(Policy::TwoChoices, draw(key), avoid)
                })
                .collect();
            picks.sort_unstable();
            picks
        };
        let free = picks(&load_balancer, None);
        // The least loaded wins two of the three pairs, the next the third.
        let next = free.iter().filter(|pick| **pick == 0).count();
        assert!((20..50).contains(&next), "{next}");
        assert_eq!(free.iter().filter(|pick| **pick == 1).count(), 0);
        // If only two are left, both are compared.
        assert_eq!(picks(&load_balancer, Some(2)), [0; 100]);
        assert_eq!(picks(&load_balancer, Some(0)), [2; 100]);
    }

    #[test]
    fn two_choices_among_two_leave_the_other_when_one_is_avoided() {
        for avoided in [0, 1] {
            let chosen = LoadBalancer::new(0..2).choose(Policy::TwoChoices, draw(0), Some(avoided));
            assert_eq!(chosen, 1 - avoided);
        }
    }

    #[test]
    fn numbers_need_not_begin_at_zero() {
        let mut load_balancer = LoadBalancer::new(40..43);
        let turns = [(); 4].map(|()| load_balancer.choose(Policy::RoundRobin, draw(0), None));
        assert_eq!(turns, [40, 41, 42, 40]);
        load_balancer.prefer(42);
        assert_eq!(load_balancer.choose(Policy::Random, draw(0), Some(41)), 42);
        load_balancer.done(42, false);
        assert_eq!(
            load_balancer.choose(Policy::RoundRobin, draw(0), Some(41)),
            42
        );
    }

    #[test]
    fn a_single_process_is_never_avoided() {
        for policy in EVERY {
            assert_eq!(LoadBalancer::new(0..1).choose(policy, draw(0), Some(0)), 0);
        }
    }
    #[test]
    fn a_request_counts_until_it_was_answered() {
        for policy in EVERY {
            let mut load_balancer = LoadBalancer::new(0..3);
            let chosen: Vec<u32> = (0..6)
                .map(|key| load_balancer.choose(policy, draw(key), None))
                .collect();
            let asked = |process| chosen.iter().filter(|one| **one == process).count() as u32;
            let asked: Vec<u32> = (0..3).map(asked).collect();
            assert_eq!(load_balancer.outstanding, asked, "{policy:?}");
            for one in chosen {
                load_balancer.done(one, true);
            }
            assert_eq!(load_balancer.outstanding, [0; 3], "{policy:?}");
        }
    }

    #[test]
    fn who_leads_gets_all_requests_until_it_fails() {
        for policy in EVERY {
            let mut load_balancer = LoadBalancer::new(0..3);
            load_balancer.prefer(2);
            assert_eq!(
                load_balancer.outstanding,
                [0, 0, 1],
                "the request that found it"
            );
            for key in 0..5 {
                assert_eq!(
                    load_balancer.choose(policy, draw(key), None),
                    2,
                    "{policy:?}"
                );
                load_balancer.done(2, true);
            }
            let retry = load_balancer.choose(policy, draw(5), Some(2));
            assert_ne!(retry, 2, "{policy:?}: a retry goes elsewhere");
            load_balancer.done(retry, false);
            assert_eq!(
                load_balancer.choose(policy, draw(6), None),
                2,
                "another failed"
            );
            load_balancer.done(2, false);
            let picks = (0..20).map(|key| load_balancer.choose(policy, draw(key), None));
            assert!(picks.into_iter().any(|pick| pick != 2), "{policy:?}");
        }
    }

    #[test]
    fn among_equals_two_choices_take_the_first_drawn() {
        for key in 0..20 {
            let (first, _) = draw(key).two_below(3, 2);
            let chosen = LoadBalancer::new(0..3).choose(Policy::TwoChoices, draw(key), None);
            assert_eq!(chosen, first);
        }
    }

    #[test]
    fn among_equals_least_outstanding_takes_turns() {
        let mut load_balancer = LoadBalancer::new(0..3);
        for expected in [0, 1, 2, 0, 1, 2] {
            let chosen = load_balancer.choose(Policy::LeastOutstanding, draw(0), None);
            assert_eq!(chosen, expected);
            load_balancer.done(chosen, true);
        }
        let avoided = load_balancer.choose(Policy::LeastOutstanding, draw(0), Some(0));
        assert_eq!(avoided, 1);
    }
}
