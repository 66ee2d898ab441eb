//! Makes a plan of a scenario: checks it and resolves it.
//!
//! This is the only step that can refuse; after it nothing can fail.

mod calls;
mod check;
mod faults;
mod layout;
mod links;
mod message_times;
mod nodes;
mod policies;
mod settings;
mod target;

use std::sync::Arc;

use crate::kinds;
use crate::params::Issues;
use crate::plan::{Catalogue, Goal, Plan, Shape, Tables, Tracing};
use crate::scenario::Scenario;
use crate::time::{Instant, Span};

/// A run that is expected to have at most so many events is traced in full.
const FULL_TRACE_EVENTS: f64 = 400_000.0;

/// A run has at most so many bins.
const BINS: u64 = 150;

impl Plan {
    /// Checks and resolves a scenario, whose objectives may name what the catalogue has.
    ///
    /// # Errors
    /// Everything that is wrong with it: where, what was found, what is allowed.
    pub fn new(scenario: &Scenario, catalogue: &Catalogue) -> Result<Self, Issues> {
        let mut issues = Issues::default();
        check::check(scenario, &mut issues);
        issues.or(())?;
        let shape = Shape::new(scenario)?;
        let mut tables = Tables::default();
        let mut settings = vec![Arc::new(settings::resolve(scenario, &shape, &mut tables)?)];
        let resolved = faults::resolve(scenario, &shape, &mut settings, &mut tables)?;
        let mut notices = resolved.notices;
        let goals = Goal::resolve(scenario, catalogue, &mut notices)?;
        let end = Instant::ZERO + scenario.duration;
        let expected = settings[0].expected(&shape, end);
        Ok(Self {
            tracing: tracing(scenario.duration, expected.events),
            expected,
            shape: Arc::new(shape),
            settings,
            faults: resolved.faults,
            changes: resolved.changes,
            duration: scenario.duration,
            window: (
                Instant::ZERO + scenario.warm_up,
                Instant(end.0.saturating_sub(scenario.cool_down.0)),
            ),
            goals,
            bin: bin(scenario.duration),
            notices,
            price: scenario
                .nodes
                .values()
                .map(|node| kinds::of(node).hosting())
                .map(|hosting| hosting.price.0 * f64::from(hosting.processes()))
                .sum(),
        })
    }
}

/// The smallest of 1, 2, 5, 10, 20... nanoseconds that divides the run into few enough bins.
fn bin(duration: Span) -> Span {
    let mut decade = 1;
    loop {
        for step in [1, 2, 5] {
            if duration.0.div_ceil(decade * step) <= BINS {
                return Span(decade * step);
            }
        }
        decade *= 10;
    }
}

fn tracing(duration: Span, expected: f64) -> Tracing {
    if expected <= FULL_TRACE_EVENTS {
        return Tracing {
            share: 1.0,
            load_gap: Span::ZERO,
        };
    }
    Tracing {
        share: FULL_TRACE_EVENTS / expected,
        load_gap: Span(duration.0 / 10_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_round_and_few() {
        assert_eq!(bin(Span::from_millis(30_000)), Span::from_millis(200));
        assert_eq!(bin(Span::from_millis(60_000)), Span::from_millis(500));
        assert_eq!(bin(Span(1)), Span(1));
        for preset in crate::presets::all() {
            let plan = crate::experiment::plan(&preset.document()).unwrap();
            assert!(plan.bins() <= BINS as usize);
            assert_eq!(plan.notices, []);
        }
    }
}
