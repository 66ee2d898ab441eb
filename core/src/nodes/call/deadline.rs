//! Deadlines: until when a caller waits, what it tells the callee of that, and who stops when it is over.
//!
//! What travels is the time that is left, because clocks differ; the time on the way is lost.

use super::Caller;
use crate::nodes::simulation::Simulation;
use crate::packet::Request;
use crate::resilience::Deadline;

impl Simulation {
    /// Until when the caller of a call on a route waits for its end, by its own clock.
    pub(super) fn deadline_of_call(&self, caller: Caller, process: u32, route: u16) -> Deadline {
        let inherited = match caller {
            Caller::Client | Caller::Nobody => Deadline::NONE,
            Caller::Task(task) => self
                .tasks
                .get(task)
                .map_or(Deadline::NONE, |task| task.deadline),
        };
        match self.settings.routes[route as usize].deadline {
            Some(own) => inherited.within(self.local_now(process), own),
            None => inherited,
        }
    }

    /// Until when somebody waits for the answer to a request that arrives now, by the receiver's clock.
    pub(in crate::nodes) fn deadline_of_request(
        &self,
        process: u32,
        request: &Request,
    ) -> Deadline {
        Deadline::on_arrival(self.local_now(process), request.left.span())
    }

    /// Whether nobody waits any more for what a process does until that deadline.
    pub(in crate::nodes) fn is_over(&self, process: u32, deadline: Deadline) -> bool {
        deadline != Deadline::NONE && deadline.is_over(self.local_now(process))
    }
}
