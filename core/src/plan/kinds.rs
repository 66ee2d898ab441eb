//! Which messages travel between two nodes, and what each kind of them takes on top of the latency of their link.

use crate::luck::Sampler;
use crate::params::{Issues, Path, listed};
use crate::scenario::{Node, Replication, Scenario};
use crate::vocabulary::MessageKind;

/// What kinds of messages take on a route, beyond the latency of its links.
#[derive(Clone, Debug, Default)]
pub struct Kinds(Vec<(MessageKind, Sampler)>);

impl Kinds {
    /// What messages of that kind take, if that is more than nothing.
    #[inline]
    pub fn of(&self, kind: MessageKind) -> Option<&Sampler> {
        let mut all = self.0.iter();
        all.find(|(own, _)| *own == kind).map(|(_, time)| time)
    }

    /// What the link of that name says.
    pub(super) fn new(scenario: &Scenario, route: &str) -> Self {
        let Some(link) = scenario.network.links.get(route) else {
            return Self::default();
        };
        let kinds = travelling(scenario, route).iter();
        let said = kinds.filter_map(|kind| Some((*kind, link.kinds.get(kind.word())?.sampler())));
        Self(said.collect())
    }
}

/// Reports kinds of messages that never travel on a link. Links of unknown name are reported elsewhere.
pub(super) fn check(scenario: &Scenario, known: &[String], issues: &mut Issues) {
    let links = scenario.network.links.iter();
    for (route, link) in links.filter(|(route, _)| known.contains(route)) {
        let words = || travelling(scenario, route).iter().map(|kind| kind.word());
        let path = Path::root().child("network").child("links").child(route);
        for word in link
            .kinds
            .keys()
            .filter(|word| words().all(|known| known != *word))
        {
            let problem = format!(
                "no message of that kind travels here; allowed are {}",
                listed(words())
            );
            issues.add(&path.child("kinds").child(word), problem);
        }
    }
}

/// Between a caller and a callee.
const CALL: &[MessageKind] = &[
    MessageKind::Read,
    MessageKind::Write,
    MessageKind::CompareAndSet,
    MessageKind::Success,
    MessageKind::Failure,
];

/// Between the replicas of a Raft group.
const RAFT: &[MessageKind] = &[
    MessageKind::PreVote,
    MessageKind::Vote,
    MessageKind::Granted,
    MessageKind::Denied,
    MessageKind::Heartbeat,
    MessageKind::Entries,
    MessageKind::Acknowledge,
    MessageKind::Mismatch,
];

/// Between the coordinators and the replicas of quorums.
const QUORUM: &[MessageKind] = &[
    MessageKind::Write,
    MessageKind::Acknowledge,
    MessageKind::Read,
    MessageKind::Value,
];

/// Between orchestrators and participants of sagas.
const SAGA: &[MessageKind] = &[
    MessageKind::Act,
    MessageKind::Compensate,
    MessageKind::Acted,
    MessageKind::Refused,
    MessageKind::Compensated,
];

/// The kinds of messages that travel on the route of that name.
fn travelling(scenario: &Scenario, route: &str) -> &'static [MessageKind] {
    let (caller, callee) = route.split_once("->").unwrap_or((route, route));
    match scenario.nodes.get(callee) {
        Some(Node::Participant(_)) => SAGA,
        Some(Node::Store(store)) if caller == callee => match store.replication {
            Replication::Raft(_) => RAFT,
            Replication::Quorum(_) => QUORUM,
            Replication::Single(_) => &[],
        },
        Some(
            Node::Store(_)
            | Node::Client(_)
            | Node::Balancer(_)
            | Node::Service(_)
            | Node::Orchestrator(_),
        )
        | None => CALL,
    }
}
