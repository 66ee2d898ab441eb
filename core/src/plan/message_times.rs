//! Which messages travel between two nodes, and what each kind of them takes on top of the latency of their link.

use crate::luck::Sampler;
use crate::vocabulary::MessageKind;

/// What kinds of messages take on a route, beyond the latency of its links.
#[derive(Clone, Debug, Default)]
pub struct MessageTimes(Vec<(MessageKind, Sampler)>);

impl MessageTimes {
    /// These times.
    pub fn of_kinds(times: Vec<(MessageKind, Sampler)>) -> Self {
        Self(times)
    }

    /// What messages of that kind take, if that is more than nothing.
    #[inline]
    pub fn of(&self, kind: MessageKind) -> Option<&Sampler> {
        let mut all = self.0.iter();
        all.find(|(own, _)| *own == kind).map(|(_, time)| time)
    }
}
