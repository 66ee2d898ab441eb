//! Links: which latency, loss and bandwidth each has.

use crate::kernel::LinkProfile;
use crate::luck::Distribution;
use crate::plan::{Distance, Shape};
use crate::scenario::{Network, Scenario, Transport};

/// The profile of every combination of route and distance.
pub(super) fn profiles(scenario: &Scenario, shape: &Shape) -> Vec<LinkProfile> {
    let of = |(route, distance): &(u16, Distance)| {
        let name = &shape.topology.routes[*route as usize].name;
        let between_peers = shape.is_between_peers(*route);
        profile(&scenario.network, name, distance, between_peers)
    };
    shape.distances.iter().map(of).collect()
}

fn profile(
    network: &Network,
    route: &str,
    distance: &Distance,
    between_peers: bool,
) -> LinkProfile {
    let link = network.links.get(route);
    let latency = link
        .and_then(|link| link.latency.as_ref())
        .unwrap_or_else(|| latency(network, distance));
    LinkProfile {
        latency: latency.sampler(),
        loss: link.and_then(|link| link.loss).unwrap_or(network.loss).0,
        duplicate: network.duplicate.0,
        reorder: network.reorder.0,
        reorder_by: network.reorder_by,
        bandwidth: link
            .and_then(|link| link.bandwidth)
            .or(network.bandwidth)
            .map(|bytes| bytes.0),
        // Protocols bring their own retries; they should see what the network does.
        stream: link.map_or(!between_peers, |link| link.transport == Transport::Stream),
        retransmit: network.retransmit,
    }
}

fn latency<'a>(network: &'a Network, distance: &Distance) -> &'a Distribution {
    match distance {
        Distance::Zone => &network.latency,
        Distance::Region => &network.zones,
        Distance::Wide(one, other) => {
            let named = |one: &str, other: &str| network.regions.get(&format!("{one}~{other}"));
            named(one, other)
                .or_else(|| named(other, one))
                .unwrap_or(&network.wide)
        }
    }
}
