//! How a caller picks one of several processes.
//!
//! The load balancer counts what it has sent and not yet heard of; that is all that a real balancer knows.
//! Least outstanding requests adapts to slow servers by itself, because their requests stay unanswered.
//! Two choices do nearly as well with far less: each request looks at two of them, however many there are,
//! and many balancers that know little of each other do not all run to the same idle one.
//! Source: Mitzenmacher 2001, "The power of two choices in randomized load balancing", section 1.

use crate::luck::Draw;
use std::ops::Range;

/// How to pick.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Policy {
    /// Any, with equal chance.
    Random,
    /// One after the other.
    RoundRobin,
    /// Of two at random, the one with fewer requests that are not answered yet; among equals the first.
    TwoChoices,
    /// The one with the fewest requests that are not answered yet; among equals the next in turn.
    LeastOutstanding,
}

/// Picks one of several processes, time after time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LoadBalancer {
    /// The number of the first one; what follows counts from there.
    first: u32,
    outstanding: Vec<u32>,
    /// Whose turn it is.
    next: u32,
    /// The one that said it leads, or was said to; until it fails.
    preferred: Option<u32>,
}

impl LoadBalancer {
    /// A load balancer among those of these numbers, at least one.
    pub fn new(numbers: Range<u32>) -> Self {
        Self {
            first: numbers.start,
            outstanding: vec![0; numbers.len().max(1)],
            next: 0,
            preferred: None,
        }
    }

    /// Picks one and counts a request to it. `avoid` is where the last attempt failed: while there is
    /// another, a retry goes elsewhere.
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
        self.outstanding[chosen as usize] += 1;
        self.first + chosen
    }

    /// Sends a request to that one, and all that follow until it fails: it leads.
    pub fn prefer(&mut self, leader: u32) {
        let leader = leader - self.first;
        self.preferred = Some(leader);
        self.outstanding[leader as usize] += 1;
    }

    /// Notes that a request to `chosen` was answered or given up.
    pub fn done(&mut self, chosen: u32, success: bool) {
        let chosen = chosen - self.first;
        if !success && self.preferred == Some(chosen) {
            self.preferred = None;
        }
        let count = &mut self.outstanding[chosen as usize];
        debug_assert!(*count > 0, "answered more often than asked");
        *count = count.saturating_sub(1);
    }

    fn random(count: u32, draw: Draw, avoid: Option<u32>) -> u32 {
        match avoid {
            None => draw.below(count),
            Some(avoided) => stepping_over(avoided, draw.below(count - 1)),
        }
    }

    /// Two different ones, unless there is but one to choose from.
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
        let in_turn = (self.next..count).chain(0..self.next);
        let least = in_turn
            .filter(|candidate| avoid != Some(*candidate))
            .min_by_key(|candidate| self.outstanding[*candidate as usize])
            .unwrap_or(self.next);
        self.next = after(least, count);
        least
    }
}

/// The next of so many in turn. A comparison: a division takes longer than all the rest of a choice.
fn after(chosen: u32, count: u32) -> u32 {
    if chosen + 1 < count { chosen + 1 } else { 0 }
}

/// The process at a place among all but one: those from that one on move up by one place.
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
        // The idlest wins two of the three pairs, the next the third.
        let next = free.iter().filter(|pick| **pick == 0).count();
        assert!((20..50).contains(&next), "{next}");
        assert_eq!(free.iter().filter(|pick| **pick == 1).count(), 0);
        // Where only two are left, both are looked at.
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
