//! Arrival times of requests, at a rate that changes over time.
//!
//! ```text
//! rate   ____________                 expected arrivals so far: the area below the line
//!       |            \ ramp
//!       |             \________       the next arrival is where that area has grown by
//!       |    spike             |        1        for even spacing,
//!       +----------------------+ time   Exp(1)   for a Poisson process
//! ```
//!
//! Inverting the area takes one draw per arrival, unlike thinning, so arrivals move smoothly when a slider changes the
//! rate. Source: Lewis and Shedler 1979, "Simulation of nonhomogeneous Poisson processes by thinning", section 1 (the
//! inversion method).

use crate::luck::{DrawKey, Entity, Luck, Purpose, ln};
use crate::time::{Instant, Span};

/// A rate over time: straight lines between points, with jumps allowed.
#[derive(Clone, PartialEq, Debug)]
pub struct RateCurve {
    pieces: Vec<Piece>,
}

/// One straight line; the last one is level and has no end.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Piece {
    /// Beginning, in seconds.
    from: f64,
    /// End, in seconds.
    to: f64,
    /// Rate at the beginning, per second.
    start: f64,
    /// Slope of the rate, per second and second.
    slope: f64,
}

impl RateCurve {
    /// A constant rate, per second.
    pub fn steady(rate: f64) -> Self {
        Self {
            pieces: vec![Piece {
                from: 0.0,
                to: f64::INFINITY,
                start: rate,
                slope: 0.0,
            }],
        }
    }

    /// This curve, but from `at` on it moves linearly to `rate`, for `over`, and stays there.
    #[must_use]
    pub fn ramped(self, rate: f64, at: Span, over: Span) -> Self {
        let (at, end) = (at.as_secs(), (at + over).as_secs());
        let before = self.rate_at(at);
        let ramp = Piece {
            from: at,
            to: end,
            start: before,
            slope: (rate - before) / (end - at),
        };
        let after = Piece {
            from: end,
            to: f64::INFINITY,
            start: rate,
            slope: 0.0,
        };
        Self {
            pieces: self.cut(0.0, at).chain([ramp, after]).collect(),
        }
    }

    /// This curve, but from `at`, for `lasts`, the rate is `rate`.
    #[must_use]
    pub fn spiked(self, rate: f64, at: Span, lasts: Span) -> Self {
        let (at, end) = (at.as_secs(), (at + lasts).as_secs());
        let spike = Piece {
            from: at,
            to: end,
            start: rate,
            slope: 0.0,
        };
        let pieces = self
            .cut(0.0, at)
            .chain([spike])
            .chain(self.cut(end, f64::INFINITY))
            .collect();
        Self { pieces }
    }

    /// The pieces between two moments.
    fn cut(&self, from: f64, to: f64) -> impl Iterator<Item = Piece> {
        let within = move |piece: &Piece| {
            let (start, end) = (piece.from.max(from), piece.to.min(to));
            (start < end).then(|| Piece {
                from: start,
                to: end,
                start: piece.rate_at(start),
                slope: piece.slope,
            })
        };
        self.pieces.iter().filter_map(within)
    }

    /// The rate at a moment, in seconds since the start.
    fn rate_at(&self, at: f64) -> f64 {
        let piece = self.pieces.iter().find(|piece| at < piece.to);
        piece.map_or(0.0, |piece| piece.rate_at(at))
    }

    /// The moment by which `count` further arrivals are expected, counted from `now`.
    pub fn after(&self, now: Instant, count: f64) -> Instant {
        let mut left = count;
        let start = now.as_secs();
        let mut at = start;
        for piece in self.pieces.iter().filter(|piece| start < piece.to) {
            match piece.until(at, left) {
                Ok(moment) => return Instant::from_secs(moment).max(now),
                Err(used) => (left, at) = (left - used, piece.to),
            }
        }
        Instant::NEVER
    }

    /// Expected number of arrivals between the start and `end`.
    pub fn expected(&self, end: Instant) -> f64 {
        self.cut(0.0, end.as_secs())
            .map(|piece| piece.area(piece.from, piece.to))
            .sum()
    }
}

impl Piece {
    fn rate_at(&self, at: f64) -> f64 {
        self.start + self.slope * (at - self.from)
    }

    fn area(&self, from: f64, to: f64) -> f64 {
        f64::midpoint(self.rate_at(from), self.rate_at(to)) * (to - from)
    }

    /// The moment at which the area from `at` on reaches `count`; an error with the area of the rest of the piece if it does not.
    fn until(&self, at: f64, count: f64) -> Result<f64, f64> {
        let rate = self.rate_at(at);
        if self.slope == 0.0 {
            let moment = at + count / rate;
            return if moment <= self.to {
                Ok(moment)
            } else {
                Err(rate * (self.to - at))
            };
        }
        let area = self.area(at, self.to);
        if count > area {
            return Err(area);
        }
        // The root of slope/2 d^2 + rate d = count, in the form without cancellation.
        Ok(at + 2.0 * count / (rate + (rate * rate + 2.0 * self.slope * count).max(0.0).sqrt()))
    }
}

/// Gaps between the arrivals of a Poisson process, in units of the mean gap.
///
/// Each is computed when the one before is taken: nothing depends on it yet, so the processor overlaps it with other work.
#[derive(Clone, Debug)]
pub struct Gaps {
    luck: Luck,
    entity: Entity,
    next: f64,
    /// Ordinal of that gap.
    ordinal: u32,
}

impl Gaps {
    /// The gaps of an entity, from the first on.
    pub fn new(luck: Luck, entity: Entity) -> Self {
        Self {
            luck,
            entity,
            next: gap(luck, entity, 0),
            ordinal: 0,
        }
    }

    /// The next gap.
    #[inline]
    pub fn take(&mut self) -> f64 {
        self.ordinal += 1;
        let next = gap(self.luck, self.entity, self.ordinal);
        std::mem::replace(&mut self.next, next)
    }
}

#[inline]
fn gap(luck: Luck, entity: Entity, ordinal: u32) -> f64 {
    let key = DrawKey::ordinal(u64::from(ordinal));
    -ln(luck.draw(entity, Purpose::Arrival, key).uniform())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::luck::Seed;

    fn arrivals(curve: &RateCurve, until: f64) -> Vec<f64> {
        let mut times = Vec::new();
        let mut now = Instant::ZERO;
        loop {
            now = curve.after(now, 1.0);
            if now.as_secs() > until {
                return times;
            }
            times.push(now.as_secs());
            assert!(times.len() < 1_000, "time stands still");
        }
    }

    #[test]
    fn steady_arrivals_are_even() {
        assert_eq!(
            arrivals(&RateCurve::steady(4.0), 1.0),
            [0.25, 0.5, 0.75, 1.0]
        );
    }

    #[test]
    fn gaps_are_named_by_their_number() {
        let (luck, entity) = (Luck::new(Seed(3)), Entity::named("users"));
        let mut gaps = Gaps::new(luck, entity);
        for ordinal in 0..5 {
            let key = DrawKey::ordinal(ordinal);
            let draw = luck.draw(entity, Purpose::Arrival, key);
            assert_eq!(gaps.take(), -ln(draw.uniform()));
        }
    }

    #[test]
    fn a_spike_adds_what_it_should() {
        let curve =
            RateCurve::steady(10.0).spiked(100.0, Span::from_millis(2000), Span::from_millis(1000));
        let times = arrivals(&curve, 10.0);
        assert_eq!(times.iter().filter(|at| **at <= 2.0).count(), 20);
        assert_eq!(
            times.iter().filter(|at| **at > 2.0 && **at <= 3.0).count(),
            100
        );
        assert!((curve.expected(Instant::from_secs(10.0)) - 190.0).abs() < 1e-9);
    }

    #[test]
    fn a_ramp_has_the_area_of_a_trapezium() {
        let curve =
            RateCurve::steady(10.0).ramped(30.0, Span::from_millis(1000), Span::from_millis(2000));
        assert!((curve.expected(Instant::from_secs(4.0)) - (10.0 + 40.0 + 30.0)).abs() < 1e-9);
        assert_eq!(arrivals(&curve, 4.0).len(), 80);
    }

    #[test]
    fn a_falling_ramp_is_inverted_too() {
        let curve = RateCurve::steady(30.0).ramped(10.0, Span::ZERO, Span::from_millis(2000));
        assert_eq!(arrivals(&curve, 2.000_001).len(), 40);
    }
    #[test]
    fn a_ramp_begins_at_the_rate_of_its_moment() {
        let [second, two] = [1_000, 2_000].map(Span::from_millis);
        let curve = RateCurve::steady(10.0)
            .spiked(100.0, second, second)
            .ramped(30.0, two, second);
        let expected = |end| curve.expected(Instant::from_secs(end));
        assert_eq!(
            [1.0, 2.0, 3.0, 4.0].map(expected),
            [10.0, 110.0, 130.0, 160.0]
        );
    }

    #[test]
    fn the_area_from_now_to_the_arrival_is_what_was_asked_for() {
        let [one, two, three] = [1_000, 2_000, 3_000].map(Span::from_millis);
        let curve = RateCurve::steady(5.0)
            .ramped(40.0, one, three)
            .spiked(90.0, two, one)
            .ramped(8.0, three + three, two);
        for now in (0..10).map(|seconds| Instant::from_secs(f64::from(seconds) + 0.3)) {
            for count in [0.1, 1.0, 7.0, 150.0] {
                let then = curve.after(now, count);
                let area = curve.expected(then) - curve.expected(now);
                assert!((area - count).abs() < 1e-5, "{count} from {now:?}: {area}");
            }
        }
    }

    #[test]
    fn at_no_rate_nothing_ever_arrives() {
        let over = RateCurve::steady(10.0).ramped(0.0, Span::ZERO, Span::from_millis(2_000));
        assert_eq!(over.after(Instant::ZERO, 10.5), Instant::NEVER);
        let last = over.after(Instant::ZERO, 10.0);
        assert_eq!(last, Instant::from_secs(2.0));
        let then = over.after(Instant::ZERO, 9.9);
        assert!((1.7..2.0).contains(&then.as_secs()), "{then:?}");
    }
}
