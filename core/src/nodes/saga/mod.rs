//! Sagas: an orchestrator gives orders, participants carry them out and report, see [`crate::transactions::saga`].
//!
//! ```text
//! request --> orchestrator --order--> work --> disk --report--> orchestrator --> disk --> next order, or answer
//!             slot held until the saga has ended
//! ```
//!
//! Both sides name each other by the route between them. A saga has the number of the request that it is for,
//! so whoever asks again, on whatever way, gets the same saga.

mod orchestrator;
mod participant;
#[cfg(test)]
mod tests;

pub(super) use orchestrator::OrchestratorProcess;
pub(super) use participant::ParticipantProcess;

use super::machine::{Envelope, Mail};
use super::simulation::Simulation;
use crate::kernel::Disk;
use crate::luck::Fortune;
use crate::machine::Output;
use crate::transactions::saga::{Key, Order};
use crate::vocabulary::Observed;

/// Where a saga came from. The simulation's own notes, which no crash touches: what happens to a saga's
/// messages is decided by the fortune of the call that began it, and so is whether they are traced.
#[derive(Clone, Copy, Debug)]
struct Origin {
    fortune: Fortune,
    traced: bool,
    /// Orders given, and reports made, so far.
    messages: [u32; 2],
    /// The last order given, and how often in a row.
    last: Option<(Key, bool)>,
    attempt: u16,
}

/// What waits for a disk.
pub(super) enum Waiting<O> {
    /// Something that is a fact once it is durable.
    Fact(Observed),
    /// Something that may leave then.
    Output(O),
}

/// A disk, and what waits for it.
type DiskOf<M, P, T, R, V> = Disk<P, Waiting<Output<M, P, T, R, V>>>;

/// Puts what a machine persists on its disk, and keeps there what must wait for it. Returns the rest, to be
/// done at once. `fact` is what is to be observed once all of it is durable.
fn part<M, P, T, R, V>(
    disk: &mut DiskOf<M, P, T, R, V>,
    doing: Vec<Output<M, P, T, R, V>>,
    mut fact: Option<Observed>,
) -> Vec<Output<M, P, T, R, V>> {
    let (mut now, mut waits) = (Vec::new(), false);
    // Nothing that waits can be ready: what it waits for was persisted a moment ago.
    for output in doing {
        match output {
            Output::Persist(record) => {
                disk.append(record);
                waits = true;
                if let Some(fact) = fact.take() {
                    disk.wait(Waiting::Fact(fact));
                }
            }
            Output::Send { .. } | Output::Reply { .. } if waits => {
                disk.wait(Waiting::Output(output));
            }
            Output::Send { .. }
            | Output::Reply { .. }
            | Output::SetTimer { .. }
            | Output::CancelTimer(_) => now.push(output),
        }
    }
    now
}

/// The number of the saga that an orchestrator carries out for a request.
fn number(node: u16, request: u32) -> u64 {
    u64::from(node) << 32 | u64::from(request)
}

/// The request that a saga is for.
fn request_of(saga: u64) -> u32 {
    saga as u32
}

impl Origin {
    fn new(fortune: Fortune, traced: bool) -> Self {
        Self {
            fortune,
            traced,
            messages: [0; 2],
            last: None,
            attempt: 0,
        }
    }

    /// Counts an order: which attempt in a row it is.
    fn count_order<C>(&mut self, order: &Order<C>) -> u16 {
        let name = (order.key(), matches!(order, Order::Act { .. }));
        let again = self.last.replace(name) == Some(name);
        self.attempt = if again {
            self.attempt.saturating_add(1)
        } else {
            1
        };
        self.attempt
    }
}

impl Simulation {
    /// Where a saga came from.
    fn origin(&mut self, saga: u64) -> Option<&mut Origin> {
        let node = (saga >> 32) as usize;
        let process = self.shape.topology.nodes.get(node)?.first;
        self.orchestrator(process)?.origins.get_mut(&saga)
    }

    /// Sends an order or, with `report`, a report, on the route between both sides.
    fn send_saga_mail(&mut self, route: u16, saga: u64, mail: Mail, report: bool) {
        let plan = self.shape.routes[route as usize];
        let Some(origin) = self.origin(saga) else {
            return;
        };
        let count = &mut origin.messages[usize::from(report)];
        *count += 1;
        let place = u64::from(*count) << 1 | u64::from(report);
        let envelope = Envelope {
            fortune: origin.fortune.call(plan.entity, place),
            link: plan.link(0, 0) ^ u32::from(report),
            request: request_of(saga),
            ordinal: origin.attempt,
            traced: origin.traced,
        };
        self.post(envelope, mail);
    }
}
