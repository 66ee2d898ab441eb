//! Which messages travel between two nodes, and how long each kind takes beyond the latency of its link.

use crate::kinds;
use crate::params::{Issues, Path, listed};
use crate::plan::MessageTimes;
use crate::scenario::Scenario;
use crate::vocabulary::MessageKind;

/// The times that the link of that name says.
pub(super) fn resolve(scenario: &Scenario, route: &str) -> MessageTimes {
    let Some(link) = scenario.network.links.get(route) else {
        return MessageTimes::default();
    };
    let kinds = travelling(scenario, route).iter();
    let said = kinds.filter_map(|kind| Some((*kind, link.kinds.get(kind.word())?.sampler())));
    MessageTimes::of_kinds(said.collect())
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

/// The kinds of messages that travel on the route of that name.
fn travelling(scenario: &Scenario, route: &str) -> &'static [MessageKind] {
    let (caller, callee) = route.split_once("->").unwrap_or((route, route));
    let kind = scenario.nodes.get(callee).map(kinds::of);
    kind.map_or(&[], |kind| {
        if caller == callee {
            kind.peer_messages()
        } else {
            kind.messages()
        }
    })
}
