//! A scenario, resolved: names are indices, texts are samplers, faults have moments and targets.
//!
//! Here is what a plan holds, and what it asks of a kind of node; [`crate::planner`] makes it.

mod dynamic_target;
mod fault;
mod goal;
mod kind;
mod message_times;
mod notice;
mod program;
mod route;
mod settings;
mod shape;

use std::sync::Arc;

pub use dynamic_target::{DynamicTarget, LeaderTarget, ResolvedTarget};
pub(crate) use dynamic_target::{Hits, Sides, links_between};
pub use fault::{Change, Outages, PlannedFault};
pub use goal::{Catalogue, Comparison, Goal};
pub use kind::{Hosting, NodeKind, Resolver, Site};
pub use message_times::MessageTimes;
pub use notice::Notice;
pub use program::{Handlers, Op, Program};
pub use route::{Outcomes, RouteSettings};
pub use settings::{Load, NodeSettings, Settings, Tables, WorkloadSettings};
pub use shape::{Distance, ProcessPlan, RoutePlan, Shape, Traits};

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
    /// What is said and does nothing.
    pub notices: Vec<Notice>,
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

impl Plan {
    /// The nodes whose processes run what has values of that type, with these values at the start of the run.
    pub fn nodes_with<M: 'static>(&self) -> impl Iterator<Item = (&NodeShape, &M)> {
        let nodes = self.shape.topology.nodes.iter();
        nodes
            .zip(&self.settings[0].nodes)
            .filter_map(|(node, settings)| Some((node, settings.machine_as()?)))
    }

    /// How many bins the series have.
    pub fn bins(&self) -> usize {
        self.duration.0.div_ceil(self.bin.0) as usize
    }
}
