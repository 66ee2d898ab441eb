//! A scenario, checked and resolved: names are indices, texts are samplers, faults have moments and targets.
//!
//! Making a plan is the only step that can refuse; after it nothing can fail.

mod check;
mod dynamic_target;
mod faults;
mod goal;
mod handlers;
mod kinds;
mod policies;
mod sagas;
mod settings;
mod shape;
mod target;

use std::sync::Arc;

pub use dynamic_target::{DynamicTarget, LeaderTarget, ResolvedTarget};
pub use faults::{Change, Outages, PlannedFault};
pub use goal::{Catalogue, Comparison, Goal};
pub use kinds::Kinds;
pub use policies::{Outcomes, RouteSettings};
pub use sagas::{OrchestratorSettings, OrderPlan, ParticipantSettings};
pub use settings::{
    Handler, Load, NodeSettings, ReplicationSettings, Settings, StepPlan, WorkloadSettings,
};
pub use shape::{ProcessPlan, Role, RoutePlan, Shape};

use self::settings::Tables;
use crate::params::Issues;
use crate::scenario::Scenario;
use crate::time::{Instant, Span};
use crate::topology::NodeShape;

/// Everything that a simulation needs.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What there is; fixed for the whole run.
    pub shape: Arc<Shape>,
    /// Every value that may change in the middle of a run: the first holds from the start.
    pub settings: Vec<Arc<Settings>>,
    /// What goes wrong.
    pub faults: Vec<PlannedFault>,
    /// What changes when, in order.
    pub changes: Vec<(Instant, Change)>,
    /// Length of the run.
    pub duration: Span,
    /// The window in which requests are measured, by their intended arrival.
    pub window: (Instant, Instant),
    /// What the user wants.
    pub goals: Vec<(String, Goal)>,
    /// Width of a bin of the series.
    pub bin: Span,
    /// How much of the run is traced.
    pub tracing: Tracing,
    /// How much is expected to happen.
    pub expected: Expected,
    /// What was taken note of.
    pub notices: Vec<String>,
    /// Price of all processes, in dollars a month.
    pub price: f64,
}

/// How much of a run is traced. It depends on what is expected of the load, never on faults, so that an
/// intervention cannot change what was traced before it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tracing {
    /// Share of the requests that are traced.
    pub share: f64,
    /// The load of a process is noted no more often than this.
    pub load_gap: Span,
}

/// About how much happens in a run, if nothing goes wrong.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Expected {
    /// Requests of clients.
    pub requests: f64,
    /// Events.
    pub events: f64,
}

/// A run that is expected to have at most so many events is traced in full.
const FULL_TRACE_EVENTS: f64 = 400_000.0;

/// A run has at most so many bins.
const BINS: u64 = 150;

impl Plan {
    /// Whether a route has a breaker at any time of the run.
    pub fn has_breaker(&self, route: usize) -> bool {
        let mut settings = self.settings.iter();
        settings.any(|settings| settings.routes[route].breaker.is_some())
    }

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
        let mut settings = vec![Arc::new(Settings::new(scenario, &shape, &mut tables)?)];
        let resolved = faults::resolve(scenario, &shape, &mut settings, &mut tables)?;
        let goals = goal::resolve(scenario, catalogue)?;
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
            notices: resolved.notices,
            price: scenario
                .nodes
                .values()
                .map(|node| node.price().0 * f64::from(node.replicas()))
                .sum(),
        })
    }

    /// The stores that Raft groups keep.
    pub fn raft_groups(&self) -> impl Iterator<Item = &NodeShape> {
        let nodes = self.shape.topology.nodes.iter();
        nodes
            .zip(&self.settings[0].nodes)
            .filter(|(_, settings)| settings.is_raft())
            .map(|(node, _)| node)
    }

    /// How many bins the series have.
    pub fn bins(&self) -> usize {
        self.duration.0.div_ceil(self.bin.0) as usize
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
            assert_eq!(plan.notices, Vec::<String>::new());
        }
    }
}
