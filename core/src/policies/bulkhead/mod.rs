//! Bulkheads: a caller has only so many attempts to one callee under way, see [`crate::resilience::Bulkhead`].

pub mod params;

use std::any::Any;
use std::sync::Arc;

use crate::gate::{Admission, Caller, Gate, GateSettings, Ticket};
use crate::packet::CallId;
use crate::resilience::{Bulkhead, BulkheadSettings, Entry};
use crate::scenario::Call;
use crate::time::Instant;
use crate::vocabulary::Outcome;

/// The live values of a bulkhead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Settings(BulkheadSettings);

/// The bulkhead of a call, if it has one.
pub(super) fn gate(call: &Call) -> Option<Arc<dyn GateSettings>> {
    let own = call.bulkhead.as_ref()?;
    Some(Arc::new(Settings(BulkheadSettings {
        permits: own.permits,
        queue: own.queue,
        wait: own.wait,
    })))
}

impl GateSettings for Settings {
    fn gate(&self, _: Instant) -> Box<dyn Gate> {
        Box::new(BulkheadGate(Bulkhead::new(self.0)))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// One permit is like another, so all tickets are the same.
const PERMIT: Ticket = Ticket(0);

struct BulkheadGate(Bulkhead<CallId>);

impl Gate for BulkheadGate {
    fn configure(&mut self, settings: &dyn GateSettings) {
        if let Some(Settings(own)) = settings.as_any().downcast_ref() {
            self.0.configure(*own);
        }
    }

    fn admit(&mut self, call: CallId, _: &mut dyn Caller) -> Admission {
        match self.0.enter(call) {
            Entry::Entered => Admission::Passes(PERMIT),
            Entry::Queued(wait) => Admission::Waits(wait),
            Entry::Full => Admission::Refused(Outcome::BulkheadFull),
        }
    }

    fn ended(&mut self, _: Ticket, _: Outcome, _: &mut dyn Caller) {
        self.0.leave();
    }

    fn next(&mut self) -> Option<(CallId, Ticket)> {
        self.0.enter_next().map(|call| (call, PERMIT))
    }

    fn give_up(&mut self, call: CallId) -> Option<Outcome> {
        self.0.give_up(&call).then_some(Outcome::BulkheadFull)
    }
}
