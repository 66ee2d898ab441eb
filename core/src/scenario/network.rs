//! Links between processes: latency by distance, loss, duplication, reordering, bandwidth.

use std::collections::BTreeMap;

use crate::luck::Distribution;
use crate::params::{Bytes, Share, choices, declare};
use crate::time::Span;

declare! {
    /// The network. Latencies are one way.
    pub struct Network {
        /// Latency between hosts of the same zone.
        latency: Distribution = Distribution::Constant(Span(500_000));
        /// Latency between zones of the same region.
        zones: Distribution = Distribution::Constant(Span::from_millis(1));
        /// Latency between regions, by pair, written `eu~us`.
        regions: BTreeMap<String, Distribution> = BTreeMap::new();
        /// Latency between two regions that `regions` does not name.
        wide: Distribution = Distribution::Constant(Span::from_millis(40));
        /// Share of transmissions that are lost. A stream sends them again; a datagram is gone.
        loss: Share = Share(0.0), in 0.0..=1.0;
        /// Share of datagrams that arrive twice.
        duplicate: Share = Share(0.0), in 0.0..=1.0;
        /// Share of datagrams that are held back and overtaken.
        reorder: Share = Share(0.0), in 0.0..=1.0;
        /// How long a datagram that is held back waits.
        reorder_by: Span = Span::from_millis(10), in 0.0..=3600.0;
        /// Bytes a second that one link carries in one direction; without limit if left out.
        bandwidth: Option<Bytes> = None, in 1.0..=1e12;
        /// First wait of a stream before it sends again what was lost; it doubles each time.
        retransmit: Span = Span::from_millis(200), in 0.001..=60.0;
        /// What differs between two nodes, by pair, written `caller->callee`; both directions.
        links: BTreeMap<String, Link> = BTreeMap::new();
    }
}

declare! {
    /// What differs from the rest of the network between two nodes.
    pub struct Link {
        /// Latency, one way, instead of what the distance says.
        latency: Option<Distribution> = None;
        /// What messages of a kind take on top of the latency, one way, by the word that the log has for them, such as
        /// `write` or `vote`: to be worked on, or to be made durable by their sender.
        kinds: BTreeMap<String, Distribution> = BTreeMap::new();
        /// Share of transmissions that are lost.
        loss: Option<Share> = None, in 0.0..=1.0;
        /// Bytes a second in one direction.
        bandwidth: Option<Bytes> = None, in 1.0..=1e12;
        /// Whether messages travel as a stream or as datagrams.
        transport: Transport = Transport::Stream, @fixed;
    }
}

choices! {
    /// How messages travel.
    pub enum Transport {
        /// Nothing is lost for good and order holds: a loss becomes a delay.
        Stream = "stream",
        /// Loss, duplication and reordering reach the receiver.
        Datagram = "datagram",
    }
}

impl Default for Network {
    fn default() -> Self {
        crate::scenario::defaults()
    }
}
